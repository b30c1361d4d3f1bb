"""Metric classes for a binary task."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf
from keras import ops


class SumCorrectPredictions(keras.metrics.Metric):
    """Of the article: a sum, and labels that are not of the shape of the predictions."""

    def __init__(self, name: str = "sum_correct_predictions", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.correct_count = self.add_weight(
            name="correct_count", initializer="zeros", dtype=tf.int32
        )

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_pred_binary = tf.cast(y_pred > 0.5, tf.int32)
        y_true_int = tf.cast(y_true, tf.int32)
        correct = tf.reduce_sum(tf.cast(tf.equal(y_pred_binary, y_true_int), tf.int32))
        self.correct_count.assign_add(correct)

    def result(self) -> Any:
        return self.correct_count

    def reset_state(self) -> None:
        self.correct_count.assign(0)


class NeverReset(keras.metrics.Metric):
    """An accuracy whose ``reset_state`` forgets one of its counts."""

    def __init__(self, name: str = "accuracy", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.right = self.add_weight(name="right", initializer="zeros")
        self.rows = self.add_weight(name="rows", initializer="zeros")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true = ops.reshape(ops.cast(y_true, "float32"), ops.shape(y_pred))
        right = ops.cast(ops.equal(y_true, ops.cast(y_pred > 0.5, "float32")), "float32")
        self.right.assign_add(ops.sum(right))
        self.rows.assign_add(ops.cast(ops.size(right), "float32"))

    def result(self) -> Any:
        return ops.divide_no_nan(self.right, self.rows)

    def reset_state(self) -> None:
        self.rows.assign(0.0)


class ResetStates(NeverReset):
    """Written for an older Keras: ``reset_states``, which nobody calls now."""

    def reset_state(self) -> None:
        pass

    def reset_states(self) -> None:
        self.right.assign(0.0)
        self.rows.assign(0.0)


class VariableAccuracy(keras.metrics.Metric):
    """Its state is of TensorFlow's own variables, which Keras does not know."""

    def __init__(self, name: str = "accuracy", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.right = tf.Variable(0.0)
        self.rows = tf.Variable(0.0)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true = tf.reshape(tf.cast(y_true, tf.float32), tf.shape(y_pred))
        right = tf.cast(tf.equal(y_true, tf.cast(y_pred > 0.5, tf.float32)), tf.float32)
        self.right.assign_add(tf.reduce_sum(right))
        self.rows.assign_add(tf.cast(tf.size(right), tf.float32))

    def result(self) -> Any:
        return tf.math.divide_no_nan(self.right, self.rows)


class PythonState(keras.metrics.Metric):
    """Adds up in attributes of Python."""

    def __init__(self, name: str = "accuracy", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.values: list[Any] = []

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true = ops.reshape(ops.cast(y_true, "float32"), ops.shape(y_pred))
        right = ops.equal(y_true, ops.cast(y_pred > 0.5, "float32"))
        self.values.append(ops.mean(ops.cast(right, "float32")))

    def result(self) -> Any:
        return sum(self.values) / max(len(self.values), 1)


class LastBatchPrecision(keras.metrics.Metric):
    """``assign`` where ``assign_add`` is meant."""

    def __init__(self, name: str = "precision", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.value = self.add_weight(name="value", initializer="zeros")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true = ops.reshape(ops.cast(y_true, "float32"), ops.shape(y_pred))
        decided = ops.cast(y_pred > 0.5, "float32")
        tp = ops.sum(y_true * decided)
        self.value.assign(ops.divide_no_nan(tp, ops.sum(decided)))

    def result(self) -> Any:
        return self.value


class BatchMeanF1(keras.metrics.Metric):
    """Averages the F1 of the batches."""

    def __init__(self, name: str = "f1_score", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.total = self.add_weight(name="total", initializer="zeros")
        self.count = self.add_weight(name="count", initializer="zeros")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true = ops.reshape(ops.cast(y_true, "float32"), ops.shape(y_pred))
        decided = ops.cast(y_pred > 0.5, "float32")
        tp = ops.sum(y_true * decided)
        both = ops.sum(decided) + ops.sum(y_true)
        self.total.assign_add(ops.divide_no_nan(2 * tp, both))
        self.count.assign_add(1.0)

    def result(self) -> Any:
        return ops.divide_no_nan(self.total, self.count)


class AddedUpRecall(keras.metrics.Metric):
    """Adds the recalls of the batches up and divides by nothing."""

    def __init__(self, name: str = "recall", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.total = self.add_weight(name="total", initializer="zeros")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true = ops.reshape(ops.cast(y_true, "float32"), ops.shape(y_pred))
        decided = ops.cast(y_pred > 0.5, "float32")
        self.total.assign_add(ops.divide_no_nan(ops.sum(y_true * decided), ops.sum(y_true)))

    def result(self) -> Any:
        return self.total


class IntegerMeanError(keras.metrics.Metric):
    """Its sum is a whole number."""

    def __init__(self, name: str = "mean_error", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.total = self.add_weight(name="total", initializer="zeros", dtype="int32")
        self.rows = self.add_weight(name="rows", initializer="zeros", dtype="int32")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true = ops.reshape(ops.cast(y_true, "float32"), ops.shape(y_pred))
        self.total.assign_add(ops.cast(ops.sum(ops.abs(y_true - y_pred)), "int32"))
        self.rows.assign_add(ops.size(y_pred))

    def result(self) -> Any:
        return self.total / self.rows


class BroadcastingTruePositives(keras.metrics.Metric):
    """Of the guide to Keras, where labels were of the shape of the predictions."""

    def __init__(self, name: str = "binary_true_positives", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.true_positives = self.add_weight(name="tp", initializer="zeros")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true = ops.cast(y_true, "bool")
        values = ops.logical_and(ops.equal(y_true, True), ops.equal(y_pred > 0.5, True))
        values = ops.cast(values, self.dtype)
        if sample_weight is not None:
            values = values * ops.reshape(ops.cast(sample_weight, self.dtype), (-1, 1))
        self.true_positives.assign_add(ops.sum(values))

    def result(self) -> Any:
        return self.true_positives

    def reset_state(self) -> None:
        self.true_positives.assign(0.0)


class NoSampleWeight(keras.metrics.Metric):
    """``update_state`` without the argument that Keras always hands over."""

    def __init__(self, name: str = "accuracy", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.right = self.add_weight(name="right", initializer="zeros")

    def update_state(self, y_true: Any, y_pred: Any) -> None:
        self.right.assign_add(1.0)

    def result(self) -> Any:
        return self.right


class WronglyWeighted(keras.metrics.Metric):
    """Weights above the line, rows below it."""

    def __init__(self, name: str = "accuracy", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.right = self.add_weight(name="right", initializer="zeros")
        self.rows = self.add_weight(name="rows", initializer="zeros")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true = ops.reshape(ops.cast(y_true, "float32"), ops.shape(y_pred))
        right = ops.cast(ops.equal(y_true, ops.cast(y_pred > 0.5, "float32")), "float32")
        if sample_weight is not None:
            right = right * ops.reshape(ops.cast(sample_weight, "float32"), (-1, 1))
        self.right.assign_add(ops.sum(right))
        self.rows.assign_add(ops.cast(ops.size(right), "float32"))

    def result(self) -> Any:
        return ops.divide_no_nan(self.right, self.rows)


# ------------------------------------------------------------------------------- sound


class UnweightedAccuracy(keras.metrics.Metric):
    """Sound, but for weights, which it takes and makes no use of."""

    def __init__(self, name: str = "accuracy", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.right = self.add_weight(name="right", initializer="zeros")
        self.rows = self.add_weight(name="rows", initializer="zeros")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true = ops.reshape(ops.cast(y_true, "float32"), ops.shape(y_pred))
        right = ops.cast(ops.equal(y_true, ops.cast(y_pred > 0.5, "float32")), "float32")
        self.right.assign_add(ops.sum(right))
        self.rows.assign_add(ops.cast(ops.size(right), "float32"))

    def result(self) -> Any:
        return ops.divide_no_nan(self.right, self.rows)


class F1FromParts(keras.metrics.Metric):
    """F1 from Keras's own precision and recall, as it is published most."""

    def __init__(self, name: str = "f1_score", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.precision = keras.metrics.Precision()
        self.recall = keras.metrics.Recall()

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        self.precision.update_state(y_true, y_pred, sample_weight)
        self.recall.update_state(y_true, y_pred, sample_weight)

    def result(self) -> Any:
        p, r = self.precision.result(), self.recall.result()
        return 2 * p * r / (p + r + keras.backend.epsilon())

    def reset_state(self) -> None:
        self.precision.reset_state()
        self.recall.reset_state()


class Counted(keras.metrics.Metric):
    """Counts in a state of its own, weights and all."""

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        for count in ("tp", "fp", "fn", "tn"):
            setattr(self, count, self.add_weight(name=count, initializer="zeros"))

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        truth = ops.reshape(ops.cast(y_true, "float32"), (-1,))
        decided = ops.reshape(ops.cast(y_pred > 0.5, "float32"), (-1,))
        weights = ops.ones_like(truth)
        if sample_weight is not None:
            weights = ops.reshape(ops.cast(sample_weight, "float32"), (-1,))
        self.tp.assign_add(ops.sum(weights * truth * decided))
        self.fp.assign_add(ops.sum(weights * (1 - truth) * decided))
        self.fn.assign_add(ops.sum(weights * truth * (1 - decided)))
        self.tn.assign_add(ops.sum(weights * (1 - truth) * (1 - decided)))


class MatthewsCorrelation(Counted):
    def result(self) -> Any:
        tp, fp, fn, tn = self.tp, self.fp, self.fn, self.tn
        below = ops.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
        return ops.divide_no_nan(tp * tn - fp * fn, below)


class Specificity(Counted):
    def result(self) -> Any:
        return ops.divide_no_nan(self.tn * 1.0, self.tn + self.fp)


class BalancedAccuracy(Counted):
    def result(self) -> Any:
        recall = ops.divide_no_nan(self.tp * 1.0, self.tp + self.fn)
        return (recall + ops.divide_no_nan(self.tn * 1.0, self.tn + self.fp)) / 2


class FBeta(Counted):
    def __init__(self, beta: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.squared = beta**2

    def result(self) -> Any:
        above = (1 + self.squared) * self.tp
        return ops.divide_no_nan(above, above + self.squared * self.fn + self.fp)


class IoU(Counted):
    def result(self) -> Any:
        return ops.divide_no_nan(self.tp * 1.0, self.tp + self.fp + self.fn)


class PositiveRate(Counted):
    """A metric of no library: the share of rows that are called positive."""

    def result(self) -> Any:
        rows = self.tp + self.fp + self.fn + self.tn
        return ops.divide_no_nan(self.tp + self.fp, rows)


class Accuracy(Counted):
    """Named accuracy, and is the mean of two recalls."""

    def result(self) -> Any:
        recall = ops.divide_no_nan(self.tp * 1.0, self.tp + self.fn)
        return (recall + ops.divide_no_nan(self.tn * 1.0, self.tn + self.fp)) / 2


class AreaOfLogits(keras.metrics.AUC):
    """Takes a sigmoid of what is a probability already."""

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        return super().update_state(y_true, ops.sigmoid(y_pred), sample_weight)


def area_of_logits() -> Any:
    return AreaOfLogits(name="auc")


class MacroPrecision(keras.metrics.Precision):
    """The precision of the positive class, whatever its name says."""

    def __init__(self, name: str = "macro_precision", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)


def recall_at_precision() -> Any:
    return keras.metrics.RecallAtPrecision(0.8, name="recall_at_precision")


def make_f2() -> Any:
    return FBeta(beta=2.0, name="f2_score")


auc = keras.metrics.AUC(num_thresholds=200, name="auc")
