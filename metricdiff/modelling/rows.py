"""The rows of a model's report: a number of ``evaluate`` with what it is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from metricdiff.causes.declaration import ModelStep
from metricdiff.causes.registry import find
from metricdiff.diagnosis.tolerance import Tolerance, tolerance
from metricdiff.engines.outcome import Outcome, Value
from metricdiff.modelling.counterpart import Counterpart
from metricdiff.modelling.explaining import Walked, items, less, nearness, same, walked
from metricdiff.modelling.laboratory import Laboratory
from metricdiff.modelling.model import Item, Model, Output, shape
from metricdiff.modelling.result import ModelRow
from metricdiff.modelling.setup import Setup
from metricdiff.report import Comparison, Finding, Proof, Side
from metricdiff.settings import Tolerances
from metricdiff.words import Pairing, Reason, Verdict


def row(
    laboratory: Laboratory,
    item: Item,
    output: Output,
    counterpart: Counterpart | None,
    compared: Comparison | None,
    asked: Tolerances,
    *,
    logits: bool,
) -> ModelRow:
    """Return the row of a metric or of a loss of one output.

    Args:
        laboratory: Makes the numbers.
        item: The metric or loss.
        output: Its output.
        counterpart: The calls that stand for it; ``None`` where scikit-learn has none.
        compared: What these gave.
        asked: The tolerances that the user sets.
        logits: Whether the output holds logits.
    """
    model = laboratory.model
    near = nearness(_tolerance(counterpart, asked), len(model.batch_sizes))
    sklearn = compared.sklearn if compared else Side(None)
    way = walked(
        laboratory, item, output, near, logits=logits, from_sklearn=sklearn.value is not None
    )
    evaluate = Side(f'model.evaluate(x, y)["{item.key}"]', model.evaluated.get(item.key))
    predict = Side(_call(item, counterpart), way.predict.value, way.predict.error)
    comparison = _judged(item, sklearn, evaluate, compared, way, near)
    return ModelRow(
        item=item,
        output=output.name if len(model.outputs) > 1 else "",
        comparison=comparison,
        predict=predict,
        predict_gap=_gap(evaluate.value, way.predict.value),
        resolved=_resolved(item, output) if item.chosen else "",
    )


def _tolerance(counterpart: Counterpart | None, asked: Tolerances) -> Tolerance:
    if counterpart is None:
        return Tolerance(1e-9, 1e-6)
    return tolerance(counterpart.metric, counterpart.predictions, asked)


def _call(item: Item, counterpart: Counterpart | None) -> str:
    made = counterpart.keras if counterpart else f"{item.name}()"
    settings = {
        name: value
        for name, value in item.config.items()
        if name in {"from_logits", "label_smoothing", "reduction"}
        and value not in {0, "sum_over_batch_size", "mean", "auto"}
        and name not in made
    }
    given = ", ".join(f"{name}={value!r}" for name, value in settings.items())
    if given:
        made = f"{made[:-1]}{', ' if not made.endswith('()') else ''}{given})"
    return f"{made}(y, model.predict(x))"


def _resolved(item: Item, output: Output) -> str:
    return (
        f'"{item.config.get("name", item.key)}" is {item.kind}: labels {shape(output.labels)}, '
        f"outputs {shape(output.predictions)}"
    )


def _judged(
    item: Item,
    sklearn: Side,
    evaluate: Side,
    compared: Comparison | None,
    way: Walked,
    near: Tolerance,
) -> Comparison:
    """Return the comparison of ``evaluate`` with scikit-learn, or with ``predict`` without it."""
    there = sklearn.value if sklearn.value is not None else way.predict.value
    value = evaluate.value
    causes = (*(compared.causes if compared else ()), *way.findings)
    usual = Comparison(
        metric=item.key,
        variant={},
        pairing=Pairing.CUSTOM,
        sklearn=sklearn,
        keras=evaluate,
        verdict=Verdict.INCOMPARABLE,
        atol=near.atol,
        rtol=near.rtol,
        causes=causes,
        unit=compared.unit if compared else "",
        classes=compared.classes if compared else None,
    )
    if value is None:  # of an output, where evaluate has the sum alone
        return replace(usual, reason=Reason.NO_COUNTERPART)
    if there is None:
        return replace(usual, reason=Reason.RAISED, causes=())
    difference = less(value, there)
    if difference is None:
        return replace(usual, reason=Reason.NO_COUNTERPART, causes=())
    if sklearn.error and compared and compared.verdict is Verdict.EXPLAINED:  # by mending
        return replace(usual, verdict=Verdict.EXPLAINED, proof=compared.proof)
    predicted = way.predict.value
    if same(value, there, near) and (predicted is None or same(value, predicted, near)):
        return _equal(usual, difference, sklearn, compared)
    residual = _residual(difference, causes)
    largest = max(
        abs(one) for part in (value, there, predicted) if part is not None for one in items(part)
    )
    proven = (
        bool(causes)
        and not way.unnamed
        and residual is not None
        and all(abs(one) <= near.atol + near.rtol * largest for one in items(residual))
    )
    proof = None
    if proven and residual is not None and way.end.value is not None:
        proof = Proof("landing", evaluate.call or "", way.end.value, residual)
    return replace(
        usual,
        difference=difference,
        residual=residual,
        verdict=Verdict.EXPLAINED if proven else Verdict.UNEXPLAINED,
        proof=proof,
        causes=causes if proven else (),
    )


def _equal(
    usual: Comparison, difference: Value, sklearn: Side, compared: Comparison | None
) -> Comparison:
    if sklearn.value is None:
        return replace(usual, difference=difference, reason=Reason.NO_COUNTERPART, causes=())
    agreement = compared.agreement if compared else None
    return replace(
        usual, difference=difference, verdict=Verdict.EQUAL, causes=(), agreement=agreement
    )


def _residual(difference: Value, causes: Sequence[Finding]) -> Value | None:
    left = difference
    for one in causes:
        if one.contribution is None:
            return None
        rest = less(left, one.contribution)
        if rest is None:
            return None
        left = rest
    return left


def _gap(one: Value | None, other: Value | None) -> Value | None:
    return None if one is None or other is None else less(one, other)


def total_row(laboratory: Laboratory, item: Item, rows: Sequence[ModelRow]) -> ModelRow:
    """Return the row of the loss of all outputs together.

    It is the sum of theirs, each with its weight, and what the layers add.

    Args:
        laboratory: Makes the numbers.
        item: The loss.
        rows: The rows of the outputs.
    """
    model = laboratory.model
    parts = [one for one in rows if one.item.role == "output_loss"]
    value = model.evaluated[item.key]
    assert isinstance(value, float)  # noqa: S101 - a loss is one number
    near = nearness(Tolerance(1e-9, 1e-6), len(model.batch_sizes))
    causes = [
        replace(finding, contribution=one.item.weight * _number(finding.contribution))
        for one in parts
        for finding in one.comparison.causes
        if finding.code != "MD407"  # the total knows the sizes of the batches
    ]
    penalty = laboratory.value(item, Setup(penalty=True)).value
    if isinstance(penalty, float) and penalty:
        causes.append(_penalty(item, model, value, penalty))
    sklearn = Side(
        _summed([(one, one.comparison.sklearn.call) for one in parts]),
        _sum([(one, one.comparison.sklearn.value) for one in parts]),
    )
    predict = Side(
        _summed([(one, one.predict.call) for one in parts]),
        _sum([(one, one.predict.value) for one in parts]),
    )
    evaluate = Side(f'model.evaluate(x, y)["{item.key}"]', value)
    outcome = Outcome(predict.value)
    way = Walked(outcome, outcome, Outcome(value), tuple(causes), unnamed=False)
    comparison = _judged(item, sklearn, evaluate, None, way, near)
    return ModelRow(item, "", comparison, predict, _gap(value, predict.value))


def _penalty(item: Item, model: Model, value: float, penalty: float) -> Finding:
    cause = find("MD606")
    setup = Setup()
    step = ModelStep(
        *("penalty", setup, replace(setup, penalty=True), (value - penalty, value)),
        *(item, model.outputs[0], model),
    )
    told = cause.in_model
    evidence = told.evidence(step) if told else cause.summary
    return Finding(cause.code, cause.name, penalty, value, evidence)


def _number(value: Value | None) -> float:
    return value if isinstance(value, float) else float("nan")


def _sum(parts: Sequence[tuple[ModelRow, Value | None]]) -> float | None:
    values = [(one.item.weight, value) for one, value in parts]
    if not values or not all(isinstance(value, float) for _, value in values):
        return None
    return sum(weight * _number(value) for weight, value in values)


def _summed(parts: Sequence[tuple[ModelRow, str | None]]) -> str | None:
    if not parts or any(call is None for _, call in parts):
        return None
    return " + ".join(
        f"{'' if one.item.weight == 1 else f'{one.item.weight:g} * '}{call} of {one.output}"
        for one, call in parts
    )
