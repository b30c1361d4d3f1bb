"""What the libraries take an argument to be when it is left out: true of those installed here."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import sklearn.metrics

from metricdiff.metrics import defaults
from metricdiff.metrics.registry import METRICS
from tests.libraries.direct import Data, same

pytestmark = pytest.mark.keras

#: Declared by what it does, not by the signature: ``None`` there means 0.5.
SEMANTIC = {
    (name, "thresholds")
    for name in (
        *("Precision", "Recall"),
        *("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives"),
    )
}


def declared(table: Any) -> list[tuple[str, str, Any]]:
    return [
        (function, argument, value)
        for function, arguments in table.items()
        for argument, value in arguments.items()
    ]


def of_signature(function: Any, argument: str) -> Any:
    return inspect.signature(function).parameters[argument].default


def identical(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


@pytest.mark.parametrize(("function", "argument", "value"), declared(defaults.SKLEARN))
def test_sklearn_says_so_in_its_signature(function: str, argument: str, value: Any) -> None:
    assert identical(of_signature(getattr(sklearn.metrics, function), argument), value)


@pytest.mark.parametrize(
    ("name", "argument", "value"),
    [entry for entry in declared(defaults.KERAS) if entry[:2] not in SEMANTIC],
)
def test_keras_says_so_in_its_signature(name: str, argument: str, value: Any, keras: Any) -> None:
    assert identical(of_signature(getattr(keras.metrics, name).__init__, argument), value)


@pytest.fixture(scope="module")
def data() -> Data:
    """Scores that are exactly at, and next to, the threshold."""
    rng = np.random.default_rng(11)
    y = rng.integers(0, 2, 500)
    p = np.clip(0.2 + 0.3 * y + 0.4 * rng.random(500), 0, 1).astype(np.float32)
    p[:60] = np.repeat(np.nextafter(np.float32(0.5), np.array([0, 0.5, 1], np.float32)), 20)
    return Data(y, p)


@pytest.mark.parametrize(("name", "argument"), sorted(SEMANTIC))
def test_thresholds_that_are_none_are_a_half(
    name: str, argument: str, data: Data, keras: Any
) -> None:
    kind = getattr(keras.metrics, name)
    half = defaults.KERAS[name][argument]
    assert of_signature(kind.__init__, argument) is None
    assert same(data.keras(kind()), data.keras(kind(**{argument: half})))
    assert not same(data.keras(kind()), data.keras(kind(**{argument: 0.50001})))
    assert not same(data.keras(kind()), data.keras(kind(**{argument: 0.49999})))


@pytest.mark.parametrize(
    ("name", "argument", "value"),
    [entry for entry in declared(defaults.KERAS) if entry[2] is not None],
)
def test_a_call_without_them_gives_what_the_long_one_gives(
    name: str, argument: str, value: Any, data: Data, keras: Any
) -> None:
    kind = getattr(keras.metrics, name)
    wide = Data(data.y.reshape(100, 5), data.p.reshape(100, 5))
    one = Data(wide.y.argmax(axis=1), wide.p) if name.startswith("Sparse") else wide
    assert same(one.keras(kind()), one.keras(kind(**{argument: value})))


def test_binary_iou_averages_both_classes_when_nothing_is_set(data: Data, keras: Any) -> None:
    """So ``target_class_ids=[1]`` stays in a call, and ``[0, 1]`` is what the default means."""
    kind = keras.metrics.BinaryIoU
    assert same(data.keras(kind()), data.keras(kind(target_class_ids=[0, 1], threshold=0.5)))
    assert not same(data.keras(kind()), data.keras(kind(target_class_ids=[1])))
    assert "target_class_ids" not in defaults.KERAS["BinaryIoU"]


def test_every_function_and_class_is_one_that_the_catalogue_calls() -> None:
    templates = [
        template
        for metric in METRICS
        for entry in metric.entries.values()
        for side in (entry.sklearn, entry.keras)
        for template in (side.values() if isinstance(side, Mapping) else [side])
        if template
    ]
    text = " ".join(templates).replace("{Sparse}", "Sparse") + " " + " ".join(templates)
    for name in {*defaults.SKLEARN, *defaults.KERAS}:
        assert f"{name}(" in text
