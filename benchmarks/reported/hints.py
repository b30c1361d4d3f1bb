"""Pipelines whose fault no labels and predictions can prove: none of their numbers may be found."""

from __future__ import annotations

import keras
import numpy as np
from keras import metrics as ke
from numpy.random import Generator
from sklearn import metrics as sk

from benchmarks.reported.case import (
    Case,
    case,
    classes,
    evaluate,
    labels,
    rows,
    scored,
    softmax,
    values,
)


def md007(rng: Generator) -> Case:
    """The generator shuffles: evaluate is right, the labels and predictions in the file are not."""
    y, p = scored(rng)
    name = ["accuracy", "auc", "f1"][rng.integers(3)]
    value = {
        "accuracy": sk.accuracy_score(y, p > 0.5),
        "auc": sk.roc_auc_score(y, p),
        "f1": sk.f1_score(y, p > 0.5),
    }[name]
    return case(y, rng.permutation(p), name, value)


def md011(rng: Generator) -> Case:
    """The targets were scaled with the training set, whose scale nobody tells."""
    y, p = values(rng, rows(rng))
    less, by = rng.uniform(5, 30), rng.uniform(3, 15)
    return case(y, p, "mse", sk.mean_squared_error((y - less) / by, (p - less) / by))


def md404(rng: Generator) -> Case:
    """One metric object for training and validation."""
    y, p = scored(rng)
    other, q = scored(rng)
    metric = ke.BinaryAccuracy()
    metric.update_state(other[:, None], q[:, None])
    metric.update_state(y[:, None], p[:, None])
    return case(y, p, "accuracy", np.asarray(metric.result()))


def md606(rng: Generator) -> Case:
    """The loss has a penalty in it."""
    y, p = scored(rng)
    loss = evaluate(y, p, loss="binary_crossentropy")
    return case(y, p, "loss", loss + rng.gamma(2.0, 0.02))


def md607(rng: Generator) -> Case:
    """The loss of the logits behind a softmax that is 0 and 1 here and there."""
    y, z = classes(rng, rows(rng), 4)
    z = z * 12
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return case(y, softmax(z), "loss", evaluate(y, z, loss=loss))


def md703(rng: Generator) -> Case:
    """Class weights that nobody tells."""
    y, p = scored(rng)
    weights = np.where(y == 1, rng.uniform(1.5, 9), rng.uniform(0.5, 1.2))
    return case(y, p, "loss", evaluate(y, p, loss="binary_crossentropy", sample_weight=weights))


def md802(rng: Generator) -> Case:
    """What fit() prints of an epoch, against the predictions after it."""
    count = rows(rng)
    y = labels(rng, count)
    x = rng.normal(size=(count, 6)) + y[:, None] * rng.uniform(0, 0.8, 6)
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(keras.optimizers.SGD(0.05), "binary_crossentropy", metrics=["accuracy"])
    logs = model.fit(x, y, verbose=0).history
    p = model.predict(x, verbose=0)[:, 0]
    name = ["accuracy", "loss"][rng.integers(2)]
    return case(y, p, name, logs[name][0])


MAKERS = (md007, md011, md404, md606, md607, md703, md802)
