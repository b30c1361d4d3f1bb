"""MD615: a total where the other side has a rate."""

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
    return change.field == "total" and change.before.total != change.after.total


def _evidence(change: Change) -> Evidence:
    size = change.facts.weighing(change.after).sum()
    return Evidence(f"sklearn's number is a total over {size:,.6g} rows, Keras's their mean.")


def _fix(change: Change) -> Fix:
    return Fix(sklearn=spelled(change.sklearn, normalize=...))


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    del subject
    if recipe.count in {"accuracy", "error", "top_k", "log_loss"}:
        less = 0.5 if recipe.count == "log_loss" else 1.0
        yield Variant(replace(recipe, total=not recipe.total), {}, less)


CAUSE = Cause(
    code="MD615",
    name="count-not-rate",
    summary="a total where the other side has a rate",
    manual=Manual(
        what=(
            "`accuracy_score(normalize=False)` is the number of right rows, "
            "`log_loss(normalize=False)` the sum of the losses; Keras's metrics are shares "
            "and means."
        ),
        example=Example(
            y_true=[0, 1, 1, 0],
            y_pred=[0.2, 0.7, 0.4, 0.6],
            sklearn="accuracy_score(y_true, y_pred > 0.5, normalize=False)",
            keras="BinaryAccuracy()",
            sklearn_value=2.0,
            keras_value=0.5,
        ),
        why=(
            "`normalize=False` leaves the division by the number of rows, or by the sum of "
            "the weights, out."
        ),
        keras="Nothing to mend; metric.total of a Keras mean is the sum.",
        sklearn="Leave `normalize=False` out.",
        neighbours="MD402 is a sum that Keras reports for a mean.",
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
)
