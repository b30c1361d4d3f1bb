"""Binary probabilities: each reported number is what the library returns when called by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    balanced_accuracy_score,
    brier_score_loss,
    cohen_kappa_score,
    confusion_matrix,
    f1_score,
    fbeta_score,
    hamming_loss,
    hinge_loss,
    jaccard_score,
    log_loss,
    matthews_corrcoef,
    precision_recall_curve,
    precision_score,
    recall_score,
    roc_auc_score,
    roc_curve,
)

from tests.libraries.direct import Case, Data, check, loss

pytestmark = pytest.mark.keras


def at(threshold: float) -> list[Case]:
    """The metrics of decisions at a threshold."""
    t, ask = threshold, {"threshold": threshold}

    def cell(d: Data, row: int, column: int) -> Any:
        return confusion_matrix(d.y, d.s > t, **d.w)[row, column]

    def specificity(k: Any, d: Data) -> Any:
        negatives = d.keras(k.TrueNegatives(thresholds=t))
        return negatives / (negatives + d.keras(k.FalsePositives(thresholds=t)))

    def cells(k: Any, d: Data) -> list[Any]:
        kinds = (k.TruePositives, k.FalsePositives, k.FalseNegatives, k.TrueNegatives)
        return [d.keras(kind(thresholds=t)) for kind in kinds]

    def mcc(k: Any, d: Data) -> Any:
        tp, fp, fn, tn = cells(k, d)
        return (tp * tn - fp * fn) / np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))

    def kappa(k: Any, d: Data) -> Any:
        tp, fp, fn, tn = cells(k, d)
        return 2 * (tp * tn - fp * fn) / ((tp + fp) * (fp + tn) + (fn + tn) * (tp + fn))

    def f(name: str, average: str, **beta: float) -> Case:
        score = fbeta_score if beta else f1_score
        keras_average = None if average == "binary" else average
        return Case(
            name,
            lambda d: score(d.y, d.s > t, average=average, **beta, **d.w),
            lambda k, d: d.keras(
                (k.FBetaScore if beta else k.F1Score)(average=keras_average, threshold=t, **beta)
            ),
            {**ask, "average": average},
            beta,
        )

    cases = [
        Case(
            "accuracy",
            lambda d: accuracy_score(d.y, d.s > t, **d.w),
            lambda k, d: d.keras(k.BinaryAccuracy(threshold=t)),
        ),
        Case(
            "balanced_accuracy",
            lambda d: balanced_accuracy_score(d.y, d.s > t, **d.w),
            lambda k, d: (d.keras(k.Recall(thresholds=t)) + specificity(k, d)) / 2,
        ),
        Case(
            "precision",
            lambda d: precision_score(d.y, d.s > t, **d.w),
            lambda k, d: d.keras(k.Precision(thresholds=t)),
        ),
        Case(
            "recall",
            lambda d: recall_score(d.y, d.s > t, **d.w),
            lambda k, d: d.keras(k.Recall(thresholds=t)),
        ),
        Case("specificity", lambda d: recall_score(d.y, d.s > t, pos_label=0, **d.w), specificity),
        *(f("f1", average) for average in ("binary", "macro", "micro", "weighted")),
        *(f("fbeta", average, beta=beta) for average in ("binary", "macro") for beta in (0.5, 2.0)),
        Case(
            "jaccard",
            lambda d: jaccard_score(d.y, d.s > t, **d.w),
            lambda k, d: d.keras(k.BinaryIoU(target_class_ids=[1], threshold=t)),
        ),
        Case(
            "mean_iou",
            lambda d: jaccard_score(d.y, d.s > t, average="macro", **d.w),
            lambda k, d: d.keras(k.BinaryIoU(threshold=t)),
        ),
        f("dice", "binary"),
        Case("mcc", lambda d: matthews_corrcoef(d.y, d.s > t, **d.w), mcc),
        Case("cohen_kappa", lambda d: cohen_kappa_score(d.y, d.s > t, **d.w), kappa),
        Case(
            "hamming_loss",
            lambda d: hamming_loss(d.y, d.s > t, **d.w),
            lambda k, d: 1 - d.keras(k.BinaryAccuracy(threshold=t)),
        ),
        Case(
            "true_positives",
            lambda d: cell(d, 1, 1),
            lambda k, d: d.keras(k.TruePositives(thresholds=t)),
        ),
        Case(
            "false_positives",
            lambda d: cell(d, 0, 1),
            lambda k, d: d.keras(k.FalsePositives(thresholds=t)),
        ),
        Case(
            "true_negatives",
            lambda d: cell(d, 0, 0),
            lambda k, d: d.keras(k.TrueNegatives(thresholds=t)),
        ),
        Case(
            "false_negatives",
            lambda d: cell(d, 1, 0),
            lambda k, d: d.keras(k.FalseNegatives(thresholds=t)),
        ),
    ]
    return [
        Case(c.metric, c.sklearn, c.keras, {**ask, **c.ask}, {**ask, **c.variant}) for c in cases
    ]


def best(curve: Any, wanted: int, bound: int) -> Any:
    """The best of one rate of a curve where the other is at least a half."""
    return lambda d: (rates := curve(d))[wanted][rates[bound] >= 0.5].max()


def rates(d: Data) -> Any:
    false, true, _ = roc_curve(d.y, d.s, drop_intermediate=False, **d.w)
    return true, 1 - false


def precisions(d: Data) -> Any:
    return precision_recall_curve(d.y, d.s, **d.w)[:2]


RANKING = [
    Case("roc_auc", lambda d: roc_auc_score(d.y, d.s, **d.w), lambda k, d: d.keras(k.AUC())),
    Case(
        "pr_auc",
        lambda d: average_precision_score(d.y, d.s, **d.w),
        lambda k, d: d.keras(k.AUC(curve="PR")),
    ),
    Case(
        "precision_at_recall",
        best(precisions, 0, 1),
        lambda k, d: d.keras(k.PrecisionAtRecall(0.5)),
        variant={"at": 0.5},
    ),
    Case(
        "recall_at_precision",
        best(precisions, 1, 0),
        lambda k, d: d.keras(k.RecallAtPrecision(0.5)),
        variant={"at": 0.5},
    ),
    Case(
        "sensitivity_at_specificity",
        best(rates, 0, 1),
        lambda k, d: d.keras(k.SensitivityAtSpecificity(0.5)),
        variant={"at": 0.5},
    ),
    Case(
        "specificity_at_sensitivity",
        best(rates, 1, 0),
        lambda k, d: d.keras(k.SpecificityAtSensitivity(0.5)),
        variant={"at": 0.5},
    ),
]

PROBABILITIES = [
    Case(
        "log_loss",
        lambda d: log_loss(d.y, d.s, **d.w),
        lambda k, d: d.keras(k.BinaryCrossentropy()),
    ),
    Case(
        "brier",
        lambda d: brier_score_loss(d.y, d.s, **d.w),
        lambda k, d: d.keras(k.MeanSquaredError()),
    ),
    Case("hinge", lambda d: hinge_loss(d.y, d.s, **d.w), lambda k, d: d.keras(k.Hinge())),
    Case("squared_hinge", None, lambda k, d: d.keras(k.SquaredHinge())),
]

#: What ``metrics=`` gives when nothing is set: no weights, Keras's own thresholds.
DEFAULTS = [
    Case(
        "f1",
        lambda d: f1_score(d.y, d.s > 0.5, **d.w),
        lambda k, d: d.keras(k.F1Score(), weighted=False),
        pairing="default",
    ),
    Case(
        "dice",
        lambda d: f1_score(d.y, d.s > 0.5, **d.w),
        lambda _, d: 1 - d.keras(loss("dice"), weighted=False),
        pairing="default",
    ),
    Case(
        "jaccard",
        lambda d: jaccard_score(d.y, d.s > 0.5, **d.w),
        lambda k, d: d.keras(k.BinaryIoU(), weighted=False),
        pairing="default",
    ),
    Case(
        "mean_iou",
        lambda d: jaccard_score(d.y, d.s > 0.5, average="macro", **d.w),
        lambda k, d: d.keras(k.MeanIoU(num_classes=2), weighted=False),
        pairing="default",
    ),
    Case(
        "accuracy",
        lambda d: accuracy_score(d.y, d.s > 0.3, **d.w),
        lambda k, d: d.keras(k.BinaryAccuracy(), weighted=False),
        {"threshold": 0.3},
        pairing="default",
    ),
    Case(
        "recall",
        lambda d: recall_score(d.y, d.s > 0.7, **d.w),
        lambda k, d: d.keras(k.Recall(), weighted=False),
        {"threshold": 0.7},
        pairing="default",
    ),
]

CASES = [*at(0.3), *at(0.5), *at(0.7), *RANKING, *PROBABILITIES, *DEFAULTS]


def made(rows: int, dtype: str = "float32", *, weights: bool = False) -> Data:
    """Labels and probabilities, with ties at every threshold and exact zeros and ones."""
    rng = np.random.default_rng(rows)
    y = rng.integers(0, 2, rows)
    p = np.clip(0.2 + 0.3 * y + 0.4 * rng.random(rows), 0, 1).astype(dtype)
    p[: rows // 4] = rng.choice(np.array([0, 0.3, 0.5, 0.7, 1], dtype), rows // 4)
    return Data(y, p, rng.random(rows) * 3 if weights else None)


DATA = {
    "small": made(300),
    "float64": made(301, "float64"),
    "float16": made(302, "float16"),
    "weighted": made(303, weights=True),
    "weighted in whole numbers": Data(made(304).y, made(304).p, np.arange(304) % 4),
    "labels that are floats": Data(made(305).y.astype(float), made(305).p),
    "several chunks": made(70_000),
}


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_values_are_those_of_the_libraries(case: Case, name: str, keras: Any) -> None:
    check(case, DATA[name], keras)
