"""The default tolerances: wide enough for float32, and no wider.

The data are clean: no score at a threshold, no tie of classes, both classes present, targets
around zero.  What both libraries define alike is then equal, whatever the number of rows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.special import softmax

import metricdiff
from metricdiff.diagnosis.tolerance import Tolerance
from metricdiff.report import Comparison
from metricdiff.words import Pairing, Task, Verdict
from tests.libraries.direct import Data

pytestmark = [
    pytest.mark.keras,
    pytest.mark.filterwarnings("ignore:The y_prob values do not sum to one:UserWarning"),
]

ROWS = (1, 2, 10, 1000, 70_000)
SEEDS = (0, 1, 2)

#: What both libraries define alike, down to one row.
ALIKE = {
    Task.BINARY: (
        *("accuracy", "precision", "recall", "f1", "fbeta", "dice", "hamming_loss"),
        *("true_positives", "false_positives", "true_negatives", "false_negatives"),
        *("log_loss", "brier"),
    ),
    Task.MULTICLASS: ("accuracy", "hamming_loss", "log_loss", "f1_weighted", "f1_micro"),
    Task.MULTILABEL: ("accuracy", "precision_micro", "recall_micro", "f1_micro", "hamming_loss"),
    Task.REGRESSION: ("mse", "mae", "mape", "cosine_similarity"),
}
#: Alike where every class and more than one value occurs.
FROM_TEN_ROWS = {
    Task.BINARY: ("specificity", "balanced_accuracy", "hinge", "mcc", "cohen_kappa"),
    Task.MULTICLASS: (
        *("balanced_accuracy", "precision_macro", "recall_none", "f1", "f1_none", "fbeta"),
        *("dice", "top_k_accuracy"),
    ),
    Task.MULTILABEL: ("precision_macro", "recall_none", "f1", "fbeta", "dice"),
    Task.REGRESSION: ("r2", "adjusted_r2"),
}
#: Keras counts the rows of IoU in whole numbers, so weights that are none do not go in, and its
#: square root is of one column alone.
UNWEIGHTED = {
    Task.BINARY: ("jaccard", "mean_iou"),
    Task.MULTICLASS: ("mean_iou", "jaccard", "jaccard_none"),
    Task.MULTILABEL: ("jaccard",),
    Task.REGRESSION: ("rmse",),
}


def made(task: Task, rows: int, seed: int) -> Data:
    """Clean data with every class in it, as far as there are rows."""
    rng = np.random.default_rng([seed, rows])
    if task is Task.REGRESSION:
        y = rng.normal(size=rows)
        return Data(y, (y + rng.normal(scale=0.5, size=rows)).astype(np.float32))
    if task is Task.MULTICLASS:
        y = rng.permutation(np.arange(rows) % 5)
        scores = softmax(2 * np.eye(5)[y] + rng.normal(size=(rows, 5)), axis=1)
        return Data(y, scores.astype(np.float32), ask={"labels": range(5)})
    shape = (rows, 3) if task is Task.MULTILABEL else (rows,)
    labels = rng.integers(0, 2, shape)
    labels[:2] = [[1, 0, 1], [0, 1, 1]][:rows] if task is Task.MULTILABEL else [1, 0][:rows]
    p = np.clip(0.2 + 0.2 * labels + 0.5 * rng.random(shape), 0.01, 0.99).astype(np.float32)
    p += np.where(np.abs(p - 0.5) < 1e-4, np.float32(1e-3), np.float32(0))
    return Data(labels, p)


def rows_of(task: Task, data: Data, names: tuple[str, ...]) -> list[Comparison]:
    """The matched comparisons of some metrics; ``recall_none`` asks for one value a class."""
    by_class = [name.removesuffix("_none") for name in names if name.endswith("_none")]
    together = [name for name in names if not name.endswith("_none")]
    ask: dict[str, Any] = {"sample_weight": data.weights, "task": task, **data.ask}
    reports = [metricdiff.compare(data.y, data.p, metrics=together, **ask)]
    if by_class:
        reports.append(metricdiff.compare(data.y, data.p, metrics=by_class, average="none", **ask))
    return [row for report in reports for row in report.of(Pairing.MATCHED) if row.keras.call]


def shown(row: Comparison) -> tuple[Any, ...]:
    return row.metric, row.keras.call, row.sklearn.value, row.difference, row.atol, row.rtol


def names(task: Task, rows: int, *, weighted: bool) -> tuple[str, ...]:
    return (
        *ALIKE[task],
        *(FROM_TEN_ROWS[task] if rows >= 10 else ()),
        *(UNWEIGHTED[task] if rows >= 10 and not weighted else ()),
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("task", Task)
def test_equal_metrics_are_called_equal(task: Task, rows: int, seed: int, keras: Any) -> None:
    del keras
    compared = rows_of(task, made(task, rows, seed), names(task, rows, weighted=False))
    assert len(compared) >= len(names(task, rows, weighted=False))
    assert [shown(row) for row in compared if row.verdict is not Verdict.EQUAL] == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("rows", ROWS[2:])
@pytest.mark.parametrize("task", Task)
def test_weighted_metrics_are_called_equal(task: Task, rows: int, seed: int, keras: Any) -> None:
    del keras
    weights = np.random.default_rng(seed).gamma(2, 1, rows)
    data = replace(made(task, rows, seed), weights=weights)
    compared = rows_of(task, data, names(task, rows, weighted=True))
    assert len(compared) >= len(names(task, rows, weighted=True))
    assert [shown(row) for row in compared if row.verdict is not Verdict.EQUAL] == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("rows", ROWS[2:])
def test_agreement_by_chance_keeps_the_noise_of_its_sums(rows: int, seed: int, keras: Any) -> None:
    """Next to 0 the float32 sums of weights are all that is left: up to 7e-8 was measured."""
    del keras
    rng = np.random.default_rng([seed, rows])
    labels, scores = rng.integers(0, 2, rows), rng.random(rows).astype(np.float32)
    labels[:2] = [0, 1]
    data = Data(labels, scores, rng.gamma(2, 1, rows))
    compared = rows_of(Task.BINARY, data, ("mcc", "cohen_kappa"))
    assert [shown(row) for row in compared if row.verdict is not Verdict.EQUAL] == []


@pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
@pytest.mark.parametrize("rows", [1000, 70_000])
@pytest.mark.parametrize("task", Task)
def test_a_hundred_thousandth_is_found(task: Task, rows: int, weighted: bool, keras: Any) -> None:
    """Of any metric: its value moved by 1e-5 of itself is not within its tolerance."""
    del keras
    data = made(task, rows, 0)
    data = replace(data, weights=np.linspace(0.5, 2, rows)) if weighted else data
    for row in rows_of(task, data, names(task, rows, weighted=weighted)):
        tolerance = Tolerance(row.atol, row.rtol)
        values = np.atleast_1d(np.array(row.sklearn.value, float)).tolist()
        for value in values:
            assert value, shown(row)
            assert not tolerance.covers(value * (1 + 1e-5), value), shown(row)
            assert not tolerance.covers(value * (1 - 1e-5), value), shown(row)


@pytest.mark.parametrize("factor", ["1.00001", "0.99999"])
def test_a_hundred_thousandth_is_found_in_a_call(factor: str, keras: Any) -> None:
    del keras
    data = made(Task.BINARY, 1000, 0)
    verdicts = [
        metricdiff.compare(
            data.y, data.p, sklearn="accuracy_score(y_true, y_pred > 0.5)", keras=call
        )
        .comparisons[0]
        .verdict
        for call in ("BinaryAccuracy()", f"{factor} * BinaryAccuracy()")
    ]
    assert verdicts == [Verdict.EQUAL, Verdict.UNEXPLAINED]
