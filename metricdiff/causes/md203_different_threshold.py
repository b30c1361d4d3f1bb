"""MD203: the two sides cut the scores at different thresholds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.cuts import best_cuts, cut_of
from metricdiff.causes.declaration import (
    Cause,
    Change,
    Evidence,
    Example,
    Fix,
    Manual,
    Subject,
    Variant,
)
from metricdiff.causes.rewriting import keras_cut, sklearn_cut
from metricdiff.causes.variants import is_binary, thresholded
from metricdiff.causes.witness import flipped, rows_told
from metricdiff.recipes.recipe import Given, Recipe, Threshold
from metricdiff.words import Kind


def _applies(change: Change) -> bool:
    before, after = change.before.decide, change.after.decide
    if change.field != "decide" or not isinstance(after, Threshold):
        return False
    if isinstance(before, Given):
        before = cut_of(before, change.facts)
    return isinstance(before, Threshold) and before.at != after.at


def _evidence(change: Change) -> Evidence:
    before, after, rows = change.before.decide, change.after.decide, flipped(change)
    cut = cut_of(before, change.facts) if isinstance(before, Given) else before
    assert isinstance(cut, Threshold)  # noqa: S101 - it applies
    assert isinstance(after, Threshold)  # noqa: S101
    sign = ">=" if cut.inclusive else ">"
    name = change.facts.predictions.raw.columns.decision
    whose = f"the column {name} is" if isinstance(before, Given) else "sklearn decides at"
    return Evidence(
        f"{whose} score {sign} {cut.at:.6g}, Keras decides at {after.at:g}. "
        f"{rows_told(rows, change.facts)} between the two.",
        rows,
    )


def _fix(change: Change) -> Fix:
    before = change.before.decide
    cut = cut_of(before, change.facts) if isinstance(before, Given) else before
    keras = ""
    if isinstance(cut, Threshold) and 0 < cut.at < 1:
        keras = keras_cut(change, cut.at)
    return Fix(keras, sklearn_cut(change))


_CUSTOMARY = {
    **dict.fromkeys((0.3, 0.4, 0.6, 0.7), 0.12),
    **dict.fromkeys((0.2, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.8), 0.03),
    **dict.fromkeys((0.1, 0.9, 0.05, 0.95), 0.02),
}


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    cut = thresholded(recipe)
    if cut is None or (recipe.transform == "none" and subject.predictions.kind is Kind.LOGITS):
        return
    customary = dict(_CUSTOMARY)
    if is_binary(subject):
        share = subject.facts.mean(subject.facts.labels)
        customary |= {1 - share: 0.06, share: 0.06}
    if subject.predictions.kind is not Kind.LOGITS:
        customary |= {0.0: 0.06, subject.facts.mean(subject.facts.scores): 0.03}
    for at, weight in customary.items():
        if at != cut.at:
            yield Variant(
                replace(recipe, decide=Threshold(at, cut.inclusive)), {"threshold": at}, weight
            )
    if is_binary(subject) and subject.predictions.kind is not Kind.DECISIONS:
        for name, at in subject.facts.once("best cuts", lambda: best_cuts(subject.facts)).items():
            for inclusive, weight in ((True, 0.06), (False, 0.04)):
                best = replace(recipe, decide=Threshold(at, inclusive), transform="none")
                yield Variant(best, {"threshold": at, "chosen by": name}, weight)


CAUSE = Cause(
    code="MD203",
    name="different-threshold",
    summary="the two sides cut the scores at different thresholds",
    manual=Manual(
        what=(
            "Decisions were made at another threshold than the metric's 0.5: tuned on "
            "validation data, or left in a column of decisions by another program."
        ),
        example=Example(
            y_true=[0, 1, 1, 0],
            y_pred=[0.2, 0.7, 0.4, 0.35],
            sklearn="recall_score(y_true, y_pred > 0.3)",
            keras="Recall()",
            sklearn_value=1.0,
            keras_value=0.5,
        ),
        why=(
            "Keras metrics have a threshold of their own, 0.5 unless it is given; scikit-"
            "learn scores whatever decisions it gets."
        ),
        keras=(
            "Pass the threshold: `Recall(thresholds=0.3)`, `BinaryAccuracy(threshold=0.3)`, "
            "`F1Score(threshold=0.3)`."
        ),
        sklearn="Decide at the metric's threshold: `y_pred > 0.5`.",
        neighbours=(
            "MD202 is the same threshold with the rows at it on different sides. MD201 "
            "looks like a threshold of 0.6225 on probabilities."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
    sightings=4,
)
