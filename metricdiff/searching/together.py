"""Several numbers: read off in another order, or made by one pipeline."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from metricdiff.causes.registry import find
from metricdiff.searching import judging
from metricdiff.searching.case import Case
from metricdiff.searching.judging import Class
from metricdiff.searching.tried import Start, Taken, Tried

_ORDER = "MD612"
_TWO = 2

Key = tuple[object, ...]


@dataclass(frozen=True)
class Pipeline:
    """Causes that explain all numbers that are not plain.

    Attributes:
        key: The causes with their parameters.
        prior: How likely they are beforehand.
        chance: How likely strangers' numbers are all hit as well.
    """

    key: Key
    prior: float
    chance: float


def cross_read(cases: Sequence[Case]) -> None:
    """Add to numbers that are the plain value of another metric that they were read off wrongly."""
    crossed: dict[int, Tried] = {}
    for place, case in enumerate(cases):
        if case.is_plain or not case.starts:
            continue
        others = [start for one in cases if one is not case for start in one.starts]
        fitting = next((one for one in others if case.reported.fits(one.value)), None)
        if fitting is not None and fitting.recipe is not None:
            crossed[place] = _read(case.starts[0], fitting)
    if len(crossed) >= _TWO:
        for place, tried in crossed.items():
            cases[place].add(tried)


def _read(own: Start, other: Start) -> Tried:
    cause = find(_ORDER)
    assert other.recipe is not None  # noqa: S101 - looked at before
    return Tried(own, (Taken(cause, other.recipe),), cause.sightings, other.value)


def pipeline(cases: Sequence[Case]) -> Pipeline | None:
    """Return the likeliest causes that explain all numbers that are not plain.

    Returns:
        ``None`` where fewer than two numbers are not plain, nothing explains them all, or another
        pipeline is nearly as likely.
    """
    open_ones = [case for case in cases if not case.is_plain]
    if len(open_ones) < _TWO:
        return None
    hits = [_hits(case) for case in open_ones]
    shared = [key for key in hits[0] if all(key in one for one in hits)]
    shared = [key for key in shared if all(_leaves(key, case) for case in cases if case.is_plain)]
    found = [
        Pipeline(
            key,
            min(one[key].prior for one in hits),
            math.prod(
                case.chance(one[key].prior) for case, one in zip(open_ones, hits, strict=True)
            ),
        )
        for key in shared
    ]
    ranked = sorted(found, key=lambda one: (-one.prior, len(one.key), str(one.key)))
    return ranked[0] if ranked else None


def led_by(found: Sequence[Class], one: Pipeline) -> list[Class]:
    """Return the classes of a number, that of the pipeline first, with the pipeline's chance."""
    first = next(it for it in found if any(member.key == one.key for member in it.members))
    members = sorted(first.members, key=lambda member: member.key != one.key)
    lead = replace(first, members=tuple(members), chance=min(one.chance, first.chance))
    return [lead, *(it for it in found if it is not first)]


def is_sure(one: Pipeline) -> bool:
    """Whether a pipeline is the answer to all its numbers."""
    return one.chance <= judging.FOUND


def _hits(case: Case) -> Mapping[Key, Tried]:
    hits: dict[Key, Tried] = {}
    for one in case.found:
        for member in one.members:
            known = hits.get(member.key)
            if known is None or known.prior < member.prior:
                hits[member.key] = member
    return hits


def _leaves(key: Key, case: Case) -> bool:
    """Whether causes leave a plain number as it is, or do not touch it."""
    under = [one for one in case.space.all if one.key == key]
    return not under or any(case.reported.fits(one.value) for one in under)
