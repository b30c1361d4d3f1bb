"""Direct calls of both libraries, written by hand, and how a report is held against them.

Nothing here knows metricdiff's templates: each :class:`Case` says in plain Python what a person
would have called, and Keras is fed by hand in chunks.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

import metricdiff
from metricdiff.report import Comparison, Side

Array = npt.NDArray[Any]

#: The rows of one update, as reported under ``tool.chunk_rows``.
CHUNK = 65_536


@dataclass(frozen=True)
class Data:
    """Labels and predictions as a user holds them.

    Attributes:
        y: What ``compare`` gets as labels.
        p: What ``compare`` gets as predictions.
        weights: Sample weights, or ``None``.
        classes: The number of classes of a multiclass task.
        ask: What ``compare`` must be told of this data.
        whole: Whether the predictions are values in an array of integers, which Keras keeps.
    """

    y: Array
    p: Array
    weights: Array | None = None
    classes: int = 0
    ask: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = False

    @property
    def s(self) -> Array:
        """The predictions as scikit-learn gets them."""
        return self.p.astype(np.float64) if self.p.dtype.kind == "f" else self.p

    @property
    def w(self) -> dict[str, Array]:
        """The weights as scikit-learn's functions take them."""
        return {} if self.weights is None else {"sample_weight": self.weights}

    @property
    def one_hot(self) -> Array:
        """Whole labels as one float32 column a class."""
        return np.eye(self.classes, dtype=np.float32)[self.y]

    def keras(
        self, metric: Any, y: Array | None = None, p: Array | None = None, *, weighted: bool = True
    ) -> Any:
        """Feed a Keras metric chunk by chunk: columns, float32 (float16 and whole values stay)."""
        labels = _column(self.y if y is None else y)
        scores = _column(self.p if p is None else p)
        if labels.dtype.kind == "f":
            labels = labels.astype(np.float32)
        if scores.dtype != np.float16 and not self.whole:
            scores = scores.astype(np.float32)
        for start in range(0, len(labels), CHUNK):
            part = slice(start, start + CHUNK)
            extra = {}
            if weighted and self.weights is not None:
                extra["sample_weight"] = self.weights[part].astype(np.float32)
            metric.update_state(labels[part], scores[part], **extra)
        return np.asarray(metric.result(), dtype=np.float64)


@dataclass(frozen=True)
class Case:
    """One metric with one setting, in each library's own words.

    Attributes:
        metric: The canonical name.
        sklearn: The direct call; ``None`` where scikit-learn has none.
        keras: The direct call, given ``keras.metrics``; ``None`` where Keras has none.
        ask: What ``compare`` is told.
        variant: Which of the report's rows it is.
        pairing: The same.
    """

    metric: str
    sklearn: Callable[[Data], Any] | None
    keras: Callable[[Any, Data], Any] | None
    ask: Mapping[str, Any] = field(default_factory=dict)
    variant: Mapping[str, Any] = field(default_factory=dict)
    pairing: str = "matched"

    def __str__(self) -> str:
        settings = {**self.ask, **self.variant}
        return "-".join([self.metric, self.pairing, *(f"{k}={v}" for k, v in settings.items())])


def check(case: Case, data: Data, keras: Any) -> None:
    """Assert that ``compare`` reports what the direct calls return, bit for bit, or raise."""
    row = find(case, data)
    assert (row.sklearn.call is None) == (case.sklearn is None)
    assert (row.keras.call is None) == (case.keras is None)
    _agree(row.sklearn, case.sklearn, data)
    _agree(row.keras, case.keras, keras.metrics, data)


def _agree(side: Side, call: Callable[..., Any] | None, *given: Any) -> None:
    if call is None:
        return
    value, error = None, ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = call(*given)
    except Exception as raised:  # noqa: BLE001 - then the report says so
        error = f"{type(raised).__name__}: {str(raised)[:40]}"
    assert (side.error or "").startswith(error), side
    assert (side.error is None) == (not error), side
    assert same(side.value, value), (side, value)


def find(case: Case, data: Data) -> Comparison:
    """Return the one row of the report that a case is about."""
    report = metricdiff.compare(
        data.y,
        data.p,
        sample_weight=data.weights,
        **{"metrics": case.metric, **data.ask, **case.ask},
    )
    rows = [
        row
        for row in report.comparisons
        if row.metric == case.metric
        and row.pairing == case.pairing
        and not row.label.startswith("column ")
        and case.variant.items() <= row.variant.items()
    ]
    assert len(rows) == 1, [(row.pairing, row.variant) for row in report.comparisons]
    return rows[0]


def same(one: Any, other: Any) -> bool:
    """Whether two results are the same float64 numbers, to the last bit."""
    if one is None or other is None:
        return one is other
    return np.array_equal(
        np.atleast_1d(np.asarray(one, np.float64)),
        np.atleast_1d(np.asarray(other, np.float64)),
        equal_nan=True,
    )


def loss(name: str) -> Any:
    """Return a metric of one of Keras's loss functions, as ``compile`` wraps it."""
    import keras  # with this, not with the tests that only list cases

    return keras.metrics.MeanMetricWrapper(getattr(keras.losses, name))


def _column(values: Array) -> Array:
    return values[:, None] if values.ndim == 1 else values
