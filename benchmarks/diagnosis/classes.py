"""One fault in a multiclass or multilabel task."""

from __future__ import annotations

import numpy as np
from keras import metrics as ke
from numpy.random import Generator
from sklearn import metrics as sk

from benchmarks.diagnosis.case import Case, all_classes, class_scores, keras_value, labels, scores

_ARGMAX = "y_pred.argmax(axis=1)"


def _several(rng: Generator, classes: int = 4) -> tuple[np.ndarray, np.ndarray]:
    y = all_classes(rng, int(rng.integers(40, 300)), classes)
    return y, class_scores(rng, y, classes)


def _labels(rng: Generator, count: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rows = int(rng.integers(40, 300))
    y = np.column_stack([labels(rng, rows, share) for share in (0.3, 0.5, 0.7, 0.4, 0.6)[:count]])
    y[2] = 1
    return y, np.column_stack([scores(rng, column) for column in y.T])


def md204(rng: Generator) -> Case:
    """0.5 for each class against the argmax."""
    y, p = _several(rng)
    end = keras_value(ke.Recall(), np.eye(4)[y], p)
    return Case(
        *(y, p, sk.recall_score(y, p.argmax(1), average="micro"), [("MD204", end)]),
        f'recall_score(y_true, {_ARGMAX}, average="micro")',
        "Recall()",
    )


def md210(rng: Generator) -> Case:
    """Categorical accuracy of several labels a row."""
    y, p = _labels(rng)
    end = keras_value(ke.CategoricalAccuracy(), y, p)
    return Case(
        *(y, p, sk.accuracy_score(y, p > 0.5), [("MD210", end)]),
        "accuracy_score(y_true, y_pred > 0.5)",
        "CategoricalAccuracy()",
    )


def md211(rng: Generator) -> Case:
    """Categorical accuracy of class numbers: the share of argmax 0."""
    y, p = _several(rng)
    end = float(np.mean(ke.CategoricalAccuracy()(np.zeros_like(y)[:, None] == np.arange(4), p)))
    return Case(
        *(y, p, sk.accuracy_score(y, p.argmax(1)), [("MD211", end)]),
        f"accuracy_score(y_true, {_ARGMAX})",
        "CategoricalAccuracy()",
    )


def md221(rng: Generator) -> Case:
    """Class numbers under the string that cuts them as scores of two classes."""
    y, p = _several(rng)
    decided = p.argmax(axis=1)
    end = keras_value(ke.BinaryAccuracy(), y, decided.astype(float))
    return Case(
        *(y, decided, sk.accuracy_score(y, decided), [("MD221", end)]),
        metrics="accuracy",
        pairing="default",
    )


def md213(rng: Generator) -> Case:
    """Ties at the k-th score."""
    y = all_classes(rng, int(rng.integers(40, 200)), 5)
    p = np.eye(5)[rng.integers(0, 5, len(y))] * 0.2 + 0.16
    k = int(rng.integers(2, 4))
    end = keras_value(ke.SparseTopKCategoricalAccuracy(k=k), y, p)
    return Case(
        *(y, p, sk.top_k_accuracy_score(y, p, k=k, labels=range(5)), [("MD213", end)]),
        f"top_k_accuracy_score(y_true, y_pred, k={k}, labels=[0, 1, 2, 3, 4])",
        f"SparseTopKCategoricalAccuracy(k={k})",
        options={"task": "multiclass", "kind": "probabilities"},
    )


def md214(rng: Generator) -> Case:
    """Another k."""
    y, p = _several(rng, 6)
    ours, theirs = rng.choice([1, 2, 3, 4], 2, replace=False).tolist()
    end = keras_value(ke.SparseTopKCategoricalAccuracy(k=ours), y, p)
    return Case(
        *(y, p, sk.top_k_accuracy_score(y, p, k=theirs), [("MD214", end)]),
        f"top_k_accuracy_score(y_true, y_pred, k={theirs})",
        f"SparseTopKCategoricalAccuracy(k={ours})",
    )


def md215(rng: Generator) -> Case:
    """The k largest instead of a threshold."""
    y, p = _labels(rng)
    end = keras_value(ke.Precision(top_k=1), y, p)
    return Case(
        *(y, p, sk.precision_score(y, p > 0.5, average="micro"), [("MD215", end)]),
        'precision_score(y_true, y_pred > 0.5, average="micro")',
        "Precision(top_k=1)",
    )


def md216(rng: Generator) -> Case:
    """Top-k accuracy looks for the first label of a row."""
    y, p = _labels(rng, 5)
    k = int(rng.integers(1, 4))
    top = (-p).argsort(axis=1).argsort(axis=1) < k
    end = keras_value(ke.TopKCategoricalAccuracy(k=k), y, p)
    return Case(
        *(y, p, sk.recall_score(y, top, average="micro"), [("MD216", end)]),
        f'recall_score(y_true, (-y_pred).argsort(axis=1).argsort(axis=1) < {k}, average="micro")',
        f"TopKCategoricalAccuracy(k={k})",
    )


def md301(rng: Generator) -> Case:
    """Another average over the classes."""
    y, p = _several(rng)
    y[rng.random(len(y)) < 0.3] = 0
    y[:4] = range(4)
    theirs, ours = rng.choice(["macro", "micro", "weighted"], 2, replace=False).tolist()
    end = keras_value(ke.F1Score(average=ours), np.eye(4)[y], p)
    return Case(
        *(y, p, sk.f1_score(y, p.argmax(1), average=theirs), [("MD301", end)]),
        f'f1_score(y_true, {_ARGMAX}, average="{theirs}")',
        f'F1Score(average="{ours}")',
    )


def md302(rng: Generator) -> Case:
    """All labels pooled against their mean."""
    y, p = _labels(rng)
    end = keras_value(ke.Precision(), y, p)
    return Case(
        *(y, p, sk.precision_score(y, p > 0.5, average="macro"), [("MD302", end)]),
        'precision_score(y_true, y_pred > 0.5, average="macro")',
        "Precision()",
    )


def md303(rng: Generator) -> Case:
    """Accuracy of cells against rows."""
    y, p = _labels(rng)
    end = keras_value(ke.BinaryAccuracy(), y, p)
    return Case(
        *(y, p, sk.accuracy_score(y, p > 0.5), [("MD303", end)]),
        "accuracy_score(y_true, y_pred > 0.5)",
        "BinaryAccuracy()",
    )


def md304(rng: Generator) -> Case:
    """A class that does not occur."""
    y, p = _several(rng, 4)
    p = np.column_stack([p[:, :4], np.full(len(y), 1e-4)]).astype(np.float32).astype(float)
    p /= p.sum(axis=1, keepdims=True)
    end = keras_value(ke.F1Score(average="macro"), np.eye(5)[y], p)
    start = sk.f1_score(y, p.argmax(1), average="macro")
    options = {"average": "macro"}
    return Case(*(y, p, start, [("MD304", end)]), metrics="f1", pairing="matched", options=options)


def md309(rng: Generator) -> Case:
    """A label that is never set."""
    y, p = _labels(rng)
    y[:, int(rng.integers(3))] = 0
    p = (np.floor(p * 199) + 0.5) / 199
    end = keras_value(ke.AUC(multi_label=True), y, p)
    return Case(
        *(y, p, None, [("MD309", end)]),
        'roc_auc_score(y_true, y_pred, average="macro")',
        "AUC(multi_label=True)",
    )


def md311(rng: Generator) -> Case:
    """One class of several."""
    y, p = _several(rng)
    place = int(rng.integers(4))
    end = keras_value(ke.Recall(class_id=place, top_k=1), np.eye(4)[y], p)
    return Case(
        *(y, p, sk.recall_score(y, p.argmax(1), average="macro"), [("MD311", end)]),
        f'recall_score(y_true, {_ARGMAX}, average="macro")',
        f"Recall(class_id={place}, top_k=1)",
    )


def md603(rng: Generator) -> Case:
    """Rows that do not sum to 1."""
    y, p = _several(rng)
    p *= rng.uniform(0.6, 1, (len(y), 1))
    end = keras_value(ke.CategoricalCrossentropy(), np.eye(4)[y], p)
    start = float(-np.log(p[np.arange(len(y)), y]).mean())  # log_loss warns, and takes them so
    return Case(
        *(y, p, start, [("MD603", end)]),
        metrics="log_loss",
        pairing="matched",
        options={"kind": "probabilities"},
    )


def md604(rng: Generator) -> Case:
    """Log loss of the positive labels against both."""
    y, p = _labels(rng)
    end = keras_value(ke.BinaryCrossentropy(), y, p)
    start = float(-(y * np.log(p)).sum(axis=1).mean())  # what log_loss sums up
    return Case(
        *(y, p, start, [("MD604", end)]), "log_loss(y_true, y_pred)", "BinaryCrossentropy()"
    )


def md614(rng: Generator) -> Case:
    """Brier score of several classes."""
    y, p = _several(rng)
    p = p / p.sum(axis=1, keepdims=True)
    end = keras_value(ke.MeanSquaredError(), np.eye(4)[y], p)
    start = sk.brier_score_loss(y, p)
    return Case(
        *(y, p, start, [("MD614", end)]), "brier_score_loss(y_true, y_pred)", "MeanSquaredError()"
    )


def md618(rng: Generator) -> Case:
    """Keras floors the scores of the other classes at 0."""
    y = all_classes(rng, int(rng.integers(40, 200)), 3)
    z = rng.normal(-1.5, 1, (len(y), 3)).astype(np.float32).astype(float)
    end = keras_value(ke.CategoricalHinge(), np.eye(3)[y], z)
    return Case(
        *(y, z, sk.hinge_loss(y, z), [("MD618", end)]),
        "hinge_loss(y_true, y_pred)",
        "CategoricalHinge()",
        options={"kind": "scores"},
    )


MAKERS = {
    "MD204": md204,
    "MD210": md210,
    "MD211": md211,
    "MD213": md213,
    "MD214": md214,
    "MD215": md215,
    "MD216": md216,
    "MD221": md221,
    "MD301 classes": md301,
    "MD302": md302,
    "MD303": md303,
    "MD304": md304,
    "MD309": md309,
    "MD311 classes": md311,
    "MD603": md603,
    "MD604": md604,
    "MD614": md614,
    "MD618": md618,
}
