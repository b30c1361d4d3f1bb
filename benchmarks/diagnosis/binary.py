"""One fault in a binary task."""

from __future__ import annotations

from typing import Any

import numpy as np
from keras import metrics as ke
from numpy.random import Generator
from sklearn import metrics as sk

from benchmarks.diagnosis.case import Case, cells, keras_value, labels, logits, scores

#: What the data note of logits is called.
LOGITS = frozenset({"MD201"})


def rows_of(rng: Generator) -> int:
    """Return how many rows a set has."""
    return int(rng.integers(40, 400))


def md201(rng: Generator) -> Case:
    """Logits are cut at 0.5."""
    y = labels(rng, rows_of(rng))
    z = logits(rng, y)
    name, function, metric = [
        ("accuracy", sk.accuracy_score, ke.BinaryAccuracy),
        ("recall", sk.recall_score, ke.Recall),
        ("precision", sk.precision_score, ke.Precision),
    ][rng.integers(3)]
    end = keras_value(metric(), y, z)
    return Case(
        *(y, z, function(y, z > 0), [("MD201", end)]),
        metrics=name,
        pairing="matched",
        notes=LOGITS,
    )


def md202(rng: Generator) -> Case:
    """Scores are exactly at the threshold of an IoU."""
    y = labels(rng, rows_of(rng))
    p = np.round(scores(rng, y), 1)
    end = keras_value(ke.BinaryIoU(target_class_ids=[1]), y, p)
    start = sk.jaccard_score(y, p > 0.5)
    return Case(y, p, start, [("MD202", end)], metrics="jaccard", pairing="matched")


def md202_column(rng: Generator) -> Case:
    """A column of decisions takes the scores at the threshold as positive."""
    y = labels(rng, rows_of(rng))
    p = np.round(scores(rng, y), 1)
    decision = (p >= 0.5).astype(int)
    end = keras_value(ke.Recall(), y, p)
    return Case(
        *(y, p, sk.recall_score(y, decision), [("MD202", end)]),
        metrics="recall",
        pairing="matched",
        decision=decision,
        column="column",
    )


def md203(rng: Generator) -> Case:
    """The two sides cut at different thresholds."""
    y = labels(rng, rows_of(rng))
    p = scores(rng, y)
    low, high = sorted(rng.choice([0.2, 0.3, 0.4, 0.5, 0.6, 0.7], 2, replace=False).tolist())
    end = keras_value(ke.Recall(thresholds=high), y, p)
    return Case(
        *(y, p, sk.recall_score(y, p > low), [("MD203", end)]),
        f"recall_score(y_true, y_pred > {low})",
        f"Recall(thresholds={high})",
    )


def md205(rng: Generator) -> Case:
    """Accuracy() compares scores with labels."""
    y = labels(rng, rows_of(rng))
    p = scores(rng, y)
    sure = rng.random(len(y)) < 0.3
    p[sure] = np.round(p[sure])
    end = keras_value(ke.Accuracy(), y, p)
    start = sk.accuracy_score(y, p > 0.5)
    call = "accuracy_score(y_true, y_pred > 0.5)"
    return Case(y, p, start, [("MD205", end)], call, "Accuracy()")


def md212(rng: Generator) -> Case:
    """F1Score() of one column."""
    y = labels(rng, rows_of(rng), 0.4)
    p = scores(rng, y)
    end = keras_value(ke.F1Score(), y, p)
    start = sk.f1_score(y, p > 0.5)
    return Case(y, p, start, [("MD212", end)], metrics="f1", pairing="default")


def md218(rng: Generator) -> Case:
    """MeanIoU() cuts probabilities to their whole part."""
    y = labels(rng, rows_of(rng))
    p = scores(rng, y)
    p[rng.random(len(y)) < 0.2] = 1.0
    end = keras_value(ke.MeanIoU(num_classes=2), y, p)
    start = sk.jaccard_score(y, p > 0.5, average="macro")
    return Case(y, p, start, [("MD218", end)], metrics="mean_iou", pairing="default")


def md219(rng: Generator) -> Case:
    """Scores that are at the threshold in float32 only."""
    y = labels(rng, rows_of(rng))
    p = scores(rng, y)
    p[rng.random(len(y)) < 0.2] = 0.3 + 1e-9
    end = keras_value(ke.Precision(thresholds=0.3), y, p)
    start = sk.precision_score(y, p > 0.3)
    call = "precision_score(y_true, y_pred > 0.3)"
    return Case(y, p, start, [("MD219", end)], call, "Precision(thresholds=0.3)")


def md220(rng: Generator) -> Case:
    """F-beta with another beta."""
    y = labels(rng, rows_of(rng), 0.4)
    p = scores(rng, y)
    ours, theirs = rng.choice([0.5, 1.0, 2.0, 3.0], 2, replace=False).tolist()
    end = keras_value(ke.FBetaScore(beta=ours, threshold=0.5), y, p)
    return Case(
        *(y, p, sk.fbeta_score(y, p > 0.5, beta=theirs), [("MD220", end)]),
        f"fbeta_score(y_true, y_pred > 0.5, beta={theirs})",
        f"FBetaScore(beta={ours}, threshold=0.5)",
    )


def md301(rng: Generator) -> Case:
    """Macro of both classes against the positive class."""
    y = labels(rng, rows_of(rng), 0.35)
    p = scores(rng, y)
    average = str(rng.choice(["macro", "micro", "weighted"]))
    end = keras_value(ke.F1Score(threshold=0.5), y, p)
    return Case(
        *(y, p, sk.f1_score(y, p > 0.5, average=average), [("MD301", end)]),
        f'f1_score(y_true, y_pred > 0.5, average="{average}")',
        "F1Score(threshold=0.5)",
    )


def md305(rng: Generator) -> Case:
    """Nothing is predicted."""
    y = labels(rng, rows_of(rng))
    p = scores(rng, y) * 0.4
    return Case(
        *(y, p, 1.0, [("MD305", keras_value(ke.Precision(), y, p))]),
        "precision_score(y_true, y_pred > 0.5, zero_division=1)",
        "Precision()",
    )


def md306(rng: Generator) -> Case:
    """The mean over both classes against the positive class."""
    y = labels(rng, rows_of(rng), 0.3)
    p = scores(rng, y)
    end = keras_value(ke.BinaryIoU(), y, p)
    start = sk.jaccard_score(y, p > 0.5)
    call = "jaccard_score(y_true, y_pred > 0.5)"
    return Case(y, p, start, [("MD306", end)], call, "BinaryIoU()")


def md310(rng: Generator) -> Case:
    """Only one class occurs."""
    y = np.full(rows_of(rng), int(rng.integers(2)))
    p = scores(rng, y)
    end = keras_value(ke.AUC(), y, p)
    options = {"task": "binary"}
    return Case(
        *(y, p, None, [("MD310", end)]), metrics="roc_auc", pairing="matched", options=options
    )


def md311(rng: Generator) -> Case:
    """Another class is called positive."""
    y = labels(rng, rows_of(rng), 0.35)
    p = scores(rng, y)
    end = keras_value(ke.Precision(), y, p)
    start = sk.precision_score(y, p > 0.5, pos_label=0)
    call = "precision_score(y_true, y_pred > 0.5, pos_label=0)"
    return Case(y, p, start, [("MD311", end)], call, "Precision()")


def crowded(rng: Generator, y: Any) -> Any:
    """Return scores that fall into few cells of Keras's grid."""
    return (0.5 + (scores(rng, y, 0.3) - 0.5) / 40).astype(np.float32).astype(np.float64)


def gridded(p: Any) -> Any:
    """Return scores in the middle of the cells of Keras's grid, which lose nothing there."""
    return ((np.floor(p * 199) + 0.5) / 199).astype(np.float32).astype(np.float64)


def md501(rng: Generator) -> Case:
    """Scores crowd between two thresholds."""
    y = labels(rng, rows_of(rng))
    p = crowded(rng, y)
    end = keras_value(ke.AUC(), y, p)
    start = sk.roc_auc_score(y, p)
    return Case(y, p, start, [("MD501", end)], metrics="roc_auc", pairing="matched")


def md502(rng: Generator) -> Case:
    """Interpolated area against average precision."""
    y = labels(rng, int(rng.integers(12, 60)))
    p = gridded(scores(rng, y))
    end = keras_value(ke.AUC(curve="PR"), y, p)
    start = sk.average_precision_score(y, p)
    return Case(y, p, start, [("MD502", end)], metrics="pr_auc", pairing="matched")


def md503(rng: Generator) -> Case:
    """Some are surely wrong."""
    y = labels(rng, rows_of(rng))
    p = scores(rng, y)
    wrong = rng.random(len(y)) < 0.1
    p[wrong] = 1 - y[wrong]
    end = keras_value(ke.BinaryCrossentropy(), y, p)
    return Case(y, p, sk.log_loss(y, p), [("MD503", end)], metrics="log_loss", pairing="matched")


def md505(rng: Generator) -> Case:
    """Counts next to one that is too large for float32 to hold theirs."""
    chunk, chunks = 65_536, int(rng.integers(24, 30))
    rows = chunk * chunks
    y = (rng.random(rows) < 0.5).astype(int)
    p = scores(rng, y)
    w = np.zeros(rows)
    first = np.arange(chunks) * chunk
    y[first], p[first], w[first] = 1, 0.75, 1
    w[0] = 2**24
    metric = ke.TruePositives()
    for start in first:
        part = slice(start, start + chunk)
        metric.update_state(y[part, None], p[part, None], sample_weight=w[part])
    return Case(
        *(y, p, float((w * y)[p > 0.5].sum()), [("MD505", float(metric.result()))]),
        metrics="true_positives",
        pairing="matched",
        sample_weight=w,
        array=True,
        small=True,
    )


def md509(rng: Generator) -> Case:
    """An operating point between two thresholds."""
    y = labels(rng, rows_of(rng))
    p = crowded(rng, y)
    precision, recall, _ = sk.precision_recall_curve(y, p)
    at = float(rng.choice([0.5, 0.6, 0.7]))
    curve = "precision_recall_curve(y_true, y_pred)"
    return Case(
        *(y, p, precision[recall >= at].max()),
        [("MD509", keras_value(ke.PrecisionAtRecall(at), y, p))],
        f"{curve}[0][{curve}[1] >= {at}].max()",
        f"PrecisionAtRecall({at})",
    )


def md510(rng: Generator) -> Case:
    """Weights so small that 1e-7 in a denominator is seen."""
    y = labels(rng, rows_of(rng))
    p = scores(rng, y)
    w = np.full(len(y), float(rng.uniform(2, 30)) * 1e-9)
    end = keras_value(ke.F1Score(threshold=0.5), y, p, w)
    start = sk.f1_score(y, p > 0.5, sample_weight=w)
    return Case(*(y, p, start, [("MD510", end)]), metrics="f1", pairing="matched", sample_weight=w)


def md602(rng: Generator) -> Case:
    """A loss against a score."""
    y = labels(rng, rows_of(rng))
    p = scores(rng, y)
    end = keras_value(ke.BinaryCrossentropy(), y, p)
    return Case(
        *(y, p, -sk.log_loss(y, p), [("MD602", end)]),
        "-log_loss(y_true, y_pred)",
        "BinaryCrossentropy()",
    )


def md610(rng: Generator) -> Case:
    """Labels that a hinge takes as they are."""
    y = labels(rng, rows_of(rng))
    z = logits(rng, y)
    end = keras_value(ke.Hinge(), y + 1, z)
    start = sk.hinge_loss(y + 1, z)
    return Case(
        *(y + 1, z, start, [("MD610", end)]),
        "hinge_loss(y_true, y_pred)",
        "Hinge()",
        notes=LOGITS | {"MD002"},
    )


def md615(rng: Generator) -> Case:
    """A count against a share."""
    y = labels(rng, rows_of(rng))
    p = scores(rng, y)
    end = keras_value(ke.BinaryAccuracy(), y, p)
    return Case(
        *(y, p, float(sk.accuracy_score(y, p > 0.5, normalize=False)), [("MD615", end)]),
        "accuracy_score(y_true, y_pred > 0.5, normalize=False)",
        "BinaryAccuracy()",
    )


def md701(rng: Generator) -> Case:
    """metrics= takes no weights."""
    y = labels(rng, rows_of(rng))
    p = scores(rng, y)
    w = rng.integers(1, 9, len(y)) * 1.0
    end = keras_value(ke.BinaryAccuracy(), y, p)
    start = sk.accuracy_score(y, p > 0.5, sample_weight=w)
    return Case(
        *(y, p, start, [("MD701", end)]), metrics="accuracy", pairing="default", sample_weight=w
    )


def md708(rng: Generator) -> Case:
    """Weights lose their fractions."""
    y = labels(rng, rows_of(rng))
    p = scores(rng, y)
    w = rng.uniform(0.2, 4, len(y)).round(2)
    end = keras_value(ke.BinaryIoU(target_class_ids=[1]), y, p, w)
    start = sk.jaccard_score(y, p > 0.5, sample_weight=w)
    return Case(
        *(y, p, start, [("MD708", end)]), metrics="jaccard", pairing="matched", sample_weight=w
    )


def of_cells(y: Any, p: Any) -> float:
    """Return average precision of what Keras's grid leaves of the scores."""
    return float(sk.average_precision_score(y, cells(p)))


MAKERS = {
    "MD201": md201,
    "MD202": md202,
    "MD202 column": md202_column,
    "MD203": md203,
    "MD205": md205,
    "MD212": md212,
    "MD218": md218,
    "MD219": md219,
    "MD220": md220,
    "MD301": md301,
    "MD305": md305,
    "MD306": md306,
    "MD310": md310,
    "MD311": md311,
    "MD501": md501,
    "MD502": md502,
    "MD503": md503,
    "MD505": md505,
    "MD509": md509,
    "MD510": md510,
    "MD602": md602,
    "MD610": md610,
    "MD615": md615,
    "MD701": md701,
    "MD708": md708,
}
