"""What has been tried: a recipe, the causes that lead to it, and what it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from metricdiff.causes.declaration import Cause
from metricdiff.recipes.recipe import Recipe
from metricdiff.searching.reported import Library
from metricdiff.words import Pairing

#: The threads in which causes were counted; the prior of a cause is its share of them.
THREADS = 260.0


@dataclass(frozen=True)
class Start:
    """A plain call: what a number is unless something happened.

    Attributes:
        library: Whose call it is.
        pairing: Whether it is matched, or what the library gives when nothing is set.
        call: Its text.
        recipe: Its recipe; ``None`` where it has none.
        value: What its recipe makes; NaN without one, or where it makes several values.
        weight: How likely the number started from here, against the other plain calls; 0 where
            another stands for it.
    """

    library: Library
    pairing: Pairing
    call: str
    recipe: Recipe | None
    value: float
    weight: float = 1.0


@dataclass(frozen=True)
class Taken:
    """A cause with its parameters, and the recipe that it leads to."""

    cause: Cause
    recipe: Recipe
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from others, for numbers that came from one pipeline."""
        return (self.cause.code, *((name, str(one)) for name, one in self.parameters.items()))


@dataclass(frozen=True)
class Tried:
    """A recipe that was followed.

    Attributes:
        start: Where it began.
        taken: The causes on the way, in order.
        prior: How likely it is beforehand, in threads.
        value: What it makes.
    """

    start: Start
    taken: tuple[Taken, ...]
    prior: float
    value: float = float("nan")

    @property
    def recipe(self) -> Recipe:
        """The recipe at the end."""
        if self.taken:
            return self.taken[-1].recipe
        assert self.start.recipe  # noqa: S101 - nothing is tried from a call without one
        return self.start.recipe

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the causes."""
        return tuple(one.cause.code for one in self.taken)

    @property
    def key(self) -> tuple[object, ...]:
        """The causes with their parameters."""
        return tuple(one.key for one in self.taken)
