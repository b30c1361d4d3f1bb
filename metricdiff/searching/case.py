"""One reported number on its way: where it starts, what has been tried, what hits it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from metricdiff.causes.declaration import Subject
from metricdiff.searching import judging
from metricdiff.searching.chance import Chances, Lattice
from metricdiff.searching.judging import Class
from metricdiff.searching.reported import Reported
from metricdiff.searching.result import Answer
from metricdiff.searching.space import Progress, Space
from metricdiff.searching.sweeps import Sweep, sweeps
from metricdiff.searching.tried import THREADS, Start, Tried

#: To so many decimals values are the same, in whatever order they were added up.
_DIGITS = 12


@dataclass
class Case:
    """A number and what was followed to find it.

    Attributes:
        reported: The number.
        subject: What it is searched in.
        starts: The plain calls.
        space: The recipes that were followed one by one.
        swept: Those that were followed over a parameter.
        added: What was found beside the search.
        chances: How likely a stranger's number is hit.
        found: What gives the number, in classes, the likeliest first.
    """

    reported: Reported
    subject: Subject
    starts: Sequence[Start]
    space: Space
    swept: list[Sweep] = field(default_factory=list)
    added: list[Tried] = field(default_factory=list)
    chances: Chances | None = None
    found: list[Class] = field(default_factory=list)

    @classmethod
    def searched(
        cls,
        reported: Reported,
        subject: Subject,
        starts: Sequence[Start],
        progress: Progress | None = None,
    ) -> Case:
        """Search a number: one cause, any parameter, and two or three where that is not enough."""
        case = cls(reported, subject, starts, Space(starts, subject, progress))
        case.judge()
        if case.is_plain:
            return case
        if judging.verdict(case.found)[0] is not Answer.FOUND:
            case.swept = [one for start in starts if start.weight for one in sweeps(start, subject)]
            case.space.deepen()
            case.judge()
        return case

    @property
    def is_plain(self) -> bool:
        """Whether the recipe of a plain call gives the number."""
        mine = (None, self.reported.library)
        return any(
            self.reported.fits(start.value)
            for start in self.starts
            if self.reported.library in (*mine[:1], start.library)
        )

    @property
    def followed(self) -> int:
        """How many recipes were followed."""
        return len(self.space.all) + sum(len(one.values) for one in self.swept)

    def judge(self) -> None:
        """Find what gives the number among all that has been tried."""
        tried = [*(one for one in self.space.all if one.taken), *self.added]
        known = {round(one.value, _DIGITS) for one in tried}
        hits = [one for one in tried if self.reported.fits(one.value)]
        for sweep in self.swept:
            new = sweep.hits(self.reported)
            hits += [one for one in new if round(one.value, _DIGITS) not in known]
        self.chances = self._chances(tried)
        self.found = judging.classes(hits, self.chances)

    def add(self, tried: Tried) -> None:
        """Take in what was found beside the search."""
        self.added.append(tried)
        self.judge()

    def chance(self, prior: float) -> float:
        """Return how likely a stranger's number is hit by something that is as likely."""
        return self.chances.of(prior) if self.chances else 1.0

    def _chances(self, tried: Sequence[Tried]) -> Chances:
        plain = [start.value for start in self.starts if math.isfinite(start.value)]
        swept = [one.values[np.isfinite(one.values)] for one in self.swept]
        values = [*plain, *(one.value for one in tried)]
        priors = [*(THREADS for _ in plain), *(one.prior for one in tried)]
        followed = [
            np.full(len(one), sweep.prior) for sweep, one in zip(self.swept, swept, strict=True)
        ]
        rows = self.subject.predictions.rows
        return Chances(
            self.reported,
            np.concatenate([values, *swept]),
            np.concatenate([priors, *followed]),
            rows,
            self._lattice(rows),
        )

    def _lattice(self, rows: int) -> Lattice | None:
        counts = {start.recipe.count for start in self.starts if start.recipe}
        truth = self.subject.predictions.raw.y_true
        wide = truth.shape[1] if truth.ndim > 1 else 1
        if not counts & {"accuracy", "error"}:
            return None
        cells = any(start.recipe and start.recipe.columns == "cells" for start in self.starts)
        return Lattice(rows * wide if cells else rows)
