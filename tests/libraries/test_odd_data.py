"""Data that are odd and do occur: every difference between the libraries has its cause."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import metricdiff
from metricdiff.report import Comparison, Report
from metricdiff.words import Pairing, Verdict

pytestmark = [
    pytest.mark.keras,
    pytest.mark.usefixtures("keras"),
    pytest.mark.filterwarnings("ignore"),
]


def row(report: Report, metric: str, pairing: Pairing = Pairing.MATCHED) -> Comparison:
    return next(one for one in report.comparisons if (one.metric, one.pairing) == (metric, pairing))


def codes(found: Comparison) -> list[str]:
    assert found.verdict is Verdict.EXPLAINED
    return [finding.code for finding in found.causes]


def weighted(scale: float) -> tuple[Any, Any, npt.NDArray[np.float64]]:
    random = np.random.default_rng(5)
    return random.integers(0, 3, 60), random.dirichlet(np.ones(3), 60), random.random(60) * scale


def test_rows_that_a_mend_adds_are_no_rows_of_the_file() -> None:
    """Two rows are left out for their infinite score, and one of the other class is added."""
    near = [0.5, 0.5005, 0.4995, 0.5001, 0.4999, 0.501, 0.499, 0.5003]
    report = metricdiff.compare([1] * 10, [math.inf, *near, math.inf], metrics=["roc_auc"])

    found = row(report, "roc_auc")
    assert codes(found) == ["MD310", "MD013"]
    assert [finding.rows for finding in found.causes] == [None, (0, 9)]
    assert found.proof is not None
    assert found.proof.call == "AUC() on the 8 other rows, with a row labelled 0 added"


def test_tiny_weights_show_the_epsilon_of_the_weighted_mean() -> None:
    y_true, y_pred, weights = weighted(1e-6)
    report = metricdiff.compare(
        y_true, y_pred, sample_weight=weights, metrics=["f1"], average="weighted"
    )

    assert codes(row(report, "f1")) == ["MD510"]


def test_the_logarithms_of_prices_agree() -> None:
    random = np.random.default_rng(2)
    prices = random.lognormal(13.5, 0.5, 200)
    report = metricdiff.compare(prices, prices * random.normal(1, 0.1, 200))

    assert row(report, "msle").verdict is Verdict.EQUAL
    off = metricdiff.compare(prices, prices * 1.0001, metrics=["msle"], rtol=0, atol=0)
    found = off.comparisons[0]
    assert found.difference is not None
    assert 0 < abs(found.largest) < row(report, "msle").atol


def test_one_class_is_one_class_of_the_rows_that_weigh() -> None:
    report = metricdiff.compare(
        [1, 1, 0], [0.7, 0.3, 0.2], sample_weight=[1.0, 2.0, 0.0], metrics=["mcc", "roc_auc"]
    )

    for metric in ("mcc", "roc_auc"):
        assert codes(row(report, metric)) == ["MD310"]
        assert row(report, metric).causes[0].evidence == "all 2 labels of a weight are 1."


def test_a_class_whose_rows_have_no_weight_has_no_area() -> None:
    y_true, y_pred, _ = weighted(1)
    report = metricdiff.compare(
        y_true, y_pred, sample_weight=(y_true != 1).astype(float), metrics=["roc_auc"]
    )

    found = row(report, "roc_auc")
    assert codes(found)[-1] == "MD309"
    assert "1, which no row of a weight is labelled" in found.causes[-1].evidence


def test_labels_of_which_none_varies_have_no_area() -> None:
    report = metricdiff.compare(
        [[1, 0], [1, 0]], [[0.2, 0.4], [0.6, 0.1]], task="multilabel", metrics=["roc_auc"]
    )

    assert codes(row(report, "roc_auc")) == ["MD309"]


@pytest.mark.parametrize(
    ("rows", "positive", "expected"),
    [(80, 2, ["MD502"]), (50_000, 5, ["MD501", "MD502"]), (200_000, 40, ["MD501", "MD502"])],
)
def test_the_area_of_few_positives_is_followed_in_float32(
    rows: int, positive: int, expected: list[str]
) -> None:
    random = np.random.default_rng(positive)
    y_true = np.arange(rows) % (rows // positive) == rows // positive // 3
    scores = np.sort(random.beta(1, 4, rows))[::-1]
    report = metricdiff.compare(y_true, scores, metrics=["pr_auc"])

    assert codes(row(report, "pr_auc")) == expected


def test_advice_is_that_of_the_case() -> None:
    random = np.random.default_rng(0)
    logits = metricdiff.compare(random.integers(0, 3, 40), random.normal(0, 3, (40, 3)))
    zeros = metricdiff.compare(
        [[0.0, 0.0], [1.0, 2.0]], [[1.0, 3.0], [1.0, 2.5]], metrics=["cosine_similarity"]
    )

    assert "softmax(logits, axis=1)" in str(logits)
    assert "expit" not in str(logits)
    assert "Leave rows of zeros out." in str(zeros)
