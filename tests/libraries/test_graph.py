"""Metrics in one graph return what each of them returns alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from scipy.special import expit, softmax

from metricdiff.engines import keras_engine, keras_worker
from metricdiff.engines.given import KerasArrays
from metricdiff.engines.keras_engine import Asked, Results
from metricdiff.engines.keras_graph import WORTH
from metricdiff.inputs.inference import understand
from metricdiff.inputs.reading import from_arrays
from metricdiff.planning import plan
from metricdiff.settings import Settings

pytestmark = pytest.mark.keras

CHUNK = 32
#: Some whole chunks more than a graph is worth, and a part of one.
ROWS = (WORTH + 5) * CHUNK + 7


class Feeding:
    """An engine that feeds metrics in two blocks, and counts the calls of a graph."""

    idle = True

    def __init__(self, keras: Any) -> None:
        self._keras = keras
        self.answers: list[dict[str, Any]] = []

    def tool(self) -> dict[str, Any]:
        return {}

    def begin(self, calls: list[dict[str, Any]], given: KerasArrays, _: int) -> Results:
        measuring = keras_worker.Measuring(self._keras, calls, given.classes, CHUNK)
        first = (WORTH + 2) * CHUNK
        for rows in (slice(first), slice(first, None)):
            measuring.feed({name: array[rows] for name, array in given.arrays.items()})
        self.answers = measuring.results()
        return lambda: self.answers


def answers(keras: Any, y: Any, p: Any, metrics: Sequence[str], **given_too: Any) -> Any:
    """Return what Keras's metrics of a comparison return."""
    predictions = understand(from_arrays(y, p, **given_too))
    weighted = "sample_weight" in given_too
    planned = plan(predictions, Settings(metrics=tuple(metrics)))
    asked = [Asked(row.keras, weighted, predictions) for row in planned if row.keras]
    engine = Feeding(keras)
    keras_engine.start(engine, asked)()
    return engine.answers


def both_ways(monkeypatch: pytest.MonkeyPatch, *given: Any, **given_too: Any) -> tuple[Any, Any]:
    """Return the answers with a graph, and without."""
    together = answers(*given, **given_too)
    monkeypatch.setattr(keras_worker, "WORTH", 10**9)
    return together, answers(*given, **given_too)


def equal(together: Sequence[dict[str, Any]], alone: Sequence[dict[str, Any]]) -> bool:
    """Whether the answers are the same: counts to the last bit, float32 sums to its rounding."""
    return len(together) == len(alone) > 0 and all(
        one.keys() == other.keys()
        and one.get("error") == other.get("error")
        and np.allclose(one.get("value", 0), other.get("value", 0), rtol=1e-6, equal_nan=True)
        for one, other in zip(together, alone, strict=True)
    )


BINARY = ("accuracy", "precision", "recall", "f1", "f1_macro", "jaccard", "mean_iou", "log_loss")
CURVES = ("roc_auc", "pr_auc", "precision_at_recall", "sensitivity_at_specificity")


@pytest.mark.parametrize("weighted", [False, True])
def test_two_classes(keras: Any, monkeypatch: pytest.MonkeyPatch, weighted: bool) -> None:
    random = np.random.default_rng(1)
    y = random.integers(0, 2, ROWS)
    p = np.round(expit(random.normal(size=ROWS) + y), 2).astype(np.float32)
    weights = {"sample_weight": random.random(ROWS)} if weighted else {}
    metrics = (*BINARY, *CURVES, "brier")
    assert equal(*both_ways(monkeypatch, keras, y, p, metrics, **weights))


def test_several_classes(keras: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(2)
    y = random.integers(0, 4, ROWS)
    p = softmax(random.normal(size=(ROWS, 4)) + np.eye(4)[y], axis=1).astype(np.float32)
    metrics = ("accuracy", "top_k_accuracy", "precision", "f1_macro", "roc_auc", "log_loss")
    assert equal(*both_ways(monkeypatch, keras, y, p, metrics))


def test_values(keras: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3)
    y = random.lognormal(size=ROWS)
    p = (y * random.lognormal(size=ROWS)).astype(np.float32)
    metrics = ("mse", "rmse", "mae", "mape", "msle", "r2", "log_cosh", "huber")
    assert equal(*both_ways(monkeypatch, keras, y, p, metrics))


def run(keras: Any, p: Any) -> Any:
    """Return what the mean squared error, and one that takes no score above 1, make of scores."""
    measuring = keras_worker.Measuring(keras, [CALL, {**CALL, "metric": "Picky"}], 0, CHUNK)
    measuring.feed({"0.labels": np.zeros((len(p), 1), np.int8), "0.predictions": p[:, None]})
    return measuring.results()


CALL = {
    "metric": "MeanSquaredError",
    "args": [],
    "kwargs": {},
    "labels": "as_is",
    "predictions": "as_is",
    "weighted": False,
    "data": 0,
}


@pytest.mark.parametrize("place", [3, CHUNK * 10, ROWS - 40, ROWS - 1])
def test_a_metric_that_raises_in_some_chunk_leaves_the_others_as_they_are(
    keras: Any, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    import tensorflow as tf

    class Picky(keras.metrics.MeanSquaredError):  # type: ignore[misc]
        def update_state(self, labels: Any, scores: Any) -> None:
            tf.debugging.assert_less_equal(scores, 1.0, "too high")
            super().update_state(labels, scores)

    monkeypatch.setattr(keras.metrics, "Picky", Picky, raising=False)
    p = np.random.default_rng(4).random(ROWS).astype(np.float32)
    sound = run(keras, p)
    p[place] = 1.5
    together = run(keras, p)
    monkeypatch.setattr(keras_worker, "WORTH", 10**9)
    alone = run(keras, p)
    assert sound[1]["value"] == sound[0]["value"] < together[0]["value"]
    assert equal(together[:1], alone[:1])
    assert "too high" in together[1]["error"]
    assert "too high" in alone[1]["error"]
