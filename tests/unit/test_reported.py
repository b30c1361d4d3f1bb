"""Reported numbers, read as people write them."""

from __future__ import annotations

import numpy as np
import pytest

from metricdiff.errors import UsageError
from metricdiff.searching.reported import check, from_mapping, left_out, parse, split
from metricdiff.words import Task


@pytest.mark.parametrize(
    ("text", "name", "value", "resolution", "library"),
    [
        ("accuracy=0.9512", "accuracy", 0.9512, 5e-5, None),
        ("accuracy = 0.9510", "accuracy", 0.951, 5e-5, None),
        ("accuracy=95.12%", "accuracy", 0.9512, 5e-5, None),
        ("keras:auc=.9", "auc", 0.9, 0.05, "keras"),
        ("scikit-learn:f1=1", "f1", 1.0, 0.5, "sklearn"),
        ("loss=1e-3", "loss", 1e-3, 5e-4, None),
        ("loss=1.20e-03", "loss", 1.2e-3, 5e-6, None),
        ("r2=-0.25", "r2", -0.25, 5e-3, None),
        ("r2=\N{MINUS SIGN}0.25", "r2", -0.25, 5e-3, None),
        ("f1=0.87±0.01", "f1", 0.87, 0.01, None),
        ("f1=0.87+-0.01", "f1", 0.87, 0.01, None),
        ("val_auc_1=0.75", "val_auc_1", 0.75, 5e-3, None),
        ("accuracy: 0.9512", "accuracy", 0.9512, 5e-5, None),
    ],
)
def test_a_number_is_read_with_its_digits(
    text: str, name: str, value: float, resolution: float, library: str | None
) -> None:
    (one,) = parse(text)

    assert (one.name, one.library) == (name, library)
    assert (one.value, one.resolution) == pytest.approx((value, resolution))


def test_a_line_of_a_log_holds_several_numbers() -> None:
    line = "32/32 ━━━━━━ 0s 2ms/step - accuracy: 0.9512 - auc_1: 0.9803 - loss: 0.3100"

    assert [(one.name, one.value) for one in parse(line)] == [
        ("accuracy", 0.9512),
        ("auc_1", 0.9803),
        ("loss", 0.31),
    ]


def test_of_an_epoch_the_validation_counts() -> None:
    line = "Epoch 3/10 - accuracy: 0.99 - loss: 0.05 - val_accuracy: 0.91 - val_loss: 2.1e-01"

    assert [(one.name, one.value) for one in parse(line)] == [
        ("val_accuracy", 0.91),
        ("val_loss", 0.21),
    ]


@pytest.mark.parametrize(
    "text", ["preds.csv", "accuracy", "a=b", "dir/x=1.csv", "x=1.csv", "C:/run=3/p.csv", "-", "=1"]
)
def test_whatever_is_no_number_is_a_file(text: str) -> None:
    assert split([text, "auc=0.5"]) == ((text,), parse("auc=0.5"))


def test_a_number_of_another_library_is_refused() -> None:
    with pytest.raises(UsageError, match="write keras: or sklearn: in front"):
        parse("torch:auc=0.5")


def test_numbers_in_python_have_the_digits_that_they_are_written_in() -> None:
    one, other, third = from_mapping(
        {"accuracy": 0.95, "keras:auc": "0.950", "f1": np.float32(0.1)}
    )

    assert (one.resolution, other.resolution, third.value) == pytest.approx((5e-3, 5e-4, 0.1))
    with pytest.raises(UsageError, match="is not a number"):
        from_mapping({"accuracy": "much"})


@pytest.mark.parametrize(
    ("name", "metric"),
    [
        ("val_accuracy", "accuracy"),
        ("auc_3", "roc_auc"),
        ("f1_m", "f1"),
        ("custom_f1", "f1"),
        ("dice_coef", "dice"),
        ("ROC AUC", "roc_auc"),
        ("loss", "log_loss"),
        ("val_loss", "log_loss"),
        ("out_loss", "log_loss"),
        ("dice_coef_loss", "dice"),
        ("matthews_correlation", "mcc"),
        ("pearsonr", "pearson"),
        ("top_3_accuracy", "top_k_accuracy"),
        ("masked_accuracy", "accuracy"),
    ],
)
def test_a_metric_is_known_by_the_names_that_people_give_it(name: str, metric: str) -> None:
    (one,) = parse(f"{name}=0.5")

    assert one.named(Task.BINARY).metric.name == metric


def test_a_name_says_how_classes_are_averaged() -> None:
    (one,) = parse("val_weighted_f1_score=0.5")

    assert one.named(Task.MULTICLASS).pins == {"average": "weighted"}


def test_of_a_line_of_a_log_only_metrics_count() -> None:
    line = "loss: 0.3102 - tversky: 0.71 - accuracy: 0.9512 - learning_rate: 1.0000e-03"

    assert [one.name for one in parse(line)] == ["loss", "accuracy"]
    assert left_out([line, "auc=0.5"]) == ("tversky",)
    with pytest.raises(UsageError, match="no metric 'tversky'"):
        check(parse("tversky: 0.71"))


def test_an_unknown_metric_fails_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean accuracy"):
        check(parse("acuracy=0.5"))


def test_a_value_fits_within_the_last_digit_and_the_noise_of_float32() -> None:
    (one,) = parse("accuracy=0.9512")

    assert one.fits(0.95115)
    assert one.fits(0.9512500004)
    assert not one.fits(0.95126)
    assert not one.fits(0.9511)
