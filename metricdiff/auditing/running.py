"""The audit: find the metric, see in which form it takes the labels, test every property."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from metricdiff.auditing import forms
from metricdiff.auditing.bench import Bench
from metricdiff.auditing.cases import Case, cases, sampled
from metricdiff.auditing.experiment import Experiment, Observed
from metricdiff.auditing.identifying import Known, Match
from metricdiff.auditing.laboratory import Laboratory
from metricdiff.auditing.numbers import same
from metricdiff.auditing.properties import held_arrays, identity
from metricdiff.auditing.properties.declaration import fault, number
from metricdiff.auditing.properties.registry import PROPERTIES
from metricdiff.auditing.result import Audit, Checked, Identity, Number
from metricdiff.engines.user_metric import FILLED
from metricdiff.inputs.inference import understand
from metricdiff.inputs.predictions import Predictions, Raw
from metricdiff.metrics.naming import named
from metricdiff.settings import Overrides
from metricdiff.versions import tool_versions
from metricdiff.words import Task


def audit_predictions(
    predictions: Predictions, laboratory: Laboratory, target: str, known: Known | None = None
) -> Audit:
    """Run a custom metric in many ways, and say what it is.

    Args:
        predictions: Labels and predictions.
        laboratory: Runs the metric.
        target: The metric, as the user named it.
        known: What standard metrics give on these predictions, where that is known already.

    Raises:
        UsageError: There is no such metric.
        WorkerError: The process of the metric died or hung.
    """
    known = known or Known(cases(sampled(predictions)))
    sets = known.cases
    subject = laboratory.subject(_fill(sets[0]))
    chosen = forms.choose(laboratory, sets, known, named(subject.name).metric)
    bench = Bench(sets[0], chosen, subject)
    if chosen.error:
        properties: tuple[Checked, ...] = (_raising(bench),)
        return _audit(target, bench, predictions, properties, None, laboratory, known)
    seen = _seen(bench, laboratory)
    judged = identity.judge(bench, known)
    properties = (judged.tested, *_judged(bench, seen))
    audit = _audit(target, bench, predictions, properties, judged.match, laboratory, known)
    evaluated = seen[_evaluate(bench)]
    return replace(audit, value=number(f"batch_size={bench.batch}", evaluated))


def understood(raw: Raw, overrides: Overrides) -> Predictions:
    """Return what was read, with task and kind decided.

    Two columns of scores stay two: a metric takes them as the model returns them.
    """
    wide = raw.y_true.ndim == 1 and raw.y_pred.ndim > 1
    if wide and overrides.task is None and raw.y_pred.shape[-1] == 2:  # noqa: PLR2004
        overrides = replace(overrides, task=Task.MULTICLASS)
    return understand(raw, overrides)


def _seen(bench: Bench, laboratory: Laboratory) -> Mapping[Experiment, Observed]:
    """Run the experiments of all properties, each distinct one once."""
    asked = [one for property_ in PROPERTIES for one in property_.experiments(bench).values()]
    first, last = _fresh(bench)
    distinct = list(dict.fromkeys([first, _evaluate(bench), *asked, last]))
    return dict(zip(distinct, laboratory.run(bench.arrays, distinct), strict=True))


def _judged(bench: Bench, seen: Mapping[Experiment, Observed]) -> tuple[Checked, ...]:
    """Judge every property; none where the metric is not the same from one object to the next."""
    first, last = (seen[one] for one in _fresh(bench))
    if not same(first.value, last.value):
        return (_unsteady(first, last),)
    return tuple(
        one.judge(bench, {name: seen[asked] for name, asked in one.experiments(bench).items()})
        for one in PROPERTIES
    )


def _fresh(bench: Bench) -> tuple[Experiment, Experiment]:
    """Return the first run and the last, which are the same but for what ran between."""
    return bench.experiment(repeat=1), bench.experiment(repeat=2)


def _evaluate(bench: Bench) -> Experiment:
    """Return what a user runs: ``evaluate``, and once more."""
    return bench.experiment(how="evaluate", batch=bench.batch, times=2, eager=False)


def _unsteady(first: Observed, last: Observed) -> Checked:
    """Say that fresh objects of the metric part on the same rows: no other test means anything."""
    evidence = (
        "Fresh objects of it give other numbers on the same rows: its state is one of the class "
        "or of the module, or it is random. Nothing else could be tested."
    )
    numbers = (number("a fresh one", first), number("another, later", last))
    return Checked("fresh objects", "they differ", (fault("MD404", evidence, numbers),))


def _fill(case: Case) -> Mapping[str, Any]:
    """Return what the data say of arguments such as ``num_classes``."""
    width = case.arrays[f"{case.name}.predictions"].shape[-1]
    return dict.fromkeys(FILLED, max(len(case.predictions.classes), width))


def _raising(bench: Bench) -> Checked:
    """Say that the metric raises, whatever the form of the labels."""
    whole = next((one for one in bench.chosen.others.values() if one.value), None)
    error = Number("evaluate", (), bench.chosen.error)
    if whole is not None and not bench.chosen.others[bench.chosen.form].error:
        own = bench.chosen.others[bench.chosen.form]
        numbers = (Number(f"all {bench.rows} rows in one batch", own.value), error)
        evidence = (
            f"It runs on all {bench.rows} rows at once alone: an array of that many rows, which "
            "it holds, meets the rows of each batch."
        )
        return Checked(
            "runs",
            "raises on fewer rows",
            (fault("MD403", evidence, numbers, fix=held_arrays.OWN),),
        )
    evidence = "It raises, whatever the rank and the type of the labels."
    return Checked("runs", "raises", (fault("MD413", evidence, (error,)),))


_OWN = (
    "Hand the array over as part of `y_true`, or as `sample_weight`: Keras cuts those in batches."
)


def _audit(
    target: str,
    bench: Bench,
    predictions: Predictions,
    properties: Sequence[Checked],
    match: Match | None,
    laboratory: Laboratory,
    known: Known,
) -> Audit:
    return Audit(
        target=target,
        subject=bench.subject,
        predictions=predictions,
        rows=bench.case.predictions.rows,
        labels=forms.told(bench.chosen.form, bench.case),
        value=Number(f"batch_size={bench.rows}", bench.first, bench.chosen.error),
        batch=bench.batch,
        identity=_identity(bench, match, known),
        properties=tuple(properties),
        tool=tool_versions(laboratory.tool()),
    )


def _identity(bench: Bench, match: Match | None, known: Known) -> Identity:
    if match is None:
        return Identity(own=bench.first, sets=len(known.cases), tried=known.tried)
    one = match.candidate
    others = dict.fromkeys(
        other.candidate.call
        for other in bench.chosen.matches
        if other.candidate.library and other.candidate.call != one.call
    )
    return Identity(
        metric=one.metric,
        call=one.call,
        library=one.library,
        others=tuple(others),
        value=match.value,
        own=bench.first,
        sets=len(known.cases),
        tried=len(known.plain),
    )
