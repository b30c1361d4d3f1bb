"""What the worker of an audit makes of what the user names, and what of Keras it builds on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from metricdiff.engines import audit_worker, user_metric

pytestmark = pytest.mark.keras

METRICS = """
import functools
import keras

number = 7
text = "accuracy"
made = keras.metrics.BinaryAccuracy(name="accuracy")
loss = keras.losses.MeanSquaredError(name="mse")
first = lambda y_true, y_pred: y_pred
partial = functools.partial(keras.losses.huber, delta=2.0)


def function(y_true, y_pred):
    return y_pred


def with_default(y_true, y_pred, smooth=1.0):
    return y_pred


def any_arguments(*args):
    return args[1]


def needs_more(y_true, y_pred, weights):
    return y_pred


def makes_function(threshold=0.5):
    return function


def makes_metric():
    return keras.metrics.AUC()


def needs_classes(num_classes):
    return keras.metrics.MeanIoU(num_classes)


class Group:
    class Inner(keras.metrics.BinaryAccuracy):
        pass


class NeedsBeta(keras.metrics.BinaryAccuracy):
    def __init__(self, beta):
        super().__init__()


class Fails(keras.metrics.BinaryAccuracy):
    def __init__(self):
        raise RuntimeError("not today")
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    written: Path = tmp_path_factory.mktemp("named") / "named_metrics.py"
    written.write_text(METRICS)
    return str(written)


def load(keras: Any, path: str, name: str, called: Any = None) -> dict[str, Any]:
    wanted = {"spec": f"{path}:{name}", "called": called, "fill": {"num_classes": 3}}
    return audit_worker.Server().answer(keras, {"load": wanted})


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("function", "function"),
        ("with_default", "function"),
        ("any_arguments", "function"),
        ("first", "function"),
        ("partial", "function"),
        ("made", "instance"),
        ("loss", "loss"),
        ("makes_function", "factory"),
        ("makes_metric", "factory"),
        ("needs_classes", "factory"),
        ("Group.Inner", "class"),
    ],
)
def test_what_is_named_is_told_apart(keras: Any, path: str, name: str, kind: str) -> None:
    assert load(keras, path, name)["subject"]["kind"] == kind


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("number", "is int, which is no metric"),
        ("text", "is str, which is no metric"),
        ("functoin", "has no functoin; did you mean function?"),
        ("Group.Outer", "has no Group.Outer"),
        ("needs_more", "needs weights too, and Keras gives a metric labels and predictions alone"),
        ("NeedsBeta", "needs arguments; give them: NAME(beta=...)"),
        ("Fails", "cannot be made: RuntimeError: not today"),
    ],
)
def test_what_is_no_metric_is_said_in_one_line(
    keras: Any, path: str, name: str, message: str
) -> None:
    problem = load(keras, path, name)["problem"]

    assert message in problem
    assert "\n" not in problem


def test_arguments_make_a_metric(keras: Any, path: str) -> None:
    made = load(keras, path, "NeedsBeta", {"args": [2.0], "kwargs": {}})
    wrong = load(keras, path, "NeedsBeta", {"args": [], "kwargs": {"gamma": 1}})

    assert made["subject"]["kind"] == "class"
    assert "cannot be made: TypeError" in wrong["problem"]


def test_an_object_is_as_new_each_time(keras: Any) -> None:
    used = keras.metrics.BinaryAccuracy(threshold=0.25)
    used.update_state([[1], [1]], [[0.9], [0.1]])

    fresh = user_metric.Subject(keras, used).fresh()

    assert float(fresh.result()) == 0
    assert fresh.get_config()["threshold"] == 0.25


def test_a_series_of_labels_arrives_as_a_column(keras: Any) -> None:
    """That is why labels (N, 1) stand for a pandas Series in an audit."""
    import pandas as pd

    seen = []

    def shape(y_true: Any, y_pred: Any) -> Any:
        seen.append((tuple(y_true.shape), tuple(y_pred.shape)))
        return y_pred

    model = keras.Sequential([keras.Input((1,)), keras.layers.Identity()])
    model.compile(loss="mse", metrics=[shape], run_eagerly=True)
    scores = np.linspace(0, 1, 4, dtype="float32")[:, None]
    for labels in (np.arange(4), pd.Series(np.arange(4))):
        model.evaluate(scores, labels, batch_size=4, verbose=0)

    assert (seen[0], seen[-1]) == (((4,), (4, 1)), ((4, 1), (4, 1)))


def test_an_update_is_what_evaluate_does(keras: Any) -> None:
    """Most experiments run without ``evaluate``'s way of handing batches over: the same numbers."""
    rng = np.random.default_rng(4)
    arrays = {
        "labels": rng.integers(0, 2, (50, 1)),
        "predictions": rng.random((50, 1)).astype("float32"),
        "weights": rng.random(50).astype("float32"),
    }
    usual = {
        "labels": "labels",
        "predictions": "predictions",
        "weights": "",
        "rows": None,
        "before": None,
        "flat": False,
        "dtype": "",
        "batch": 8,
        "times": 2,
        "eager": False,
        "floatx": "",
        "float_state": False,
        "repeat": 0,
    }
    for metric in (keras.metrics.AUC, keras.metrics.binary_accuracy):
        subject = user_metric.Subject(keras, metric)
        for weights in ("", "weights"):
            evaluated, updated = audit_worker.run(
                keras,
                subject,
                arrays,
                [{**usual, "how": how, "weights": weights} for how in ("evaluate", "update")],
            )
            np.testing.assert_allclose(updated["values"], evaluated["values"], rtol=1e-6)
