"""MD602: a loss against a score: the sign is turned."""

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

#: Scores that people train with, as 1 less them.
_AS_LOSSES = frozenset({"fbeta", "jaccard", "cosine", "pearson", "r2"})


def _applies(change: Change) -> bool:
    return change.field == "total" and change.after.scale == -change.before.scale


def _evidence(change: Change) -> Evidence:
    negative = "sklearn's" if change.before.scale < 0 else "Keras's"
    return Evidence(f"{negative} number is the other with a minus.")


def _fix(change: Change) -> Fix:
    turned = change.sklearn.startswith("-")
    return Fix(sklearn=change.sklearn[1:] if turned else f"-({change.sklearn})")


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    del subject
    yield Variant(replace(recipe, scale=-recipe.scale))
    if recipe.count in _AS_LOSSES and not recipe.offset:
        yield Variant(replace(recipe, scale=-recipe.scale, offset=1.0), {"loss": "1 - score"}, 0.5)


CAUSE = Cause(
    code="MD602",
    name="sign",
    summary="a loss against a score: it is turned about",
    manual=Manual(
        what=(
            "scikit-learn's scorers turn losses into scores, larger is better: "
            "`neg_mean_squared_error` is the mean squared error with a minus. Losses made of "
            "scores turn them the other way: a Dice loss is `1 - dice`, or `-dice`."
        ),
        example=Example(
            y_true=[1.0, 2.0, 4.0],
            y_pred=[1.5, 1.0, 5.0],
            sklearn="-mean_squared_error(y_true, y_pred)",
            keras="MeanSquaredError()",
            sklearn_value=-0.75,
            keras_value=0.75,
        ),
        why=(
            "A grid search maximises, so every scorer must grow with quality. Keras's "
            "metrics stay losses."
        ),
        keras="Nothing to mend: take the number with a minus.",
        sklearn="The metric function, without neg_, has Keras's sign.",
        neighbours="MD601 is a factor of 100.",
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
    sightings=6,
)
