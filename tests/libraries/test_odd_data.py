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


@pytest.mark.parametrize("metric", ["mae", "rmse", "mape"])
def test_targets_in_millions_are_rounded_to_float32(metric: str) -> None:
    y_true = [1e6 + 1e-3, 1e6 + 0.3, 1e6 + 0.9, 1e6]
    report = metricdiff.compare(
        y_true, [1e6 + 0.03, 1e6 + 0.2, 1e6 + 0.93, 1e6 + 0.2], metrics=[metric]
    )

    assert codes(row(report, metric)) == ["MD504"]
    assert row(report, metric).proof is not None


def test_the_logarithms_of_prices_agree() -> None:
    random = np.random.default_rng(2)
    prices = random.lognormal(13.5, 0.5, 200)
    report = metricdiff.compare(prices, prices * random.normal(1, 0.1, 200))

    assert row(report, "msle").verdict is Verdict.EQUAL
    off = metricdiff.compare(prices, prices * 1.0001, metrics=["msle"], rtol=0, atol=0)
    found = off.comparisons[0]
    assert found.difference is not None
    assert 0 < abs(found.largest) < row(report, "msle").atol


@pytest.mark.parametrize(
    ("y_true", "y_pred", "sklearn", "keras", "code"),
    [
        ([2.5], [2.7], math.nan, 0.0, "MD305"),
        ([2.5], [2.5], math.nan, math.nan, None),
        ([2.5, 2.5], [2.5, 2.5], 1.0, math.nan, "MD305"),
        ([2.5, 2.5], [2.5, 2.7], 0.0, 0.0, None),
        ([0.1] * 3, [0.1, 0.2, 0.3], -8.65e31, 0.0, "MD504"),
    ],
)
def test_r2_of_targets_that_do_not_vary(
    y_true: Any, y_pred: Any, sklearn: float, keras: float, code: str | None
) -> None:
    found = row(metricdiff.compare(y_true, y_pred, metrics=["r2"], task="regression"), "r2")

    assert found.sklearn.value == pytest.approx(sklearn, rel=1e-3, nan_ok=True)
    assert found.keras.value == pytest.approx(keras, nan_ok=True)
    assert found.verdict is Verdict.EQUAL if code is None else codes(found) == [code]


def test_a_target_that_does_not_vary_has_no_spread_to_compare_its_mean_with() -> None:
    report = metricdiff.compare([0.1] * 3, [0.1, 0.2, 0.3], metrics=["r2"], task="regression")

    said = "the labels do not vary: what is rounded off is taken for their spread."
    assert row(report, "r2").causes[0].evidence == said


@pytest.mark.parametrize(
    ("y_true", "y_pred", "code"),
    [([1, 0], [0.7, 0.8], "MD305"), ([1, 0], [0.2, 0.3], "MD305"), ([1, 1], [0.7, 0.3], "MD310")],
)
def test_a_correlation_of_nothing_is_nan_in_keras(y_true: Any, y_pred: Any, code: str) -> None:
    report = metricdiff.compare(y_true, y_pred, metrics=["mcc"])

    found = row(report, "mcc")
    assert (found.sklearn.value, codes(found)) == (0.0, [code])
    assert "zero_division" not in str(report)


def test_one_class_is_one_class_of_the_rows_that_weigh() -> None:
    report = metricdiff.compare(
        [1, 1, 0], [0.7, 0.3, 0.2], sample_weight=[1.0, 2.0, 0.0], metrics=["mcc", "roc_auc"]
    )

    for metric in ("mcc", "roc_auc"):
        assert codes(row(report, metric)) == ["MD310"]
        assert row(report, metric).causes[0].evidence == "all 2 labels of a weight are 1."


def test_specificity_of_labels_without_0_is_nan_for_their_coding() -> None:
    report = metricdiff.compare([1, 2, 2, 1], [0.3, 0.6, 0.9, 0.7], metrics=["specificity"])

    assert codes(row(report, "specificity"))[0] == "MD002"


@pytest.mark.parametrize("names", [[0, 1, 2], ["a", "b", "c"], [1, 2, 3], [0, 5, 7]])
def test_the_string_accuracy_cuts_class_numbers(names: list[Any]) -> None:
    y_true = [names[place] for place in (0, 1, 2, 2, 0)]
    y_pred = [names[place] for place in (0, 1, 2, 1, 2)]
    report = metricdiff.compare(y_true, y_pred, metrics=["accuracy"])

    found = row(report, "accuracy", Pairing.DEFAULT)
    assert codes(found) == ["MD221"]
    fix = found.causes[0].keras_fix
    assert fix is not None
    assert fix.call == "Accuracy()"
    assert fix.value == pytest.approx(0.6)


@pytest.mark.parametrize("task", ["binary", "multiclass", "multilabel"])
def test_keras_dice_is_soft(task: str) -> None:
    random = np.random.default_rng(3)
    y_true: Any = {
        "binary": lambda: random.integers(0, 2, 40),
        "multiclass": lambda: random.integers(0, 3, 40),
        "multilabel": lambda: random.integers(0, 2, (40, 3)),
    }[task]()
    y_pred = random.random((40,) if task == "binary" else (40, 3))
    report = metricdiff.compare(y_true, y_pred, metrics=["dice"])

    assert codes(row(report, "dice", Pairing.DEFAULT)) == ["MD207"]


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


@pytest.mark.parametrize("exact", [True, False])
def test_half_precision_is_named_where_it_moves_the_number(*, exact: bool) -> None:
    y_true = [0, 1, 1, 0, 1, 0]
    scores = np.array([0.25, 0.75, 0.5, 0.375, 0.1875, 0.0], dtype=np.float16)
    metric = "jaccard" if exact else "log_loss"
    report = metricdiff.compare(y_true, scores, metrics=[metric])

    expected = ["MD202"] if exact else ["MD507"]
    assert codes(row(report, metric))[-1:] == expected
    assert row(report, metric).proof is not None


def test_logarithms_that_sklearn_refuses_are_lifted_by_keras() -> None:
    report = metricdiff.compare(
        [-1.5, 0.5, 2.0, 1.0], [0.2, 0.7, -3.0, -0.5], metrics=["msle"], task="regression"
    )

    found = row(report, "msle")
    assert codes(found) == ["MD609"]
    assert found.causes[0].rows == (0, 2, 3)
    lifted = metricdiff.compare([0.0, 0.5, 2.0, 1.0], [0.2, 0.7, 0.0, 0.0], metrics=["msle"])
    assert found.proof is not None
    assert found.proof.value == pytest.approx(row(lifted, "msle").sklearn.value, abs=1e-6)


def test_the_root_of_the_logarithms_is_lifted_alike() -> None:
    report = metricdiff.compare(
        [0.5, 1.0, 2.0], [-0.5, 1.5, 2.5], metrics=["rmsle"], task="regression"
    )

    assert codes(row(report, "rmsle")) == ["MD609"]


def test_one_hot_labels_of_two_classes_have_an_area_a_column() -> None:
    random = np.random.default_rng(1)
    y_true, score = random.integers(0, 2, 60), random.random(60)
    two = np.column_stack([1 - score, score])
    report = metricdiff.compare(np.eye(2, dtype=int)[y_true], two)
    every = metricdiff.compare(np.eye(2, dtype=int)[y_true], two, metrics=["all"])
    plain = metricdiff.compare(y_true, score, metrics=["roc_auc"])

    found = row(report, "roc_auc")
    assert found.sklearn.value == pytest.approx(row(plain, "roc_auc").sklearn.value)
    assert codes(row(report, "roc_auc", Pairing.DEFAULT)) == ["MD302"]
    assert not [one for one in report.comparisons if one.verdict is Verdict.INCOMPARABLE]
    assert "categorical_hinge" not in {one.metric for one in every.comparisons}


def test_half_of_a_pair_of_surrogates_is_a_label() -> None:
    y_true = ["a\ud800", "b", "a\ud800"]
    report = metricdiff.compare(y_true, [0.2, 0.6, 0.3], metrics=["accuracy"])

    assert row(report, "accuracy").verdict is Verdict.EQUAL
    assert "\\ud800" in str(row(report, "accuracy").sklearn.call)


def test_areas_of_one_hot_labels_and_rows_that_do_not_sum_to_1_are_explained() -> None:
    random = np.random.default_rng(0)
    y_true = np.eye(3, dtype=int)[random.integers(0, 3, 50)]
    report = metricdiff.compare(y_true, random.random((50, 3)), metrics=["roc_auc"])

    assert codes(row(report, "roc_auc")) == ["MD501"]
    assert codes(row(report, "roc_auc", Pairing.DEFAULT)) == ["MD302", "MD501"]


def test_a_soft_score_of_nan_is_nan_for_that() -> None:
    random = np.random.default_rng(3)
    scores = random.random(40)
    scores[7] = math.nan
    report = metricdiff.compare(random.integers(0, 2, 40), scores, metrics=["dice"])

    found = row(report, "dice", Pairing.DEFAULT)
    assert codes(found) == ["MD207", "MD013"]
    assert found.causes[1].rows == (7,)


@pytest.mark.parametrize("doubt", [1e-3, 1e-5, 1e-6])
@pytest.mark.parametrize("classes", [2, 4])
def test_models_that_are_nearly_sure_lose_alike(classes: int, doubt: float) -> None:
    random = np.random.default_rng(7)
    y_true = random.integers(0, classes, 150)
    scores = np.eye(classes)[y_true] * (1 - doubt)
    scores += random.dirichlet(np.ones(classes), 150) * doubt
    report = metricdiff.compare(
        y_true, scores / scores.sum(axis=1, keepdims=True), metrics=["log_loss"]
    )

    assert row(report, "log_loss").verdict is Verdict.EQUAL


def test_models_that_are_sure_and_wrong_are_clipped_where_keras_clips() -> None:
    """In float64 1 - 1e-7 costs 16.12 and in float32 15.94, which would leave a gap."""
    report = metricdiff.compare([0, 1, 0, 1], [1.0, 0.0, 0.2, 0.7], metrics=["log_loss"])

    found = row(report, "log_loss")
    assert codes(found) == ["MD503"]
    fix = found.causes[0].sklearn_fix
    assert fix is not None
    assert fix.value == pytest.approx(found.keras.value, rel=1e-6)


def test_models_that_are_sure_and_right_are_clipped() -> None:
    y_true = np.arange(80) % 4
    report = metricdiff.compare(y_true, np.eye(4)[y_true], metrics=["log_loss"])

    assert codes(row(report, "log_loss")) == ["MD503"]


@pytest.mark.parametrize(("rows", "seed"), [(329, 90), (69, 48)])
def test_a_poor_r2_of_a_mean_twice_the_spread_is_equal(rows: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    y_true = random.normal(2, 1, rows)
    report = metricdiff.compare(y_true, y_true + random.normal(0, 1.3, rows), metrics=["r2"])

    assert row(report, "r2").verdict is Verdict.EQUAL
