"""MD220: F-scores with different beta."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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
from metricdiff.causes.rewriting import spelled
from metricdiff.recipes.recipe import Recipe


def _applies(change: Change) -> bool:
    same = change.before.count == change.after.count
    return change.field == "count" and same and change.before.beta != change.after.beta


def _evidence(change: Change) -> Evidence:
    return Evidence(f"sklearn's beta is {change.before.beta:g}, Keras's {change.after.beta:g}.")


def _fix(change: Change) -> Fix:
    takes = change.metric == "FBetaScore", "fbeta_score(" in change.sklearn
    return Fix(
        spelled(change.keras, beta=change.before.beta) if takes[0] else "",
        spelled(change.sklearn, beta=change.after.beta) if takes[1] else "",
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    del subject
    if recipe.count == "fbeta":
        for beta, weight in ((2.0, 0.4), (0.5, 0.4), (1.0, 0.8)):
            if beta != recipe.beta:
                yield Variant(replace(recipe, beta=beta), {"beta": beta}, weight)


CAUSE = Cause(
    code="MD220",
    name="different-beta",
    summary="F-scores with different beta",
    manual=Manual(
        what=(
            "beta weighs recall against precision. `FBetaScore()` takes 1.0; `fbeta_score` "
            "has no default, and 0.5 and 2 are customary."
        ),
        example=Example(
            y_true=[0, 1, 1, 1],
            y_pred=[0.6, 0.9, 0.4, 0.3],
            sklearn="fbeta_score(y_true, y_pred > 0.5, beta=2.0)",
            keras="FBetaScore(threshold=0.5)",
            sklearn_value=0.357143,
            keras_value=0.4,
        ),
        why="Both libraries compute the same formula with the beta they are given.",
        keras="`FBetaScore(beta=2.0, threshold=0.5)`.",
        sklearn="`fbeta_score(y_true, y_pred > 0.5, beta=1.0)`.",
        neighbours="MD203 and MD301 move F-scores as well; the recipe tells which field differs.",
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
)
