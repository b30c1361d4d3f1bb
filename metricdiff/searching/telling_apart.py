"""What to report next, to tell candidates apart: more digits, or another metric."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from metricdiff.metrics.registry import DEFAULT_SETS
from metricdiff.recipes import in_order
from metricdiff.recipes.evaluation import value_of
from metricdiff.searching.case import Case
from metricdiff.searching.judging import Class
from metricdiff.searching.reported import parse
from metricdiff.searching.starting import planned_for, starts
from metricdiff.searching.tried import Taken, Tried

#: The digits that float32 holds.
_MOST_DIGITS = 7


def following(case: Case, shown: Sequence[Class]) -> str:
    """Return what tells the candidates apart; empty where there is one, or nothing does."""
    if len(shown) < 2:  # noqa: PLR2004 - there is nothing to tell apart
        return _alone(case)
    first, second = shown[0].first, shown[1].first
    digits = _digits(first.value, second.value)
    if digits:
        values = ", ".join(f"{one.first.value:.{digits}f} {_name(one.first)}" for one in shown[:3])
        return f"report {digits} decimals: {values}"
    for metric in DEFAULT_SETS[case.subject.predictions.task]:
        if metric == case.subject.metric:
            continue
        gives = [_under(one.first, metric, case) for one in shown]
        known = [one for one in gives if one is not None]
        if len(known) == len(shown) and _apart(known):
            pairs = zip(known, shown, strict=True)
            values = ", ".join(f"{value:.4f} {_name(one.first)}" for value, one in pairs)
            return f"report {metric} as well: {values}"
    return ""


def _alone(case: Case) -> str:
    """Say that more digits would settle a number that has few."""
    decimals = -math.floor(math.log10(2 * case.reported.resolution) + 0.5)
    if decimals >= _MOST_DIGITS - 1:
        return ""
    return f"report more than {decimals} decimals: they would settle it"


def _digits(one: float, other: float) -> int:
    """Return how many decimals tell two values apart; 0 where float32 has not so many."""
    gap = abs(one - other)
    if gap <= 0:
        return 0
    needed = math.ceil(-math.log10(gap)) + 1
    largest = max(abs(one), abs(other), 1e-9)
    return needed if needed + math.floor(math.log10(largest)) + 1 <= _MOST_DIGITS else 0


def _apart(values: Sequence[float]) -> bool:
    ordered = sorted(values)
    return all(high - low > 1e-3 * max(1, abs(low)) for low, high in pairwise(ordered))


def _name(tried: Tried) -> str:
    """Return the codes with what is free: ``MD401 (batch_size 32)``."""
    return " + ".join(_one(one) for one in tried.taken)


def _one(taken: Taken) -> str:
    free: Mapping[str, object] = taken.parameters
    shown = ", ".join(f"{name} {value}" for name, value in free.items())
    return f"{taken.cause.code} ({shown})" if shown else taken.cause.code


def _under(tried: Tried, metric: str, case: Case) -> float | None:
    """Return another metric under the same causes; those that do not touch it are left out."""
    subject = case.subject
    reported = parse(f"{metric}=0.5")[0]
    planned = planned_for(reported, subject.predictions)
    plain = [one for one in starts(planned, subject.facts, reported) if one.recipe]
    if not plain or plain[0].recipe is None:
        return None
    recipe = plain[0].recipe
    for taken in tried.taken:
        if taken.cause.search is None:
            return None
        for variant in taken.cause.search(recipe, subject):
            step = Taken(taken.cause, variant.recipe, variant.parameters)
            if step.key == taken.key:
                recipe = variant.recipe
                break
    in_order.follow([recipe], subject.facts)
    value = value_of(recipe, subject.facts)
    return value if math.isfinite(value) else None
