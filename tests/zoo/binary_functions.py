"""Functions for a binary task, as they stand in answers and notebooks."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops
from sklearn.metrics import f1_score, roc_auc_score

K = tf.keras.backend


# --------------------------------------------------------- with the backend of Keras 2


def recall_m(y_true: Any, y_pred: Any) -> Any:
    y_true = K.cast(y_true, "float32")
    true_positives = K.sum(K.round(K.clip(y_true * y_pred, 0, 1)))
    possible_positives = K.sum(K.round(K.clip(y_true, 0, 1)))
    return true_positives / (possible_positives + K.epsilon())


def precision_m(y_true: Any, y_pred: Any) -> Any:
    y_true = K.cast(y_true, "float32")
    true_positives = K.sum(K.round(K.clip(y_true * y_pred, 0, 1)))
    predicted_positives = K.sum(K.round(K.clip(y_pred, 0, 1)))
    return true_positives / (predicted_positives + K.epsilon())


def f1_m(y_true: Any, y_pred: Any) -> Any:
    precision = precision_m(y_true, y_pred)
    recall = recall_m(y_true, y_pred)
    return 2 * ((precision * recall) / (precision + recall + K.epsilon()))


def matthews_correlation(y_true: Any, y_pred: Any) -> Any:
    y_true = K.cast(y_true, "float32")
    y_pred_pos = K.round(K.clip(y_pred, 0, 1))
    y_pred_neg = 1 - y_pred_pos
    y_pos = K.round(K.clip(y_true, 0, 1))
    y_neg = 1 - y_pos
    tp = K.sum(y_pos * y_pred_pos)
    tn = K.sum(y_neg * y_pred_neg)
    fp = K.sum(y_neg * y_pred_pos)
    fn = K.sum(y_pos * y_pred_neg)
    numerator = tp * tn - fp * fn
    denominator = K.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return numerator / (denominator + K.epsilon())


def dice_coef(y_true: Any, y_pred: Any, smooth: float = 1.0) -> Any:
    y_true_f = K.cast(K.flatten(y_true), "float32")
    y_pred_f = K.flatten(y_pred)
    intersection = K.sum(y_true_f * y_pred_f)
    return (2.0 * intersection + smooth) / (K.sum(y_true_f) + K.sum(y_pred_f) + smooth)


def iou_coef(y_true: Any, y_pred: Any, smooth: float = 1.0) -> Any:
    y_true = tf.cast(y_true, tf.float32)
    intersection = K.sum(K.abs(y_true * y_pred), axis=-1)
    union = K.sum(y_true, -1) + K.sum(y_pred, -1) - intersection
    return K.mean((intersection + smooth) / (union + smooth), axis=0)


def specificity(y_true: Any, y_pred: Any) -> Any:
    y_true = tf.reshape(tf.cast(y_true, tf.float32), tf.shape(y_pred))
    negatives = tf.reduce_sum(1.0 - y_true)
    right = tf.reduce_sum((1.0 - y_true) * tf.cast(y_pred < 0.5, tf.float32))
    return right / (negatives + 1e-7)


# --------------------------------------------------------------- faults of other kinds


def custom_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Of the article: a thresholded accuracy, with what Keras 3 has instead of its backend."""
    y_pred_binary = ops.cast(ops.greater(y_pred, 0.5), "float32")
    correct = ops.equal(ops.cast(y_true, "float32"), y_pred_binary)
    return ops.mean(ops.cast(correct, "float32"))


def true_rows(y_true: Any, y_pred: Any) -> Any:
    y_true = ops.cast(ops.reshape(y_true, (-1,)), "float32")
    decided = ops.cast(ops.reshape(y_pred, (-1,)) > 0.5, "float32")
    return ops.sum(ops.cast(ops.equal(y_true, decided), "float32"))


def f1_without_epsilon(y_true: Any, y_pred: Any) -> Any:
    y_true = ops.cast(ops.reshape(y_true, (-1,)), "float32")
    decided = ops.cast(ops.reshape(y_pred, (-1,)) > 0.5, "float32")
    tp = ops.sum(y_true * decided)
    precision, recall = tp / ops.sum(decided), tp / ops.sum(y_true)
    return 2 * precision * recall / (precision + recall)


def sklearn_f1(y_true: Any, y_pred: Any) -> Any:
    return f1_score(np.ravel(y_true), np.ravel(y_pred) > 0.5)


def auc_by_numpy_function(y_true: Any, y_pred: Any) -> Any:
    def area(labels: Any, scores: Any) -> Any:
        return np.float64(roc_auc_score(labels.ravel(), scores.ravel()))

    return tf.numpy_function(area, (y_true, y_pred), tf.double)


def precision(y_true: Any, y_pred: Any) -> Any:
    """Divides by the labels: a recall."""
    y_true = ops.reshape(ops.cast(y_true, "float32"), ops.shape(y_pred))
    decided = ops.cast(y_pred > 0.5, "float32")
    return ops.sum(y_true * decided) / ops.maximum(ops.sum(y_true), 1.0)


def exact_accuracy(y_true: Any, y_pred: Any) -> Any:
    y_true = ops.reshape(ops.cast(y_true, y_pred.dtype), ops.shape(y_pred))
    return ops.cast(ops.equal(y_true, y_pred), "float32")


def squeezed_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Squeezes the predictions and not the labels."""
    decided = ops.cast(ops.squeeze(y_pred, -1) > 0.5, "int64")
    return ops.cast(ops.equal(ops.cast(y_true, "int64"), decided), "float32")


def accuracy(y_true: Any, y_pred: Any) -> Any:
    """The share of rows that are wrong."""
    y_true = ops.reshape(ops.cast(y_true, "float32"), ops.shape(y_pred))
    return ops.cast(ops.not_equal(y_true, ops.cast(y_pred > 0.5, "float32")), "float32")


def falling_weights_accuracy(y_true: Any, y_pred: Any) -> Any:
    """The first rows of a batch weigh most."""
    y_true = ops.reshape(ops.cast(y_true, "float32"), ops.shape(y_pred))
    right = ops.cast(ops.equal(y_true, ops.cast(y_pred > 0.5, "float32")), "float32")
    places = ops.cast(ops.arange(ops.shape(right)[0]), "float32")[:, None]
    return ops.sum(right / (1.0 + places)) / ops.sum(1.0 / (1.0 + places))


def dice_loss(y_true: Any, y_pred: Any) -> Any:
    y_true = ops.cast(ops.reshape(y_true, (-1,)), "float32")
    y_pred = ops.reshape(y_pred, (-1,))
    both = ops.sum(y_true * y_pred)
    return 1.0 - (2.0 * both + 1.0) / (ops.sum(y_true) + ops.sum(y_pred) + 1.0)


def turned_dice(y_true: Any, y_pred: Any) -> Any:
    """A loss under the name of the score."""
    return dice_loss(y_true, ops.cast(y_pred > 0.5, "float32"))


# ------------------------------------------------------------------------------- sound


def right_accuracy(y_true: Any, y_pred: Any) -> Any:
    y_true = ops.reshape(ops.cast(y_true, y_pred.dtype), ops.shape(y_pred))
    return ops.cast(ops.equal(y_true, ops.cast(y_pred > 0.5, y_pred.dtype)), "float32")


def brier(y_true: Any, y_pred: Any) -> Any:
    y_true = ops.reshape(ops.cast(y_true, y_pred.dtype), ops.shape(y_pred))
    return ops.mean(ops.square(y_pred - y_true), axis=-1)


def custom_binary_accuracy(y_true: Any, y_pred: Any) -> Any:
    return keras.metrics.binary_accuracy(y_true, tf.cast(y_pred > 0.5, tf.float32))


def log_loss(y_true: Any, y_pred: Any) -> Any:
    y_true = tf.reshape(tf.cast(y_true, y_pred.dtype), tf.shape(y_pred))
    return keras.losses.binary_crossentropy(y_true, y_pred)


def make_thresholded_accuracy(threshold: float = 0.3) -> Any:
    """A function that returns a metric, which cuts where it is told to."""

    def accuracy(y_true: Any, y_pred: Any) -> Any:
        y_true = ops.reshape(ops.cast(y_true, y_pred.dtype), ops.shape(y_pred))
        return ops.cast(ops.equal(y_true, ops.cast(y_pred > threshold, y_pred.dtype)), "float32")

    return accuracy
