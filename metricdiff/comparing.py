"""The main job: run every planned pair of calls through both libraries and judge what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from metricdiff.diagnosis.explaining import explain, walk_ahead
from metricdiff.diagnosis.noting import notes
from metricdiff.diagnosis.tolerance import tolerance
from metricdiff.diagnosis.verdicts import exit_code, judge, settled, settled_note
from metricdiff.engines import keras_engine
from metricdiff.engines.keras_engine import CHUNK_ROWS, Asked, KerasEngine
from metricdiff.engines.outcome import Outcome
from metricdiff.engines.sklearn_engine import SklearnEngine
from metricdiff.errors import UsageError, WorkerError
from metricdiff.inputs.opening import OpenFile
from metricdiff.inputs.predictions import Predictions
from metricdiff.planning import Planned, plan
from metricdiff.recipes.facts import Facts
from metricdiff.report import Comparison, DataNote, Report
from metricdiff.settings import Options, Overrides, Policy, Settings
from metricdiff.streaming.choosing import understood
from metricdiff.versions import tool_versions
from metricdiff.words import Pairing, Reason, Verdict


def compare_file(
    file: OpenFile, overrides: Overrides, options: Options, engine: KerasEngine
) -> Report:
    """Compare what a file holds; Keras may still be loading while it is read.

    A large file is counted into a table while it is read, and read again for Keras, in blocks.

    Raises:
        InputError: The file is damaged or its contents fit no task.
        UsageError: An option does not fit the data.
    """
    predictions = understood(file, overrides, options)
    return compare_predictions(predictions, options, engine)


def compare_predictions(predictions: Predictions, options: Options, engine: KerasEngine) -> Report:
    """Run both libraries and return the report.

    Keras is asked first, in its worker, which may still be importing TensorFlow; meanwhile
    scikit-learn's half runs here, and all of the explaining that needs no value of Keras.  When
    Keras cannot run, the report holds scikit-learn's half and says so.

    Raises:
        UsageError: A metric or a call that the user named cannot be computed by any means.
    """
    planned = plan(predictions, options.settings)
    replan = partial(_replanned, settings=options.settings)
    begun = _begin_keras(planned, predictions, engine)
    sklearn = SklearnEngine(predictions)
    sklearn.check(row.sklearn for row in planned if row.sklearn)
    theirs = [sklearn.run(row.sklearn) if row.sklearn else None for row in planned]
    facts = Facts(predictions)
    noted = notes(facts.counted, replan)
    walk_ahead(planned, facts, engine)
    keras = _keras_half(planned, begun, engine)
    judged = _judged(planned, theirs, keras.outcomes, predictions, options)
    explained = explain(judged, facts, sklearn, partial(keras_engine.start, engine), replan)
    return _report(predictions, explained, noted, keras, options)


@dataclass(frozen=True)
class _Keras:
    """Keras's half.

    Attributes:
        outcomes: What came of each comparison; ``None`` where it has no call of Keras.
        tool: Keras's versions and configuration.
        problem: Why Keras could not run; empty where it could.
        log: What its worker printed then.
    """

    outcomes: Sequence[Outcome | None]
    tool: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    log: str = ""


def _keras_half(
    planned: Sequence[Planned], begun: Callable[[], list[Outcome | None]], engine: KerasEngine
) -> _Keras:
    """Wait for Keras; where it cannot run, its error is what came of each of its calls."""
    try:
        return _Keras(begun(), engine.tool())
    except WorkerError as error:
        failed = Outcome(error=str(error))
        outcomes = [failed if row.keras else None for row in planned]
        return _Keras(outcomes, problem=str(error), log=error.log)


def _judged(
    planned: Sequence[Planned],
    theirs: Sequence[Outcome | None],
    ours: Sequence[Outcome | None],
    predictions: Predictions,
    options: Options,
) -> list[tuple[Planned, Comparison]]:
    """Return what was planned, and what came of it on both sides."""
    names = _class_names(predictions)
    judged = (
        judge(row, their, our, tolerance(row.metric, predictions, options.tolerances), names)
        for row, their, our in zip(planned, theirs, ours, strict=True)
    )
    return list(zip(planned, judged, strict=True))


def _report(
    predictions: Predictions,
    explained: Sequence[Comparison],
    noted: Sequence[DataNote],
    keras: _Keras,
    options: Options,
) -> Report:
    """Settle what fails, and say what could not be compared at all."""
    rows = tuple(settled(row, options.policy) for row in explained)
    told = tuple(settled_note(note, options.policy) for note in noted)
    failed = [keras.problem] if keras.problem else _without_result(rows, options.settings)
    problems = tuple(failed)
    return Report(
        predictions=predictions,
        tool={**tool_versions(keras.tool), "chunk_rows": CHUNK_ROWS},
        comparisons=rows,
        exit_code=exit_code(rows, told, problems, options.policy),
        problems=problems,
        notes=told,
        log=keras.log,
    )


def settled_anew(report: Report, policy: Policy) -> Report:
    """Return the report as another policy judges it."""
    rows = tuple(settled(row, policy) for row in report.comparisons)
    noted = tuple(settled_note(note, policy) for note in report.notes)
    code = exit_code(rows, noted, report.problems, policy, report.reported)
    return replace(report, comparisons=rows, notes=noted, exit_code=code)


def _replanned(predictions: Predictions, settings: Settings) -> Sequence[Planned]:
    """Return what would be compared on other data; nothing where a setting does not fit them."""
    try:
        return plan(predictions, settings)
    except UsageError:
        return ()


def _begin_keras(
    planned: Sequence[Planned], predictions: Predictions, engine: KerasEngine
) -> Callable[[], list[Outcome | None]]:
    """Begin to run the Keras half of every comparison that has one."""
    asked = [
        Asked(row.keras, row.weighted, predictions, mask_weighs=row.mask_weighs)
        for row in planned
        if row.keras
    ]
    outcomes = keras_engine.start(engine, asked)

    def waited() -> list[Outcome | None]:
        each = iter(outcomes())
        return [next(each) if row.keras else None for row in planned]

    return waited


def _without_result(rows: Sequence[Comparison], settings: Settings) -> Iterator[str]:
    """Say which of the things that the user asked for could not be compared."""
    comparable = [row for row in rows if row.verdict is not Verdict.INCOMPARABLE]
    asked_for = [
        row
        for row in rows
        if row.pairing is Pairing.CUSTOM
        or (settings.metrics and "all" not in settings.metrics and row.pairing is Pairing.MATCHED)
    ]
    done = {row.metric for row in comparable}
    for name, row in {row.metric: row for row in reversed(asked_for)}.items():
        if name not in done:
            yield f"{name}: no comparable row ({_why(row)})"
    if not comparable and not asked_for:
        yield f"nothing could be compared ({_why(rows[0])})"


def _why(row: Comparison) -> str:
    if row.reason is Reason.RAISED:
        sides = [("scikit-learn", row.sklearn), ("Keras", row.keras)]
        return "; ".join(f"{name}: {side.error}" for name, side in sides if side.error)
    if row.sklearn.call is None:
        return "scikit-learn has no counterpart"
    if row.keras.call is None:
        return "Keras has no counterpart"
    return "the two calls return different numbers of values"


def _class_names(predictions: Predictions) -> Sequence[Any]:
    return predictions.classes if len(predictions.classes) > 2 else predictions.raw.columns.y_pred  # noqa: PLR2004
