"""The way from scikit-learn's value to Keras's, cause by cause."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from metricdiff.engines.outcome import Value
from metricdiff.report import Comparison


@dataclass(frozen=True)
class Step:
    """One cause on the way.

    Attributes:
        code: Its code.
        name: Its name.
        start: The value before it.
        end: The value after it.
    """

    code: str
    name: str
    start: float
    end: float


@dataclass(frozen=True)
class Waterfall:
    """The way of one number; of several, that of the one that differs most.

    Attributes:
        sklearn: Where it begins.
        keras: Where it ends, but for the residual.
        steps: The causes in their order.
        element: The class, or the place, of the number among several; ``None`` for one number.
    """

    sklearn: float
    keras: float
    steps: tuple[Step, ...]
    element: Any = None

    @property
    def low(self) -> float:
        """The smallest value on the way."""
        return min([self.sklearn, self.keras, *(step.end for step in self.steps)])

    @property
    def high(self) -> float:
        """The largest value on the way."""
        return max([self.sklearn, self.keras, *(step.end for step in self.steps)])


def waterfall(row: Comparison) -> Waterfall | None:
    """Return the way of a comparison; ``None`` where it has no causes or not all numbers."""
    several = isinstance(row.difference, list)
    place = row.difference.index(row.largest) if isinstance(row.difference, list) else 0
    sklearn, keras = _part(row.sklearn.value, place), _part(row.keras.value, place)
    gaps = [_part(finding.contribution, place) for finding in row.causes]
    if not gaps or not all(map(math.isfinite, (sklearn, keras, *gaps))):
        return None
    steps, value = [], sklearn
    for finding, gap in zip(row.causes, gaps, strict=True):
        steps.append(Step(finding.code, finding.name, value, value + gap))
        value += gap
    names = row.classes if several and row.classes else None
    element = names[place] if names else place if several else None
    return Waterfall(sklearn, keras, tuple(steps), element)


def _part(value: Value | None, place: int) -> float:
    if value is None:
        return math.nan
    return value[place] if isinstance(value, list) else value
