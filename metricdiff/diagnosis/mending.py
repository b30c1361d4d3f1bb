"""Mending: the libraries are called again on data without the cause, and then agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from metricdiff.calls.expression import dotted
from metricdiff.causes.declaration import Cause, Fix, Mended
from metricdiff.causes.registry import causes
from metricdiff.diagnosis.landing import Explained, array, described, land, plain
from metricdiff.diagnosis.tolerance import Tolerance
from metricdiff.diagnosis.verdicts import judge
from metricdiff.engines.outcome import Outcome, Value
from metricdiff.inputs.predictions import Predictions
from metricdiff.planning import Planned
from metricdiff.recipes.facts import Facts
from metricdiff.report import Comparison, Finding, FixLine, Proof
from metricdiff.words import Verdict

#: Returns the comparisons that a run on other data would make.
Replan = Callable[[Predictions], Sequence[Planned]]


@dataclass(frozen=True)
class Repair:
    """A comparison to run again, on data without one or more causes.

    Attributes:
        row: The comparison.
        planned: Its two calls, as they are spelled for the mended data.
        causes: What is taken away, in order.
        steps: What the data are after each.
        given: The data as they were.
    """

    row: Comparison
    planned: Planned
    causes: tuple[Cause, ...]
    steps: tuple[Mended, ...]
    given: Predictions

    @property
    def predictions(self) -> Predictions:
        """The data without the causes."""
        return self.steps[-1].predictions

    @property
    def made_up(self) -> bool:
        """Whether rows were added, so that what the libraries differ by there is no cause here."""
        data = [self.given, *(step.predictions for step in self.steps)]
        return any(after.rows > before.rows for before, after in pairwise(data))


class Repairs:
    """What can be mended in some data, each made once.

    Args:
        predictions: The data.
        replan: Spells the calls for other data.
        first: What is taken away before anything else.
    """

    def __init__(self, predictions: Predictions, replan: Replan, *first: Cause) -> None:
        self._predictions = predictions
        self._replan = replan
        self._first = first
        self._made: dict[tuple[str, ...], Mended | None] = {}
        self._plans: dict[tuple[str, ...], Mapping[object, Planned]] = {}

    def of(self, planned: Planned, row: Comparison) -> Iterator[Repair]:
        """Yield the repairs to try: each cause alone, then all that apply, one after another."""
        first = self._first
        if planned.keras is None or planned.sklearn is None:
            return
        metric = dotted(next(planned.keras.library_calls()).func)
        fitting = [one for one in causes() if one.mend and one.mend.applies(metric)]
        alone = [one for one in fitting if one not in first and self._mended((*first, one))]
        chains = [first] if first else []
        chains += [(*first, one) for one in alone]
        chains += [(*first, *alone)] if len(alone) > 1 else []
        for chain in chains:
            steps = [self._mended(chain[: end + 1]) for end in range(len(chain))]
            again = self._planned(chain).get(_key(planned)) if all(steps) else None
            if again:
                made = tuple(step for step in steps if step)
                yield Repair(row, again, chain, made, self._predictions)

    def _mended(self, chain: tuple[Cause, ...]) -> Mended | None:
        key = tuple(cause.code for cause in chain)
        if key not in self._made:
            before = self._mended(chain[:-1]) if len(chain) > 1 else None
            data = before.predictions if before else self._predictions
            mend = chain[-1].mend
            self._made[key] = mend.data(data) if mend else None
        return self._made[key]

    def _planned(self, chain: tuple[Cause, ...]) -> Mapping[object, Planned]:
        key = tuple(cause.code for cause in chain)
        mended = self._mended(chain)
        if key not in self._plans:
            rows = self._replan(mended.predictions) if mended else ()
            self._plans[key] = {_key(row): row for row in rows}
        return self._plans[key]


def _key(planned: Planned) -> object:
    """What makes a comparison the same on other data."""
    text = planned.sklearn_text if planned.metric is None else ""
    variant = tuple(sorted((name, str(value)) for name, value in planned.variant.items()))
    return planned.name, planned.pairing, planned.label, variant, text


def prove(repair: Repair, theirs: Outcome, ours: Sequence[Outcome]) -> Explained | None:
    """Return the causes that a repair proves; ``None`` where the libraries still part.

    What they still differ by on the mended data may be explained by a walk.

    Args:
        repair: What was run again.
        theirs: What scikit-learn returned on the mended data.
        ours: What Keras returned after each step.
    """
    row = repair.row
    again = judge(repair.planned, theirs, ours[-1], Tolerance(row.atol, row.rtol))
    rest = None
    if again.verdict is Verdict.UNEXPLAINED:
        rest = land(repair.planned, again, Facts(repair.predictions))
    if again.verdict is not Verdict.EQUAL and rest is None:
        return None
    residual = rest.row.residual if rest else again.difference
    assert residual is not None and again.keras.value is not None  # noqa: S101, PT018 - both agree
    text = ", ".join(step.text for step in repair.steps)
    proof = Proof("mending", f"{again.keras.call} {text}", again.keras.value, residual)
    findings = [*_gaps(repair, row, again, [outcome.value for outcome in ours])]
    if rest and row.difference is not None and not any(_moves(one) for one in findings):
        # What was mended plays no part: the way is that of the data as they are.
        same = replace(row, verdict=Verdict.EXPLAINED, residual=residual, proof=rest.row.proof)
        return replace(rest, row=same)
    findings[-1] = replace(
        findings[-1],
        keras_fix=FixLine(proof.call, again.keras.value),
        sklearn_fix=FixLine(f"{again.sklearn.call} {text}", again.sklearn.value),
    )
    others = rest if rest and not repair.made_up else None
    return Explained(
        replace(row, verdict=Verdict.EXPLAINED, reason=None, residual=residual, proof=proof),
        (*(others.findings if others else ()), *findings),
        (*(others.fixes if others else ()), *(Fix() for _ in findings)),
    )


def _gaps(
    repair: Repair, row: Comparison, again: Comparison, values: Sequence[Value | None]
) -> Iterator[Finding]:
    """Yield each cause with what it adds to the difference, the last that was taken away first."""
    before = [row.keras.value, *values]
    data = [repair.given, *(step.predictions for step in repair.steps)]
    for place in reversed(range(len(repair.causes))):
        gap = _less(before[place], before[place + 1])
        if len(repair.causes) == 1 and row.difference is not None:
            # What the cause does to scikit-learn's side is its doing too.
            gap = _less(row.difference, again.difference) or gap
        yield described(
            repair.causes[place], repair.steps[place].evidence, gap, before[place], data[place]
        )


def _moves(finding: Finding) -> bool:
    return finding.contribution is None or bool(np.any(array(finding.contribution)))


def _less(value: Value | None, other: Value | None) -> Value | None:
    """Return one value less another, element by element; ``None`` without two numbers."""
    if value is None or other is None or array(value).shape != array(other).shape:
        return None
    gaps = array(value) - array(other)
    return plain(gaps) if np.isfinite(gaps).all() else None
