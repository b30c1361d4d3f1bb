"""What a number of a model is held against: scikit-learn's call on what ``predict`` returns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from metricdiff.calls import parse
from metricdiff.errors import InputError, UsageError
from metricdiff.inputs.inference import understand
from metricdiff.inputs.predictions import Predictions
from metricdiff.inputs.reading import from_arrays
from metricdiff.metrics import defaults, registry
from metricdiff.metrics.declaration import Metric
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
_PROBABILITIES = frozenset({"sigmoid", "softmax", "hard_sigmoid"})
#: Settings that no call of Keras's metrics repeats: names, and what the setup changes.
_LEFT_OUT = frozenset(
    {"name", "dtype", "fn", "reduction", "label_smoothing", "axis", "from_logits", "label_weights"}
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
            named = registry.find(item.name)
        except UsageError:
            return None
        predictions = self._fitting(named.metric)
        keras = self._spelled(item)
        if predictions is None or keras is None:
            return None
        planned = _nearest(list(_planned(item, predictions)), keras)
        if planned is None or planned.sklearn is None:
            return None
        return Counterpart(predictions, named.metric, planned.sklearn.text, keras)

    def _fitting(self, metric: Metric) -> Predictions | None:
        usual = self.predictions
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


def _planned(item: Item, predictions: Predictions) -> Iterator[Planned]:
    """Yield the comparisons that the catalogue makes of a metric with the item's settings."""
    threshold = item.config.get("threshold", item.config.get("thresholds"))
    average = item.config.get("average")
    cut = predictions.task in {Task.BINARY, Task.MULTILABEL}
    whole = isinstance(threshold, int | float) and 0 < threshold < 1
    thresholds = (float(threshold),) if cut and whole else ()
    for settings in (
        Settings((item.name,), thresholds),
        Settings((item.name,), thresholds, (average,) if average in AVERAGES else ()),
        Settings((registry.find(item.name).metric.name,)),
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
