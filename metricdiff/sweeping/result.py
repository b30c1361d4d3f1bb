"""What a sweep came to.  Formats render it, nothing here prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.facts import Floats
from metricdiff.sweeping.thresholds import Thresholds

if TYPE_CHECKING:
    import pandas as pd

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Best:
    """The threshold at which scikit-learn's side of a metric is best.

    Attributes:
        threshold: The first of the best.
        value: The metric there.
        until: The next score: up to it every threshold makes the same decisions; ``None`` where
            no score is larger.
        low: From here to *high* the metric is within 0.01 of its best.
        high: See *low*.
        share: The share of the scores between *low* and *high*: how many rows may change sides
            at no more than that cost.
        sklearn: scikit-learn's call at this threshold.
        keras: Keras's; ``None`` where it has none.
    """

    threshold: float
    value: float
    until: float | None
    low: float
    high: float
    share: float
    sklearn: str
    keras: str | None


@dataclass(frozen=True, eq=False)
class Curve:
    """A metric over the thresholds.

    Attributes:
        metric: The canonical name.
        variant: The settings beside the threshold: ``average``, ``beta``.
        label: Which reading of the metric, where there are several.
        sklearn: (T,) as scikit-learn computes it from ``score > threshold`` in float64.
        keras: (T,) as Keras does, in its own convention; ``None`` where it has no such metric.
        best: Where it is best; ``None`` where no threshold gives a number.
    """

    metric: str
    variant: Mapping[str, Any]
    label: str
    sklearn: Floats
    keras: Floats | None
    best: Best | None

    @property
    def name(self) -> str:
        """The metric with its settings: ``f1_macro``, ``fbeta_2``."""
        settings = [str(value) for value in self.variant.values() if value != "binary"]
        return "_".join([self.metric, *settings, *(self.label.split() if self.label else ())])


@dataclass(frozen=True, eq=False)
class Sweep:
    """Decision metrics over thresholds.

    Attributes:
        predictions: What was swept.
        thresholds: The thresholds.
        curves: The metrics.
        tied: (T,) rows whose score is exactly the threshold: ``>=`` takes them, ``>`` does not.
        parted: (T,) rows that Keras, with ``>`` in float32, decides otherwise than scikit-learn.
    """

    predictions: Predictions
    thresholds: Thresholds
    curves: tuple[Curve, ...]
    tied: Integers
    parted: Integers

    def frame(self) -> pd.DataFrame:
        """Return one row a threshold: both libraries' metrics and the rows that part."""
        import pandas as pd

        columns: dict[str, Any] = {"threshold": self.thresholds.at}
        if (self.thresholds.cuts != self.thresholds.at).any():
            columns["cut"] = self.thresholds.cuts
        columns |= {"tied_rows": self.tied, "parted_rows": self.parted}
        for curve in self.curves:
            columns[f"{curve.name}_sklearn"] = curve.sklearn
            if curve.keras is not None:
                columns[f"{curve.name}_keras"] = curve.keras
        return pd.DataFrame(columns)
