"""The examples of the articles that are about custom metrics, as ``metricdiff audit`` sees them.

Each as it is written there, and as it should have been.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import metricdiff
from metricdiff.auditing.result import Audit

pytestmark = pytest.mark.keras

ROWS = 100


def failures(audit: Audit) -> dict[str, Any]:
    """What fails, by code, as a script reads it from the JSON format."""
    findings = audit.to_dict()["findings"]
    return {one["code"]: one for one in findings if one["severity"] == "failure"}


@pytest.fixture
def binary() -> tuple[Any, Any]:
    """100 labels of shape (N,), as numpy has them, and the output of one sigmoid unit."""
    rng = np.random.default_rng(100)
    labels = rng.integers(0, 2, ROWS)
    return labels, np.clip(rng.normal(0.5, 0.25, ROWS) + 0.1 * (labels - 0.5), 0, 1)


class TestAuxiliaryData:
    """Article 2, example 2: a full-length array in a closure, against a batch."""

    def test_of_one_column_it_does_not_fit_the_batches(
        self, keras: Any, binary: tuple[Any, Any]
    ) -> None:
        auxiliary = keras.ops.cast(np.linspace(0, 1, ROWS)[:, None], "float32")

        def loss_with_aux(y_true: Any, y_pred: Any) -> Any:
            y_true = keras.ops.reshape(keras.ops.cast(y_true, "float32"), keras.ops.shape(y_pred))
            main = keras.ops.mean(keras.ops.square(y_true - y_pred))
            return main + 0.5 * keras.ops.mean(keras.ops.square(y_pred - auxiliary))

        audit = metricdiff.audit(loss_with_aux, *binary)

        finding = failures(audit)["MD403"]
        whole, batch = finding["numbers"]
        assert whole["value"] > 0
        assert "shapes" in batch["error"]
        assert "100 rows" in finding["evidence"]

    def test_without_a_column_it_meets_every_row_of_a_batch(
        self, keras: Any, binary: tuple[Any, Any]
    ) -> None:
        auxiliary = keras.ops.cast(np.linspace(0, 1, ROWS), "float32")

        def loss_with_aux(y_true: Any, y_pred: Any) -> Any:
            y_true = keras.ops.reshape(keras.ops.cast(y_true, "float32"), keras.ops.shape(y_pred))
            main = keras.ops.mean(keras.ops.square(y_true - y_pred))
            return main + 0.5 * keras.ops.mean(keras.ops.square(y_pred - auxiliary))

        found = failures(metricdiff.audit(loss_with_aux, *binary))

        assert set(found) == {"MD401", "MD403"}
        assert found["MD403"]["numbers"][0]["value"] == [13.0, float(ROWS)]

    def test_mended_it_comes_with_the_labels(self, keras: Any, binary: tuple[Any, Any]) -> None:
        labels, scores = binary
        both = np.stack([labels, np.linspace(0, 1, ROWS)], axis=1)

        def loss_with_aux(y_true: Any, y_pred: Any) -> Any:
            main = keras.ops.square(y_true[:, :1] - y_pred[:, :1])
            return main + 0.5 * keras.ops.square(y_pred[:, :1] - y_true[:, 1:])

        audit = metricdiff.audit(loss_with_aux, both, np.stack([scores, scores], axis=1))

        assert failures(audit) == {}


class TestThresholdedAccuracy:
    """Article 2, example 3: `keras.backend` is gone, and the labels are of another shape."""

    def test_as_written(self, keras: Any, binary: tuple[Any, Any]) -> None:
        def custom_accuracy(y_true: Any, y_pred: Any) -> Any:
            backend = keras.backend
            y_pred_binary = backend.cast(backend.greater(y_pred, 0.5), dtype="float32")
            return backend.mean(backend.cast(backend.equal(y_true, y_pred_binary), "float32"))

        [finding] = failures(metricdiff.audit(custom_accuracy, *binary)).values()

        assert finding["code"] == "MD413"
        [number] = finding["numbers"]
        assert number["error"].startswith("AttributeError: module 'keras.backend' has no attribute")

    def test_rewritten_it_compares_every_label_with_every_prediction(
        self, keras: Any, binary: tuple[Any, Any]
    ) -> None:
        def custom_accuracy(y_true: Any, y_pred: Any) -> Any:
            y_pred_binary = keras.ops.cast(keras.ops.greater(y_pred, 0.5), "float32")
            correct = keras.ops.equal(keras.ops.cast(y_true, "float32"), y_pred_binary)
            return keras.ops.mean(keras.ops.cast(correct, "float32"))

        audit = metricdiff.audit(custom_accuracy, *binary)

        found = failures(audit)
        assert set(found) == {"MD401", "MD403"}
        assert audit.identity.metric == "accuracy"
        labels, scores = binary
        starts = range(0, ROWS, 32)
        # What Keras computes, batch by batch, from labels of shape (N,).
        stretched = np.mean(
            [
                ((scores[i : i + 32, None] > 0.5) == labels[i : i + 32][None, :]).mean()
                for i in starts
            ]
        )
        column, flat = found["MD403"]["numbers"]
        assert flat["value"] == pytest.approx(stretched)
        assert column["value"] == pytest.approx(
            np.mean([((scores > 0.5) == labels)[i : i + 32].mean() for i in starts])
        )
        whole, batches, _ = found["MD401"]["numbers"]
        assert whole["value"] == pytest.approx(((scores > 0.5) == labels).mean())
        assert batches["value"] == column["value"]

    def test_mended(self, keras: Any, binary: tuple[Any, Any]) -> None:
        def custom_accuracy(y_true: Any, y_pred: Any) -> Any:
            y_true = keras.ops.reshape(keras.ops.cast(y_true, "float32"), keras.ops.shape(y_pred))
            y_pred_binary = keras.ops.cast(keras.ops.greater(y_pred, 0.5), "float32")
            return keras.ops.cast(keras.ops.equal(y_true, y_pred_binary), "float32")

        audit = metricdiff.audit(custom_accuracy, *binary)

        assert audit.ok
        assert audit.identity.call == "accuracy_score(y_true, y_pred > 0.5)"
        assert str(audit).splitlines()[-1].startswith("CLEAN")


class TestBinaryAccuracyThresholded:
    """Article 3, example 1: `tf.keras.metrics.binary_accuracy` on thresholded scores."""

    def test_it_is_accuracy_as_predict_gives_it(self, keras: Any, binary: tuple[Any, Any]) -> None:
        def binary_accuracy_thresholded(y_true: Any, y_pred: Any) -> Any:
            y_pred_binary = keras.ops.cast(y_pred > 0.5, "float32")
            return keras.metrics.binary_accuracy(y_true, y_pred_binary)

        audit = metricdiff.audit(binary_accuracy_thresholded, *binary)

        assert audit.ok
        labels, scores = binary
        assert audit.value.value[0] == pytest.approx(((scores > 0.5) == labels).mean())


class TestSumCorrectPredictions:
    """Article 3, example 2: a sum that is reported as if it were a mean."""

    def test_as_written(self, keras: Any, binary: tuple[Any, Any]) -> None:
        del keras
        from tests.zoo.binary_classes import SumCorrectPredictions

        audit = metricdiff.audit(SumCorrectPredictions, *binary)

        found = failures(audit)
        labels, scores = binary
        right = int(((scores > 0.5) == labels).sum())
        assert set(found) == {"MD402", "MD403"}
        assert [one["value"] for one in found["MD402"]["numbers"]] == [right, right / ROWS]
        # 100 rows in batches of 32 are 32 * 32 * 3 + 4 * 4 pairs, about half of them right.
        _, flat = found["MD403"]["numbers"]
        assert 1300 < flat["value"] < 1800

    def test_mended(self, keras: Any, binary: tuple[Any, Any]) -> None:
        class MeanCorrectPredictions(keras.metrics.Metric):  # type: ignore[misc]
            def __init__(self, name: str = "mean_correct_predictions", **kwargs: Any) -> None:
                super().__init__(name=name, **kwargs)
                self.correct = self.add_weight(name="correct", initializer="zeros")
                self.rows = self.add_weight(name="rows", initializer="zeros")

            def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
                y_true = keras.ops.reshape(
                    keras.ops.cast(y_true, "float32"), keras.ops.shape(y_pred)
                )
                decided = keras.ops.cast(y_pred > 0.5, "float32")
                correct = keras.ops.cast(keras.ops.equal(y_true, decided), "float32")
                weights = keras.ops.ones_like(correct)
                if sample_weight is not None:
                    weights = keras.ops.reshape(
                        keras.ops.cast(sample_weight, "float32"), keras.ops.shape(correct)
                    )
                self.correct.assign_add(keras.ops.sum(correct * weights))
                self.rows.assign_add(keras.ops.sum(weights))

            def result(self) -> Any:
                return keras.ops.divide_no_nan(self.correct, self.rows)

        audit = metricdiff.audit(MeanCorrectPredictions, *binary)

        assert audit.ok
        assert audit.identity.metric == "accuracy"
        assert audit.faults == ()


class TestMissingTransformation:
    """Article 3, example 3: `tf.keras.metrics.mean_absolute_error` is gone."""

    y_true = np.linspace(0, 1, ROWS) ** 2
    y_pred = np.maximum(np.linspace(-0.2, 1, ROWS), 0) * 2.0

    def test_as_written(self, keras: Any) -> None:
        del keras
        import tensorflow as tf

        def mean_absolute_error_without_relu(y_true: Any, y_pred: Any) -> Any:
            return tf.keras.metrics.mean_absolute_error(y_true, y_pred)

        audit = metricdiff.audit(mean_absolute_error_without_relu, self.y_true, self.y_pred)

        [finding] = failures(audit).values()
        assert "has no attribute 'mean_absolute_error'" in finding["numbers"][0]["error"]

    def test_mended_it_is_the_mean_of_what_the_model_returns(self, keras: Any) -> None:
        def mean_absolute_error_without_relu(y_true: Any, y_pred: Any) -> Any:
            return keras.losses.mean_absolute_error(y_true, y_pred)

        audit = metricdiff.audit(mean_absolute_error_without_relu, self.y_true, self.y_pred)

        assert audit.ok
        assert audit.identity.metric == "mae"


class TestBatchwiseAggregation:
    """Article 3, text: one number a batch is averaged without the sizes of the batches."""

    def test_the_short_last_batch_counts_as_a_full_one(
        self, keras: Any, binary: tuple[Any, Any]
    ) -> None:
        def recall(y_true: Any, y_pred: Any) -> Any:
            y_true = keras.ops.reshape(keras.ops.cast(y_true, "float32"), keras.ops.shape(y_pred))
            found = keras.ops.sum(y_true * keras.ops.round(y_pred))
            return found / keras.ops.maximum(keras.ops.sum(y_true), 1.0)

        found = failures(metricdiff.audit(recall, *binary))

        assert set(found) == {"MD401"}
        assert "4 values" in found["MD401"]["evidence"]
        assert "The last batch holds 4 of 32 rows." in found["MD401"]["evidence"]
        labels, scores = binary
        positive = [np.flatnonzero(labels[i : i + 32]) + i for i in range(0, ROWS, 32)]
        recalls = [(scores[rows] > 0.5).mean() for rows in positive]
        assert found["MD401"]["numbers"][1]["value"] == pytest.approx(np.mean(recalls))
