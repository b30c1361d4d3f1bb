"""Faulty pipelines of several classes, and of several labels a row."""

from __future__ import annotations

import keras
import numpy as np
from keras import metrics as ke
from keras import ops
from numpy.random import Generator
from sklearn import metrics as sk

from benchmarks.reported.case import (
    Array,
    Case,
    case,
    classes,
    evaluate,
    rows,
    several,
    softmax,
    updated,
)


def _made(rng: Generator, low: int = 3, high: int = 8) -> tuple[Array, Array]:
    y, z = classes(rng, rows(rng), int(rng.integers(low, high)))
    return y, softmax(z)


def _hot(y: Array, p: Array) -> Array:
    return np.eye(p.shape[1], dtype=np.float32)[y]


def md003(rng: Generator) -> Case:
    """Class ids from 1 against columns from 0."""
    y, p = _made(rng)
    if rng.random() < 0.5:
        return case(y + 1, p, "accuracy", np.mean(p.argmax(1) == y + 1), "MD003")
    return case(y, p, "accuracy", np.mean(p.argmax(1) + 1 == y), "MD003")


def md004(rng: Generator) -> Case:
    """Folders sorted as text: 0, 1, 10, 11, 2."""
    y, p = _made(rng, 11, 14)
    order = sorted(range(p.shape[1]), key=str)
    right = sk.accuracy_score(y, p.argmax(1))
    if rng.random() < 0.5:  # the file has the order of the folders, the report is right
        return case(y, p[:, order], "accuracy", right, "MD004")
    return case(y, p, "accuracy", sk.accuracy_score(y, p[:, order].argmax(1)), "MD004")


def md009(rng: Generator) -> Case:
    """argmax(axis=1) of class numbers of shape (N, 1)."""
    y, p = _made(rng)
    truth = np.argmax(y[:, None], axis=1)
    value = sk.f1_score(truth, p.argmax(1), average="weighted")
    return case(y, p, "f1_weighted", value, "MD009")


def md010(rng: Generator) -> Case:
    """metric(y_pred, y_true)."""
    y, p = _made(rng)
    value = sk.f1_score(p.argmax(1), y, average="weighted")
    return case(y, p, "f1_weighted", value, "MD010")


def md015(rng: Generator) -> Case:
    """Rows of label 255 were left out by the loss and not by the reference, or the reverse."""
    y, p = _made(rng)
    y = np.where(rng.random(len(y)) < 0.15, 255, y)
    kept = y != 255
    return case(y, p, "accuracy", np.mean(p.argmax(1)[kept] == y[kept]), "MD015")


def md204(rng: Generator) -> Case:
    """Precision() of a softmax: cells above 0.5, all pooled."""
    y, p = _made(rng)
    hot = _hot(y, p)
    value = sk.precision_score(hot, p > 0.5, average="macro", zero_division=0)
    return case(y, p, "precision_macro", value, "MD204")


def md206(rng: Generator) -> Case:
    """roc_auc_score of one-hot decisions."""
    y, p = _made(rng)
    hard = np.eye(p.shape[1])[p.argmax(1)]
    return case(y, p, "auc", sk.roc_auc_score(y, hard, multi_class="ovr"), "MD206")


def md208(rng: Generator) -> Case:
    """from_logits=True on a softmax."""
    y, p = _made(rng)
    loss = updated(ke.SparseCategoricalCrossentropy(from_logits=True), y, p)
    return case(y, p, "loss", loss, "MD208")


def md211(rng: Generator) -> Case:
    """metrics=["categorical_accuracy"] with class numbers."""
    y, p = _made(rng)
    value = evaluate(y[:, None], p, "categorical_accuracy")
    return case(y, p, "accuracy", value, "MD211")


def md213(rng: Generator) -> Case:
    """Ties at the k-th score."""
    y, p = _made(rng, 6, 9)
    p = np.round(p, 1)
    value = sk.top_k_accuracy_score(y, p, k=5, labels=range(p.shape[1]))
    keras_value = updated(ke.SparseTopKCategoricalAccuracy(k=5), y, p)
    return case(y, p, "top_k", value if rng.random() < 0.5 else keras_value, "MD213")


def md214(rng: Generator) -> Case:
    """k=2 or 3 instead of 5."""
    y, p = _made(rng, 6, 9)
    k = int(rng.choice([2, 3]))
    return case(y, p, "top_k", sk.top_k_accuracy_score(y, p, k=k), "MD214")


def md215(rng: Generator) -> Case:
    """Recall(top_k=2)."""
    y, p = _made(rng, 4, 8)
    return case(y, p, "recall", evaluate(_hot(y, p), p, ke.Recall(top_k=2)), "MD215")


def md301(rng: Generator) -> Case:
    """Another average."""
    y, p = _made(rng)
    average = ["macro", "weighted"][rng.integers(2)]
    value = sk.precision_score(y, p.argmax(1), average=average, zero_division=0)
    return case(y, p, "precision", value, "MD301")


def md302(rng: Generator) -> Case:
    """Recall() of a softmax pools the cells of all classes above 0.5."""
    y, p = _made(rng)
    if rng.random() < 0.5:
        return case(y, p, "auc", evaluate(_hot(y, p), p, ke.AUC()), "MD302")
    return case(y, p, "recall", evaluate(_hot(y, p), p, ke.Recall()), "MD302")


def md303(rng: Generator) -> Case:
    """metrics=["binary_accuracy"] on one-hot labels."""
    y, p = _made(rng)
    return case(y, p, "accuracy", evaluate(_hot(y, p), p, "binary_accuracy"), "MD303")


def md304(rng: Generator) -> Case:
    """A class that never occurs counts as 0 in Keras's macro F1."""
    y, z = classes(rng, rows(rng), 5)
    z[:, 4] = -9
    y[y == 4] = 0
    p = softmax(z)
    value = evaluate(_hot(y, p), p, ke.F1Score(average="macro"))
    return case(y, p, "f1_macro", value, "MD304")


def md305(rng: Generator) -> Case:
    """zero_division=1 where a class is never decided."""
    y, z = classes(rng, rows(rng), 5)
    z[:, 4] = -9
    p = softmax(z)
    value = sk.precision_score(y, p.argmax(1), average="macro", zero_division=1)
    return case(y, p, "precision_macro", value, "MD305")


def md306(rng: Generator) -> Case:
    """The mean IoU without the background."""
    y, p = _made(rng)
    value = sk.jaccard_score(y, p.argmax(1), average="macro", labels=range(1, p.shape[1]))
    return case(y, p, "mean_iou", value, "MD306")


def md308(rng: Generator) -> Case:
    """balanced_accuracy_score called accuracy."""
    y, p = _made(rng)
    return case(y, p, "accuracy", sk.balanced_accuracy_score(y, p.argmax(1)), "MD308")


def md311(rng: Generator) -> Case:
    """Precision(class_id=c)."""
    y, p = _made(rng)
    c = int(rng.integers(p.shape[1]))
    value = sk.recall_score(y, p.argmax(1), labels=[c], average=None)
    return case(y, p, "recall", value, "MD311")


def md401(rng: Generator) -> Case:
    """A macro F1 from scikit-learn, batch by batch."""
    y, p = _made(rng)
    b = int(rng.choice([32, 32, 64]))
    d = p.argmax(1)
    parts = [(y[i : i + b], d[i : i + b]) for i in range(0, len(y), b)]
    value = np.mean([sk.f1_score(a, c, average="macro", zero_division=0) for a, c in parts])
    return case(y, p, "f1_macro", value, "MD401")


def md603(rng: Generator) -> Case:
    """Rows that do not sum to 1: Keras divides, scikit-learn does not."""
    y, p = _made(rng)
    p = (p * rng.uniform(0.6, 1.0, (len(p), 1))).astype(np.float32)
    loss = updated(ke.CategoricalCrossentropy(), _hot(y, p), p)
    return case(y, p, "log_loss", loss, "MD603", kind="probabilities")


def md605(rng: Generator) -> Case:
    """loss=CategoricalCrossentropy(label_smoothing=0.1)."""
    y, p = _made(rng)
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=0.1)
    return case(y, p, "loss", evaluate(_hot(y, p), p, loss=loss), "MD605")


def md614(rng: Generator) -> Case:
    """The mean squared error of one-hot labels called Brier score."""
    y, p = _made(rng)
    return case(y, p, "brier", np.mean((_hot(y, p) - p) ** 2), "MD614")


def md210(rng: Generator) -> Case:
    """metrics=["accuracy"] on several labels a row."""
    y, p = several(rng, rows(rng), int(rng.integers(3, 7)))
    return case(y, p, "accuracy", evaluate(y, p, "accuracy"), "MD210")


def md216(rng: Generator) -> Case:
    """top_k_categorical_accuracy on several labels a row."""
    y, p = several(rng, rows(rng), int(rng.integers(5, 8)))
    y[np.arange(len(y)), rng.integers(y.shape[1], size=len(y))] = 1
    value = updated(ke.TopKCategoricalAccuracy(k=5), y, p)
    return case(y, p, "top_k", value, "MD216")


def md301_samples(rng: Generator) -> Case:
    """average="samples"."""
    y, p = several(rng, rows(rng), int(rng.integers(3, 7)))
    value = sk.f1_score(y, p > 0.5, average="samples", zero_division=0)
    return case(y, p, "f1", value, "MD301")


def md302_labels(rng: Generator) -> Case:
    """AUC() pools the labels."""
    y, p = several(rng, rows(rng), int(rng.integers(3, 7)))
    return case(y, p, "auc", evaluate(y, p, ke.AUC()), "MD302")


def md204_labels(rng: Generator) -> Case:
    """F1Score() takes the argmax of the row."""
    y, p = several(rng, rows(rng), int(rng.integers(3, 7)))
    value = evaluate(y.astype("float32"), p, ke.F1Score(average="macro"))
    return case(y, p, "f1_macro", value, "MD204")


def md309(rng: Generator) -> Case:
    """A label that never occurs counts as 0 in AUC(multi_label=True)."""
    y, p = several(rng, rows(rng), 5)
    y[:, 3] = 0
    value = evaluate(y, p, ke.AUC(multi_label=True))
    return case(y, p, "auc", value, "MD309")


def md604(rng: Generator) -> Case:
    """The cross-entropy summed over the labels."""
    y, p = several(rng, rows(rng), int(rng.integers(3, 7)))
    each = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    return case(y, p, "loss", each.sum(axis=1).mean(), "MD604")


def md408(rng: Generator) -> Case:
    """The Dice of each mask, averaged."""
    y = (rng.random((int(rng.integers(40, 200)), 8, 8)) < rng.uniform(0.05, 0.6, (1, 1, 8))).astype(
        int
    )
    p = np.clip(0.6 * y + rng.random(y.shape) * 0.6, 0, 1).astype(np.float32)
    d = p > 0.5
    both, sizes = (y & d).sum((1, 2)), y.sum((1, 2)) + d.sum((1, 2))
    return case(y, p, "dice", np.mean(2 * both / np.maximum(sizes, 1)), "MD408")


def md307(rng: Generator) -> Case:
    """Sequences that are right as a whole."""
    y = rng.integers(0, 4, (int(rng.integers(200, 900)), 6))
    z = rng.normal(size=(*y.shape, 4)) + 3.2 * np.eye(4)[y]
    p = softmax(z.reshape(-1, 4)).reshape(z.shape)
    value = np.mean((p.argmax(-1) == y).all(axis=1))
    return case(y, p, "accuracy", value, "MD307")


MAKERS = (
    *(md003, md004, md009, md010, md015, md204, md206, md208, md211, md213, md214, md215),
    *(md301, md302, md303, md304, md305, md306, md308, md311, md401, md603, md605, md614),
    *(md210, md216, md301_samples, md302_labels, md204_labels, md309, md604, md408, md307),
)

__all__ = ["MAKERS", "ops"]
