"""The recipes that a metric becomes under one, two or three causes, and what they make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from metricdiff.causes.declaration import Subject
from metricdiff.causes.registry import causes
from metricdiff.recipes import in_order
from metricdiff.recipes.evaluation import value_of
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Recipe
from metricdiff.searching.tried import THREADS, Start, Taken, Tried

#: A cause that does not move a number by itself may do so under one of these.
_AFTER = frozenset({"MD401", "MD408"})
_BEFORE = frozenset({"MD304", "MD305", "MD510"})
#: What two recipes must differ by, against their size, to be two: float32 has no more digits.
_MOVES = 1e-6
#: What two causes are against what they would be if they came independently: most come alone.
_TOGETHER = 0.5
#: The rarest combinations that are looked at, in threads, and how many of them.
_RAREST = 0.001
_MOST = 12_000
#: Where three causes are looked for: among the likeliest pairs, with the likeliest third.
_MOST_PAIRS = 300
_THIRD = 3.0

#: Told how much of the work is done, from 0 to 1.
Progress = Callable[[float], None]


class Space:
    """All that has been tried for one metric, the plainest first.

    Args:
        starts: The plain calls.
        subject: What is searched in.
        progress: Told how far the work is.
    """

    def __init__(
        self, starts: Sequence[Start], subject: Subject, progress: Progress | None = None
    ) -> None:
        self._subject = subject
        self._progress = progress or (lambda _: None)
        self._known: set[tuple[Recipe, str | None]] = set()
        plain = [
            Tried(start, (), THREADS, start.value)
            for start in starts
            if start.recipe and start.weight
        ]
        self._known.update((one.recipe, None) for one in plain)
        self.plain = tuple(one for one in plain if np.isfinite(one.value))
        #: What only a run can tell the value of.
        self.unvalued: list[Tried] = []
        #: The causes some of whose recipes cannot be followed on what the file was read into.
        self.left_out: set[str] = set()
        ones = self._valued(self._next(plain))
        self.singles = tuple(one for one in ones if _moves(one, one.start.value))
        self._idle = tuple(
            one for one in ones if one.codes[0] in _BEFORE and one not in self.singles
        )
        self.pairs: tuple[Tried, ...] = ()
        self.threes: tuple[Tried, ...] = ()

    def deepen(self) -> None:
        """Follow two causes, and three where the first two are likely."""
        firsts = (*self.singles, *self._idle)
        self._known.update((one.recipe, None) for one in firsts)
        found = self._valued(_likeliest(self._next(firsts), _MOST))
        self.pairs = tuple(self._new(found, (*self.plain, *self.singles)))
        likely = sorted(self.pairs, key=lambda one: -one.prior)[:_MOST_PAIRS]
        third = self._valued(_likeliest(self._next(likely, least=_THIRD), _MOST // 4))
        self.threes = tuple(self._new(third, (*self.plain, *self.singles, *self.pairs)))

    @property
    def all(self) -> tuple[Tried, ...]:
        """Everything that was tried."""
        return (*self.plain, *self.singles, *self.pairs, *self.threes)

    def _next(self, tried: Iterable[Tried], least: float = 0.0) -> Iterator[Tried]:
        """Yield what each becomes under one more cause, of a later code."""
        for one in tried:
            last = one.codes[-1] if one.codes else ""
            idle = one in self._idle if one.taken else False
            for cause in causes():
                if cause.search is None or cause.code <= last or cause.sightings < least:
                    continue
                if idle and cause.code not in _AFTER:
                    continue
                for variant in cause.search(one.recipe, self._subject):
                    share = cause.sightings * (_TOGETHER / THREADS if one.taken else 1.0)
                    before = one.prior if one.taken else one.start.weight
                    prior = before * share * variant.weight
                    # Two causes may lead to one recipe, and then both are told.
                    known = (variant.recipe, None if one.taken else cause.code)
                    if prior < _RAREST or {known, (variant.recipe, None)} & self._known:
                        continue
                    self._known.add(known)
                    if not in_order.can_follow(variant.recipe, self._subject.facts):
                        self.left_out.add(cause.code)
                        continue
                    step = Taken(cause, variant.recipe, variant.parameters)
                    yield Tried(one.start, (*one.taken, step), prior)

    def _valued(self, tried: Iterable[Tried]) -> list[Tried]:
        """Return those that make one finite number, with it; what shares its data together."""
        ordered = sorted(tried, key=lambda one: str(one.recipe.edits))
        found, facts = [], self._subject.facts
        before: tuple[object, ...] = ()
        in_order.follow((one.recipe for one in ordered), facts, self._progress)
        for place, one in enumerate(ordered):
            if one.recipe.edits != before:
                _forget(before, facts)
                before = one.recipe.edits
                self._progress(place / len(ordered))
            if one.recipe.batches == "state":
                self.unvalued.append(one)
                continue
            value = value_of(one.recipe, facts)
            if np.isfinite(value):
                found.append(replace(one, value=value))
        _forget(before, facts)
        self._progress(1.0)
        return found

    def _new(self, tried: Iterable[Tried], simpler: Iterable[Tried]) -> Iterator[Tried]:
        """Yield those whose number nothing simpler makes."""
        known = np.unique([one.value for one in simpler])
        for one in tried:
            place = np.searchsorted(known, one.value)
            near = known[max(0, place - 1) : place + 1]
            if not (np.abs(near - one.value) <= 1e-9 * np.maximum(1, np.abs(near))).any():
                yield one


def _moves(one: Tried, before: float) -> bool:
    return not abs(one.value - before) <= _MOVES * max(abs(before), 1e-3)  # of NaN too


def _likeliest(tried: Iterable[Tried], most: int) -> list[Tried]:
    return sorted(tried, key=lambda one: -one.prior)[:most]


def _forget(edits: tuple[object, ...], facts: Facts) -> None:
    """Let go of the arrays that an edit made: there are many edits, and rows may be many."""
    if edits:
        facts.forget(edits[0])
