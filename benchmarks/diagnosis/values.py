"""One fault in a regression."""

from __future__ import annotations

import numpy as np
from keras import metrics as ke
from numpy.random import Generator
from sklearn import metrics as sk

from benchmarks.diagnosis.case import Case, keras_value


def _values(rng: Generator, outputs: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rows = int(rng.integers(30, 300))
    shape = (rows,) if outputs == 1 else (rows, outputs)
    y = rng.gamma(3, 1, shape) + 0.3
    p = y + rng.normal(0, 0.4, shape)
    return tuple(part.astype(np.float32).astype(float) for part in (y, p))  # type: ignore[return-value]


def md217(rng: Generator) -> Case:
    """Accuracy of predicted values."""
    y, p = _values(rng)
    flags = rng.random(len(y)) < 0.5
    y = np.where(flags, y > 2, y)
    p = np.where(flags, p / 4, p).astype(np.float32).astype(float)
    end = keras_value(ke.BinaryAccuracy(), y, p)
    return Case(y, p, None, [("MD217", end)], metrics="accuracy", pairing="default")


def md405(rng: Generator) -> Case:
    """Cosine similarity of rows of one number each."""
    y, p = _values(rng)
    p[rng.random(len(y)) < 0.3] *= -1
    end = keras_value(ke.CosineSimilarity(), y, p)
    start = float(sk.pairwise.cosine_similarity([y], [p])[0, 0])
    call = "cosine_similarity(y_true.reshape(1, -1), y_pred.reshape(1, -1))[0, 0]"
    return Case(y, p, start, [("MD405", end)], call, "CosineSimilarity()")


def md504(rng: Generator) -> Case:
    """R2 of a target far from 0."""
    y, p = _values(rng)
    away = float(rng.choice([3e3, 1e4]))
    y, p = y + away, p + away
    end = keras_value(ke.R2Score(), y, p)
    start = sk.r2_score(y, p)
    return Case(y, p, start, [("MD504", end)], metrics="r2", pairing="matched")


def md506(rng: Generator) -> Case:
    """Percentages of nothing."""
    y, p = _values(rng)
    y[rng.random(len(y)) < 0.1] = 0
    y[0] = 0
    end = keras_value(ke.MeanAbsolutePercentageError(), y, p)
    start = 100 * sk.mean_absolute_percentage_error(y, p)
    return Case(y, p, start, [("MD506", end)], metrics="mape", pairing="matched")


def md511(rng: Generator) -> Case:
    """Whole predictions cast the labels to whole numbers."""
    y, p = _values(rng)
    p = np.rint(p).astype(np.int64)
    end = keras_value(ke.MeanSquaredError(), y, p)
    start = sk.mean_squared_error(y, p)
    return Case(
        *(y, p, start, [("MD511", end)]),
        metrics="mse",
        pairing="matched",
        array=True,
        options={"task": "regression"},
    )


def md601(rng: Generator) -> Case:
    """Percent against a fraction."""
    y, p = _values(rng)
    end = keras_value(ke.MeanAbsolutePercentageError(), y, p)
    return Case(
        *(y, p, sk.mean_absolute_percentage_error(y, p), [("MD601", end)]),
        "mean_absolute_percentage_error(y_true, y_pred)",
        "MeanAbsolutePercentageError()",
    )


def md602(rng: Generator) -> Case:
    """A score against a loss."""
    y, p = _values(rng)
    end = keras_value(ke.MeanAbsoluteError(), y, p)
    return Case(
        *(y, p, -sk.mean_absolute_error(y, p), [("MD602", end)]),
        "-mean_absolute_error(y_true, y_pred)",
        "MeanAbsoluteError()",
    )


def md608(rng: Generator) -> Case:
    """Adjusted R2 takes outputs for samples."""
    y, p = _values(rng, 2)
    k, n = int(rng.integers(2, 8)), len(y)
    y, p = y[:24], p[:24]
    n = len(y)
    metric = ke.R2Score(num_regressors=k)
    end = keras_value(metric, y, p)
    start = 1 - (1 - sk.r2_score(y, p)) * (n - 1) / (n - k - 1)
    return Case(
        *(y, p, start, [("MD608", end)]),
        f"1 - (1 - r2_score(y_true, y_pred)) * ({n} - 1) / ({n} - {k} - 1)",
        f"R2Score(num_regressors={k})",
    )


def md609(rng: Generator) -> Case:
    """Negative predictions under a logarithm."""
    y, p = _values(rng)
    p[rng.random(len(y)) < 0.2] = -float(rng.uniform(0.2, 0.8))
    end = keras_value(ke.MeanSquaredLogarithmicError(), y, p)
    p = np.maximum(p, -0.9)
    start = sk.mean_squared_log_error(y, p)
    end = keras_value(ke.MeanSquaredLogarithmicError(), y, p)
    return Case(y, p, start, [("MD609", end)], metrics="msle", pairing="matched")


def md611(rng: Generator) -> Case:
    """The root of the mean against the mean of the roots."""
    y, p = _values(rng, 2)
    p[:, 1] += rng.normal(0, 2, len(y))
    end = keras_value(ke.RootMeanSquaredError(), y, p)
    start = sk.root_mean_squared_error(y, p)
    return Case(y, p, start, [("MD611", end)], metrics="rmse", pairing="matched")


def md616(rng: Generator) -> Case:
    """Deviance against likelihood."""
    y, p = _values(rng)
    y, p = np.rint(y), np.abs(p) + 0.1
    end = keras_value(ke.Poisson(), y, p)
    return Case(
        *(y, p, sk.mean_poisson_deviance(y, p), [("MD616", end)]),
        "mean_poisson_deviance(y_true, y_pred)",
        "Poisson()",
        options={"task": "regression"},
    )


def md617(rng: Generator) -> Case:
    """Adjusted against plain R2."""
    y, p = _values(rng)
    n, k = len(y), int(rng.integers(2, 8))
    end = keras_value(ke.R2Score(), y, p)
    return Case(
        *(y, p, 1 - (1 - sk.r2_score(y, p)) * (n - 1) / (n - k - 1), [("MD617", end)]),
        f"1 - (1 - r2_score(y_true, y_pred)) * ({n} - 1) / ({n} - {k} - 1)",
        "R2Score()",
    )


MAKERS = {
    "MD217": md217,
    "MD405": md405,
    "MD504": md504,
    "MD506": md506,
    "MD511": md511,
    "MD601": md601,
    "MD602 values": md602,
    "MD608": md608,
    "MD609": md609,
    "MD611": md611,
    "MD616": md616,
    "MD617": md617,
}
