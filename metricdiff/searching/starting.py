"""The plain calls of a metric: what a reported number is held against first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from metricdiff.errors import UsageError
from metricdiff.inputs.predictions import Predictions
from metricdiff.metrics import registry
from metricdiff.planning import Planned, plan
from metricdiff.recipes.evaluation import value_of
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.of_keras import recipe_of_keras
from metricdiff.recipes.of_sklearn import recipe_of_sklearn
from metricdiff.searching.reported import Library, Reported
from metricdiff.searching.tried import Start
from metricdiff.settings import Settings
from metricdiff.words import Kind, Pairing, Task

#: Errors of values that people take of probabilities.
_OF_PROBABILITIES = {
    "mse": ("mean_squared_error(y_true, y_pred)", "MeanSquaredError()"),
    "rmse": ("root_mean_squared_error(y_true, y_pred)", "RootMeanSquaredError()"),
    "mae": ("mean_absolute_error(y_true, y_pred)", "MeanAbsoluteError()"),
}
#: Rankings that people make of decisions.
_OF_DECISIONS = {
    "roc_auc": ("roc_auc_score(y_true, y_pred)", "AUC()"),
    "pr_auc": ("average_precision_score(y_true, y_pred)", 'AUC(curve="PR")'),
}
#: How likely a number started from a call that is not the first, or not of the library named.
_DEFAULT, _OTHER = 0.5, 0.5


def planned_for(reported: Reported, predictions: Predictions) -> Sequence[Planned]:
    """Return the plain pairs of calls of the metric that is reported.

    Raises:
        UsageError: Neither library computes it on this task.
    """
    return plan(predictions, settings_for(reported, predictions))


def settings_for(reported: Reported, predictions: Predictions) -> Settings:
    """Return what to compare: the metric, or the calls that people mean by it on this task."""
    name = name_of(reported, predictions)
    metric = reported.named(predictions.task).metric
    kind = predictions.kind
    if kind is Kind.DECISIONS and predictions.plain_binary and metric.name in _OF_DECISIONS:
        return Settings(custom=(_OF_DECISIONS[metric.name],))
    if predictions.task in metric.entries:
        return Settings((name,))
    if predictions.task is Task.MULTICLASS and metric.name == "mse":
        return Settings(("brier",))
    calls = _OF_PROBABILITIES.get(metric.name)
    return Settings(custom=(calls,)) if calls and kind is Kind.PROBABILITIES else Settings((name,))


def name_of(reported: Reported, predictions: Predictions) -> str:
    """Return the name under which the catalogue knows the metric that is reported."""
    named = reported.named(predictions.task)
    try:
        registry.find(named.asked or "")
    except UsageError:  # ``loss``, which means another metric on each task
        return named.metric.name
    return named.asked or named.metric.name


def starts(
    planned: Sequence[Planned], facts: Facts, reported: Reported | None = None
) -> tuple[Start, ...]:
    """Return the plain calls with their recipes, the likeliest first.

    Of those that are one number in the digits that are reported, only the first has a weight: the
    search starts from it alone.
    """
    found: dict[tuple[str, str], Start] = {}
    reach = reported.reach if reported else 0.0
    for start in _all(planned, facts, reported.library if reported else None):
        same = any(
            one.recipe == start.recipe or abs(one.value - start.value) <= reach
            for one in found.values()
            if one.weight
        )
        once = replace(start, weight=0.0) if same and start.recipe else start
        found.setdefault((start.library, start.call), once)
    return tuple(sorted(found.values(), key=lambda one: -one.weight))


def _all(planned: Sequence[Planned], facts: Facts, library: Library | None) -> Iterator[Start]:
    predictions = facts.predictions
    for row in planned:
        default = _DEFAULT if row.pairing is Pairing.DEFAULT else 1.0
        if row.sklearn and row.pairing is not Pairing.DEFAULT:
            recipe = recipe_of_sklearn(row.sklearn, predictions)
            value = value_of(recipe, facts) if recipe else float("nan")
            weight = _OTHER if library == "keras" else 1.0
            yield Start("sklearn", row.pairing, row.sklearn.text, recipe, value, weight)
        if row.keras:
            recipe = recipe_of_keras(row.keras, predictions, weighted=row.weighted)
            value = value_of(recipe, facts) if recipe else float("nan")
            weight = (1.0 if library == "keras" else _OTHER) * default
            yield Start("keras", row.pairing, row.keras_text or "", recipe, value, weight)
