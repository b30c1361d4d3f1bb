"""A set of labels and predictions with known faults, and what the libraries make of each fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.random import Generator

#: How far apart the values of a fault must be to be seen at all.
VISIBLE = 2e-3


@dataclass
class Case:
    """One set.

    Attributes:
        y_true: The labels.
        y_pred: The predictions.
        start: What scikit-learn returns; ``None`` where it raises.
        faults: Each fault with the value that a library returns once it is in, in order; ``None``
            where nobody has a number.
        sklearn: scikit-learn's call, with *keras*; else *metrics* names what is compared.
        keras: Keras's call.
        metrics: Names of metrics.
        pairing: Which row shows the faults.
        options: Further options of the comparison.
        sample_weight: The weights.
        decision: Decisions beside the scores.
        notes: The codes of the data notes.
        agreement: The code of the reason for an agreement.
        array: Whether the types of the arrays matter, so that CSV cannot hold them.
        small: Whether the faults are small by nature, next to the value.
        column: Which reading of the metric shows the faults, where there are several.
    """

    y_true: Any
    y_pred: Any
    start: float | None = None
    faults: Sequence[tuple[str, float | None]] = ()
    sklearn: str | None = None
    keras: str | None = None
    metrics: str = ""
    pairing: str = "custom"
    options: Mapping[str, Any] = field(default_factory=dict)
    sample_weight: Any = None
    decision: Any = None
    notes: frozenset[str] = frozenset()
    agreement: str = ""
    array: bool = False
    small: bool = False
    column: str = ""

    @property
    def codes(self) -> frozenset[str]:
        """The injected set."""
        return frozenset(code for code, _ in self.faults)

    @property
    def contributions(self) -> dict[str, float | None]:
        """What each fault changes: the value with it less the value without it."""
        found: dict[str, float | None] = {}
        before = self.start
        for code, after in self.faults:
            known = before is not None and after is not None and np.isfinite([before, after]).all()
            found[code] = (
                after - before if known and after is not None and before is not None else None
            )
            before = after
        return found

    @property
    def visible(self) -> bool:
        """Whether each fault moves the value by more than rounding."""
        return self.small or all(
            change is None or abs(change) > VISIBLE * max(1, abs(self.start or 0))
            for change in self.contributions.values()
        )


#: Makes one set from random numbers.
Maker = Callable[[Generator], Case]


def drawn(maker: Maker, number: int, seed: int) -> Iterator[Case]:
    """Yield sets in which every fault is visible; draws in which one is not are thrown away."""
    rng = np.random.default_rng(seed)
    left, tries = number, 0
    while left:
        tries += 1
        if tries > 400 * number:
            raise RuntimeError(f"{maker.__name__}: no visible fault in {tries} draws")
        case = maker(rng)
        if case.visible:
            left -= 1
            yield case


def keras_value(metric: Any, y_true: Any, y_pred: Any, sample_weight: Any = None) -> float:
    """Return what a Keras metric says of one batch of columns, as ``evaluate`` would hand it."""
    labels, values = columns(y_true), columns(y_pred)
    if values.dtype != np.dtype("float16") and values.dtype.kind == "f":
        values = values.astype(np.float32)
    weights = {} if sample_weight is None else {"sample_weight": np.asarray(sample_weight)}
    metric.update_state(labels, values, **weights)
    return float(np.ravel(np.asarray(metric.result()))[0])


def columns(values: Any) -> Any:
    """Return (N, 1) of (N,)."""
    array = np.asarray(values)
    return array[:, None] if array.ndim == 1 else array


def labels(rng: Generator, rows: int, share: float = 0.5) -> Any:
    """Return 0 and 1, both of them."""
    drawn_labels = (rng.random(rows) < share).astype(int)
    drawn_labels[:2] = 0, 1
    return drawn_labels


def scores(rng: Generator, y_true: Any, spread: float = 0.25) -> Any:
    """Return probabilities that fit the labels roughly and lose nothing in float32."""
    raw = rng.normal(0.38 + 0.24 * np.asarray(y_true), spread)
    return np.clip(raw, 0.003, 0.997).astype(np.float32).astype(np.float64)


def logits(rng: Generator, y_true: Any) -> Any:
    """Return logits that fit the labels roughly."""
    raw = rng.normal(1.2 * (2 * np.asarray(y_true) - 1) + 0.2, 1.3)
    raw[:2] = -4.0, 5.0
    return raw.astype(np.float32).astype(np.float64)


def class_scores(rng: Generator, y_true: Any, classes: int, sharpness: float = 1.5) -> Any:
    """Return rows of probabilities, one column a class."""
    raw = rng.normal(size=(len(y_true), classes)) * 1.1
    raw[np.arange(len(y_true)), y_true] += sharpness
    whole = np.exp(raw)
    return (whole / whole.sum(axis=1, keepdims=True)).astype(np.float32).astype(np.float64)


def all_classes(rng: Generator, rows: int, classes: int) -> Any:
    """Return class numbers, each of them at least once."""
    found = rng.integers(0, classes, rows)
    found[:classes] = np.arange(classes)
    return found


def cells(grid: Any, thresholds: int = 200) -> Any:
    """Return the cell of each score in Keras's grid of thresholds, which is all that AUC sees."""
    steps = np.float32(thresholds - 1)
    places = np.ceil(np.asarray(grid, dtype=np.float32) * steps) - 1
    return np.maximum(places, 0) / float(steps)
