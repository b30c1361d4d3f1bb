"""The metric is what its name says: MD010, MD201, MD207, MD212, MD308, MD620 and their like."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from metricdiff.auditing.bench import Bench
from metricdiff.auditing.identifying import Known, Match
from metricdiff.auditing.properties.declaration import fault
from metricdiff.auditing.result import Checked, Fault, Number, Value
from metricdiff.calls.expression import dotted
from metricdiff.causes.declaration import Change
from metricdiff.causes.registry import causes, find
from metricdiff.diagnosis.landing import way
from metricdiff.metrics.naming import Named
from metricdiff.metrics.registry import BY_NAME
from metricdiff.planning import Planned
from metricdiff.recipes.facts import Facts

NAME = "what its name says"

#: Causes that make another number than anybody means; the others are choices, and are told.
_FAULTS = frozenset(
    {
        *("MD001", "MD002", "MD009", "MD010", "MD201", "MD205", "MD206", "MD207", "MD208"),
        *("MD211", "MD212", "MD218", "MD303", "MD308", "MD405", "MD602", "MD613"),
    }
)
#: A sum in the place of a mean, and ties, have properties of their own.
_ELSEWHERE = frozenset({"MD615", "MD202"})
#: Words of a name that say which cause is meant.
_MEANT = {
    "MD207": {"soft", "smooth", "fuzzy", "loss", "probabilistic"},
    "MD308": {"balanced"},
    "MD602": {"loss", "distance", "error", "neg", "negative", "minus"},
    "MD303": {"cell", "elementwise", "pixel", "element", "hamming", "binary"},
}
#: Metrics of one class, which are averaged over several.
_AVERAGED = frozenset({"precision", "recall", "f1", "fbeta", "jaccard"})
#: Metrics with a number that anybody sets as he likes: not all of their forms are tried.
_FREE = frozenset(
    {"precision_at_recall", "recall_at_precision", "sensitivity_at_specificity"}
    | {"specificity_at_sensitivity", "fbeta", "huber", "top_k_accuracy"}
)
#: How far from every form of the metric of its name a metric is that is another one.
_FAR = 0.02


@dataclass(frozen=True)
class Judged:
    """What a metric is, and whether that is what its name says."""

    match: Match | None
    tested: Checked


def judge(bench: Bench, known: Known) -> Judged:
    """Hold what the metric equals against what its name says.

    Args:
        bench: The rows, and what the metric gives on them.
        known: What standard metrics give.
    """
    matches, says = bench.chosen.matches, bench.named
    if not matches:
        return Judged(None, _unknown(bench, known))
    own = [one for one in matches if one.candidate.metric == says.metric]
    standard = [one for one in matches if not one.candidate.codes]
    match = next((one for one in own if one in standard), (*standard, *own, *matches)[0])
    told_by = match if match in own else (*own, match)[0]
    codes = told_by.candidate.codes or _of_default(match, known)
    codes = tuple(code for code in codes if code not in _ELSEWHERE)
    found = [_caused(code, told_by, bench) for code in codes if code in _FAULTS]
    found = [one for one in found if not _meant(one.code, bench)]
    other = says.metric and not says.rest and match.candidate.metric != says.metric
    if other and not found and not _alike(says.metric, match.candidate.metric):
        found = [_misnamed(says.metric, match, bench)]
    if not found and _averaged_otherwise(says, match, own):
        found = [_misaveraged(says, match, bench)]
    told = f"it is {match.candidate.metric}"
    told += "" if says.metric else ", which its name does not say"
    choices = [code for code in codes if code not in _FAULTS and not other]
    notes = [_caused(code, match, bench, fails=False) for code in choices if says.metric]
    return Judged(match, Checked(NAME, told, (*found, *notes)))


def _averaged_otherwise(says: Named, match: Match, own: Sequence[Match]) -> bool:
    """Whether its name says how classes are averaged, and it equals no form averaged so."""
    if not says.average or match not in own or match.candidate.codes:
        return False
    wanted = f'average="{says.average}"'
    return says.metric in _AVERAGED and not any(wanted in one.candidate.call for one in own)


def _misaveraged(says: Named, match: Match, bench: Bench) -> Fault:
    one = match.candidate
    evidence = (
        f"Its name says {says.average}, and on all sets of rows it gives the numbers of {one.call}."
    )
    return fault("MD301", evidence, (Number(bench.subject.name, bench.first),))


def _meant(code: str, bench: Bench) -> bool:
    words = set(bench.named.rest) | set(bench.subject.name.lower().split("_"))
    return bool(words & _MEANT.get(code, set()))


def _of_default(match: Match, known: Known) -> tuple[str, ...]:
    """Return the causes that tell Keras's call from scikit-learn's, where a walk shows them.

    On one set of rows a cause may move nothing, by luck: all sets are looked at.
    """
    planned = match.candidate.planned
    if planned is None or match.candidate.library != "keras":
        return ()
    found: dict[str, None] = {}
    for case in known.cases:
        found.update(dict.fromkeys(_on_the_way(planned, Facts(case.predictions))))
    return tuple(found)


def _on_the_way(planned: Planned, facts: Facts) -> Iterator[str]:
    """Yield the causes of the steps between the two recipes of a comparison that move it."""
    path = way(planned, facts)
    if path is None or planned.keras is None or planned.sklearn is None:
        return
    metric = dotted(next(planned.keras.library_calls()).func)
    texts = (planned.sklearn.text, planned.keras.text)
    for step in path.steps:
        if not np.allclose(step.contribution, 0, atol=1e-5, equal_nan=True):
            change = Change(step.field, step.before, step.after, metric, facts, *texts)
            yield from [one.code for one in causes() if one.applies and one.applies(change)][:1]


def _caused(code: str, match: Match, bench: Bench, *, fails: bool = True) -> Fault:
    own = Number(bench.subject.name, bench.first)
    one = match.candidate
    return fault(
        code,
        f"On all sets of rows it gives the numbers of: {one.call}. {_capital(find(code).summary)}.",
        (own, *_plain(bench, one.metric)),
        fails=fails,
    )


def _plain(bench: Bench, metric: str) -> tuple[Number, ...]:
    """Return what the standard call of a metric gives."""
    known = Known((bench.case,))
    for candidate, values in known.plain.values():
        if candidate.metric == metric and candidate.plain and not candidate.codes:
            return (Number(candidate.call, values[0]),)
    return ()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _alike(named: str, found: str) -> bool:
    """Whether two metrics go by each other's names: dice is f1 of cells, iou is jaccard."""
    groups = (
        {"f1", "dice", "fbeta"},
        {"jaccard", "mean_iou"},
        {"mse", "brier"},
        {"r2", "adjusted_r2", "explained_variance"},
        {"accuracy", "top_k_accuracy"},
        {"roc_auc", "pr_auc"},
    )
    return any(named in group and found in group for group in groups)


def _misnamed(named: str, match: Match, bench: Bench) -> Fault:
    one = match.candidate
    swapped = {named, one.metric} == {"precision", "recall"}
    balanced = (named, one.metric) == ("accuracy", "balanced_accuracy")
    rooted = (named, one.metric) == ("rmse", "mae")
    code = "MD010" if swapped else "MD308" if balanced else "MD405" if rooted else "MD620"
    evidence = f"Its name says {named}, and on all sets of rows it gives the numbers of {one.call}."
    numbers = (Number(bench.subject.name, bench.first), Number(one.call, match.value))
    return fault(code, evidence, (*numbers, *_plain(bench, named)))


def _unknown(bench: Bench, known: Known) -> Checked:
    """Say that it equals nothing; and whether it is far from all forms of what its name says."""
    says, values = bench.named, bench.chosen.values
    if not values or not all(map(_finite, values)):
        return Checked(NAME, "it has no value on some rows", tested=False)
    told = f"it equals none of {known.tried:,} recipes"
    if not says.metric:
        return Checked(NAME, told)
    forms = [one for one in known.plain.values() if one[0].metric == says.metric]
    free = says.metric in _FREE or says.metric not in BY_NAME
    if says.rest or not forms or free or len(values[0]) > 1:
        return Checked(NAME, told)
    far = all(_far(values, theirs) for _, theirs in forms)
    if not far:
        return Checked(NAME, f"{told}; near {says.metric}")
    nearest = min(forms, key=lambda one: abs(one[1][0][0] - values[0][0]))
    numbers = (Number(bench.subject.name, values[0]), Number(nearest[0].call, nearest[1][0]))
    evidence = f"Its name says {says.metric}, and it is far from every form of it that was tried."
    return Checked(NAME, told, (fault("MD620", evidence, numbers),))


def _far(ours: Sequence[Value], theirs: Sequence[Value]) -> bool:
    """Whether two metrics part clearly on most sets of rows."""
    apart = [
        abs(own[0] - one[0]) > _FAR * max(1.0, abs(one[0]))
        for own, one in zip(ours, theirs, strict=True)
        if len(one) == 1 and _finite(one)
    ]
    return bool(apart) and sum(apart) > len(apart) / 2


def _finite(value: Value) -> bool:
    return all(map(math.isfinite, value))
