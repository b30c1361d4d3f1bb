"""From predictions to a sweep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from metricdiff.errors import UsageError
from metricdiff.inputs.predictions import Predictions
from metricdiff.metrics import registry
from metricdiff.planning import Planned, plan
from metricdiff.recipes.facts import Facts, Floats
from metricdiff.recipes.of_keras import recipe_of_keras
from metricdiff.recipes.of_sklearn import recipe_of_sklearn
from metricdiff.recipes.recipe import Recipe, Threshold
from metricdiff.settings import Settings
from metricdiff.sweeping.following import can_follow, follow
from metricdiff.sweeping.ordered import Ordered
from metricdiff.sweeping.result import Best, Curve, Sweep
from metricdiff.sweeping.thresholds import Thresholds, every, spans_of, these
from metricdiff.words import Kind, Pairing, Task

#: What is swept unless the user names metrics.
DEFAULT_SETS = {
    Task.BINARY: (
        *("accuracy", "precision", "recall", "specificity"),
        *("f1", "jaccard", "mcc"),
    ),
    Task.MULTILABEL: ("accuracy", "precision", "recall", "f1", "jaccard"),
}
#: Of these the smallest is the best.
_ERRORS = frozenset({"hamming_loss", "false_positives", "false_negatives"})
#: How far from its best a metric is still as good as the best.
FLAT = 0.01


def sweep_predictions(
    predictions: Predictions, metrics: tuple[str, ...] = (), thresholds: tuple[float, ...] = ()
) -> Sweep:
    """Compute decision metrics at every threshold.

    Args:
        predictions: Labels and scores, binary or multilabel.
        metrics: Names of metrics; ``all`` for every metric of decisions.
        thresholds: On the probability scale; all distinct scores otherwise.

    Raises:
        UsageError: There is nothing to cut, or a metric does not depend on a threshold.
    """
    names = metrics or DEFAULT_SETS.get(predictions.task, ())
    _check(predictions)
    at = these(thresholds, predictions) if thresholds else every(predictions)
    facts = Facts(predictions)
    ordered = Ordered(facts)
    if facts.weightless:
        raise UsageError(f"{predictions.raw.source}: the sample weights sum to 0")
    curves = tuple(_curves(predictions, names, at, ordered))
    above = Recipe("positive", transform="sigmoid", decide=Threshold(0.5))
    if predictions.kind is not Kind.LOGITS:
        above = Recipe("positive", decide=Threshold(0.5))
    at_least = Recipe("positive", transform=above.transform, decide=Threshold(0.5, inclusive=True))
    keras = Recipe("positive", cast="float32", decide=Threshold(0.5))
    tied, parted = _moved(ordered, above, at_least, at), _moved(ordered, above, keras, at)
    if not thresholds and _between_scores(predictions):
        known = np.isin(np.arange(len(at.at)), at.shown)
        parted = np.where(known, parted, 0)
        predictions = replace(predictions, remarks=(*predictions.remarks, _told(at)))
    return Sweep(predictions, at, curves, tied=tied, parted=parted)


def _between_scores(predictions: Predictions) -> bool:
    """Whether neighbouring scores were taken together, so that thresholds stand between them."""
    lows, highs = spans_of(predictions, predictions.raw.y_pred)
    return lows is not highs


def _told(at: Thresholds) -> str:
    return (
        f"neighbouring scores are taken together: the {len(at.at):,} thresholds stand between "
        "them; which scores float32 rounds across one is followed at round thresholds alone"
    )


def _check(predictions: Predictions) -> None:
    source, task = predictions.raw.source, predictions.task
    if predictions.kind is Kind.DECISIONS:
        raise UsageError(f"{source}: the predictions are decisions; there is nothing to cut")
    if task not in DEFAULT_SETS:
        how = (
            "the argmax decides; sweep one class: --pos-label CLASS"
            if task is Task.MULTICLASS
            else "values are not decided"
        )
        raise UsageError(f"{source}: a {task} task has no threshold ({how})")
    if not np.isfinite(predictions.raw.y_pred.astype(np.float64)).all():
        raise UsageError(f"{source}: some scores are NaN or infinite; leave those rows out")


def _moved(ordered: Ordered, one: Recipe, other: Recipe, at: Thresholds) -> npt.NDArray[np.int64]:
    """Return (T,) how many scores two ways of cutting decide otherwise: both take the upper end."""
    pairs = zip(ordered.places(one, at), ordered.places(other, at), strict=True)
    rows = [
        np.abs(column.rows[a] - column.rows[b])
        for column, (a, b) in zip(ordered.columns, pairs, strict=True)
    ]
    return np.asarray(sum(rows), dtype=np.int64)


def _curves(
    predictions: Predictions, names: tuple[str, ...], at: Thresholds, ordered: Ordered
) -> Iterator[Curve]:
    found: set[str] = set()
    for planned in plan(predictions, Settings(names, (0.5,))):
        if planned.pairing is not Pairing.MATCHED or planned.label.startswith("column "):
            continue
        theirs = planned.sklearn and recipe_of_sklearn(planned.sklearn, predictions)
        if not theirs or not can_follow(theirs, len(ordered.columns)):
            continue
        found.add(planned.name)
        yield _curve(planned, theirs, predictions, at, ordered)
    for name in names:
        if name != "all" and (metric := registry.find(name).metric.name) not in found:
            raise UsageError(
                f"{metric}: no threshold moves it on this task; sweep takes metrics of decisions "
                f"such as {', '.join(DEFAULT_SETS[predictions.task][:4])}, or -m all"
            )


def _curve(
    planned: Planned, theirs: Recipe, predictions: Predictions, at: Thresholds, ordered: Ordered
) -> Curve:
    ours = planned.keras and recipe_of_keras(planned.keras, predictions, weighted=planned.weighted)
    followed = ours if ours and can_follow(ours, len(ordered.columns)) else None
    sklearn = follow(theirs, ordered, at)
    return Curve(
        planned.name,
        {name: value for name, value in planned.variant.items() if name != "threshold"},
        planned.label,
        sklearn,
        follow(followed, ordered, at) if followed else None,
        _best(planned, sklearn, predictions, at, ordered),
    )


def _best(
    planned: Planned, values: Floats, predictions: Predictions, at: Thresholds, ordered: Ordered
) -> Best | None:
    known = np.where(np.isnan(values), -np.inf, -values if planned.name in _ERRORS else values)
    place = int(known.argmax())
    if not np.isfinite(known[place]):
        return None
    good = known >= known[place] - FLAT
    bad = np.flatnonzero(~good)
    low, high = np.searchsorted(bad, place) - 1, np.searchsorted(bad, place)
    first = 0 if low < 0 else int(bad[low]) + 1
    last = len(good) - 1 if high == len(bad) else int(bad[high]) - 1
    inside = [ordered.up_to(float(at.cuts[end]))[0] for end in (first, last)]
    _, above = ordered.up_to(float(at.cuts[place]))
    threshold = float(at.at[place])
    sklearn, keras = _calls(planned, predictions, threshold)
    return Best(
        threshold=threshold,
        value=float(values[place]),
        until=None if above is None else _probability(above, predictions),
        low=float(at.at[first]),
        high=float(at.at[last]),
        share=(inside[1] - inside[0]) / (ordered.rows * len(ordered.columns)),
        sklearn=sklearn,
        keras=keras,
    )


def _probability(score: float, predictions: Predictions) -> float:
    return float(1 / (1 + np.exp(-score)) if predictions.kind is Kind.LOGITS else score)


def _calls(planned: Planned, predictions: Predictions, threshold: float) -> tuple[str, str | None]:
    """Return the two calls as they are spelled at a threshold."""
    wanted = (planned.pairing, planned.label, {**planned.variant, "threshold": threshold})
    for one in plan(predictions, Settings((planned.name,), (threshold,))):
        if (one.pairing, one.label, dict(one.variant)) == wanted:
            return one.sklearn_text or "", one.keras_text
    return planned.sklearn_text or "", planned.keras_text
