"""The whole of it: a model and its data to a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from metricdiff.comparing import compare_predictions
from metricdiff.engines.keras_engine import CHUNK_ROWS
from metricdiff.errors import UsageError
from metricdiff.inputs.predictions import Predictions
from metricdiff.modelling.counterpart import Counterpart, Reading
from metricdiff.modelling.laboratory import Bench, Laboratory, opened
from metricdiff.modelling.model import Item, Output
from metricdiff.modelling.noting import notes
from metricdiff.modelling.reported import explained
from metricdiff.modelling.result import ModelReport, ModelRow
from metricdiff.modelling.rows import row, total_row
from metricdiff.modelling.saving import save
from metricdiff.modelling.settling import exit_code, settled
from metricdiff.modelling.training_log import Epoch
from metricdiff.report import Comparison, DataNote
from metricdiff.settings import Options, Overrides, Settings
from metricdiff.versions import tool_versions


@dataclass(frozen=True)
class Request:
    """A model and its data.

    Attributes:
        model: A path, or ``module:function``.
        data: ``module:function``, or for ``x``, ``y`` and ``sample_weight`` the paths of arrays,
            in lists or dictionaries where there are several.
        source: What the user calls the two.
        batch_size: The rows of a batch; ``None`` for Keras's own.
        overrides: What the user says of labels and predictions.
        options: Everything else.
        reported: Numbers to find, each report as the epochs of a log or as one.
        save: Where to write what is predicted; ``None`` for nowhere.
    """

    model: str
    data: str | Mapping[str, object]
    source: tuple[str, str]
    batch_size: int | None = None
    overrides: Overrides = field(default_factory=Overrides)
    options: Options = field(default_factory=Options)
    reported: Sequence[Sequence[Epoch]] = ()
    save: str | None = None


def run_model(request: Request, worker: Bench) -> ModelReport:
    """Evaluate a model, predict, and explain each number of ``evaluate``.

    Raises:
        InputError: The model or the data cannot be used.
        WorkerError: Keras cannot run.
    """
    laboratory = opened(
        worker,
        {"model": request.model, "data": request.data, "batch_size": request.batch_size},
    )
    model = laboratory.model
    saved = save(request.save, model) if request.save else ()
    if not model.items:
        raise UsageError(_not_compiled(request, saved))
    readings = [
        Reading(
            output,
            tuple(one for one in model.items if one.output == output.place),
            request.overrides,
        )
        for output in model.outputs
    ]
    rows: list[ModelRow] = []
    of_data: list[DataNote] = []
    for output, reading in zip(model.outputs, readings, strict=True):
        made, shown = _of_output(laboratory, output, reading, worker, request.options)
        rows += made
        of_data += shown
    rows += [total_row(laboratory, one, rows) for one in model.items if one.role == "total_loss"]
    done = tuple(
        settled(one, request.options.policy)
        for one in _ordered(rows, model.items)
        if one.item.key in model.evaluated
    )
    told = {cause.code for one in done for cause in one.comparison.causes}
    noted = tuple(
        one for one in notes(laboratory, of_data, request.options.policy) if one.code not in told
    )
    reported = tuple(
        one for epochs in request.reported for one in explained(laboratory, done, epochs)
    )
    return ModelReport(
        source=request.source,
        model=model,
        predictions=tuple(reading.predictions for reading in readings),
        tool={**tool_versions(worker.tool()), "chunk_rows": CHUNK_ROWS},
        rows=done,
        notes=noted,
        remarks=tuple(_remarks(readings)),
        reported=reported,
        exit_code=exit_code(done, noted, reported, request.options.policy),
        saved=saved,
    )


def _of_output(
    laboratory: Laboratory, output: Output, reading: Reading, worker: Bench, options: Options
) -> tuple[list[ModelRow], list[DataNote]]:
    """Return the rows of an output, and what its data show."""
    mine = [
        one
        for one in laboratory.model.items
        if one.output == output.place and one.role != "total_loss"
    ]
    counterparts = {one.place: reading.counterpart(one) for one in mine}
    compared, of_data = _compared([one for one in counterparts.values() if one], worker, options)
    rows = [
        row(
            laboratory,
            one,
            output,
            counterparts[one.place],
            compared.get(_key(counterparts[one.place])),
            options.tolerances,
            logits=reading.logits,
        )
        for one in mine
    ]
    return rows, of_data


_Key = tuple[int, str, str]


def _key(counterpart: Counterpart | None) -> _Key | None:
    if counterpart is None:
        return None
    return id(counterpart.predictions), counterpart.sklearn, counterpart.keras


def _compared(
    counterparts: Sequence[Counterpart], worker: Bench, options: Options
) -> tuple[dict[_Key | None, Comparison], list[DataNote]]:
    """Run each pair of calls on what ``predict`` returned, and explain where they differ."""
    by_data: dict[int, list[Counterpart]] = {}
    for one in counterparts:
        by_data.setdefault(id(one.predictions), []).append(one)
    found: dict[_Key | None, Comparison] = {}
    of_data: list[DataNote] = []
    for group in by_data.values():
        predictions: Predictions = group[0].predictions
        pairs = tuple(dict.fromkeys((one.sklearn, one.keras) for one in group))
        asked = replace(options, settings=Settings(custom=pairs))
        report = compare_predictions(predictions, asked, worker)
        for pair, comparison in zip(pairs, report.comparisons, strict=True):
            found[id(predictions), *pair] = comparison
        of_data += report.notes
    return found, of_data


def _ordered(rows: Sequence[ModelRow], items: Sequence[Item]) -> list[ModelRow]:
    places = {item.place: place for place, item in enumerate(items)}
    return sorted(rows, key=lambda one: places[one.item.place])


def _remarks(readings: Sequence[Reading]) -> list[str]:
    found = [reading.problem for reading in readings if reading.problem]
    for reading in readings:
        if reading.predictions is not None:
            found += reading.predictions.remarks
    return list(dict.fromkeys(found))


def _not_compiled(request: Request, saved: Sequence[str]) -> str:
    model, data = request.source
    told = f"{model} is not compiled, so that evaluate has no numbers; what it predicts "
    if saved:
        return f"{told}is in {' '.join(saved)}: metricdiff compare {' '.join(saved)}"
    return (
        f"{told}can be compared all the same: metricdiff model {model} {data} "
        "--save-predictions preds.npz, then metricdiff compare preds.npz"
    )
