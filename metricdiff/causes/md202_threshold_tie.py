"""MD202: a score is exactly at the threshold: > on one side, >= on the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.cuts import cut_of
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
from metricdiff.causes.rewriting import just_beside, sklearn_cut
from metricdiff.causes.variants import thresholded
from metricdiff.causes.witness import rows_told, rows_where
from metricdiff.recipes.recipe import Given, Recipe, Threshold


def _applies(change: Change) -> bool:
    before, after = change.before.decide, change.after.decide
    if change.field != "decide" or not isinstance(after, Threshold):
        return False
    if isinstance(before, Given):
        before = cut_of(before, change.facts)
    return isinstance(before, Threshold) and before.at == after.at


def _evidence(change: Change) -> Evidence:
    before, after = change.before.decide, change.after.decide
    assert isinstance(after, Threshold)  # noqa: S101 - it applies
    rows = rows_where((change.facts.scores == after.at).any(axis=1))
    name = change.facts.predictions.raw.columns.decision
    whose = f"the column {name}" if isinstance(before, Given) else "sklearn"
    sides = ("negative", "positive") if after.inclusive else ("positive", "negative")
    return Evidence(
        f"{rows_told(rows, change.facts)} with a score of exactly {after.at:g}: "
        f"{sides[0]} for {whose}, {sides[1]} for Keras.",
        rows,
    )


def _fix(change: Change) -> Fix:
    after = change.after.decide
    assert isinstance(after, Threshold)  # noqa: S101 - it applies
    # Above the next number `>=` is `>` again, and below the one before `>` is `>=`.
    return Fix(just_beside(change, above=after.inclusive), sklearn_cut(change))


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    del subject
    cut = thresholded(recipe)
    if cut:
        yield Variant(replace(recipe, decide=Threshold(cut.at, not cut.inclusive)))


CAUSE = Cause(
    code="MD202",
    name="threshold-tie",
    summary="a score is exactly at the threshold: > on one side, >= on the other",
    manual=Manual(
        what=(
            "Some scores equal the threshold. Most Keras metrics decide with >, so such a "
            "row is negative; `BinaryIoU` and decisions made with >= or a ROC threshold "
            "count it as positive."
        ),
        example=Example(
            y_true=[1, 0, 1, 0],
            y_pred=[0.5, 0.2, 0.9, 0.5],
            sklearn="jaccard_score(y_true, y_pred > 0.5)",
            keras="BinaryIoU(target_class_ids=[1])",
            sklearn_value=0.5,
            keras_value=0.666667,
        ),
        why=(
            "Keras uses greater in its accuracies and confusion metrics, and "
            "`greater_equal` in `BinaryIoU`. Rounded scores and scores of small ensembles "
            "hit 0.5 often."
        ),
        keras=(
            "Move the threshold a little below or above the tied scores: "
            "`BinaryIoU(threshold=0.500001)` decides as > 0.5 does."
        ),
        sklearn="Decide as the other side does: `y_pred >= 0.5`, or `y_pred > 0.5`.",
        neighbours=(
            "MD203 moves scores that lie between two thresholds, not at one. MD219 is a "
            "tie that only float32 makes."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
)
