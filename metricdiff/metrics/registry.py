"""The list of all metrics, the default sets, and finding a metric by any of its names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from metricdiff.errors import UsageError, nearest
from metricdiff.metrics import decisions, probabilistic, ranking, regression
from metricdiff.metrics.declaration import Metric
from metricdiff.words import Task

METRICS: tuple[Metric, ...] = (
    decisions.accuracy,
    decisions.balanced_accuracy,
    ranking.top_k_accuracy,
    decisions.precision,
    decisions.recall,
    decisions.specificity,
    decisions.f1,
    decisions.fbeta,
    decisions.dice,
    decisions.jaccard,
    decisions.mean_iou,
    decisions.mcc,
    decisions.cohen_kappa,
    decisions.hamming_loss,
    decisions.true_positives,
    decisions.false_positives,
    decisions.true_negatives,
    decisions.false_negatives,
    ranking.roc_auc,
    ranking.pr_auc,
    ranking.precision_at_recall,
    ranking.recall_at_precision,
    ranking.sensitivity_at_specificity,
    ranking.specificity_at_sensitivity,
    probabilistic.log_loss,
    probabilistic.brier,
    probabilistic.hinge,
    probabilistic.squared_hinge,
    probabilistic.categorical_hinge,
    probabilistic.kl_divergence,
    probabilistic.poisson,
    regression.mse,
    regression.rmse,
    regression.mae,
    regression.mape,
    regression.msle,
    regression.rmsle,
    regression.r2,
    regression.adjusted_r2,
    regression.explained_variance,
    regression.log_cosh,
    regression.huber,
    regression.median_absolute_error,
    regression.max_error,
    regression.cosine_similarity,
    regression.pearson,
    regression.concordance,
)

#: What ``compare`` runs unless the user names metrics.
DEFAULT_SETS: Mapping[Task, tuple[str, ...]] = {
    Task.BINARY: (
        *("accuracy", "precision", "recall", "f1", "jaccard"),
        *("roc_auc", "pr_auc", "log_loss", "brier"),
    ),
    Task.MULTICLASS: (
        *("accuracy", "top_k_accuracy", "precision", "recall", "f1", "roc_auc", "log_loss"),
    ),
    Task.MULTILABEL: ("accuracy", "precision", "recall", "f1", "roc_auc", "pr_auc"),
    Task.REGRESSION: ("mse", "rmse", "mae", "mape", "msle", "r2"),
}

#: What ``loss`` in a training log most likely is.
LOSS: Mapping[Task, str] = {
    Task.BINARY: "log_loss",
    Task.MULTICLASS: "log_loss",
    Task.MULTILABEL: "log_loss",
    Task.REGRESSION: "mse",
}

BY_NAME: Mapping[str, Metric] = {metric.name: metric for metric in METRICS}
_EXACT: Mapping[str, tuple[Metric, Mapping[str, Any]]] = {
    alias: (metric, pins) for metric in METRICS for alias, pins in metric.aliases.items()
}
_ALIASES = {alias.lower(): found for alias, found in _EXACT.items()}


@dataclass(frozen=True)
class Named:
    """A metric as the user named it.

    Attributes:
        metric: The metric.
        pins: What the name pins: an ``average``, a ``beta``, a ``sign`` or a ``keras`` call.
        asked: The name that was used; ``None`` where the metric is part of a set.
    """

    metric: Metric
    pins: Mapping[str, Any] = field(default_factory=dict)
    asked: str | None = None


def find(name: str) -> Named:
    """Find a metric by its canonical name, an alias, or the name that Keras logs.

    Raises:
        UsageError: There is no such metric; the message names the nearest.
    """
    plain = name.strip()
    if plain in _EXACT:  # Keras's class Accuracy is another thing than accuracy
        metric, pins = _EXACT[plain]
        return Named(metric, pins, asked=name)
    key = plain.lower().removeprefix("val_")
    stem, _, number = key.rpartition("_")
    for candidate in (key, stem if number.isdigit() else key):
        if candidate in BY_NAME:
            return Named(BY_NAME[candidate], asked=name)
        if candidate in _ALIASES:
            metric, pins = _ALIASES[candidate]
            return Named(metric, pins, asked=name)
    raise UsageError(
        f"no metric {plain!r}{nearest(plain, [*BY_NAME, *_ALIASES])} "
        "(all of them: metricdiff metrics; any other call: --sklearn CALL --keras CALL)"
    )


def chosen(requested: tuple[str, ...], task: Task) -> tuple[Named, ...]:
    """Return the metrics to run on a task.

    Args:
        requested: The names that the user gave; ``all`` for every metric of the task; empty for
            the default set.
        task: The task.
    """
    if not requested:
        return tuple(Named(BY_NAME[name]) for name in DEFAULT_SETS[task])
    found: list[Named] = []
    for name in requested:
        if name == "all":
            found.extend(Named(metric) for metric in METRICS if task in metric.entries)
        elif name.lower().removeprefix("val_") == "loss":
            found.append(Named(BY_NAME[LOSS[task]], asked=name))
        else:
            found.append(find(name))
    return tuple(found)


def check(requested: tuple[str, ...]) -> None:
    """Find every requested name, to fail before anything slow begins."""
    for name in requested:
        if name != "all" and name.lower().removeprefix("val_") != "loss":
            find(name)
