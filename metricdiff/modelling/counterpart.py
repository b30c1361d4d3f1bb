"""What a number of a model is held against: scikit-learn's call on what ``predict`` returns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from metricdiff.calls import parse
from metricdiff.errors import InputError, UsageError
from metricdiff.inputs.inference import understand
from metricdiff.inputs.predictions import Predictions
from metricdiff.inputs.reading import from_arrays
from metricdiff.metrics import defaults, registry
from metricdiff.metrics.declaration import Metric, Needs
from metricdiff.modelling.model import Item, Output
from metricdiff.planning import Planned, plan
from metricdiff.settings import AVERAGES, Overrides, Settings
from metricdiff.words import Kind, Pairing, Task

#: Metrics of predicted values, whatever the labels look like.
_OF_VALUES = frozenset(
    {
        "mse",
        "rmse",
        "mae",
        "mape",
        "msle",
        "r2",
        "log_cosh",
        "huber",
        "poisson",
        "cosine_similarity",
    }
)
#: Metrics whose loss is their negative.
_NEGATED = frozenset({"cosine_similarity"})
_HALF = 0.5
_PROBABILITIES = frozenset({"sigmoid", "softmax", "hard_sigmoid"})
#: Settings that no call of Keras's metrics repeats: names, and what the setup changes.
_LEFT_OUT = frozenset(
    {
        *("name", "dtype", "fn", "reduction", "label_smoothing", "axis", "from_logits"),
        *("label_weights", "ignore_class"),
    }
)


@dataclass(frozen=True)
class Counterpart:
    """The calls that stand for an item.

    Attributes:
        predictions: What they are run on.
        metric: The metric of the catalogue.
        sklearn: scikit-learn's call.
        keras: Keras's call, without what no call of scikit-learn has.
    """

    predictions: Predictions
    metric: Metric
    sklearn: str
    keras: str


class Reading:
    """What the labels and predictions of an output are, and the counterparts of its items.

    ``problem`` says why they fit no task.

    Args:
        output: The output.
        items: The numbers of the model that belong to it.
        overrides: What the user says.
    """

    def __init__(self, output: Output, items: tuple[Item, ...], overrides: Overrides) -> None:
        self._output, self._items, self._overrides = output, items, overrides
        self.problem = ""

    @cached_property
    def predictions(self) -> Predictions | None:
        """Labels and predictions as they are understood; ``None`` where they fit no task."""
        try:
            return self._understood(self._kind())
        except UsageError:  # the activation says one thing, the labels another
            return self._understood(None)

    @cached_property
    def values(self) -> Predictions | None:
        """The same as predicted values."""
        return self._understood(None, Task.REGRESSION)

    @cached_property
    def columns(self) -> Predictions | None:
        """The same as a class a column, where two columns were taken for one score."""
        return self._understood(self._kind(), Task.MULTICLASS)

    @cached_property
    def hardened(self) -> Predictions | None:
        """The same with each soft label as the class that it is most of."""
        labels = self._output.labels
        wide = labels.ndim > 1 and labels.shape[-1] > 1
        if wide:
            labels = np.eye(labels.shape[-1], dtype=np.int64)[labels.argmax(axis=-1)]
        else:
            labels = (labels > _HALF).astype(np.int64)
        return Reading(
            replace(self._output, labels=labels), self._items, self._overrides
        ).predictions

    @property
    def _two_columns(self) -> bool:
        usual = self.predictions
        wide = self._output.predictions.ndim > 1 and self._output.predictions.shape[-1] > 1
        return wide and usual is not None and usual.task is Task.BINARY

    def _understood(self, kind: Kind | None, task: Task | None = None) -> Predictions | None:
        output = self._output
        weights = output.weights
        if weights is not None and weights.ndim > 1 and weights.shape[1] == 1:
            weights = weights[:, 0]
        overrides = replace(
            self._overrides,
            kind=kind if self._overrides.kind is None else self._overrides.kind,
            task=task or self._overrides.task,
        )
        try:
            raw = from_arrays(output.labels, output.predictions, weights)
            return understand(raw, overrides)
        except InputError as error:
            self.problem = str(error)
            return None

    def _kind(self) -> Kind | None:
        """Return what the last activation and the losses say of the predictions."""
        if self._output.activation in _PROBABILITIES:
            return Kind.PROBABILITIES
        from_logits = any(item.is_loss and item.config.get("from_logits") for item in self._items)
        return Kind.LOGITS if from_logits and self._output.activation == "linear" else None

    @property
    def logits(self) -> bool:
        """Whether the predictions are logits."""
        return self.predictions is not None and self.predictions.kind is Kind.LOGITS

    def counterpart(self, item: Item) -> Counterpart | None:
        """Return the calls that stand for an item; ``None`` where scikit-learn has none."""
        if item.own or item.role == "total_loss":
            return None
        try:
            named = registry.find(_name(item))
        except UsageError:
            return None
        predictions = self._fitting(named.metric, item)
        keras = self._spelled(item)
        if predictions is None or keras is None:
            return None
        planned = _nearest(list(_planned(item, predictions)), keras)
        if planned is None or planned.sklearn is None:
            return None
        sklearn = planned.sklearn.text
        if item.is_loss and named.metric.name in _NEGATED:
            sklearn, keras = f"-({sklearn})", f"-{keras}"
        return Counterpart(predictions, named.metric, sklearn, keras)

    def _fitting(self, metric: Metric, item: Item) -> Predictions | None:
        usual = self.predictions
        of_classes = self._output.activation in _PROBABILITIES and metric.needs is Needs.DECISIONS
        if of_classes and usual and usual.task is Task.REGRESSION:
            return self.hardened
        if metric.name == "log_loss" and item.is_categorical and self._two_columns:
            return self.columns
        if metric.name not in _OF_VALUES:
            return usual
        unit = self._output.activation in _PROBABILITIES
        return usual if unit and usual and usual.task in metric.entries else self.values

    def _spelled(self, item: Item) -> str | None:
        """Return the item as a call of a metric of Keras."""
        settings = {
            name: value
            for name, value in item.config.items()
            if name not in _LEFT_OUT and value is not None
        }
        if item.config.get("from_logits") and (self.logits or item.name == "AUC"):
            settings["from_logits"] = True
        if item.kind in {"F1Score", "FBetaScore"} and self._output.predictions.shape[-1] == 1:
            settings.pop("average", None)  # of one column they are all the same
        if item.function:
            return f"MeanMetricWrapper({item.function})"
        return _call(item.kind, settings)


def _call(name: str, settings: Mapping[str, Any]) -> str | None:
    known = {**_DEFAULTS.get(name, {})}
    given = [
        f"{key}={_literal(value)}"
        for key, value in settings.items()
        if known.get(key, ...) != value
    ]
    try:
        return parse(f"{name}({', '.join(given)})").without(defaults.KERAS).text
    except UsageError:
        return None


def _literal(value: Any) -> str:
    return json.dumps(value) if isinstance(value, str) else repr(value)


#: What ``get_config`` says of settings that nobody set.
_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "AUC": {
        "num_thresholds": 200,
        "curve": "ROC",
        "summation_method": "interpolation",
        "multi_label": False,
        "num_labels": None,
    },
    "TopKCategoricalAccuracy": {"from_sorted_ids": False},
    "SparseTopKCategoricalAccuracy": {"from_sorted_ids": False},
    "R2Score": {"class_aggregation": "uniform_average", "num_regressors": 0},
    "PrecisionAtRecall": {"num_thresholds": 200},
    "RecallAtPrecision": {"num_thresholds": 200},
    "SensitivityAtSpecificity": {"num_thresholds": 200},
    "SpecificityAtSensitivity": {"num_thresholds": 200},
    "Huber": {"delta": 1.0},
}


def _name(item: Item) -> str:
    """Return the name under which the catalogue knows an item."""
    return "pr_auc" if item.kind == "AUC" and item.config.get("curve") == "PR" else item.name


def _planned(item: Item, predictions: Predictions) -> Iterator[Planned]:
    """Yield the comparisons that the catalogue makes of a metric with the item's settings."""
    threshold = item.config.get("threshold", item.config.get("thresholds"))
    average = item.config.get("average")
    cut = predictions.task in {Task.BINARY, Task.MULTILABEL}
    whole = isinstance(threshold, int | float) and 0 < threshold < 1
    thresholds = (float(threshold),) if cut and whole else ()
    for settings in (
        Settings((_name(item),), thresholds),
        Settings((_name(item),), thresholds, (average,) if average in AVERAGES else ()),
        Settings((registry.find(_name(item)).metric.name,)),
    ):
        try:
            yield from plan(predictions, settings)
        except UsageError:
            continue


def _nearest(planned: list[Planned], keras: str) -> Planned | None:
    """Return the comparison whose Keras call it is, else the first of the usual ones."""
    with_sklearn = [row for row in planned if row.sklearn]
    same = [row for row in with_sklearn if row.keras and row.keras.text == keras]
    usual = [row for row in with_sklearn if row.pairing is not Pairing.DEFAULT]
    return next(iter(same + usual + with_sklearn), None)
