"""From what hits a number to a verdict: classes of equal values, their priors, their chances."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from metricdiff.searching.chance import Chances
from metricdiff.searching.reported import Reported
from metricdiff.searching.result import Answer
from metricdiff.searching.tried import Tried

#: The chances up to which a number is found, and up to which candidates are shown.
FOUND, SHOWN = 0.01, 0.2
#: How much likelier than the next the leading class must be to be the answer.
_LEAD = 9.0
#: The most candidates that are shown.
MOST = 5
#: What values of one class differ by, against their size; and where the causes are the same, and
#: only the library's call differs from which they start, with its float32.
_EQUAL, _EQUAL_IN_FLOAT32 = 1e-9, 1e-6


@dataclass(frozen=True)
class Class:
    """Recipes that agree on this data, the likeliest first.

    Attributes:
        members: The recipes.
        chance: How likely a stranger's number is hit by something as likely as the first.
    """

    members: tuple[Tried, ...]
    chance: float

    @property
    def first(self) -> Tried:
        """The simplest and likeliest."""
        return self.members[0]

    @property
    def prior(self) -> float:
        """How likely the first is beforehand."""
        return self.first.prior

    @property
    def equivalent(self) -> tuple[tuple[str, ...], ...]:
        """The codes of the others, each once."""
        codes = dict.fromkeys(one.codes for one in self.members[1:])
        codes.pop(self.first.codes, None)
        return tuple(codes)


def classes(hits: Iterable[Tried], chances: Chances) -> list[Class]:
    """Part what hits a number into classes of equal values, the likeliest first."""
    groups: list[list[Tried]] = []
    for one in sorted(hits, key=lambda hit: hit.value):
        if groups and _agree(groups[-1][-1], one):
            groups[-1].append(one)
        else:
            groups.append([one])
    found = []
    for group in groups:
        members = tuple(sorted(group, key=_order))
        found.append(Class(members, chances.of(members[0].prior)))
    return sorted(found, key=lambda one: _order(one.first))


def _agree(one: Tried, other: Tried) -> bool:
    same = set(one.codes) == set(other.codes)
    least = _EQUAL_IN_FLOAT32 if same else _EQUAL
    return abs(one.value - other.value) <= least * max(1.0, abs(one.value))


def _order(one: Tried) -> tuple[object, ...]:
    """Sort what is likelier first; of what is as likely, fewer and lower codes."""
    return (-one.prior, len(one.taken), one.codes)


def verdict(found: Sequence[Class]) -> tuple[Answer, list[Class], list[Class]]:
    """Return the answer, the classes that are candidates, and those that are coincidences."""
    shown = [one for one in found if one.chance <= SHOWN][:MOST]
    if not shown:
        return Answer.NOT_FOUND, [], list(found[:MOST])
    rest = [one for one in found if one not in shown]
    first, others = shown[0], [one for one in found if one is not shown[0]]
    alone = all(first.prior >= _LEAD * other.prior for other in others)
    if first.chance <= FOUND and alone:
        return Answer.FOUND, [first], others[:MOST]
    return Answer.AMBIGUOUS, shown, rest[:MOST]


def excluded(reported: Reported, rows: int, count: str) -> str:
    """Return why no prediction of these rows gives a share, where that is so."""
    if count != "accuracy" or not 0 <= reported.value <= 1:
        return ""
    nearest = round(reported.value * rows)
    if reported.fits(nearest / rows):
        return ""
    low = int(reported.value * rows)
    return (
        f"no predictions of these {rows:,} rows have this accuracy: {low}/{rows} is "
        f"{low / rows:.6f} and {low + 1}/{rows} is {(low + 1) / rows:.6f}"
    )
