"""What the name of a metric says, and how it is named on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from metricdiff.auditing.target import Target, parse_target
from metricdiff.errors import UsageError
from metricdiff.metrics.naming import Named, named


@pytest.mark.parametrize(
    ("name", "metric"),
    [
        ("f1", "f1"),
        ("f1_m", "f1"),
        ("MyF1Score", "f1"),
        ("macro_f1", "f1"),
        ("F2Score", "fbeta"),
        ("custom_accuracy", "accuracy"),
        ("binary_acc", "accuracy"),
        ("sensitivity", "recall"),
        ("RMSE", "rmse"),
        ("rmsle", "rmsle"),
        ("root_mean_squared_logarithmic_error", "rmsle"),
        ("root_mean_squared_error", "rmse"),
        ("coeff_determination_r2", "r2"),
        ("MeanIoU", "mean_iou"),
        ("iou_coef", "jaccard"),
        ("matthews_correlation", "mcc"),
        ("topk3", "top_k_accuracy"),
        ("BinaryTruePositives", "true_positives"),
        ("tversky", ""),
        ("my_metric", ""),
        ("sum_correct_predictions", ""),
    ],
)
def test_a_name_speaks_of_a_metric(name: str, metric: str) -> None:
    assert named(name).metric == metric


def test_other_words_are_kept() -> None:
    assert named("soft_dice") == Named("dice", ("soft",))
    assert named("masked_accuracy") == Named("accuracy", ("masked",))
    assert named("my_custom_accuracy_score") == Named("accuracy", ())


def test_a_file_or_a_module_with_literal_arguments(tmp_path: Path) -> None:
    path = tmp_path / "metrics.py"
    path.touch()

    assert parse_target(f"{path}:f1").spec == f"{path}:f1"
    assert parse_target("package.module:Group.f1") == Target(
        "package.module:Group.f1", "package.module:Group.f1"
    )
    assert parse_target(f"{path}:F(2, beta=[0.5, 'x'])").called == {
        "args": [2],
        "kwargs": {"beta": [0.5, "x"]},
    }


@pytest.mark.parametrize(
    "text",
    ["", "f1", "metrics.py", "metrics:", ":f1", "m:f(", "m:f(x)", "m:f(g())", "m:f+1", "m:a b"],
)
def test_what_names_no_metric_is_an_error_of_one_line(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_target(text)

    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_said_at_once() -> None:
    with pytest.raises(UsageError, match=r"nowhere\.py: no such file"):
        parse_target("nowhere.py:f1")
