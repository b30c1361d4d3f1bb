"""From what gives a number, plainly or by a cause, to the answer that is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from metricdiff.causes.registry import causes, find
from metricdiff.recipes import in_order
from metricdiff.recipes.evaluation import value_of
from metricdiff.report import Comparison, Finding, Side
from metricdiff.searching import judging
from metricdiff.searching.case import Case
from metricdiff.searching.confirming import Confirmations
from metricdiff.searching.judging import Class
from metricdiff.searching.result import (
    Answer,
    Candidate,
    Explained,
    Hint,
    PlainCall,
    Step,
    Withdrawn,
)
from metricdiff.searching.telling_apart import following
from metricdiff.searching.together import Pipeline, is_sure, led_by, pipeline
from metricdiff.searching.tried import Tried
from metricdiff.searching.wording import words

#: What float32 leaves of a difference between a recipe and its run.
_SAME = 1e-6
#: The chance above which what no data can prove is as likely as what is shown.
_DOUBTFUL = 0.05
#: The honest end of a search.
_NOTHING = "MD014"


def answered_all(
    cases: Sequence[Case],
    rows: Sequence[Sequence[Comparison]],
    confirmations: Confirmations,
) -> tuple[Explained, ...]:
    """Return what each number is; where one pipeline explains all, that comes first.

    Args:
        cases: The numbers, searched.
        rows: The plain calls of each, run and compared.
        confirmations: What came of running the candidates.
    """
    withdrawn: dict[int, tuple[Withdrawn, ...]] = {}
    for place, case in enumerate(cases):
        case.found, withdrawn[place] = confirmations.kept(case.found, case.reported)
    shared = pipeline(cases)
    return tuple(
        replace(_answered(case, one, confirmations, shared), withdrawn=withdrawn[place])
        for place, (case, one) in enumerate(zip(cases, rows, strict=True))
    )


def _answered(
    case: Case,
    rows: Sequence[Comparison],
    confirmations: Confirmations,
    shared: Pipeline | None,
) -> Explained:
    calls = tuple(plain_calls(rows, case))
    plain = _plain(rows, case)
    if plain is not None:
        return Explained(
            case.reported, case.subject.metric, Answer.PLAIN, calls, case.followed, (plain,)
        )
    if case.is_plain:  # so its recipe says, and no library does
        shared = None
    if shared and is_sure(shared):
        first, *rest = led_by(case.found, shared)
        answer, shown = Answer.FOUND, [first]
    else:
        answer, shown, rest = judging.verdict(led_by(case.found, shared) if shared else case.found)
    whole = partial(_candidate, case, rows, confirmations)
    candidates = [whole(one, place) for place, one in enumerate(shown, 1)]
    others = [whole(one, place) for place, one in enumerate(rest[: judging.MOST], 1)]
    found_none = answer is Answer.NOT_FOUND
    doubtful = answer is Answer.AMBIGUOUS and candidates[0].chance > _DOUBTFUL
    return Explained(
        case.reported,
        case.subject.metric,
        answer,
        calls,
        case.followed,
        tuple(candidates),
        tuple(others),
        tuple(_hints(case, found_none=found_none)) if found_none or doubtful else (),
        "; ".join(filter(None, (_excluded(case) if found_none else "", _not_searched(case)))),
        following(case, shown) if answer is Answer.AMBIGUOUS else "",
        together=bool(shared and answer is not Answer.NOT_FOUND),
    )


def plain_calls(rows: Sequence[Comparison], case: Case) -> Iterator[PlainCall]:
    """Yield the plain calls with what they returned, each once."""
    seen = set()
    for row in rows:
        for library, side in (("sklearn", row.sklearn), ("keras", row.keras)):
            if side.call and (library, side.call) not in seen:
                seen.add((library, side.call))
                value = side.value if isinstance(side.value, float) else None
                gives = value is not None and case.reported.fits(value)
                yield PlainCall(library, str(row.pairing), side.call, value, side.error, gives)  # type: ignore[arg-type]


def _plain(rows: Sequence[Comparison], case: Case) -> Candidate | None:
    """Return the plain call that gives the number, and what parts it from the other library's."""
    sides = [
        (library, row, side)
        for row in rows
        for library, side in (("sklearn", row.sklearn), ("keras", row.keras))
        if isinstance(side.value, float) and case.reported.fits(side.value)
    ]
    mine = [one for one in sides if case.reported.library in {None, one[0]}]
    if not mine:
        return None
    library, row, side = mine[0]
    other = row.keras if library == "sklearn" else row.sklearn
    both = isinstance(other.value, float) and case.reported.fits(other.value)
    start = other if isinstance(other.value, float) and not both else side
    steps = () if both else tuple(_steps_of(row.causes, library))
    steps = steps or tuple(_weighted(case, _number(side)))
    told = tuple(step.code for step in steps)
    return Candidate(
        rank=1,
        call=start.call or "",
        start=_number(start),
        steps=steps,
        recipe=side.call or "",
        value=_number(side),
        confirmed_by=side.call,
        confirmed_value=_number(side),
        chance=0.0,
        equivalent=tuple(codes for codes in _alike(case, _number(side)) if codes != told),
    )


def _alike(case: Case, value: float) -> Iterator[tuple[str, ...]]:
    """Yield single causes that lead to a plain value from another plain call."""
    members = (one for found in case.found for one in found.members)
    same = [one.codes for one in members if abs(one.value - value) <= _SAME * max(1.0, abs(value))]
    yield from dict.fromkeys(codes for codes in same if len(codes) == 1)


def _weighted(case: Case, value: float) -> Iterator[Step]:
    """Yield that a plain value is the weighted one, where weights are given."""
    for start in case.starts:
        if start.recipe and start.recipe.weight and case.reported.fits(start.value):
            unweighted = value_of(replace(start.recipe, weight=False), case.subject.facts)
            cause = find("MD702")
            if not case.reported.fits(unweighted):
                yield Step(
                    *(cause.code, cause.name, cause.summary, {}, value - unweighted, value),
                    *(cause.manual.keras, cause.manual.sklearn),
                )
            return


def _number(side: Side) -> float:
    assert isinstance(side.value, float)  # noqa: S101 - looked at before
    return side.value


def _steps_of(findings: Sequence[Finding], library: str) -> Iterator[Step]:
    """Yield the causes between the two libraries, towards the one that gives the number."""
    sign = 1 if library == "keras" else -1
    for one in findings if sign > 0 else reversed(findings):
        cause = find(one.code)
        contribution = one.contribution if isinstance(one.contribution, float) else 0.0
        after = one.value_after if isinstance(one.value_after, float) else float("nan")
        fixes = [
            f"{fix.call} -> {fix.value:.6f}" if fix and isinstance(fix.value, float) else advice
            for fix, advice in (
                (one.keras_fix, one.keras_advice or cause.manual.keras),
                (one.sklearn_fix, one.sklearn_advice or cause.manual.sklearn),
            )
        ]
        yield Step(
            *(one.code, one.name, one.evidence, {}, sign * contribution),
            after if sign > 0 else after - contribution,
            *fixes,
        )


def _candidate(
    case: Case,
    rows: Sequence[Comparison],
    confirmations: Confirmations,
    found: Class,
    rank: int,
) -> Candidate:
    tried, facts = found.first, case.subject.facts
    came = confirmations.of(tried, case.reported)
    before = _before(tried, rows) if case.reported.library != "keras" else None
    start = before.sklearn if before else None
    return Candidate(
        rank=rank,
        call=(start and start.call) or tried.start.call,
        start=_number(start) if start else tried.start.value,
        steps=(*(_steps_of(before.causes, "keras") if before else ()), *_steps(tried, case)),
        recipe=words(tried.recipe, case.subject.metric, facts.predictions),
        value=tried.value,
        confirmed_by=came.text or None,
        confirmed_value=came.value,
        chance=found.chance,
        equivalent=found.equivalent,
    )


def _before(tried: Tried, rows: Sequence[Comparison]) -> Comparison | None:
    """Return what parts Keras's plain call from scikit-learn's, where the way starts there."""
    if tried.start.library != "keras":
        return None
    known = (row for row in rows if row.keras.call == tried.start.call and row.causes)
    return next((row for row in known if isinstance(row.sklearn.value, float)), None)


def _steps(tried: Tried, case: Case) -> Iterator[Step]:
    """Yield the causes with what each adds, from the plain value to the reported one."""
    before = tried.start.value
    for place, one in enumerate(tried.taken):
        last = place == len(tried.taken) - 1
        in_order.follow([one.recipe], case.subject.facts)
        value = tried.value if last else value_of(one.recipe, case.subject.facts)
        cause = one.cause
        yield Step(
            cause.code,
            cause.name,
            cause.summary,
            dict(one.parameters),
            value - before,
            value,
            cause.manual.keras,
            cause.manual.sklearn,
        )
        before = value


def _hints(case: Case, *, found_none: bool) -> Iterator[Hint]:
    recipe = next((start.recipe for start in case.starts if start.recipe), None)
    for cause in causes():
        if cause.hint and recipe:
            text = cause.hint(case.subject, recipe, case.reported.value)
            if text:
                yield Hint(cause.code, cause.name, text)
    if found_none:
        cause = find(_NOTHING)
        yield Hint(cause.code, cause.name, cause.summary)


def _not_searched(case: Case) -> str:
    """Return which causes were left out since a table does not know the order of its rows."""
    codes = sorted(case.space.left_out)
    if not codes:
        return ""
    named = ", ".join(f"{code} {find(code).name}" for code in codes)
    return (
        f"not all searched where a file is read in blocks: {named} (--stream never reads it into "
        "memory)"
    )


def _excluded(case: Case) -> str:
    counts = {start.recipe.count for start in case.starts if start.recipe}
    cells = any(start.recipe and start.recipe.columns == "cells" for start in case.starts)
    count = "accuracy" if "accuracy" in counts and not cells else ""
    rows = case.subject.predictions.rows
    return judging.excluded(case.reported, rows, count) or _beyond(case)


def _beyond(case: Case) -> str:
    """Return that no threshold reaches the number, where that is so."""
    for sweep in case.swept:
        if sweep.name == "threshold":
            low, high = float(np.nanmin(sweep.values)), float(np.nanmax(sweep.values))
            if case.reported.value > high + case.reported.reach:
                return f"no threshold gives more than {high:.4f}"
            if case.reported.value < low - case.reported.reach:
                return f"no threshold gives less than {low:.4f}"
    return ""
