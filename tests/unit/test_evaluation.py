"""The interpreter of calls gives what Python gives, and nothing that Python could do besides."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from metricdiff.calls import parse
from metricdiff.calls.evaluation import Arguments, evaluate

INPUTS = {
    "y_true": np.array([0, 1, 1, 0]),
    "y_pred": np.array([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7], [0.5, 0.5]]),
    "classes": np.array(["cat", "dog"]),
}


def _total(_: ast.Call, given: Callable[[], Arguments]) -> Any:
    arguments, keywords = given()
    return float(np.sum(arguments[0])) * keywords.get("times", 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("total(y_true)", 2.0),
        ("total(y_true, times=3) / 4", 1.5),
        ("1 - total(y_pred[:, 1] > 0.5)", -1.0),
        ("total(y_pred.argmax(axis=1)) * 2", 4.0),
        ("total(y_pred[1:3, [1, 0]] >= 0.7)", 2.0),
        ("-total(np.where(y_true == 1, 5, 0))", -10.0),
        ("np.mean([total(y_true, times=c) for c in range(3)])", 2.0),
        ("total(y_pred[y_true != 0].max(axis=1))", 1.5),
        ("np.sqrt(total(y_true) * 8)", 4.0),
        ("total(y_pred[:-1, -1] > 0.5)", 2.0),
        ("total(y_true.reshape(-1, 1)[-1])", 0.0),
    ],
)
def test_values_are_those_of_python(text: str, value: float) -> None:
    assert float(evaluate(parse(text), INPUTS, _total)) == pytest.approx(value, abs=1e-12)


def test_names_of_classes_can_be_indexed_by_decisions() -> None:
    seen: list[Any] = []

    def keep(_: ast.Call, given: Callable[[], Arguments]) -> float:
        seen.append(given()[0][0].tolist())
        return 0.0

    evaluate(parse("keep(classes[y_pred.argmax(axis=1)])"), INPUTS, keep)

    assert seen == [["dog", "cat", "dog", "cat"]]


@pytest.mark.parametrize(
    "text", ["total(y_true) / 0", "-total(y_true) / (1 - 1)", "0 / total([0])"]
)
def test_division_by_zero_is_a_number_as_in_numpy(text: str) -> None:
    assert not math.isfinite(evaluate(parse(text), INPUTS, _total))


def test_an_input_that_is_not_there_is_named() -> None:
    with pytest.raises(NameError, match="there is no decision here; there are y_true"):
        evaluate(parse("total(decision)"), INPUTS, _total)


@pytest.mark.parametrize("text", ['total(y_true) * "a"', 'total(["a"] * 999999999)'])
def test_arithmetic_is_for_numbers(text: str) -> None:
    with pytest.raises(TypeError, match="arithmetic needs numbers"):
        evaluate(parse(text), INPUTS, _total)


def test_sigmoid_and_softmax_are_those_of_scipy() -> None:
    from scipy.special import expit, softmax

    assert evaluate(parse("total(expit(y_pred))"), INPUTS, _total) == expit(INPUTS["y_pred"]).sum()
    assert evaluate(parse("total(softmax(y_pred, axis=1)[:, 0])"), INPUTS, _total) == (
        softmax(INPUTS["y_pred"], axis=1)[:, 0].sum()
    )
