"""Several labels a row: each reported number is what the library returns when called by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.special import expit
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    f1_score,
    fbeta_score,
    hamming_loss,
    jaccard_score,
    log_loss,
    precision_score,
    recall_score,
    roc_auc_score,
)

import metricdiff
from tests.libraries.direct import Array, Case, Data, check, loss, same

pytestmark = [
    pytest.mark.keras,
    pytest.mark.filterwarnings("ignore:The y_prob values do not sum to one:UserWarning"),
]

LABELS = 4


def at(threshold: float) -> list[Case]:
    """The metrics of decisions at a threshold."""
    t = threshold

    def setting(average: str) -> tuple[dict[str, Any], str | None]:
        both = {"threshold": t, "average": average}
        return both, None if average == "none" else average

    def share(name: str, score: Any, keras: str, average: str) -> Case:
        both, plain = setting(average)

        def each(k: Any, d: Data) -> list[Any]:
            make = getattr(k, keras)
            return [d.keras(make(thresholds=t, class_id=c)) for c in range(LABELS)]

        ours: dict[str, Any] = {
            "micro": lambda k, d: d.keras(getattr(k, keras)(thresholds=t)),
            "macro": lambda k, d: np.mean(each(k, d)),
            "none": each,
        }
        return Case(
            name,
            lambda d: score(d.y, d.s > t, average=plain, **d.w),
            ours.get(average),
            both,
            both,
        )

    def f(average: str, **beta: float) -> Case:
        both, plain = setting(average)
        score = fbeta_score if beta else f1_score
        ours: Any = lambda k, d: d.keras(  # noqa: E731
            (k.FBetaScore if beta else k.F1Score)(average=plain, threshold=t, **beta)
        )
        return Case(
            "fbeta" if beta else "f1",
            lambda d: score(d.y, d.s > t, average=plain, **beta, **d.w),
            None if average == "samples" else ours,
            both,
            {**both, **beta},
        )

    dice, _ = setting("macro")
    averages = ("micro", "macro", "weighted", "samples", "none")
    jaccard, _ = setting("micro")
    return [
        Case(
            "accuracy",
            lambda d: 1 - hamming_loss(d.y, d.s > t, **d.w),
            lambda k, d: d.keras(k.BinaryAccuracy(threshold=t)),
            {"threshold": t},
        ),
        *(share("precision", precision_score, "Precision", average) for average in averages),
        *(share("recall", recall_score, "Recall", average) for average in averages),
        *(f(average) for average in averages),
        *(f(average, beta=beta) for average in ("macro", "micro") for beta in (0.5, 2.0)),
        Case(
            "dice",
            lambda d: f1_score(d.y, d.s > t, average="macro", **d.w),
            lambda k, d: d.keras(k.F1Score(average="macro", threshold=t)),
            dice,
            dice,
        ),
        Case(
            "jaccard",
            lambda d: jaccard_score(d.y, d.s > t, average="micro", **d.w),
            lambda k, d: d.keras(k.BinaryIoU(target_class_ids=[1], threshold=t)),
            jaccard,
            jaccard,
        ),
        Case(
            "hamming_loss",
            lambda d: hamming_loss(d.y, d.s > t, **d.w),
            lambda k, d: 1 - d.keras(k.BinaryAccuracy(threshold=t)),
            {"threshold": t},
        ),
    ]


def top(scores: Array, k: int) -> Any:
    """Which scores are among the k largest of their row."""
    return (-scores).argsort(axis=1).argsort(axis=1) < k


def ranked(name: str, score: Any, curve: str, average: str) -> Case:
    ours: dict[str, Any] = {
        "macro": lambda k, d: d.keras(k.AUC(curve=curve, multi_label=True)),
        "micro": lambda k, d: d.keras(k.AUC(curve=curve)),
    }
    setting = {"average": average}
    return Case(
        name,
        lambda d: score(d.y, d.s, average=average, **d.w),
        ours.get(average),
        setting,
        setting,
    )


RANKING = [
    *(ranked("roc_auc", roc_auc_score, "ROC", a) for a in ("macro", "micro", "weighted")),
    *(ranked("pr_auc", average_precision_score, "PR", a) for a in ("macro", "micro", "weighted")),
    Case(
        "log_loss",
        lambda d: log_loss(d.y, d.s, **d.w),
        lambda k, d: d.keras(k.BinaryCrossentropy()),
    ),
    Case(
        "top_k_accuracy",
        lambda d: recall_score(d.y, top(d.s, 2), average="micro", **d.w),
        lambda k, d: d.keras(k.Recall(top_k=2)),
    ),
]

DEFAULTS = [
    Case(
        "accuracy",
        lambda d: accuracy_score(d.y, d.s > 0.5, **d.w),
        lambda k, d: d.keras(k.CategoricalAccuracy(), weighted=False),
        pairing="default",
    ),
    Case(
        "f1",
        lambda d: f1_score(d.y, d.s > 0.5, average=None, **d.w),
        lambda k, d: d.keras(k.F1Score(), weighted=False),
        pairing="default",
    ),
    Case(
        "fbeta",
        lambda d: fbeta_score(d.y, d.s > 0.5, beta=0.5, average=None, **d.w),
        lambda k, d: d.keras(k.FBetaScore(), weighted=False),
        pairing="default",
    ),
    Case(
        "dice",
        lambda d: f1_score(d.y, d.s > 0.5, average="micro", **d.w),
        lambda _, d: 1 - d.keras(loss("dice"), weighted=False),
        pairing="default",
    ),
    Case(
        "roc_auc",
        lambda d: roc_auc_score(d.y, d.s, **d.w),
        lambda k, d: d.keras(k.AUC(), weighted=False),
        pairing="default",
    ),
    Case(
        "pr_auc",
        lambda d: average_precision_score(d.y, d.s, **d.w),
        lambda k, d: d.keras(k.AUC(curve="PR"), weighted=False),
        pairing="default",
    ),
    Case(
        "top_k_accuracy",
        lambda d: recall_score(d.y, top(d.s, 2), average="micro", **d.w),
        lambda k, d: d.keras(k.TopKCategoricalAccuracy(), weighted=False),
        pairing="default",
    ),
]

CASES = [*at(0.3), *at(0.5), *at(0.7), *RANKING, *DEFAULTS]


def made(rows: int, dtype: str = "float32", *, weights: bool = False) -> Data:
    """Labels and sigmoid columns, with ties at every threshold and exact zeros and ones."""
    rng = np.random.default_rng(rows)
    y = rng.integers(0, 2, (rows, LABELS))
    p = np.clip(0.2 + 0.3 * y + 0.4 * rng.random(y.shape), 0, 1).astype(dtype)
    tied = rng.random(y.shape) < 0.2
    p[tied] = rng.choice(np.array([0, 0.3, 0.5, 0.7, 1], dtype), tied.sum())
    return Data(y, p, rng.random(rows) * 3 if weights else None)


DATA = {
    "small": made(300),
    "float16": made(302, "float16"),
    "weighted": made(303, weights=True),
    "several chunks": made(70_000),
}


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_values_are_those_of_the_libraries(case: Case, name: str, keras: Any) -> None:
    check(case, DATA[name], keras)


@pytest.mark.parametrize("metric", ["roc_auc", "pr_auc"])
def test_ranking_within_each_row(metric: str, keras: Any) -> None:
    y = np.random.default_rng(5).permuted(np.tile([0, 1, 1, 0], (100, 1)), axis=1)
    score = {"roc_auc": roc_auc_score, "pr_auc": average_precision_score}[metric]
    check(ranked(metric, score, "ROC", "samples"), Data(y, made(100).p), keras)


def test_logits(keras: Any) -> None:
    d, k = made(310), keras.metrics
    d = Data(d.y, 6 * (d.p - np.float32(0.5)))
    expected = {
        "accuracy": (1 - hamming_loss(d.y, d.s > 0), d.keras(k.BinaryAccuracy())),
        "f1": (
            f1_score(d.y, d.s > 0, average="micro"),
            d.keras(k.F1Score(average="micro", threshold=0.5)),
        ),
        "roc_auc": (roc_auc_score(d.y, d.s), d.keras(k.AUC(multi_label=True))),
        "log_loss": (log_loss(d.y, expit(d.s)), d.keras(k.BinaryCrossentropy())),
    }
    for metric, (theirs, ours) in expected.items():
        row = metricdiff.compare(d.y, d.p, metrics=metric).comparisons[0]
        assert same(row.sklearn.value, theirs), metric
        assert same(row.keras.value, ours), metric


def test_decisions(keras: Any) -> None:
    d, k = made(311), keras.metrics
    hard = (d.p > 0.5).astype(int)
    expected = {
        "accuracy": (1 - hamming_loss(d.y, hard), d.keras(k.BinaryAccuracy(), p=hard)),
        "recall": (recall_score(d.y, hard, average="micro"), d.keras(k.Recall(), p=hard)),
        "jaccard": (
            jaccard_score(d.y, hard, average="micro"),
            d.keras(k.BinaryIoU([1]), p=hard),
        ),
    }
    for metric, (theirs, ours) in expected.items():
        row = metricdiff.compare(d.y, hard, metrics=metric).comparisons[0]
        assert same(row.sklearn.value, theirs), metric
        assert same(row.keras.value, ours), metric
