"""Recipes of custom metrics as people publish them, which no library has.

Each stands with the code of the cause that tells it from the standard metric of its name; those
without a code are the standard metric but for what is added against a division by zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.facts import Facts, Floats
from metricdiff.words import Kind, Task

_SMOOTHING = (1.0, 1e-3, 1e-4, 1e-5, 1e-6)


@dataclass(frozen=True)
class Published:
    """A recipe.

    Attributes:
        metric: The canonical name of the metric that it is named after.
        formula: What it computes.
        value: On the rows.
        code: The code of the cause that tells it from the metric of its name.
    """

    metric: str
    formula: str
    value: float | list[float]
    code: str = ""


def published(predictions: Predictions) -> Iterator[Published]:
    """Return what each recipe gives on some rows."""
    facts = Facts(predictions)
    with np.errstate(all="ignore"):
        if predictions.task is Task.REGRESSION:
            yield from _regression(facts)
        elif predictions.raw.y_pred.dtype.kind != "U":
            yield from _counted(facts, predictions)


def _counted(facts: Facts, predictions: Predictions) -> Iterator[Published]:
    truth, scores = facts.labels.astype(np.float64), facts.scores
    if truth.shape != scores.shape:
        return
    yield from _of_cells(truth, scores, "of the scores", "MD207")
    if predictions.kind is Kind.DECISIONS:
        return
    for name, decided, code in _decisions(scores, predictions):
        yield from _of_cells(truth, decided, name, code)


def _decisions(scores: Floats, predictions: Predictions) -> Iterator[tuple[str, Floats, str]]:
    wide = predictions.task is Task.MULTICLASS
    yield "of y_pred > 0.5", np.asarray(scores > 0.5, dtype=np.float64), "MD302" if wide else ""  # noqa: PLR2004
    yield "of y_pred >= 0.5", np.asarray(scores >= 0.5, dtype=np.float64), "MD202"  # noqa: PLR2004
    if wide:
        chosen = np.eye(scores.shape[1])[scores.argmax(axis=1)]
        yield "of the argmax", chosen, ""
    if predictions.kind is Kind.LOGITS:
        yield "of y_pred > 0", np.asarray(scores > 0, dtype=np.float64), ""


def _of_cells(truth: Floats, decided: Floats, of: str, code: str) -> Iterator[Published]:
    """Yield what is made from the sums over all cells: tp, and the two margins."""
    tp, p, t = (truth * decided).sum(), decided.sum(), truth.sum()
    negative = ((1 - truth) * (1 - decided)).sum()
    fp, fn = p - tp, t - tp
    if code == "MD207":
        yield Published("precision", f"precision {of}", float(tp / p), code)
        yield Published("recall", f"recall {of}", float(tp / t), code)
        yield Published("specificity", f"specificity {of}", float(negative / (negative + fp)), code)
        yield Published("f1", f"f1 {of}", float(2 * tp / (p + t)), code)
        yield Published("jaccard", f"iou {of}", float(tp / (p + t - tp)), code)
        squares = (decided**2).sum() + (truth**2).sum()
        yield Published("dice", f"dice {of}, squared below", float(2 * tp / squares), code)
    elif code:
        share = float((truth == decided).mean())
        yield Published("accuracy", f"accuracy {of}", share, code)
        yield Published("precision", f"precision {of}", float(tp / p), code)
        yield Published("recall", f"recall {of}", float(tp / t), code)
        yield Published("f1", f"f1 {of}", float(2 * tp / (p + t)), code)
        yield Published("jaccard", f"iou {of}", float(tp / (p + t - tp)), code)
    root = np.sqrt((tp + fp) * (tp + fn) * (negative + fp) * (negative + fn))
    if code:
        yield Published("mcc", f"mcc {of}", float((tp * negative - fp * fn) / root), code)
    for smooth in _SMOOTHING:
        added = f"{of}, {smooth:g} added above and below"
        dice, iou = (2 * tp + smooth) / (p + t + smooth), (tp + smooth) / (p + t - tp + smooth)
        yield Published("dice", f"dice {added}", float(dice), code)
        yield Published("jaccard", f"iou {added}", float(iou), code)
        if smooth < 1:
            precision, recall = tp / (p + smooth), tp / (t + smooth)
            f1 = 2 * precision * recall / (precision + recall + smooth)
            below = f"{of}, {smooth:g} added below"
            yield Published("precision", f"precision {below}", float(precision), code)
            yield Published("recall", f"recall {below}", float(recall), code)
            yield Published("f1", f"f1 {below}", float(f1), code)


def _regression(facts: Facts) -> Iterator[Published]:
    truth, scores = facts.numbers, facts.scores
    if truth.shape != scores.shape:
        return
    errors = truth - scores
    yield Published(
        "mae", "mean of sqrt((y_true - y_pred)**2) of each row", _rooted(errors), "MD405"
    )
    spread = ((scores - scores.mean(axis=0)) ** 2).sum()
    yield Published(
        "r2", "r2_score(y_pred, y_true)", float(1 - (errors**2).sum() / spread), "MD010"
    )
    below = np.maximum(np.abs(scores), 1e-7)
    yield Published("mape", "mape(y_pred, y_true)", float(np.abs(errors / below).mean()), "MD010")
    both = np.abs(truth) + np.abs(scores)
    yield Published(
        "mape", "smape: 2 |e| / (|y_true| + |y_pred|)", float((2 * np.abs(errors) / both).mean())
    )
    for smooth in (1e-7, 1e-6, 1e-3):
        total = ((truth - truth.mean(axis=0)) ** 2).sum()
        value = float(1 - (errors**2).sum() / (total + smooth))
        yield Published("r2", f"r2 with {smooth:g} added below", value)


def _rooted(errors: Floats) -> float:
    return float(np.sqrt((errors**2).mean(axis=-1)).mean())
