"""MD617: R2 that is not adjusted for the number of regressors."""

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
from metricdiff.recipes.recipe import Recipe


def _applies(change: Change) -> bool:
    return change.field == "k" and change.after.count == "r2"


def _evidence(change: Change) -> Evidence:
    return Evidence(
        f"sklearn's side is adjusted for {change.before.k} regressors, Keras's for "
        f"{change.after.k}."
    )


def _fix(change: Change) -> Fix:
    return Fix(f"R2Score(num_regressors={change.before.k})")


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.count != "r2":
        return
    most = min(_MOST, subject.predictions.rows - 2)
    for k in range(most + 1):
        if k != recipe.k:
            yield Variant(replace(recipe, k=k), {"regressors": k}, 1.0 if k == 0 else 0.06)


#: Regressors up to which each number of them is tried.
_MOST = 20


CAUSE = Cause(
    code="MD617",
    name="regressors-not-counted",
    summary="R2 that is not adjusted for the number of regressors",
    manual=Manual(
        what=(
            "`R2Score()` is the plain R2. Adjusted R2 takes off what k regressors explain "
            "by chance; Keras does so only when it is told k."
        ),
        example=Example(
            y_true=[1.0, 2.0, 3.5, 4.0, 6.0],
            y_pred=[1.2, 1.8, 3.0, 4.5, 5.5],
            sklearn="1 - (1 - r2_score(y_true, y_pred)) * (5 - 1) / (5 - 2 - 1)",
            keras="R2Score()",
            sklearn_value=0.887838,
            keras_value=0.943919,
        ),
        why=(
            "The number of regressors is no matter of the predictions, so neither library"
            " can know it."
        ),
        keras="`R2Score(num_regressors=k)`.",
        sklearn="`r2_score(y_true, y_pred)` is the plain R2.",
        neighbours="MD608 is an adjusted R2 with the wrong number of rows.",
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
    sightings=1.0,
)
