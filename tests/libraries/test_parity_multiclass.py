"""Several classes: each reported number is what the library returns when called by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
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

import metricdiff
from tests.libraries.direct import Array, Case, Data, check, loss, same

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


def ovr(average: str) -> Case:
    """One class against the rest: Keras averages the classes without weights alone."""
    ours: Any = lambda k, d: d.keras(k.AUC(multi_label=True), d.one_hot)  # noqa: E731
    return Case(
        "roc_auc",
        lambda d: roc_auc_score(d.y, d.s, multi_class="ovr", average=average, **d.w),
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
        lambda d: roc_auc_score(d.y, d.s, multi_class="ovr", **d.w),
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


def reported(metric: str, y: Any, p: Any, **ask: Any) -> tuple[Any, Any]:
    """The two values of a metric's first row."""
    row = metricdiff.compare(y, p, metrics=metric, **ask).comparisons[0]
    return row.sklearn.value, row.keras.value


def test_five_classes_are_looked_at_with_k_2(keras: Any) -> None:
    d = made(310, classes=5)
    values = reported("top_k_accuracy", d.y, d.p)
    assert same(values[0], top_k_accuracy_score(d.y, d.s, k=2))
    assert same(values[1], d.keras(keras.metrics.SparseTopKCategoricalAccuracy(k=2)))


def test_logits_reach_keras_as_they_are_and_sklearn_through_softmax(keras: Any) -> None:
    rng = np.random.default_rng(1)
    y = rng.integers(0, 4, 200)
    d = Data(y, (3 * np.eye(4)[y] + 2 * rng.normal(size=(200, 4))).astype(np.float32), None, 4)
    q, k = softmax(d.s, axis=1), keras.metrics
    assert reported("accuracy", d.y, d.p)[0] == accuracy_score(y, d.s.argmax(axis=1))
    expected = {
        "log_loss": (log_loss(y, q), d.keras(k.SparseCategoricalCrossentropy())),
        "brier": (brier_score_loss(y, q), d.keras(k.MeanSquaredError(), d.one_hot)),
        "roc_auc": (
            roc_auc_score(y, q, multi_class="ovr"),
            d.keras(k.AUC(multi_label=True), d.one_hot),
        ),
        "top_k_accuracy": (
            top_k_accuracy_score(y, d.s, k=2),
            d.keras(k.SparseTopKCategoricalAccuracy(k=2)),
        ),
        "categorical_hinge": (hinge_loss(y, d.s), d.keras(k.CategoricalHinge(), d.one_hot)),
    }
    for metric, (theirs, ours) in expected.items():
        values = reported(metric, d.y, d.p)
        assert same(values[0], theirs), metric
        assert same(values[1], ours), metric


def test_scores_that_sum_to_nothing_in_particular(keras: Any) -> None:
    d = replace(made(311), p=(made(311).p * 0.5))
    values = reported("top_k_accuracy", d.y, d.p)
    assert same(values[0], top_k_accuracy_score(d.y, d.s, k=5))
    assert same(values[1], d.keras(keras.metrics.SparseTopKCategoricalAccuracy()))


@pytest.mark.parametrize("text", [False, True], ids=["numbers", "names"])
def test_decisions(text: bool, keras: Any) -> None:
    rng = np.random.default_rng(2)
    d = Data(rng.integers(0, 4, 200), np.zeros(0), None, 4)
    chosen = np.where(rng.random(200) < 0.7, d.y, rng.integers(0, 4, 200))
    names = np.array(["ant", "bee", "cat", "dog"])
    y, p = (names[d.y], names[chosen]) if text else (d.y, chosen)
    rows, k = np.eye(4, dtype=np.float32)[chosen], keras.metrics
    each = [d.keras(k.Recall(top_k=1, class_id=c), d.one_hot, rows) for c in range(4)]
    expected = {
        "accuracy": (accuracy_score(y, p), d.keras(k.Accuracy(), p=chosen)),
        "balanced_accuracy": (balanced_accuracy_score(y, p), np.mean(each)),
        "precision_micro": (
            precision_score(y, p, average="micro"),
            d.keras(k.Precision(top_k=1), d.one_hot, rows),
        ),
        "recall_macro": (recall_score(y, p, average="macro"), np.mean(each)),
        "f1_weighted": (
            f1_score(y, p, average="weighted"),
            d.keras(k.F1Score(average="weighted"), d.one_hot, rows),
        ),
        "mean_iou": (
            jaccard_score(y, p, average="macro"),
            d.keras(k.MeanIoU(num_classes=4), p=chosen),
        ),
        "hamming_loss": (hamming_loss(y, p), 1 - d.keras(k.Accuracy(), p=chosen)),
        "mcc": (matthews_corrcoef(y, p), None),
    }
    for metric, (theirs, ours) in expected.items():
        values = reported(metric, y, p)
        assert same(values[0], theirs), metric
        assert same(values[1], ours), metric


def test_names_in_the_columns_decide_which_column_is_which_class(keras: Any) -> None:
    d, names = made(312, classes=3), np.array(["dog", "ant", "cat"])
    y, sorted_columns = names[d.y], d.s[:, [1, 2, 0]]
    table = pd.DataFrame(d.p, columns=[f"prob_{name}" for name in names])
    k = keras.metrics
    expected = {
        "accuracy": (
            accuracy_score(y, names[d.s.argmax(axis=1)]),
            d.keras(k.SparseCategoricalAccuracy()),
        ),
        "f1": (
            f1_score(y, names[d.s.argmax(axis=1)], average="macro"),
            d.keras(k.F1Score(average="macro"), d.one_hot),
        ),
        "log_loss": (log_loss(y, sorted_columns), d.keras(k.SparseCategoricalCrossentropy())),
        "brier": (
            brier_score_loss(y, sorted_columns),
            d.keras(k.MeanSquaredError(), d.one_hot),
        ),
        "roc_auc": (
            roc_auc_score(y, sorted_columns, multi_class="ovr"),
            d.keras(k.AUC(multi_label=True), d.one_hot),
        ),
        "top_k_accuracy": (
            top_k_accuracy_score(y, sorted_columns, k=2),
            d.keras(k.SparseTopKCategoricalAccuracy(k=2)),
        ),
    }
    for metric, (theirs, ours) in expected.items():
        for data, ask in ((table, {}), (d.p, {"labels": list(names)})):
            values = reported(metric, y, data, **ask)
            assert same(values[0], theirs), metric
            assert same(values[1], ours), metric


def test_labels_that_count_from_one_stay_so_for_keras(keras: Any) -> None:
    d = made(313, classes=3)
    from_one = Data(d.y + 1, d.p, None, 3)
    values = reported("accuracy", from_one.y, d.p)
    assert same(values[0], accuracy_score(from_one.y, 1 + d.s.argmax(axis=1)))
    assert same(values[1], from_one.keras(keras.metrics.SparseCategoricalAccuracy()))
    values = reported("f1", from_one.y, d.p)
    assert same(values[1], d.keras(keras.metrics.F1Score(average="macro"), d.one_hot))


def test_a_class_without_a_row(keras: Any) -> None:
    rng = np.random.default_rng(3)
    y = rng.integers(0, 3, 200)
    d = Data(y, softmax(np.eye(4)[y] + rng.normal(size=(200, 4)), 1).astype("f4"), None, 4)
    values = reported("log_loss", d.y, d.p)
    assert same(values[0], log_loss(y, d.s, labels=[0, 1, 2, 3]))
    assert same(values[1], d.keras(keras.metrics.SparseCategoricalCrossentropy()))
    values = reported("top_k_accuracy", d.y, d.p)
    assert same(values[0], top_k_accuracy_score(y, d.s, k=2, labels=[0, 1, 2, 3]))
    values = reported("f1", d.y, d.p)
    assert same(values[0], f1_score(y, d.s.argmax(axis=1), average="macro", zero_division=0))
    assert same(values[1], d.keras(keras.metrics.F1Score(average="macro"), d.one_hot))


def test_one_hot_labels(keras: Any) -> None:
    d, k = made(314, classes=4), keras.metrics
    y, chosen = d.one_hot.astype(np.int64), d.s.argmax(axis=1)
    expected = {
        "accuracy": (accuracy_score(d.y, chosen), d.keras(k.CategoricalAccuracy(), y)),
        "f1": (f1_score(d.y, chosen, average="macro"), d.keras(k.F1Score(average="macro"), y)),
        "log_loss": (log_loss(d.y, d.s), d.keras(k.CategoricalCrossentropy(), y)),
        "top_k_accuracy": (
            top_k_accuracy_score(d.y, d.s, k=2),
            d.keras(k.TopKCategoricalAccuracy(k=2), y),
        ),
        "mean_iou": (
            jaccard_score(d.y, chosen, average="macro"),
            d.keras(k.MeanIoU(num_classes=4, sparse_y_pred=False)),
        ),
        "roc_auc": (
            roc_auc_score(d.y, d.s, multi_class="ovr"),
            d.keras(k.AUC(multi_label=True), y),
        ),
    }
    for metric, (theirs, ours) in expected.items():
        values = reported(metric, y, d.p)
        assert same(values[0], theirs), metric
        assert same(values[1], ours), metric
