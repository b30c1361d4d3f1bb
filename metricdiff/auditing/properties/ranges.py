"""In the range of what its name says, or of what it equals."""

from __future__ import annotations

import math
from collections.abc import Mapping

from metricdiff.auditing.bench import Bench, Outcomes
from metricdiff.auditing.experiment import Experiment
from metricdiff.auditing.properties.declaration import Property, fault
from metricdiff.auditing.result import Checked, Fault, Number

_SHARE, _SIGNED, _ERROR = (0.0, 1.0), (-1.0, 1.0), (0.0, math.inf)
RANGES: Mapping[str, tuple[float, float]] = {
    **dict.fromkeys(
        (
            *("accuracy", "balanced_accuracy", "precision", "recall", "specificity", "f1"),
            *("fbeta", "jaccard", "mean_iou", "dice", "hamming_loss", "top_k_accuracy"),
            *("roc_auc", "pr_auc", "precision_at_recall", "recall_at_precision"),
            *("sensitivity_at_specificity", "specificity_at_sensitivity"),
        ),
        _SHARE,
    ),
    **dict.fromkeys(("mcc", "cohen_kappa", "cosine_similarity", "pearson", "concordance"), _SIGNED),
    **dict.fromkeys(
        ("log_loss", "brier", "mse", "rmse", "mae", "mape", "msle", "hinge", "log_cosh", "huber"),
        _ERROR,
    ),
    **dict.fromkeys(("r2", "adjusted_r2", "explained_variance"), (-math.inf, 1.0)),
}
#: A float32 that is 1, and an epsilon above the line, may be a little more.
_SLACK = 1e-5
_PERCENT = 100


def _experiments(bench: Bench) -> Mapping[str, Experiment]:
    return {f"{size}": bench.experiment(batch=size) for size in bench.batches}


def _judge(bench: Bench, seen: Outcomes) -> Checked:
    name, metric = PROPERTY.name, _metric(bench)
    if metric not in RANGES:
        return Checked(name, "it has no range that is known", tested=False)
    low, high = RANGES[metric]
    values = {f"batch_size={bench.rows}": bench.first}
    values |= {f"batch_size={size}": one.value for size, one in seen.items()}
    numbers = [Number(of, value) for of, value in values.items()]
    outside = [one for one in numbers if any(not _inside(x, low, high) for x in one.value)]
    span = f"{low:g} to {high:g}" if math.isfinite(high) else f"{low:g} and more"
    span = span if math.isfinite(low) else f"{high:g} and less"
    if not outside:
        return Checked(name, f"{metric}: {span}")
    told = f"outside of {span}"
    evidence = f"{metric} is {span}, and the number is not."
    percent = (low, high) == _SHARE and all(
        1 < x <= _PERCENT * (1 + _SLACK) or x == 0 for one in numbers for x in one.value
    )
    if percent and not outside[1:]:
        return Checked(name, told, (fault("MD601", evidence, outside, fails=False),))
    found = Fault("", "out-of-range", evidence, tuple(outside), "See what else failed.")
    return Checked(name, told, (found,))


def _metric(bench: Bench) -> str:
    """Return the metric that its name says, or that it equals."""
    says = bench.named
    if says.metric and not says.rest:
        return says.metric
    plain = [one.candidate for one in bench.chosen.matches if not one.candidate.codes]
    return plain[0].metric if plain else ""


def _inside(value: float, low: float, high: float) -> bool:
    return math.isnan(value) or low - _SLACK <= value <= high + _SLACK


PROPERTY = Property("range", _experiments, _judge)
