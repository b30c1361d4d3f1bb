"""Several classes as people hold them: names, other orders, logits, decisions, one-hot rows."""

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
    f1_score,
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
from tests.libraries.direct import Data, same
from tests.libraries.test_parity_multiclass import made

pytestmark = [
    pytest.mark.keras,
    # Rows in float32 add up to 1 within float32.
    pytest.mark.filterwarnings("ignore:The y_prob values do not sum to one:UserWarning"),
]


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
