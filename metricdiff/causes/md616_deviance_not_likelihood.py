"""MD616: Poisson deviance against the Poisson loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, Change, Evidence, Example, Manual, Subject, Variant
from metricdiff.recipes.recipe import Recipe


def _applies(change: Change) -> bool:
    return change.field == "count" and change.before.count == "deviance"


def _evidence(_: Change) -> Evidence:
    return Evidence(
        "Keras's Poisson is the mean of p - y log(p); the deviance is 2 (y log(y/p) - y + p)."
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    del subject
    if recipe.count in {"deviance", "likelihood"}:
        other = "likelihood" if recipe.count == "deviance" else "deviance"
        yield Variant(replace(recipe, count=other))


CAUSE = Cause(
    code="MD616",
    name="deviance-not-likelihood",
    summary="Poisson deviance against the Poisson loss",
    manual=Manual(
        what=(
            "Keras's Poisson is the likelihood loss p - y log p, without what depends on "
            "the label alone. `mean_poisson_deviance` is twice the distance from a perfect "
            "prediction, 0 at best."
        ),
        example=Example(
            y_true=[1, 2, 4, 0],
            y_pred=[1.5, 1.0, 5.0, 0.5],
            sklearn="mean_poisson_deviance(y_true, y_pred)",
            keras="Poisson()",
            sklearn_value=0.544128,
            keras_value=0.289196,
            options={"task": "regression"},
        ),
        why=(
            "Both have their minimum at the same predictions; they differ by a factor of "
            "2 and by a term of the labels."
        ),
        keras="Nothing to mend.",
        sklearn=(
            "`mean_poisson_deviance(y_true, y_pred) / 2 - np.mean(xlogy(y_true, y_true) - "
            "y_true)` is Keras's number."
        ),
        neighbours="MD602 is a mere sign, MD601 a mere factor.",
    ),
    applies=_applies,
    evidence=_evidence,
    search=_search,
)
