"""Several classes: each reported number is what the library returns when called by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.special import softmax
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    brier_score_loss,
    cohen_kappa_score,
    f1_score,
    fbeta_score,
    hamming_loss,
    hinge_loss,
    jaccard_score,
    log_loss,
    matthews_corrcoef,
    precision_score,
    recall_score,
    roc_auc_score,
    top_k_accuracy_score,
)

from tests.libraries.direct import Array, Case, Data, check, loss

pytestmark = [
    pytest.mark.keras,
    # Rows in float32 add up to 1 within float32.
    pytest.mark.filterwarnings("ignore:The y_prob values do not sum to one:UserWarning"),
]


def decided(d: Data) -> Array:
    chosen: Array = d.s.argmax(axis=1)
    return chosen


def every_class(make: Any, d: Data) -> list[Any]:
    """The value of each class, from one metric object a class."""
    return [d.keras(make(top_k=1, class_id=c), d.one_hot) for c in range(d.classes)]


def of_class_shares(name: str, score: Any, keras: str) -> list[Case]:
    """Precision and recall: Keras has micro, and one class at a time."""

    def sklearn(average: str | None) -> Any:
        return lambda d: score(d.y, decided(d), average=average, **d.w)

    averages: dict[str, Any] = {
        "micro": lambda k, d: d.keras(getattr(k, keras)(top_k=1), d.one_hot),
        "macro": lambda k, d: np.mean(every_class(getattr(k, keras), d)),
        "none": lambda k, d: every_class(getattr(k, keras), d),
        "weighted": None,
    }
    return [
        Case(name, sklearn(None if a == "none" else a), ours, {"average": a}, {"average": a})
        for a, ours in averages.items()
    ]


def of_f(name: str, average: str, **beta: float) -> Case:
    score = fbeta_score if beta else f1_score
    plain = None if average == "none" else average
    return Case(
        name,
        lambda d: score(d.y, decided(d), average=plain, **beta, **d.w),
        lambda k, d: d.keras(
            (k.FBetaScore if beta else k.F1Score)(average=plain, **beta), d.one_hot
        ),
        {"average": average},
        {"average": average, **beta},
    )


def jaccard(average: str) -> Case:
    """IoU of each class, and their mean."""

    def each(k: Any, d: Data) -> list[Any]:
        ids, how = range(d.classes), {"num_classes": d.classes, "sparse_y_pred": False}
        return [d.keras(k.IoU(target_class_ids=[c], **how)) for c in ids]

    ours: dict[str, Any] = {
        "none": each,
        "macro": lambda k, d: d.keras(k.MeanIoU(num_classes=d.classes, sparse_y_pred=False)),
    }
    return Case(
        "jaccard",
        lambda d: jaccard_score(
            d.y, decided(d), average=None if average == "none" else average, **d.w
        ),
        ours.get(average),
        {"average": average},
        {"average": average},
    )


def macro_area(d: Data) -> Any:
    """One call, or one a class where the rows do not sum to 1 as it wants them to."""
    if np.allclose(1, d.s.sum(axis=1)):
        return roc_auc_score(d.y, d.s, multi_class="ovr", **d.w)
    return np.mean([roc_auc_score(d.y == c, d.s[:, c], **d.w) for c in range(d.classes)])


def ovr(average: str) -> Case:
    """One class against the rest: Keras averages the classes without weights alone."""
    ours: Any = lambda k, d: d.keras(k.AUC(multi_label=True), d.one_hot)  # noqa: E731
    return Case(
        "roc_auc",
        lambda d: (
            macro_area(d)
            if average == "macro"
            else roc_auc_score(d.y, d.s, multi_class="ovr", average=average, **d.w)
        ),
        ours if average == "macro" else None,
        {"average": average},
        {"average": average},
    )


DECISIONS = [
    Case(
        "accuracy",
        lambda d: accuracy_score(d.y, decided(d), **d.w),
        lambda k, d: d.keras(k.SparseCategoricalAccuracy()),
    ),
    Case(
        "balanced_accuracy",
        lambda d: balanced_accuracy_score(d.y, decided(d), **d.w),
        lambda k, d: np.mean(every_class(k.Recall, d)),
    ),
    *of_class_shares("precision", precision_score, "Precision"),
    *of_class_shares("recall", recall_score, "Recall"),
    *(of_f("f1", average) for average in ("micro", "macro", "weighted", "none")),
    *(of_f("fbeta", average, beta=b) for average in ("macro", "weighted") for b in (0.5, 2.0)),
    Case(
        "mean_iou",
        lambda d: jaccard_score(d.y, decided(d), average="macro", **d.w),
        lambda k, d: d.keras(k.MeanIoU(num_classes=d.classes, sparse_y_pred=False)),
    ),
    of_f("dice", "macro"),
    *(jaccard(average) for average in ("macro", "none", "weighted")),
    Case("mcc", lambda d: matthews_corrcoef(d.y, decided(d), **d.w), None),
    Case("cohen_kappa", lambda d: cohen_kappa_score(d.y, decided(d), **d.w), None),
    Case(
        "hamming_loss",
        lambda d: hamming_loss(d.y, decided(d), **d.w),
        lambda k, d: 1 - d.keras(k.SparseCategoricalAccuracy()),
    ),
]

SCORES = [
    Case(
        "top_k_accuracy",
        lambda d: top_k_accuracy_score(d.y, d.s, k=5, **d.w),
        lambda k, d: d.keras(k.SparseTopKCategoricalAccuracy(k=5)),
        variant={"k": 5},
    ),
    Case(
        "categorical_hinge",
        lambda d: hinge_loss(d.y, d.s, **d.w),
        lambda k, d: d.keras(k.CategoricalHinge(), d.one_hot),
    ),
    *(ovr(average) for average in ("macro", "weighted")),
    Case(
        "log_loss",
        lambda d: log_loss(d.y, d.s, **d.w),
        lambda k, d: d.keras(k.SparseCategoricalCrossentropy()),
    ),
    Case(
        "brier",
        lambda d: brier_score_loss(d.y, d.s, **d.w),
        lambda k, d: d.keras(k.MeanSquaredError(), d.one_hot),
    ),
    Case(
        "kl_divergence",
        lambda d: log_loss(d.y, d.s, **d.w),
        lambda k, d: d.keras(k.KLDivergence(), d.one_hot),
    ),
]

DEFAULTS = [
    Case(
        "precision",
        lambda d: precision_score(d.y, decided(d), average="macro", **d.w),
        lambda k, d: d.keras(k.Precision(), d.one_hot, weighted=False),
        pairing="default",
    ),
    Case(
        "recall",
        lambda d: recall_score(d.y, decided(d), average="macro", **d.w),
        lambda k, d: d.keras(k.Recall(), d.one_hot, weighted=False),
        pairing="default",
    ),
    Case(
        "f1",
        lambda d: f1_score(d.y, decided(d), average=None, **d.w),
        lambda k, d: d.keras(k.F1Score(), d.one_hot, weighted=False),
        pairing="default",
    ),
    Case(
        "fbeta",
        lambda d: fbeta_score(d.y, decided(d), beta=0.5, average=None, **d.w),
        lambda k, d: d.keras(k.FBetaScore(), d.one_hot, weighted=False),
        pairing="default",
    ),
    Case(
        "dice",
        lambda d: f1_score(d.y, decided(d), average="micro", **d.w),
        lambda _, d: 1 - d.keras(loss("dice"), d.one_hot, weighted=False),
        pairing="default",
    ),
    Case(
        "jaccard",
        lambda d: jaccard_score(d.y, decided(d), average="macro", **d.w),
        lambda k, d: d.keras(k.MeanIoU(num_classes=d.classes), weighted=False),
        pairing="default",
    ),
    Case(
        "roc_auc",
        macro_area,
        lambda k, d: d.keras(k.AUC(), d.one_hot, weighted=False),
        pairing="default",
    ),
]

CASES = [*DECISIONS, *SCORES, *DEFAULTS]


def made(rows: int, dtype: str = "float32", *, classes: int = 7, weights: bool = False) -> Data:
    """Labels and softmax rows, some of them uniform: ties of every class with every other."""
    rng = np.random.default_rng(rows)
    y = rng.integers(0, classes, rows)
    scores = 2 * np.eye(classes)[y] + rng.normal(size=(rows, classes))
    scores[: rows // 10] = 0
    p = softmax(scores, axis=1).astype(dtype)
    return Data(y, p, rng.random(rows) * 3 if weights else None, classes)


DATA = {
    "small": made(300),
    "float64": made(301, "float64"),
    "float16": made(302, "float16"),
    "weighted": made(303, weights=True),
    "several chunks": made(70_000),
}


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_values_are_those_of_the_libraries(case: Case, name: str, keras: Any) -> None:
    check(case, DATA[name], keras)
