"""Metrics of predicted values."""

from __future__ import annotations

from typing import Any

from metricdiff.metrics.declaration import Default, Entry, Metric, Needs, Noise, names
from metricdiff.words import Task


def _regression(
    name: str,
    summary: str,
    sklearn: str | None,
    keras: str | None,
    *aliases: str,
    power: int = 0,
    noise: Noise = Noise.MEAN,
    unit: str = "",
    default: Default | None = None,
    settings: dict[str, tuple[Any, ...]] | None = None,
    negated: str = "",
) -> Metric:
    pins = names(negated, sign=-1) if negated else {}
    return Metric(
        name=name,
        summary=summary,
        needs=Needs.VALUES,
        noise=noise,
        entries={Task.REGRESSION: Entry(sklearn, keras, default, settings or {})},
        aliases=names(*aliases) | pins,
        unit=unit,
        power=power,
    )


#: The cosine of the two columns, which people may mean.
_ALL_ROWS = "cosine_similarity(y_true.reshape(1, -1), y_pred.reshape(1, -1))[0, 0]"
_ROWS = "y_true.reshape({rows}, {outputs}), y_pred.reshape({rows}, {outputs})"

mse = _regression(
    "mse",
    "mean squared error",
    "mean_squared_error(y_true, y_pred)",
    "MeanSquaredError()",
    *("mean_squared_error", "MeanSquaredError"),
    negated="neg_mean_squared_error",
    power=2,
)
rmse = _regression(
    "rmse",
    "root of the mean squared error",
    "root_mean_squared_error(y_true, y_pred)",
    "RootMeanSquaredError()",
    *("root_mean_squared_error", "RootMeanSquaredError"),
    negated="neg_root_mean_squared_error",
    power=1,
)
mae = _regression(
    "mae",
    "mean absolute error",
    "mean_absolute_error(y_true, y_pred)",
    "MeanAbsoluteError()",
    *("mean_absolute_error", "MeanAbsoluteError"),
    negated="neg_mean_absolute_error",
    power=1,
)
mape = _regression(
    "mape",
    "mean absolute error in percent of the target",
    "100 * mean_absolute_percentage_error(y_true, y_pred)",
    "MeanAbsolutePercentageError()",
    *("mean_absolute_percentage_error", "MeanAbsolutePercentageError"),
    negated="neg_mean_absolute_percentage_error",
    unit="percent",
)
msle = _regression(
    "msle",
    "mean squared error of log(1 + value)",
    "mean_squared_log_error(y_true, y_pred)",
    "MeanSquaredLogarithmicError()",
    *("mean_squared_log_error", "mean_squared_logarithmic_error", "MeanSquaredLogarithmicError"),
    negated="neg_mean_squared_log_error",
    noise=Noise.LOGARITHMS,
)
rmsle = _regression(
    "rmsle",
    "root of the mean squared error of log(1 + value)",
    "root_mean_squared_log_error(y_true, y_pred)",
    "np.sqrt(MeanSquaredLogarithmicError())",
    *("root_mean_squared_log_error", "root_mean_squared_logarithmic_error"),
    negated="neg_root_mean_squared_log_error",
    noise=Noise.LOGARITHMS,
)
r2 = _regression(
    "r2",
    "share of the target's variance that is explained",
    "r2_score(y_true, y_pred)",
    "R2Score()",
    *("r2_score", "R2Score"),
    noise=Noise.OF_SPREAD,
)
adjusted_r2 = _regression(
    "adjusted_r2",
    "r2 less what k regressors explain by chance",
    "1 - (1 - r2_score(y_true, y_pred)) * ({rows} - 1) / ({rows} - {k} - 1)",
    "R2Score(num_regressors={k})",
    default=Default("R2Score()"),
    settings={"k": (1,)},
    noise=Noise.OF_SPREAD,
)
explained_variance = _regression(
    "explained_variance",
    "r2 of the errors less their mean",
    "explained_variance_score(y_true, y_pred)",
    None,
    "explained_variance_score",
)
log_cosh = _regression(
    "log_cosh",
    "mean of log(cosh(error))",
    None,
    "LogCoshError()",
    *("LogCoshError", "log_cosh_error", "logcosh", "LogCosh"),
)
huber = _regression(
    "huber",
    "mean squared error up to an error of 1, absolute beyond",
    None,
    "MeanMetricWrapper(huber)",
    *("Huber", "huber_loss"),
)
median_absolute_error = _regression(
    "median_absolute_error",
    "median of the absolute errors",
    "median_absolute_error(y_true, y_pred)",
    None,
    negated="neg_median_absolute_error",
    power=1,
)
max_error = _regression(
    "max_error",
    "largest absolute error",
    "max_error(y_true, y_pred)",
    None,
    negated="neg_max_error",
    power=1,
)
cosine_similarity = _regression(
    "cosine_similarity",
    "mean cosine of each row's outputs",
    f"1 - np.average(paired_cosine_distances({_ROWS}){{weights}})",
    "CosineSimilarity()",
    *("CosineSimilarity", "cosine_proximity"),
    default=Default("CosineSimilarity()", _ALL_ROWS, "of all rows"),
    noise=Noise.DIFFERENCE,
)
pearson = _regression(
    "pearson",
    "mean correlation of each row's outputs",
    None,
    "PearsonCorrelation()",
    *("PearsonCorrelation", "pearson_correlation"),
)
concordance = _regression(
    "concordance",
    "mean concordance of each row's outputs",
    None,
    "ConcordanceCorrelation()",
    *("ConcordanceCorrelation", "concordance_correlation"),
)
