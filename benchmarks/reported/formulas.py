"""Numerics and definitions in a binary task: clipping, grids, units, sums."""

from __future__ import annotations

import keras
import numpy as np
from keras import metrics as ke
from numpy.random import Generator
from sklearn import metrics as sk

from benchmarks.reported.case import (
    Case,
    case,
    evaluate,
    four,
    labels,
    logits,
    rows,
    scored,
    scores,
    updated,
)


def md501(rng: Generator) -> Case:
    """AUC of scores that crowd in few of its 200 cells."""
    y, p = scored(rng)
    p = (p * 0.01).astype(np.float32)
    value = sk.roc_auc_score(y, p) if rng.random() < 0.3 else updated(ke.AUC(), y, p)
    return case(y, p, "auc", value, "MD501")


def md502(rng: Generator) -> Case:
    """auc(recall, precision), or AUC(curve="PR") called average precision."""
    y = labels(rng, int(rng.integers(60, 200)))
    p = scores(rng, y)
    precision, recall, _ = sk.precision_recall_curve(y, p)
    return case(y, p, "average_precision", sk.auc(recall, precision), "MD502")


def md503(rng: Generator) -> Case:
    """log_loss of float64 probabilities that are 0 and 1 here and there."""
    y, p = scored(rng)
    p = p.astype(np.float64)
    p[rng.choice(len(p), 5, replace=False)] = np.array([0, 1, 0, 1, 0.0])
    value = evaluate(y, p, loss="binary_crossentropy") if rng.random() < 0.5 else sk.log_loss(y, p)
    return case(y, p, "log_loss", value, "MD503")


def md507(rng: Generator) -> Case:
    """A model in half precision that is nearly sure: most of its scores are ties."""
    y, p = scored(rng)
    sure = (1 - 0.01 * (1 - p.astype(np.float64))).astype(np.float32)
    return case(y, sure, "roc_auc", sk.roc_auc_score(y, sure.astype(np.float16)), "MD507")


def md509(rng: Generator) -> Case:
    """SensitivityAtSpecificity over 200 thresholds."""
    y, p = scored(rng)
    p = (p * 0.02).astype(np.float32)
    metric = ke.SensitivityAtSpecificity(0.5)
    return case(y, p, "sensitivity_at_specificity", updated(metric, y, p), "MD509")


def md510(rng: Generator) -> Case:
    """(2 tp + 1) / (2 tp + fp + fn + 1) of decisions."""
    y = labels(rng, int(rng.integers(40, 200)))
    p = scores(rng, y)
    tp, fp, fn = (sk.confusion_matrix(y, p > 0.5)[place] for place in ((1, 1), (0, 1), (1, 0)))
    return case(y, p, "dice", (2 * tp + 1) / (2 * tp + fp + fn + 1), "MD510")


def md601(rng: Generator) -> Case:
    """A percentage without its sign."""
    y, p = scored(rng)
    return case(y, p, "accuracy", 100 * sk.accuracy_score(y, p > 0.5), "MD601")


def md602(rng: Generator) -> Case:
    """A scorer's sign under the name of the loss."""
    y, p = scored(rng)
    return case(y, p, "log_loss", -sk.log_loss(y, p), "MD602")


def md605(rng: Generator) -> Case:
    """loss=BinaryCrossentropy(label_smoothing=0.1)."""
    y, p = scored(rng)
    loss = keras.losses.BinaryCrossentropy(label_smoothing=float(rng.choice([0.1, 0.2])))
    return case(y, p, "loss", evaluate(y, p, loss=loss), "MD605")


def md607(rng: Generator) -> Case:
    """The loss of logits is never clipped."""
    y = labels(rng, rows(rng))
    z = logits(rng, y) * 20
    loss = evaluate(y, z, loss=keras.losses.BinaryCrossentropy(from_logits=True))
    return case(y, z, "loss", loss, "MD607")


def md610(rng: Generator) -> Case:
    """Hinge of labels 1 and 2, which it does not convert."""
    y = labels(rng, rows(rng))
    z = logits(rng, y)
    return case(y + 1, z, "hinge", updated(ke.Hinge(), y + 1, z), "MD610")


def md612(rng: Generator) -> Case:
    """evaluate()'s list read in the order of compile()."""
    y, p = scored(rng)
    accuracy, auc = evaluate(y, p, "accuracy"), evaluate(y, p, ke.AUC())
    return Case(y, p, {"accuracy": four(auc), "auc": four(accuracy)}, frozenset({"MD612"}))


def md613(rng: Generator) -> Case:
    """The root of a Brier score."""
    y, p = scored(rng)
    return case(y, p, "brier", np.sqrt(sk.brier_score_loss(y, p)), "MD613")


def md615(rng: Generator) -> Case:
    """accuracy_score(normalize=False)."""
    y, p = scored(rng)
    return case(y, p, "accuracy", sk.accuracy_score(y, p > 0.5, normalize=False), "MD615")


MAKERS = (
    md501,
    md502,
    md503,
    md507,
    md509,
    md510,
    md601,
    md602,
    md605,
    md607,
    md610,
    md612,
    md613,
    md615,
)
