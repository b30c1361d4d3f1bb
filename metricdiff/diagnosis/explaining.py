"""From comparisons that differ to causes that are proven and add up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from metricdiff.calls import parse
from metricdiff.causes.registry import find
from metricdiff.causes.witness import masked_out
from metricdiff.diagnosis.agreeing import agreement
from metricdiff.diagnosis.landing import Explained, land, way
from metricdiff.diagnosis.mending import Repair, Repairs, Replan, prove
from metricdiff.engines.keras_engine import Asked, KerasEngine
from metricdiff.engines.outcome import Outcome
from metricdiff.engines.sklearn_engine import SklearnEngine
from metricdiff.inputs.predictions import Predictions
from metricdiff.planning import Planned
from metricdiff.recipes.facts import Facts
from metricdiff.report import Comparison, FixLine
from metricdiff.words import Reason, Verdict

#: The cause of a metric that counts what the mask takes out.
_MASK_IGNORED = "MD706"

#: Begins to run calls on Keras's side, and returns what waits for them.
BeginKeras = Callable[[Sequence[Asked]], Callable[[], list[Outcome]]]


def explain(
    rows: Sequence[tuple[Planned, Comparison]],
    facts: Facts,
    sklearn: SklearnEngine,
    begin_keras: BeginKeras,
    replan: Replan,
) -> list[Comparison]:
    """Return the comparisons, those that differ with their proven causes, others with a reason.

    A comparison whose causes no walk and no repair proves stays unexplained.

    Args:
        rows: What was planned, and what came of it.
        facts: What it was run on.
        sklearn: Runs scikit-learn's side.
        begin_keras: Runs all calls that fixes and repairs need on Keras's side, in one go.
        replan: Spells the calls for other data.
    """
    predictions = facts.predictions
    repairs = Repairs(masked_out(predictions), replan)
    mask = predictions.raw.mask
    ignoring = Repairs(predictions, replan, find(_MASK_IGNORED)) if mask is not None else repairs
    found: dict[int, Explained] = {}
    tried: dict[int, list[Repair]] = {}
    for place, (planned, row) in enumerate(rows):
        if row.verdict is Verdict.UNEXPLAINED and (landed := land(planned, row, facts)):
            found[place] = landed
        elif row.verdict is Verdict.UNEXPLAINED or row.reason is Reason.RAISED:
            tried[place] = list((repairs if planned.heeds_mask else ignoring).of(planned, row))
    fixes = _fixes(found, rows, predictions)
    known = _known(fixes, rows)
    wanted = {key: one for key, one in (fixes | _mended(tried)).items() if key not in known}
    waited = _begun(wanted, begin_keras)
    done = [
        replace(row, agreement=agreement(planned, row, facts))
        if row.verdict is Verdict.EQUAL
        else row
        for planned, row in rows
    ]
    keras = known | waited()
    for place, attempts in tried.items():
        proven = (_prove(place, number, one, keras) for number, one in enumerate(attempts))
        explained = next((one for one in proven if one), None)
        if explained:
            found[place] = explained
    for place, explained in found.items():
        masked = rows[place][0].masked
        done[place] = _with_fixes(place, explained, keras, sklearn, masked=masked)
    return done


def walk_ahead(planned: Sequence[Planned], facts: Facts, engine: KerasEngine) -> None:
    """Follow the recipes of pairs of calls while Keras's values are still to come.

    What is made on the way stays in *facts*: :func:`explain` finds it there.
    """
    for pair in planned:
        if engine.idle:  # what differs comes first now, so that it has work again
            return
        way(pair, facts)


#: Which call of which comparison: its place, and a text or the number and step of a repair.
_Key = tuple[object, ...]


def _begun(
    wanted: Mapping[_Key, Asked], begin_keras: BeginKeras
) -> Callable[[], dict[_Key, Outcome]]:
    if not wanted:
        return dict
    outcomes = begin_keras(list(wanted.values()))
    return lambda: dict(zip(wanted, outcomes(), strict=True))


def _fixes(
    found: Mapping[int, Explained],
    rows: Sequence[tuple[Planned, Comparison]],
    predictions: Predictions,
) -> dict[_Key, Asked]:
    """Return the calls that the fixes say to write instead."""
    return {
        (place, fix.keras): Asked(
            parse(fix.keras),
            rows[place][0].weighted,
            predictions,
            mask_weighs=rows[place][0].mask_weighs,
        )
        for place, explained in found.items()
        for fix in explained.fixes
        if fix.keras
    }


def _known(
    fixes: Mapping[_Key, Asked], rows: Sequence[tuple[Planned, Comparison]]
) -> dict[_Key, Outcome]:
    """Return what came of those fixes that are calls of the comparison itself."""
    came = {
        (planned.keras.text, planned.weighted, planned.mask_weighs): Outcome(
            row.keras.value, row.keras.error, row.keras.warnings
        )
        for planned, row in rows
        if planned.keras
    }
    calls = {key: (one.call.text, one.weighted, one.mask_weighs) for key, one in fixes.items()}
    return {key: came[call] for key, call in calls.items() if call in came}


def _mended(tried: Mapping[int, Sequence[Repair]]) -> dict[_Key, Asked]:
    """Return the calls that the repairs make again, after each of their steps."""
    return {
        (place, number, step): Asked(
            repair.planned.keras,
            repair.planned.weighted,
            mended.predictions,
            mended.floatx,
            repair.planned.mask_weighs,
        )
        for place, attempts in tried.items()
        for number, repair in enumerate(attempts)
        for step, mended in enumerate(repair.steps)
        if repair.planned.keras
    }


def _prove(
    place: int, number: int, repair: Repair, keras: Mapping[_Key, Outcome]
) -> Explained | None:
    ours = [keras[place, number, step] for step in range(len(repair.steps))]
    if repair.planned.sklearn is None or any(outcome.value is None for outcome in ours):
        return None
    theirs = SklearnEngine(repair.predictions).run(repair.planned.sklearn)
    return None if theirs.value is None else prove(repair, theirs, ours)


def _with_fixes(
    place: int,
    explained: Explained,
    keras: Mapping[_Key, Outcome],
    sklearn: SklearnEngine,
    *,
    masked: bool,
) -> Comparison:
    """Return the comparison with its causes, each with what the fixes gave when they were run."""
    findings = []
    for finding, fix in zip(explained.findings, explained.fixes, strict=True):
        ours = keras.get((place, fix.keras))
        call = parse(fix.sklearn) if fix.sklearn else None
        theirs = sklearn.run(call) if call else None
        findings.append(
            replace(
                finding,
                keras_fix=FixLine(fix.keras, ours.value, ours.error) if ours else finding.keras_fix,
                sklearn_fix=FixLine(
                    call.masked.text if masked else fix.sklearn, theirs.value, theirs.error
                )
                if call and theirs
                else finding.sklearn_fix,
                keras_advice=fix.keras_advice,
                sklearn_advice=fix.sklearn_advice,
            )
        )
    return replace(explained.row, causes=tuple(findings))
