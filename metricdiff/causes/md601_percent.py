"""MD601: a percentage against a fraction."""

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
    ratio = abs(change.after.scale / change.before.scale)
    return change.field == "total" and ratio in {100.0, 0.01}


def _evidence(change: Change) -> Evidence:
    return Evidence(
        f"Keras's number is {change.after.scale / change.before.scale:g} times sklearn's: a "
        "percentage against a fraction."
    )


def _fix(change: Change) -> Fix:
    plain = "mean_absolute_percentage_error(y_true, y_pred)"
    wanted = change.after.count == "percentage" and change.after.scale == 100  # noqa: PLR2004
    return Fix(sklearn=f"100 * {plain}" if wanted else "")


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    del subject
    if abs(recipe.scale) == 1 and recipe.count not in {"tp", "fp", "fn", "tn"}:
        yield Variant(replace(recipe, scale=recipe.scale * 100), {"factor": 100})
    if abs(recipe.scale) == 100 or recipe.count == "percentage":  # noqa: PLR2004
        yield Variant(replace(recipe, scale=recipe.scale / 100), {"factor": 0.01})


CAUSE = Cause(
    code="MD601",
    name="percent",
    summary="a percentage against a fraction",
    manual=Manual(
        what=(
            "Keras's `MeanAbsolutePercentageError` is in percent, "
            "`mean_absolute_percentage_error` a fraction: the same number times 100."
        ),
        example=Example(
            y_true=[1.0, 2.0, 4.0],
            y_pred=[1.5, 1.0, 5.0],
            sklearn="mean_absolute_percentage_error(y_true, y_pred)",
            keras="MeanAbsolutePercentageError()",
            sklearn_value=0.416667,
            keras_value=41.666668,
        ),
        why=("The unit is a matter of taste; each library says its own in its documentation."),
        keras="Divide by 100.",
        sklearn="`100 * mean_absolute_percentage_error(y_true, y_pred)`.",
        neighbours="MD506 is a target of 0. MD602 is a sign.",
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
    sightings=3,
)
