"""Which standard metric the numbers are those of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from metricdiff.auditing.candidates import (
    Candidate,
    Key,
    searched,
    value_on,
    values_of_candidates,
)
from metricdiff.auditing.cases import Case
from metricdiff.auditing.numbers import same
from metricdiff.auditing.result import Value
from metricdiff.metrics.registry import METRICS
from metricdiff.recipes.facts import Facts


@dataclass(frozen=True)
class Match:
    """A candidate that gives the metric's values on every set of rows.

    Attributes:
        candidate: The candidate.
        value: What it gives on the rows of the audit.
    """

    candidate: Candidate
    value: Value


@dataclass
class Known:
    """What every candidate gives on every set of rows, computed once.

    Args:
        cases: The sets of rows; the first are those of the audit.
    """

    cases: Sequence[Case]

    @cached_property
    def plain(self) -> dict[Key, tuple[Candidate, tuple[Value, ...]]]:
        """For each plain call that has a value on all sets, these values."""
        each = [values_of_candidates(case.predictions) for case in self.cases]
        shared = [key for key in each[0] if all(key in one for one in each)]
        return {
            key: (each[0][key][0], tuple(numbers(one[key][1]) for one in each)) for key in shared
        }

    @cached_property
    def _facts(self) -> list[Facts]:
        return [Facts(case.predictions) for case in self.cases]

    @cached_property
    def searched(self) -> list[tuple[Candidate, Value]]:
        """What each metric becomes under one cause, with its value on the first set."""
        task = self.cases[0].predictions.task
        names = [metric.name for metric in METRICS if task in metric.entries]
        return [(one, numbers(value)) for one, value in searched(self._facts[0], names)]

    @property
    def tried(self) -> int:
        """How many recipes a metric that equals none has been held against."""
        return len(self.plain) + len(self.searched)

    def matches(self, values: Sequence[Value], metric: str = "") -> list[Match]:
        """Return the candidates that give some values, one for each set; the plainest first.

        Values that are the same on all sets tell little: a constant matches what its name says, or
        nothing.

        Args:
            values: What the metric gives on each set.
            metric: The canonical name that its name speaks of; of equals, that comes first.
        """
        if not values or not all(values):
            return []
        constant = all(same(one, values[0]) for one in values)
        found = [
            Match(candidate, theirs[0])
            for candidate, theirs in self.plain.values()
            if all(map(same, values, theirs))
        ]
        standard = [one.candidate for one in found if not one.candidate.codes]
        if not any(one.plain for one in standard):
            found += self._under_causes(values)
        elif metric and not any(one.metric == metric for one in standard):
            found += self._under_causes(values, metric)
        if constant:
            found = [one for one in found if one.candidate.metric == metric]
        distinct: dict[str, Match] = {}
        for one in sorted(found, key=lambda one: _rank(one, metric)):
            distinct.setdefault(one.candidate.call, one)
        return list(distinct.values())

    def _under_causes(self, values: Sequence[Value], metric: str = "") -> Iterator[Match]:
        """Yield what gives the values under one cause; of one metric, or of all."""
        for candidate, value in self.searched:
            if metric and candidate.metric != metric:
                continue
            assert candidate.recipe  # noqa: S101 - what was searched has one
            if same(values[0], value) and all(
                same(own, numbers(value_on(candidate.recipe, facts)))
                for own, facts in zip(values[1:], self._facts[1:], strict=True)
            ):
                yield Match(candidate, value)


def numbers(value: float | Sequence[float]) -> Value:
    """Return a value as the numbers that it is."""
    return tuple(value) if isinstance(value, list) else (float(value),)  # type: ignore[arg-type]


def _rank(match: Match, metric: str) -> tuple[bool, bool, bool, bool]:
    one = match.candidate
    return bool(one.codes), one.metric != metric, not one.plain, one.library != "sklearn"
