"""Two classes under other names and other kinds: still what the libraries return by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from scipy.special import expit
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    balanced_accuracy_score,
    brier_score_loss,
    confusion_matrix,
    f1_score,
    fbeta_score,
    hinge_loss,
    jaccard_score,
    log_loss,
    precision_score,
    recall_score,
    roc_auc_score,
)

import metricdiff
from tests.libraries.direct import Array, Data, same

pytestmark = pytest.mark.keras

RNG = np.random.default_rng(7)
TRUTH = RNG.integers(0, 2, 400)
SCORES = np.clip(0.2 + 0.3 * TRUTH + 0.4 * RNG.random(400), 0, 1).astype(np.float32)
SCORES[:40] = 0.5


@dataclass(frozen=True)
class Coding:
    """The classes of a binary task as a user may hold them.

    Attributes:
        negative: What the negative class is called.
        positive: What the positive class is called.
        keras: What Keras gets for the two.
        ask: What ``compare`` is told.
    """

    negative: Any
    positive: Any
    keras: tuple[Any, Any]
    ask: dict[str, Any] = field(default_factory=dict)

    def named(self, decided: Array) -> Array:
        named: Array = np.where(decided, self.positive, self.negative)
        return named


CODINGS = {
    "bool": Coding(False, True, (False, True)),
    "-1 and 1": Coding(-1, 1, (-1, 1)),
    "1 and 2": Coding(1, 2, (1, 2)),
    "text": Coding("no", "yes", (0, 1)),
    "text, the first one positive": Coding("sick", "ill", (0, 1), {"pos_label": "ill"}),
    "text, in an order of its own": Coding("b", "a", (0, 1), {"labels": ["b", "a"]}),
    "zero is positive": Coding(1, 0, (0, 1), {"pos_label": 0}),
}


def values_of(metric: str, y: Any, p: Any, **ask: Any) -> tuple[Any, Any]:
    """The two values of a metric's first matched row, which must be there."""
    row = metricdiff.compare(y, p, metrics=metric, **ask).comparisons[0]
    assert row.sklearn.error is None
    assert row.keras.error is None
    return row.sklearn.value, row.keras.value


Calls = dict[str, tuple[Callable[[], Any], Callable[[], Any]]]


def calls(coding: Coding, keras: Any) -> tuple[Array, Calls]:
    """The labels, and each metric's direct calls."""
    y, s, k = coding.named(TRUTH == 1), SCORES.astype(np.float64), keras.metrics
    d = Data(np.where(TRUTH == 1, coding.keras[1], coding.keras[0]), SCORES)
    hard, positive = coding.named(s > 0.3), {"pos_label": coding.positive}
    matrix = confusion_matrix(y, hard, labels=[coding.negative, coding.positive])
    truth = y if coding.negative < coding.positive else y == coding.positive

    def specificity() -> Any:
        negatives = d.keras(k.TrueNegatives(thresholds=0.3))
        with np.errstate(invalid="ignore"):  # Keras takes -1, 1 and 2 alike for positive
            return negatives / (negatives + d.keras(k.FalsePositives(thresholds=0.3)))

    return y, {
        "accuracy": (
            lambda: accuracy_score(y, hard),
            lambda: d.keras(k.BinaryAccuracy(threshold=0.3)),
        ),
        "balanced_accuracy": (
            lambda: balanced_accuracy_score(y, hard),
            lambda: (d.keras(k.Recall(thresholds=0.3)) + specificity()) / 2,
        ),
        "precision": (
            lambda: precision_score(y, hard, **positive),
            lambda: d.keras(k.Precision(thresholds=0.3)),
        ),
        "recall": (
            lambda: recall_score(y, hard, **positive),
            lambda: d.keras(k.Recall(thresholds=0.3)),
        ),
        "specificity": (lambda: recall_score(y, hard, pos_label=coding.negative), specificity),
        "f1": (
            lambda: f1_score(y, hard, **positive),
            lambda: d.keras(k.F1Score(threshold=0.3)),
        ),
        "f2": (
            lambda: fbeta_score(y, hard, beta=2, **positive),
            lambda: d.keras(k.FBetaScore(beta=2.0, threshold=0.3)),
        ),
        "jaccard": (
            lambda: jaccard_score(y, hard, **positive),
            lambda: d.keras(k.BinaryIoU([1], threshold=0.3)),
        ),
        "false_positives": (
            lambda: matrix[0, 1],
            lambda: d.keras(k.FalsePositives(thresholds=0.3)),
        ),
        "roc_auc": (lambda: roc_auc_score(truth, s), lambda: d.keras(k.AUC())),
        "pr_auc": (
            lambda: average_precision_score(y, s, **positive),
            lambda: d.keras(k.AUC(curve="PR")),
        ),
        "log_loss": (lambda: log_loss(truth, s), lambda: d.keras(k.BinaryCrossentropy())),
        "brier": (
            lambda: brier_score_loss(y, s, **positive),
            lambda: d.keras(k.MeanSquaredError()),
        ),
        "hinge": (lambda: hinge_loss(truth, s), lambda: d.keras(k.Hinge())),
    }


@pytest.mark.parametrize("name", CODINGS)
def test_probabilities(name: str, keras: Any) -> None:
    coding = CODINGS[name]
    y, expected = calls(coding, keras)
    for metric, (theirs, ours) in expected.items():
        values = values_of(metric, y, SCORES, threshold=0.3, **coding.ask)
        assert same(values[0], theirs()), metric
        assert same(values[1], ours()), metric


@pytest.mark.parametrize("name", CODINGS)
def test_decisions(name: str, keras: Any) -> None:
    coding, k = CODINGS[name], keras.metrics
    y, p = coding.named(TRUTH == 1), coding.named(SCORES > 0.45)
    d = Data(*(np.where(a, coding.keras[1], coding.keras[0]) for a in (TRUTH == 1, SCORES > 0.45)))
    positive = {"pos_label": coding.positive}
    expected = {
        "accuracy": (accuracy_score(y, p), d.keras(k.BinaryAccuracy())),
        "precision": (precision_score(y, p, **positive), d.keras(k.Precision())),
        "recall": (recall_score(y, p, **positive), d.keras(k.Recall())),
        "f1": (f1_score(y, p, **positive), d.keras(k.F1Score(threshold=0.5))),
        "jaccard": (jaccard_score(y, p, **positive), d.keras(k.BinaryIoU([1]))),
    }
    for metric, (theirs, ours) in expected.items():
        values = values_of(metric, y, p, **coding.ask)
        assert same(values[0], theirs), metric
        assert same(values[1], ours), metric


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.7])
def test_logits(threshold: float, keras: Any) -> None:
    """scikit-learn cuts at the logit of the threshold, Keras takes the scores at face value."""
    z = (4 * (SCORES.astype(np.float64) - 0.5)).astype(np.float32)
    y, s, k, d = TRUTH, z.astype(np.float64), keras.metrics, Data(TRUTH, z)
    cut = s > math.log(threshold / (1 - threshold))
    expected = {
        "accuracy": (accuracy_score(y, cut), d.keras(k.BinaryAccuracy(threshold=threshold))),
        "precision": (precision_score(y, cut), d.keras(k.Precision(thresholds=threshold))),
        "f1": (f1_score(y, cut), d.keras(k.F1Score(threshold=threshold))),
        "jaccard": (jaccard_score(y, cut), d.keras(k.BinaryIoU([1], threshold))),
    }
    for metric, (theirs, ours) in expected.items():
        values = values_of(metric, y, z, threshold=threshold)
        assert same(values[0], theirs), metric
        assert same(values[1], ours), metric


def test_logits_as_scores_and_as_probabilities(keras: Any) -> None:
    z = (4 * (SCORES.astype(np.float64) - 0.5)).astype(np.float32)
    y, s, k, d = TRUTH, z.astype(np.float64), keras.metrics, Data(TRUTH, z)
    expected = {
        "roc_auc": (roc_auc_score(y, s), d.keras(k.AUC())),
        "hinge": (hinge_loss(y, s), d.keras(k.Hinge())),
        "log_loss": (log_loss(y, expit(s)), d.keras(k.BinaryCrossentropy())),
        "brier": (brier_score_loss(y, expit(s)), d.keras(k.MeanSquaredError())),
    }
    for metric, (theirs, ours) in expected.items():
        values = values_of(metric, y, z)
        assert same(values[0], theirs), metric
        assert same(values[1], ours), metric


def test_two_columns_are_the_second_one(keras: Any) -> None:
    both = np.column_stack([1 - SCORES, SCORES])
    assert values_of("roc_auc", TRUTH, both) == values_of("roc_auc", TRUTH, SCORES)
    d = Data(TRUTH, SCORES)
    assert same(values_of("roc_auc", TRUTH, both)[1], d.keras(keras.metrics.AUC()))


def test_a_column_of_decisions_beside_the_scores(keras: Any) -> None:
    """scikit-learn's side comes from the column, Keras's from the scores at 0.5."""
    decision, d = (SCORES >= 0.5).astype(int), Data(TRUTH, SCORES)
    report = metricdiff.compare(
        TRUTH, SCORES, decision=decision, metrics=["precision", "f1"], threshold=0.3
    )
    rows = {row.metric: row for row in report.comparisons if row.label == "column decision"}
    assert same(rows["precision"].sklearn.value, precision_score(TRUTH, decision))
    assert same(rows["precision"].keras.value, d.keras(keras.metrics.Precision()))
    assert same(rows["f1"].sklearn.value, f1_score(TRUTH, decision))
    assert same(rows["f1"].keras.value, d.keras(keras.metrics.F1Score(threshold=0.5)))
