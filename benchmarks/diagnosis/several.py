"""Two or three faults at once in a binary task or a regression.

Each fault is added to those before it, in the order in which a number is made, and a library is
called after each.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from keras import metrics as ke
from numpy.random import Generator
from sklearn import metrics as sk

from benchmarks.diagnosis.binary import LOGITS, crowded, of_cells, rows_of
from benchmarks.diagnosis.case import Case, cells, keras_value, labels, logits, scores

_CUTS = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7]


def _binary(rng: Generator, share: float = 0.4) -> tuple[Any, Any]:
    y = labels(rng, rows_of(rng), share)
    return y, scores(rng, y)


def _two(rng: Generator, values: list[float]) -> tuple[float, float]:
    one, other = rng.choice(values, 2, replace=False).tolist()
    return float(one), float(other)


def _outside(rng: Generator, y: Any) -> Any:
    """Return logits of which some are outside [0, 1], and the others crowd at 0.5."""
    z = logits(rng, y)
    far = rng.random(len(y)) < 0.3
    far[:2] = True
    return np.where(far, z, z / 150 + 0.5).astype(np.float32).astype(float)


def threshold_beta(rng: Generator) -> Case:
    """Another threshold and another beta."""
    y, p = _binary(rng)
    (low, high), (ours, theirs) = _two(rng, _CUTS), _two(rng, [0.5, 1.0, 2.0, 3.0])
    return Case(
        *(y, p, sk.fbeta_score(y, p > low, beta=theirs)),
        [
            ("MD203", sk.fbeta_score(y, p > high, beta=theirs)),
            ("MD220", keras_value(ke.FBetaScore(beta=ours, threshold=high), y, p)),
        ],
        f"fbeta_score(y_true, y_pred > {low}, beta={theirs})",
        f"FBetaScore(beta={ours}, threshold={high})",
    )


def threshold_average(rng: Generator) -> Case:
    """Another threshold and another average."""
    y, p = _binary(rng)
    low, high = _two(rng, _CUTS)
    average = str(rng.choice(["macro", "weighted"]))
    return Case(
        *(y, p, sk.f1_score(y, p > low, average=average)),
        [
            ("MD203", sk.f1_score(y, p > high, average=average)),
            ("MD301", keras_value(ke.F1Score(threshold=high), y, p)),
        ],
        f'f1_score(y_true, y_pred > {low}, average="{average}")',
        f"F1Score(threshold={high})",
    )


def beta_average(rng: Generator) -> Case:
    """Another beta and another average."""
    y, p = _binary(rng)
    ours, theirs = _two(rng, [0.5, 1.0, 2.0, 3.0])
    return Case(
        *(y, p, sk.fbeta_score(y, p > 0.5, beta=theirs, average="macro")),
        [
            ("MD220", sk.fbeta_score(y, p > 0.5, beta=ours, average="macro")),
            ("MD301", keras_value(ke.FBetaScore(beta=ours, threshold=0.5), y, p)),
        ],
        f'fbeta_score(y_true, y_pred > 0.5, beta={theirs}, average="macro")',
        f"FBetaScore(beta={ours}, threshold=0.5)",
    )


def threshold_beta_average(rng: Generator) -> Case:
    """Threshold, beta and average."""
    y, p = _binary(rng)
    (low, high), (ours, theirs) = _two(rng, _CUTS), _two(rng, [0.5, 1.0, 2.0, 3.0])
    return Case(
        *(y, p, sk.fbeta_score(y, p > low, beta=theirs, average="weighted")),
        [
            ("MD203", sk.fbeta_score(y, p > high, beta=theirs, average="weighted")),
            ("MD220", sk.fbeta_score(y, p > high, beta=ours, average="weighted")),
            ("MD301", keras_value(ke.FBetaScore(beta=ours, threshold=high), y, p)),
        ],
        f'fbeta_score(y_true, y_pred > {low}, beta={theirs}, average="weighted")',
        f"FBetaScore(beta={ours}, threshold={high})",
    )


def grid_interpolation(rng: Generator) -> Case:
    """Crowded scores, and an interpolated area."""
    y = labels(rng, int(rng.integers(30, 150)))
    p = crowded(rng, y)
    end = keras_value(ke.AUC(curve="PR"), y, p)
    return Case(
        *(y, p, sk.average_precision_score(y, p), [("MD501", of_cells(y, p)), ("MD502", end)]),
        metrics="pr_auc",
        pairing="matched",
    )


def logits_grid(rng: Generator) -> Case:
    """Logits that are clipped, and then crowd between two thresholds."""
    y = labels(rng, rows_of(rng))
    z = _outside(rng, y)
    return Case(
        *(y, z, sk.roc_auc_score(y, z)),
        [
            ("MD201", sk.roc_auc_score(y, np.clip(z, 0, 1))),
            ("MD501", keras_value(ke.AUC(), y, z)),
        ],
        metrics="roc_auc",
        pairing="matched",
        options={"kind": "logits"},
        notes=LOGITS,
    )


def logits_grid_interpolation(rng: Generator) -> Case:
    """Logits that are clipped, crowd, and an area that is interpolated."""
    y = labels(rng, int(rng.integers(30, 120)))
    z = _outside(rng, y)
    clipped = np.clip(z, 0, 1)
    return Case(
        *(y, z, sk.average_precision_score(y, z)),
        [
            ("MD201", sk.average_precision_score(y, clipped)),
            ("MD501", sk.average_precision_score(y, cells(clipped))),
            ("MD502", keras_value(ke.AUC(curve="PR"), y, z)),
        ],
        metrics="pr_auc",
        pairing="matched",
        options={"kind": "logits"},
        notes=LOGITS,
    )


def logits_argmax(rng: Generator) -> Case:
    """Logits, and F1Score() of one column."""
    y = labels(rng, rows_of(rng), 0.35)
    z = logits(rng, y)
    return Case(
        *(y, z, sk.f1_score(y, z > 0)),
        [("MD201", sk.f1_score(y, z > 0.5)), ("MD212", keras_value(ke.F1Score(), y, z))],
        metrics="f1",
        pairing="default",
        notes=LOGITS,
    )


def logits_iou(rng: Generator) -> Case:
    """Logits, and an IoU of both classes."""
    y = labels(rng, rows_of(rng), 0.35)
    z = logits(rng, y)
    return Case(
        *(y, z, sk.jaccard_score(y, z > 0)),
        [("MD201", sk.jaccard_score(y, z > 0.5)), ("MD306", keras_value(ke.BinaryIoU(), y, z))],
        metrics="jaccard",
        pairing="default",
        notes=LOGITS,
    )


def ties_iou(rng: Generator) -> Case:
    """Scores at the threshold, and an IoU of both classes."""
    y, p = _binary(rng)
    p = np.round(p, 1)
    return Case(
        *(y, p, sk.jaccard_score(y, p > 0.5)),
        [("MD202", sk.jaccard_score(y, p >= 0.5)), ("MD306", keras_value(ke.BinaryIoU(), y, p))],
        metrics="jaccard",
        pairing="default",
    )


def ties_weights(rng: Generator) -> Case:
    """Scores at the threshold, and weights that lose their fractions."""
    y, p = _binary(rng)
    p, w = np.round(p, 1), rng.uniform(0.2, 4, len(y)).round(2)
    return Case(
        *(y, p, sk.jaccard_score(y, p > 0.5, sample_weight=w)),
        [
            ("MD202", sk.jaccard_score(y, p >= 0.5, sample_weight=w)),
            ("MD708", keras_value(ke.BinaryIoU(target_class_ids=[1]), y, p, w)),
        ],
        metrics="jaccard",
        pairing="matched",
        sample_weight=w,
    )


def ties_weights_iou(rng: Generator) -> Case:
    """Scores at the threshold, weights that lose their fractions, an IoU of both classes."""
    y, p = _binary(rng, 0.3)
    p, w = np.round(p, 1), rng.uniform(0.2, 4, len(y)).round(2)
    return Case(
        *(y, p, sk.jaccard_score(y, p > 0.5, sample_weight=w)),
        [
            ("MD202", sk.jaccard_score(y, p >= 0.5, sample_weight=w)),
            ("MD708", sk.jaccard_score(y, p >= 0.5, sample_weight=np.trunc(w))),
            ("MD306", keras_value(ke.BinaryIoU(), y, p, w)),
        ],
        "jaccard_score(y_true, y_pred > 0.5)",
        "BinaryIoU()",
        sample_weight=w,
    )


def argmax_weights(rng: Generator) -> Case:
    """F1Score() of one column, without the weights."""
    y, p = _binary(rng)
    w = (1 + 6 * y * rng.random(len(y))).round(2)
    positive = np.ones_like(y)
    return Case(
        *(y, p, sk.f1_score(y, p > 0.5, sample_weight=w)),
        [
            ("MD212", sk.f1_score(y, positive, sample_weight=w)),
            ("MD701", keras_value(ke.F1Score(), y, p)),
        ],
        metrics="f1",
        pairing="default",
        sample_weight=w,
    )


def class_threshold(rng: Generator) -> Case:
    """Another positive class, and another threshold."""
    y, p = _binary(rng)
    low, high = _two(rng, _CUTS)
    return Case(
        *(y, p, sk.precision_score(y, p > low, pos_label=0)),
        [
            ("MD203", sk.precision_score(y, p > high, pos_label=0)),
            ("MD311", keras_value(ke.Precision(thresholds=high), y, p)),
        ],
        f"precision_score(y_true, y_pred > {low}, pos_label=0)",
        f"Precision(thresholds={high})",
    )


def threshold_total(rng: Generator) -> Case:
    """Another threshold, and a count instead of a share."""
    y, p = _binary(rng)
    low, high = _two(rng, _CUTS)
    return Case(
        *(y, p, float(sk.accuracy_score(y, p > low, normalize=False))),
        [
            ("MD203", float(sk.accuracy_score(y, p > high, normalize=False))),
            ("MD615", keras_value(ke.BinaryAccuracy(threshold=high), y, p)),
        ],
        f"accuracy_score(y_true, y_pred > {low}, normalize=False)",
        f"BinaryAccuracy(threshold={high})",
    )


def float32_beta(rng: Generator) -> Case:
    """Scores that are at the threshold in float32 only, and another beta."""
    y, p = _binary(rng)
    p[rng.random(len(y)) < 0.2] = 0.3 + 1e-9
    ours, theirs = _two(rng, [0.5, 1.0, 2.0, 3.0])
    single = p.astype(np.float32) > np.float32(0.3)
    return Case(
        *(y, p, sk.fbeta_score(y, p > 0.3, beta=theirs)),
        [
            ("MD219", sk.fbeta_score(y, single, beta=theirs)),
            ("MD220", keras_value(ke.FBetaScore(beta=ours, threshold=0.3), y, p)),
        ],
        f"fbeta_score(y_true, y_pred > 0.3, beta={theirs})",
        f"FBetaScore(beta={ours}, threshold=0.3)",
    )


def clipping_weights(rng: Generator) -> Case:
    """Sure and wrong scores, without the weights."""
    y, p = _binary(rng)
    wrong = rng.random(len(y)) < 0.1
    p[wrong] = 1 - y[wrong]
    w = (1 + 6 * wrong * rng.random(len(y))).round(2)
    return Case(
        *(y, p, sk.log_loss(y, p, sample_weight=w)),
        [
            ("MD701", sk.log_loss(y, p)),
            ("MD503", keras_value(ke.BinaryCrossentropy(), y, p)),
        ],
        metrics="log_loss",
        pairing="default",
        sample_weight=w,
    )


MAKERS = {
    "MD203 MD220": threshold_beta,
    "MD203 MD301": threshold_average,
    "MD220 MD301": beta_average,
    "MD203 MD220 MD301": threshold_beta_average,
    "MD501 MD502": grid_interpolation,
    "MD201 MD501": logits_grid,
    "MD201 MD501 MD502": logits_grid_interpolation,
    "MD201 MD212": logits_argmax,
    "MD201 MD306": logits_iou,
    "MD202 MD306": ties_iou,
    "MD202 MD708": ties_weights,
    "MD202 MD708 MD306": ties_weights_iou,
    "MD212 MD701": argmax_weights,
    "MD203 MD311": class_threshold,
    "MD203 MD615": threshold_total,
    "MD219 MD220": float32_beta,
    "MD701 MD503": clipping_weights,
}
