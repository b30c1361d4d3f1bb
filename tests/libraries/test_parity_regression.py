"""Predicted values: each reported number is what the library returns when called by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.metrics import (
    accuracy_score,
    explained_variance_score,
    max_error,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_poisson_deviance,
    mean_squared_error,
    mean_squared_log_error,
    median_absolute_error,
    r2_score,
    root_mean_squared_error,
    root_mean_squared_log_error,
)
from sklearn.metrics.pairwise import paired_cosine_distances

from tests.libraries.direct import Array, Case, Data, check, loss

pytestmark = pytest.mark.keras


def rows(values: Array) -> Array:
    return values.reshape(len(values), -1)


def adjusted(d: Data) -> Any:
    n = len(d.y)
    return 1 - (1 - r2_score(d.y, d.s, **d.w)) * (n - 1) / (n - 1 - 1)


CASES = [
    Case(
        "mse",
        lambda d: mean_squared_error(d.y, d.s, **d.w),
        lambda k, d: d.keras(k.MeanSquaredError()),
    ),
    Case(
        "rmse",
        lambda d: root_mean_squared_error(d.y, d.s, **d.w),
        lambda k, d: d.keras(k.RootMeanSquaredError()),
    ),
    Case(
        "mse",
        lambda d: -mean_squared_error(d.y, d.s, **d.w),
        lambda k, d: -d.keras(k.MeanSquaredError()),
        {"metrics": "neg_mean_squared_error"},
    ),
    Case(
        "mae",
        lambda d: mean_absolute_error(d.y, d.s, **d.w),
        lambda k, d: d.keras(k.MeanAbsoluteError()),
    ),
    Case(
        "mape",
        lambda d: 100 * mean_absolute_percentage_error(d.y, d.s, **d.w),
        lambda k, d: d.keras(k.MeanAbsolutePercentageError()),
    ),
    Case(
        "msle",
        lambda d: mean_squared_log_error(d.y, d.s, **d.w),
        lambda k, d: d.keras(k.MeanSquaredLogarithmicError()),
    ),
    Case(
        "rmsle",
        lambda d: root_mean_squared_log_error(d.y, d.s, **d.w),
        lambda k, d: np.sqrt(d.keras(k.MeanSquaredLogarithmicError())),
    ),
    Case("r2", lambda d: r2_score(d.y, d.s, **d.w), lambda k, d: d.keras(k.R2Score())),
    Case("adjusted_r2", adjusted, lambda k, d: d.keras(k.R2Score(num_regressors=1))),
    Case(
        "adjusted_r2",
        adjusted,
        lambda k, d: d.keras(k.R2Score(), weighted=False),
        pairing="default",
    ),
    Case("explained_variance", lambda d: explained_variance_score(d.y, d.s, **d.w), None),
    Case(
        "accuracy",
        lambda d: accuracy_score(d.y, d.s, **d.w),
        lambda k, d: d.keras(
            k.BinaryAccuracy() if d.y.ndim == 1 else k.CategoricalAccuracy(), weighted=False
        ),
        pairing="default",
    ),
    Case("log_cosh", None, lambda k, d: d.keras(k.LogCoshError())),
    Case("huber", None, lambda _, d: d.keras(loss("huber"))),
    Case("median_absolute_error", lambda d: median_absolute_error(d.y, d.s, **d.w), None),
    Case("max_error", lambda d: max_error(d.y, d.s), None),
    Case(
        "cosine_similarity",
        lambda d: 1 - np.average(paired_cosine_distances(rows(d.y), rows(d.s)), weights=d.weights),
        lambda k, d: d.keras(k.CosineSimilarity()),
    ),
    Case("pearson", None, lambda k, d: d.keras(k.PearsonCorrelation())),
    Case("concordance", None, lambda k, d: d.keras(k.ConcordanceCorrelation())),
    Case(
        "poisson",
        lambda d: mean_poisson_deviance(d.y, d.s, **d.w),
        lambda k, d: d.keras(k.Poisson()),
    ),
]


def made(shape: tuple[int, ...], dtype: str = "float32", *, weights: bool = False) -> Data:
    rng = np.random.default_rng(shape[0])
    y = rng.gamma(3, 2, shape)
    p = (y * rng.uniform(0.8, 1.25, shape)).astype(dtype)
    return Data(y, p, rng.random(shape[0]) * 3 if weights else None)


DATA = {
    "small": made((300,)),
    "float64": made((301,), "float64"),
    "float16": made((302,), "float16"),
    "weighted": made((303,), weights=True),
    "three outputs": made((304, 3)),
    "three outputs, weighted": made((305, 3), weights=True),
    "whole labels": Data(1 + np.arange(200), 1 + np.arange(200) * np.float32(1.25)),
    "whole labels and predictions": Data(1 + np.arange(200), 3 + np.arange(200), whole=True),
    "negative": Data(made((306,)).y - 5, made((306,)).p - np.float32(5)),
    "several chunks": made((70_000,)),
    "several chunks of three": made((70_001, 3)),
}


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_values_are_those_of_the_libraries(case: Case, name: str, keras: Any) -> None:
    check(case, DATA[name], keras)
