"""Each cause's example gives the numbers of its page, and is explained by that cause alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

import metricdiff
from metricdiff.causes.declaration import Cause, Example
from metricdiff.causes.registry import causes
from metricdiff.report import Comparison
from metricdiff.words import Pairing, Verdict
from tests.conftest import SAMPLES

pytestmark = pytest.mark.keras

EXAMPLES = [
    (cause, cause.manual.example) for cause in causes() if isinstance(cause.manual.example, Example)
]


def compared(y: Any, p: Any, metric: str, **ask: Any) -> list[Comparison]:
    return list(metricdiff.compare(y, p, metrics=metric, **ask).comparisons)


def codes(row: Comparison) -> list[str]:
    return [finding.code for finding in row.causes]


@pytest.mark.parametrize(("cause", "example"), EXAMPLES, ids=[one.code for one, _ in EXAMPLES])
def test_an_example_shows_its_cause_and_no_other(
    cause: Cause, example: Example, keras: Any
) -> None:
    del keras
    (row,) = metricdiff.compare(
        example.y_true,
        example.y_pred,
        sklearn=example.sklearn,
        keras=example.keras,
        **example.options,
    ).comparisons

    for side, value in ((row.sklearn, example.sklearn_value), (row.keras, example.keras_value)):
        assert (side.error is not None) == (value is None)
        if value is not None:
            assert side.value == pytest.approx(value, rel=1e-6, abs=1e-6, nan_ok=True)
    assert row.verdict is Verdict.EXPLAINED
    assert codes(row) == [cause.code]


def test_most_causes_that_compare_shows_have_an_example_that_runs() -> None:
    told = [cause for cause in causes() if cause.applies or cause.mend]

    assert len(EXAMPLES) >= 0.8 * len(told)


@pytest.mark.parametrize(
    "name", ["breast_cancer.csv", "digits.csv", "digits_multilabel.csv", "diabetes.csv"]
)
def test_clean_data_are_explained_and_nothing_is_made_up(name: str, keras: Any) -> None:
    """Where the libraries part on clean data, each difference has its proven cause."""
    del keras
    import pandas as pd

    frame = pd.read_csv(SAMPLES / name)
    width = 3 if "multilabel" in name else 1
    y, p = frame.iloc[:, :width].to_numpy(), frame.iloc[:, width:].to_numpy()

    report = metricdiff.compare(y if width > 1 else y[:, 0], p)

    assert [row for row in report.comparisons if row.verdict is Verdict.UNEXPLAINED] == []
    for row in report.comparisons:
        assert bool(row.causes) == (row.verdict is Verdict.EXPLAINED)
    found = {code for row in report.of(Pairing.MATCHED) for code in codes(row)}
    assert found <= {"MD501", "MD502"}


def test_two_causes_add_up(keras: Any) -> None:
    del keras
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 400)
    p = 0.5 + 0.004 * rng.normal(size=400) + 0.006 * y

    (row,) = compared(y, p, "pr_auc")

    assert codes(row) == ["MD501", "MD502"]
    total = sum(float(np.sum(finding.contribution or 0.0)) for finding in row.causes)
    assert total == pytest.approx(row.largest, abs=1e-6)


def test_logits_are_told_with_the_rows_and_a_fix_that_lands(keras: Any) -> None:
    del keras
    (row,) = compared([0, 1, 1, 0, 1], [-2.0, 0.3, 4.0, -1.0, 0.1], "accuracy")

    (finding,) = row.causes
    assert (finding.code, finding.rows, finding.row_count) == ("MD201", (1, 4), 2)
    assert finding.keras_fix
    assert finding.keras_fix.call == "BinaryAccuracy(threshold=0)"
    assert finding.keras_fix.value == pytest.approx(row.sklearn.value)


def test_a_column_of_decisions_names_its_tie_or_its_threshold(keras: Any) -> None:
    del keras
    y, p = [0, 1, 1, 0, 1], [0.2, 0.7, 0.5, 0.45, 0.35]
    tied = compared(y, p, "recall", decision=[0, 1, 1, 0, 0])[1]
    lower = compared(y, p, "recall", decision=[0, 1, 1, 1, 1])[1]
    other = compared(y, p, "recall", decision=[1, 0, 1, 1, 1])[1]

    assert codes(tied) == ["MD202"]
    assert tied.causes[0].rows == (2,)
    assert codes(lower) == ["MD203"]
    assert ">= 0.35" in lower.causes[0].evidence
    assert other.verdict is Verdict.UNEXPLAINED  # no threshold makes these decisions


@pytest.mark.parametrize("metric", ["accuracy", "f1", "roc_auc", "log_loss", "brier"])
@pytest.mark.parametrize(("codes_of", "code"), [((-1, 1), "MD001"), ((1, 2), "MD002")])
def test_another_coding_of_the_labels_is_told(
    metric: str, codes_of: tuple[int, int], code: str, keras: Any
) -> None:
    del keras
    y = [codes_of[label] for label in (0, 1, 1, 0, 1)]
    (row,) = [
        row
        for row in compared(y, [0.2, 0.7, 0.4, 0.6, 0.9], metric)
        if row.pairing is Pairing.MATCHED
    ]

    assert codes(row)[0] == code
    assert row.verdict is Verdict.EXPLAINED


def test_weights_that_metrics_ignores_are_the_cause_of_the_default(keras: Any) -> None:
    del keras
    rows = compared([0, 1, 1], [0.2, 0.7, 0.4], "accuracy", sample_weight=[1, 2, 3])

    assert [codes(row) for row in rows] == [[], ["MD701"]]


def test_a_count_that_float32_cannot_hold_is_proven_in_float64(keras: Any) -> None:
    del keras
    chunks = 25
    first = np.arange(chunks) * 65_536
    y, weights = np.zeros(chunks * 65_536, int), np.zeros(chunks * 65_536)
    y[first], weights[first] = 1, 1
    weights[0] = 2**24

    (row, default) = compared(y, np.where(y, 0.8, 0.2), "true_positives", sample_weight=weights)

    assert codes(row) == ["MD505"]
    assert (row.difference, row.causes[0].contribution) == (-24.0, -24.0)
    assert row.proof
    assert (row.proof.kind, row.proof.residual) == ("mending", 0.0)
    assert codes(default) == ["MD701"]


@pytest.mark.parametrize(
    ("ignore", "fails"),
    [
        ("MD201", False),
        ("logits-as-probabilities", False),
        ("md2", False),
        ("MD5", True),
        ((), True),
    ],
)
def test_an_accepted_cause_does_not_fail(ignore: Any, fails: bool, keras: Any) -> None:
    del keras
    y, p = [0, 1, 1, 0, 1], [-2.0, 0.3, 4.0, -1.0, 0.1]

    report = metricdiff.compare(y, p, metrics="accuracy", ignore=ignore)

    assert report.exit_code == int(fails)
    assert report.summary["accepted"] == int(not fails)
    assert report.to_dict()["comparisons"][0]["causes"][0]["accepted"] is not fails
    assert ("1 accepted" in str(report)) is not fails


def test_only_the_accepted_part_of_a_gap_is_accepted(keras: Any) -> None:
    del keras
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 400)
    p = 0.5 + 0.004 * rng.normal(size=400) + 0.006 * y

    fails = [
        metricdiff.compare(y, p, metrics="pr_auc", min_gap=0.0, ignore=ignore).exit_code
        for ignore in ("MD501", "MD502")
    ]

    assert fails == [1, 1]


@pytest.mark.parametrize(
    ("sklearn", "keras_call"),
    [
        ("accuracy_score(y_true, y_pred > 0.5)", "MeanSquaredError()"),
        ("accuracy_score(y_true, y_pred > 0.5)", "AUC()"),
        ("log_loss(y_true, y_pred)", "BinaryAccuracy()"),
        ("roc_auc_score(y_true, y_pred)", "F1Score(threshold=0.5)"),
    ],
)
def test_two_metrics_that_are_made_in_different_ways_are_not_explained(
    sklearn: str, keras_call: str, keras: Any
) -> None:
    del keras
    (row,) = metricdiff.compare(
        [0, 1, 1, 0], [0.2, 0.7, 0.4, 0.55], sklearn=sklearn, keras=keras_call
    ).comparisons

    assert row.verdict is Verdict.UNEXPLAINED
    assert row.causes == ()


def test_what_no_recipe_describes_stays_unexplained(keras: Any) -> None:
    del keras
    (row,) = metricdiff.compare(
        [0, 1, 1],
        [0.2, 0.7, 0.4],
        sklearn="matthews_corrcoef(y_true, y_pred > 0.5)",
        keras="BinaryAccuracy()",
    ).comparisons

    assert row.verdict is Verdict.UNEXPLAINED
    assert (row.causes, row.proof) == ((), None)


def test_rounded_probabilities_are_ranked_class_by_class(keras: Any) -> None:
    """scikit-learn's one call refuses rows that do not quite sum to 1, as those of a CSV."""
    del keras
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 80)
    p = rng.dirichlet([1, 1, 1], 80) + np.eye(3)[y] / 2
    p = np.round(p / p.sum(axis=1, keepdims=True), 3)

    row = metricdiff.compare(y, p, metrics="roc_auc").comparisons[0]

    each = [roc_auc_score(y == c, p[:, c]) for c in range(3)]
    assert row.sklearn.value == np.mean(each)
    assert {finding.code for finding in row.causes} <= {"MD501"}
    with pytest.raises(ValueError, match="sum up to 1"):
        roc_auc_score(y, p, multi_class="ovr")
