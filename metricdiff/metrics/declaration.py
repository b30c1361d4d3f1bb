"""What a metric declares: its names, its tasks, its unit and its call in each library.

The calls are templates in the language of :mod:`metricdiff.calls`.  Braces stand for settings and
for what depends on the data:

* settings: ``{threshold} {average} {keras_average} {k} {beta} {at}``
* data, scikit-learn: ``{decisions} {truth} {positive} {positive_or_none} {negative} {labels}
  {scores} {probabilities} {rows} {outputs} {columns} {weights}``
* data, Keras: ``{Sparse} {argmax_accuracy} {compiled_accuracy} {mean_iou} {iou_of_c} {n}``

What each stands for is said in :mod:`metricdiff.engines.given`.

An argument that says what the library's default says anyway is dropped from the finished call.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from metricdiff.words import Kind, Task


class Needs(StrEnum):
    """What a metric is computed from."""

    DECISIONS = "decisions"
    SCORES = "scores"
    PROBABILITIES = "probabilities"
    VALUES = "values"

    def met_by(self, kind: Kind) -> bool:
        """Whether predictions of that kind will do."""
        if self is Needs.VALUES:
            return kind is Kind.VALUES
        if self is Needs.DECISIONS:
            return kind is not Kind.VALUES
        return kind in {Kind.PROBABILITIES, Kind.LOGITS, Kind.SCORES}


class Noise(StrEnum):
    """How much float32 moves a value; the tolerance follows from it."""

    COUNTS = "counts"
    F_SCORE = "f_score"
    MEAN = "mean"
    DIFFERENCE = "difference"
    LOGARITHMS = "logarithms"
    LIKELIHOOD = "likelihood"
    OF_SPREAD = "of_spread"


@dataclass(frozen=True)
class Default:
    """What Keras gives when nothing is set.

    Attributes:
        keras: The call, as short as Keras allows.
        sklearn: What to hold against it; ``None`` for the first matched call.
        label: How the report calls that reading of the metric.
    """

    keras: str
    sklearn: str | None = None
    label: str = ""


@dataclass(frozen=True)
class Entry:
    """A metric on one task.

    Attributes:
        sklearn: The call; ``None`` where scikit-learn has none.
        keras: The call, or one for each ``average`` that Keras can express; ``None`` where Keras
            has none.
        default: The Keras call with nothing set, where that is not the matched one.
        settings: For each setting but the threshold the values to show unless the user asks.
        label: How the report calls this reading of the metric, where it has more than one.
        by_class: scikit-learn's macro average, one class after another, for scores that the usual
            call refuses: rows that do not sum to 1, or two columns.
    """

    sklearn: str | None
    keras: str | Mapping[str, str] | None
    default: Default | None = None
    settings: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    label: str = ""
    by_class: str | None = None

    def sklearn_for(self, average: str | None, *, averaging: bool) -> str | None:
        """Return the scikit-learn template for an average.

        Args:
            average: The average.
            averaging: Whether scikit-learn averages such scores over classes itself.
        """
        refused = self.by_class and average == "macro" and not averaging
        return self.by_class if refused else self.sklearn

    def keras_for(self, average: str | None) -> str | None:
        """Return the Keras template for an average."""
        if isinstance(self.keras, Mapping):
            return self.keras.get(average or "")
        return self.keras

    @property
    def fields(self) -> frozenset[str]:
        """The braces of all templates."""
        keras = self.keras if isinstance(self.keras, Mapping) else {"": self.keras}
        templates = [self.sklearn, *keras.values()]
        return frozenset(
            name
            for template in templates
            if template
            for _, name, _, _ in string.Formatter().parse(template)
            if name
        )


#: A metric on each of its tasks.
Entries = Mapping[Task, Entry]


@dataclass(frozen=True)
class Metric:
    """One metric.

    Attributes:
        name: Its canonical name.
        summary: What it is, in a line.
        needs: What it is computed from.
        noise: How much float32 moves it.
        entries: Its calls on each task.
        aliases: Other names, each with what it pins: an ``average``, a ``sign``, a ``beta``, or
            the call in one library, ``sklearn`` or ``keras``.
        unit: The unit of its values where that is not a plain number.
        power: The power of the target's unit in its values: 1 for errors, 2 for squared errors.
    """

    name: str
    summary: str
    needs: Needs
    entries: Entries
    noise: Noise = Noise.COUNTS
    aliases: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    unit: str = ""
    power: int = 0


def names(*aliases: str, **pins: Any) -> dict[str, Mapping[str, Any]]:
    """Return *aliases* that all pin the same settings."""
    return dict.fromkeys(aliases, pins)


def averages(stem: str, *values: str) -> dict[str, Mapping[str, Any]]:
    """Return the scorer names ``f1_macro``, ``f1_micro``, ... that pin an average."""
    return {f"{stem}_{value}": {"average": value} for value in values}
