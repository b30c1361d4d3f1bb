"""Recipes of custom metrics as people publish them, which no library has.

Each stands with the causes that tell it from the standard metric of its name; those without one are
the standard metric but for what is added against a division by zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.facts import Facts, Floats
from metricdiff.words import Kind, Task

_SMOOTHING = (1.0, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7)
_MOST_K = 10
#: Scores are right where they equal the label, pooled classes are cells.
_OF_ACCURACY = {"MD207": "MD205", "MD302": "MD303"}


@dataclass(frozen=True)
class Published:
    """A recipe.

    Attributes:
        metric: The canonical name of the metric that it is named after.
        formula: What it computes.
        value: On the rows.
        codes: The causes that tell it from the metric of its name.
    """

    metric: str
    formula: str
    value: float | list[float]
    codes: tuple[str, ...] = ()


def published(predictions: Predictions) -> Iterator[Published]:
    """Return what each recipe gives on some rows."""
    facts = Facts(predictions)
    with np.errstate(all="ignore"):
        if predictions.task is Task.REGRESSION:
            yield from _of_values(facts.numbers, facts.scores)
        elif predictions.raw.y_pred.dtype.kind != "U":
            yield from _of_classes(facts, predictions)


def _of_classes(facts: Facts, predictions: Predictions) -> Iterator[Published]:
    truth, scores = facts.labels.astype(np.float64), facts.scores
    if truth.shape != scores.shape:
        return
    for of, decided, codes in _decisions(scores, predictions):
        yield from _overlaps(truth, decided, of, codes)
        yield from _rates(truth, decided, of, codes)
    yield from _misread(truth, scores)
    yield from _entropies(truth, scores)
    if predictions.task is Task.MULTICLASS:
        yield from _among_largest(truth, scores)
        yield from _weighted_kappas(truth, scores)


def _decisions(
    scores: Floats, predictions: Predictions
) -> Iterator[tuple[str, Floats, tuple[str, ...]]]:
    """Yield what is counted: the scores themselves, or decisions; with its causes."""
    wide = predictions.task is Task.MULTICLASS
    if predictions.kind is not Kind.DECISIONS:
        yield "of the scores", scores, ("MD207",)
    above = np.asarray(scores > 0.5, dtype=np.float64)  # noqa: PLR2004
    yield "of y_pred > 0.5", above, (("MD302",) if wide else ())
    yield "of y_pred >= 0.5", np.asarray(scores >= 0.5, dtype=np.float64), ("MD202",)  # noqa: PLR2004
    if wide:
        yield "of the argmax", np.eye(scores.shape[1])[scores.argmax(axis=1)], ()
    if predictions.kind is Kind.LOGITS:
        yield "of y_pred > 0", np.asarray(scores > 0, dtype=np.float64), ()


def _overlaps(
    truth: Floats, decided: Floats, of: str, codes: tuple[str, ...]
) -> Iterator[Published]:
    """Yield Dice and IoU of all cells, and the means of those of each row."""
    for axis, each in ((None, ""), (-1, " each row")):
        tp = (truth * decided).sum(axis=axis)
        both = truth.sum(axis=axis) + decided.sum(axis=axis)
        squares = (truth**2).sum(axis=axis) + (decided**2).sum(axis=axis)
        causes = (*codes, "MD405") if each else codes
        for smooth in (0.0, 100.0, *_SMOOTHING):
            added = f", {smooth:g} added above and below" if smooth else ""
            dice = {
                f"dice {of}{each}{added}": both,
                f"dice {of}{each}, squared below the line{added}": squares,
            }
            for formula, below in dice.items():
                value = np.mean((2 * tp + smooth) / (below + smooth))
                yield from _score("dice", formula, float(value), causes)
            iou = np.mean((tp + smooth) / (both - tp + smooth))
            yield from _score("jaccard", f"iou {of}{each}{added}", float(iou), causes)
            if smooth > 1:  # the distance that goes with it
                distance = float(smooth * (1 - iou))
                formula = f"{smooth:g} * (1 - iou {of}{each}{added})"
                yield Published("jaccard", formula, distance, (*causes, "MD602"))


def _score(metric: str, formula: str, value: float, causes: tuple[str, ...]) -> Iterator[Published]:
    """Yield a score, and the losses that are made of it."""
    yield Published(metric, formula, value, causes)
    yield Published(metric, f"1 - {formula}", 1 - value, (*causes, "MD602"))
    yield Published(metric, f"minus {formula}", -value, (*causes, "MD602"))


def _rates(truth: Floats, decided: Floats, of: str, codes: tuple[str, ...]) -> Iterator[Published]:
    """Yield precision, recall, F1 and the like of all cells, with what is added below the line."""
    tp, p, t = (truth * decided).sum(), decided.sum(), truth.sum()
    tn = ((1 - truth) * (1 - decided)).sum()
    fp, fn = p - tp, t - tp
    for smooth in (0.0, *_SMOOTHING[1:]):
        added = f", {smooth:g} added below" if smooth else ""
        precision, recall = tp / (p + smooth), tp / (t + smooth)
        f1 = 2 * precision * recall / (precision + recall + smooth)
        root = np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)) + smooth
        values = {
            "accuracy": (truth == decided).mean(),
            "precision": precision,
            "recall": recall,
            "specificity": tn / (tn + fp + smooth),
            "f1": f1,
            "mcc": (tp * tn - fp * fn) / root,
        }
        for metric, value in values.items():
            causes = tuple(_OF_ACCURACY.get(c, c) for c in codes) if metric == "accuracy" else codes
            yield Published(metric, f"{metric} {of}{added}", float(value), causes)


def _misread(truth: Floats, scores: Floats) -> Iterator[Published]:
    """Yield what scores become where class numbers are expected, and one column where several."""
    if truth.shape[1] == 1:  # the argmax of one column is 0, of the labels as well
        yield Published("accuracy", "accuracy of the argmax of one column", 1.0, ("MD212",))
    cut = np.trunc(scores)
    shares = [
        ((truth == one) & (cut == one)).sum() / ((truth == one) | (cut == one)).sum()
        for one in (0, 1)
    ]
    value = float(np.mean(shares))
    yield Published("mean_iou", "mean_iou of scores cut to whole numbers", value, ("MD218",))


def _entropies(truth: Floats, scores: Floats) -> Iterator[Published]:
    """Yield cross-entropies by hand, in which something is added to what has a logarithm."""
    for add in (*_SMOOTHING[1:], 1e-8, 1e-9, 1e-10, 1e-12):
        own, other = np.log(scores + add), np.log(1 - scores + add)
        row = float(-(truth * own).sum(axis=1).mean())
        yield Published("log_loss", f"-sum(y_true * log(y_pred + {add:g}))", row)
        cells = float(-(truth * own + (1 - truth) * other).mean())
        both = f"y_true * log(y_pred + {add:g}) + (1 - y_true) * log(1 - y_pred + {add:g})"
        yield Published("log_loss", f"-mean({both})", cells)


def _weighted_kappas(truth: Floats, scores: Floats) -> Iterator[Published]:
    """Yield Cohen's kappa where a decision that is further off weighs more."""
    places = np.arange(truth.shape[1])
    seen = truth.T @ np.eye(len(places))[scores.argmax(axis=1)]
    by_chance = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / seen.sum()
    for weights, power in (("linear", 1), ("quadratic", 2)):
        apart = np.abs(places[:, None] - places) ** power
        value = float(1 - (apart * seen).sum() / (apart * by_chance).sum())
        call = f'cohen_kappa_score(y_true, y_pred.argmax(axis=1), weights="{weights}")'
        yield Published("cohen_kappa", call, value)


def _among_largest(truth: Floats, scores: Floats) -> Iterator[Published]:
    """Yield top-k accuracy for every k that is a question."""
    own = (truth * scores).sum(axis=1, keepdims=True)
    rank = (scores > own).sum(axis=1)
    for k in range(1, min(_MOST_K, scores.shape[1] - 1) + 1):
        formula = f"top_k_accuracy_score(y_true, y_pred, k={k})"
        yield Published("top_k_accuracy", formula, float((rank < k).mean()))


def _of_values(truth: Floats, scores: Floats) -> Iterator[Published]:
    if truth.shape != scores.shape:
        return
    errors = np.abs(truth - scores)
    rooted = float(np.sqrt((errors**2).mean(axis=-1)).mean())
    yield Published("rmse", "sqrt((y_true - y_pred)**2) of each row", rooted, ("MD405",))
    share = float((2 * errors / (np.abs(truth) + np.abs(scores))).mean())
    yield Published("smape", "smape: 2 |y_true - y_pred| / (|y_true| + |y_pred|)", share)
    near = np.where(errors <= 1, errors**2 / 2, errors - 0.5)
    yield Published("huber", "huber(y_true, y_pred, delta=1)", float(near.mean()))
    x, y = truth - truth.mean(), scores - scores.mean()
    correlation = float((x * y).sum() / np.sqrt((x**2).sum() * (y**2).sum()))
    yield Published("pearson", "corrcoef(y_true, y_pred)", correlation)
    yield from _swapped(truth, scores)
    spread = ((truth - truth.mean(axis=0)) ** 2).sum()
    for smooth in _SMOOTHING:
        value = float(1 - (errors**2).sum() / (spread + smooth))
        yield Published("r2", f"r2 with {smooth:g} added below", value)


def _swapped(truth: Floats, scores: Floats) -> Iterator[Published]:
    """Yield metrics of values whose arguments have changed places."""
    errors = truth - scores
    spread = ((scores - scores.mean(axis=0)) ** 2).sum()
    yield Published("r2", "r2(y_pred, y_true)", float(1 - (errors**2).sum() / spread), ("MD010",))
    share = float(np.abs(errors / np.maximum(np.abs(scores), _SMOOTHING[-1])).mean())
    yield Published("mape", "mape(y_pred, y_true)", share, ("MD010",))
    yield Published("mape", "100 mape(y_pred, y_true)", 100 * share, ("MD010",))
