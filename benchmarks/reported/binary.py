"""Faulty pipelines of a binary task, each as it is met in public threads."""

from __future__ import annotations

import keras
import numpy as np
from keras import metrics as ke
from keras import ops
from numpy.random import Generator
from sklearn import metrics as sk

from benchmarks.reported.case import (
    Case,
    Tensor,
    batch_size,
    case,
    evaluate,
    labels,
    logits,
    rows,
    scored,
    scores,
    updated,
)

# The custom metrics that circulate, as they are pasted.


def recall_m(y: Tensor, p: Tensor) -> Tensor:
    """Return the recall of a batch."""
    y = ops.cast(y, "float32")
    tp = ops.sum(ops.round(ops.clip(y * p, 0, 1)))
    return tp / (ops.sum(ops.round(ops.clip(y, 0, 1))) + keras.backend.epsilon())


def precision_m(y: Tensor, p: Tensor) -> Tensor:
    """Return the precision of a batch."""
    y = ops.cast(y, "float32")
    tp = ops.sum(ops.round(ops.clip(y * p, 0, 1)))
    return tp / (ops.sum(ops.round(ops.clip(p, 0, 1))) + keras.backend.epsilon())


def f1_m(y: Tensor, p: Tensor) -> Tensor:
    """Return the F1 of a batch."""
    precision, recall = precision_m(y, p), recall_m(y, p)
    return 2 * precision * recall / (precision + recall + keras.backend.epsilon())


def dice_coef(y: Tensor, p: Tensor, smooth: float = 1.0) -> Tensor:
    """Return the soft Dice coefficient of a batch."""
    y, p = ops.reshape(ops.cast(y, "float32"), (-1,)), ops.reshape(p, (-1,))
    both = ops.sum(y * p)
    return (2.0 * both + smooth) / (ops.sum(y) + ops.sum(p) + smooth)


def md001(rng: Generator) -> Case:
    """The labels are -1 and 1, as a hinge loss wants them."""
    y, p = scored(rng)
    y = 2 * y - 1
    if rng.random() < 0.5:
        return case(y, p, "accuracy", evaluate(y, p, "accuracy", batch=batch_size(rng)), "MD001")
    return case(y, p, "precision", updated(ke.Precision(), y, p), "MD001")


def md002(rng: Generator) -> Case:
    """The labels are 1 and 2, or 0 and 255."""
    y, p = scored(rng)
    low, high = [(1, 2), (0, 255)][rng.integers(2)]
    y = np.where(y == 1, high, low)
    if (low, high) == (1, 2):
        return case(y, p, "precision", updated(ke.Precision(), y, p), "MD002")
    return case(y, p, "accuracy", evaluate(y, p, "accuracy"), "MD002")


def md005(rng: Generator) -> Case:
    """The labels were smoothed for training and are evaluated so."""
    y, p = scored(rng)
    soft = np.where(y == 1, 0.9, 0.1).astype(np.float32)
    return case(soft, p, "precision", updated(ke.Precision(), soft, p), "MD005")


def md006(rng: Generator) -> Case:
    """Column 0 of predict_proba, or pos_label=0."""
    y, p = scored(rng)
    kind = rng.integers(4)
    if kind == 0:
        return case(y, p, "auc", sk.roc_auc_score(y, 1 - p), "MD006")
    if kind == 1:
        return case(y, p, "f1", sk.f1_score(y, p > 0.5, pos_label=0), "MD006")
    if kind == 2:
        return case(y, p, "recall", sk.recall_score(y, p > 0.5, pos_label=0), "MD006")
    return case(y, p, "average_precision", sk.average_precision_score(1 - y, 1 - p), "MD006")


def md008(rng: Generator) -> Case:
    """The generator was one row ahead."""
    y = labels(rng, rows(rng))
    y = np.sort(y)[np.argsort(np.arange(len(y)) // 7 % 2, kind="stable")]
    p = scores(rng, y)
    k = int(rng.choice([1, 1, 2, 5]))
    if rng.random() < 0.5:
        return case(y, p, "accuracy", sk.accuracy_score(y[k:], p[:-k] > 0.5), "MD008")
    return case(y, p, "roc_auc", sk.roc_auc_score(y, np.roll(p, k)), "MD008")


def md009(rng: Generator) -> Case:
    """argmax(axis=1) of labels of shape (N, 1)."""
    y, p = scored(rng)
    truth = np.argmax(y[:, None], axis=1)
    return case(y, p, "accuracy", sk.accuracy_score(truth, p > 0.5), "MD009")


def md010(rng: Generator) -> Case:
    """metric(y_pred, y_true)."""
    y, p = scored(rng)
    name = ["precision", "recall"][rng.integers(2)]
    function = {"precision": sk.precision_score, "recall": sk.recall_score}[name]
    return case(y, p, name, function(p > 0.5, y), "MD010")


def md012(rng: Generator) -> Case:
    """evaluate(steps=len(x) // batch_size)."""
    y, p = scored(rng)
    batch = batch_size(rng)
    steps = len(y) // batch
    name, metric = [("accuracy", "accuracy"), ("auc", ke.AUC()), ("recall", ke.Recall())][
        rng.integers(3)
    ]
    return case(y, p, name, evaluate(y, p, metric, batch=batch, steps=steps), "MD012")


def md201(rng: Generator) -> Case:
    """compile(loss=BinaryCrossentropy(from_logits=True), metrics=["accuracy", AUC()])."""
    y = labels(rng, rows(rng))
    z = logits(rng, y)
    name, metric = [("accuracy", "accuracy"), ("precision", ke.Precision()), ("auc", ke.AUC())][
        rng.integers(3)
    ]
    return case(y, z, name, evaluate(y, z, metric), "MD201")


def md202(rng: Generator) -> Case:
    """Scores at the threshold count, on a model that was rounded to two digits."""
    y, p = scored(rng)
    p = np.round(p.astype(float), 1)
    name = ["accuracy", "recall", "f1"][rng.integers(3)]
    function = {"accuracy": sk.accuracy_score, "recall": sk.recall_score, "f1": sk.f1_score}[name]
    return case(y, p, name, function(y, p >= 0.5), "MD202")


def md203(rng: Generator) -> Case:
    """Somebody tuned the threshold."""
    y, p = scored(rng)
    at = float(rng.choice([0.3, 0.4, 0.6, 0.7]))
    if rng.random() < 0.5:
        return case(y, p, "f1", sk.f1_score(y, p > at), "MD203")
    metric = ke.Recall(thresholds=at)
    return case(y, p, "recall", evaluate(y, p, metric), "MD203")


def md205(rng: Generator) -> Case:
    """metrics=[keras.metrics.Accuracy()]."""
    y, p = scored(rng)
    p[rng.random(len(p)) < 0.2] = 0
    p[rng.random(len(p)) < 0.3] = 1
    return case(y, p, "accuracy", evaluate(y, p, ke.Accuracy()), "MD205")


def md206(rng: Generator) -> Case:
    """roc_auc_score on decisions."""
    y, p = scored(rng)
    if rng.random() < 0.7:
        return case(y, p, "auc", sk.roc_auc_score(y, np.round(p)), "MD206")
    return case(y, p, "average_precision", sk.average_precision_score(y, p > 0.5), "MD206")


def md207(rng: Generator) -> Case:
    """A differentiable F1 or Dice over all the data."""
    y, p = scored(rng)
    tp, fp, fn = (y * p).sum(), ((1 - y) * p).sum(), (y * (1 - p)).sum()
    kind = rng.integers(3)
    if kind == 0:
        return case(y, p, "f1", 2 * tp / (2 * tp + fp + fn + 1e-7), "MD207")
    if kind == 1:
        return case(y, p, "iou", tp / (tp + fp + fn), "MD207")
    return case(y, p, "dice", (2 * tp + 1) / (y.sum() + p.sum() + 1), "MD207")


def md208(rng: Generator) -> Case:
    """from_logits=True on a model that ends in a sigmoid."""
    y, p = scored(rng)
    loss = updated(ke.BinaryCrossentropy(from_logits=True), y, p)
    return case(y, p, "loss", loss, "MD208")


def md209(rng: Generator) -> Case:
    """Dense(1, activation="softmax")."""
    y, p = scored(rng)
    one = np.asarray(keras.activations.softmax(ops.convert_to_tensor(p[:, None])))
    name, metric = [("accuracy", "accuracy"), ("precision", ke.Precision())][rng.integers(2)]
    return case(y, p, name, evaluate(y, one, metric), "MD209")


def md211_batch(rng: Generator) -> Case:
    """The model returns x[:, 0]: the string "accuracy" takes the argmax of the batch."""
    y, p = scored(rng)
    inputs = keras.Input((1,))
    model = keras.Model(inputs, inputs[:, 0] * 1.0)
    model.compile(loss="mse", metrics=["accuracy"])
    got = model.evaluate(p[:, None], y, batch_size=32, verbose=0, return_dict=True)
    return case(y, p, "accuracy", got["accuracy"], "MD211")


def md212(rng: Generator) -> Case:
    """F1Score() of one column has no threshold."""
    y, p = scored(rng)
    return case(y, p, "f1_score", updated(ke.F1Score(), y.astype("float32"), p), "MD212")


def md218(rng: Generator) -> Case:
    """MeanIoU of probabilities, which it cuts to whole numbers."""
    y, p = scored(rng)
    p[rng.random(len(p)) < 0.2] = 1
    return case(y, p, "mean_iou", updated(ke.MeanIoU(2), y, p), "MD218")


def md219(rng: Generator) -> Case:
    """float64 scores a hair above the threshold."""
    y = labels(rng, rows(rng))
    p = scores(rng, y).astype(np.float64)
    p[rng.random(len(p)) < 0.15] = 0.5 + 1e-9
    return case(y, p, "recall", updated(ke.Recall(), y, p), "MD219")


def md220(rng: Generator) -> Case:
    """Another beta."""
    y, p = scored(rng)
    beta = float(rng.choice([0.5, 2.0]))
    return case(y, p, "f1", sk.fbeta_score(y, p > 0.5, beta=beta), "MD220")


def md301(rng: Generator) -> Case:
    """average="macro" or "weighted" of a binary task."""
    y, p = scored(rng)
    average = ["macro", "weighted"][rng.integers(2)]
    name = ["f1", "precision"][rng.integers(2)]
    function = {"f1": sk.f1_score, "precision": sk.precision_score}[name]
    return case(y, p, name, function(y, p > 0.5, average=average), "MD301")


def md302(rng: Generator) -> Case:
    """AUC or Precision of a softmax of two units with one-hot labels."""
    y, p = scored(rng)
    hot, both = np.eye(2)[y], np.column_stack([1 - p, p])
    name, metric = [("auc", ke.AUC()), ("precision", ke.Precision())][rng.integers(2)]
    return case(y, p, name, evaluate(hot, both, metric), "MD302")


def md306(rng: Generator) -> Case:
    """The mean IoU of both classes against that of the object."""
    y, p = scored(rng)
    return case(y, p, "iou", sk.jaccard_score(y, p > 0.5, average="macro"), "MD306")


def md308(rng: Generator) -> Case:
    """balanced_accuracy_score called accuracy."""
    y, p = scored(rng)
    return case(y, p, "accuracy", sk.balanced_accuracy_score(y, p > 0.5), "MD308")


def md401(rng: Generator) -> Case:
    """The pasted F1, recall and precision, averaged over batches."""
    y, p = scored(rng)
    name, function = [("f1_m", f1_m), ("recall_m", recall_m), ("precision_m", precision_m)][
        rng.integers(3)
    ]
    return case(y, p, name, evaluate(y, p, function, batch=batch_size(rng)), "MD401")


def md401_auc(rng: Generator) -> Case:
    """roc_auc_score batch by batch, those of one class left out."""
    y, p = scored(rng)
    batch = batch_size(rng)
    parts = [(y[i : i + batch], p[i : i + batch]) for i in range(0, len(y), batch)]
    aucs = [sk.roc_auc_score(a, b) for a, b in parts if 0 < a.mean() < 1]
    return case(y, p, "auc", np.mean(aucs), "MD401")


def md402(rng: Generator) -> Case:
    """A custom loss that sums, averaged over batches."""
    y, p = scored(rng)

    def summed(a: Tensor, b: Tensor) -> Tensor:
        return ops.sum(ops.square(ops.cast(a, "float32") - b))

    return case(y, p, "mse", evaluate(y, p, summed, batch=batch_size(rng)), "MD402")


def md403(rng: Generator) -> Case:
    """ops.equal(y, round(p)) of (N,) and (N, 1)."""
    y, p = scored(rng)
    if rng.random() < 0.5:
        decided = np.round(p)[:, None]
        return case(y, p, "accuracy", np.mean(y == decided), "MD403")

    def custom(a: Tensor, b: Tensor) -> Tensor:
        return ops.mean(ops.cast(ops.equal(ops.cast(a, "float32"), ops.round(b)), "float32"))

    return case(y, p, "accuracy", evaluate(y, p, custom, batch=batch_size(rng), flat=True), "MD403")


MAKERS = (
    *(md001, md002, md005, md006, md008, md009, md010, md012, md201, md202, md203, md205),
    *(
        md206,
        md207,
        md208,
        md209,
        md211_batch,
        md212,
        md218,
        md219,
        md220,
        md301,
        md302,
        md306,
        md308,
    ),
    *(md401, md401_auc, md402, md403),
)
