"""MD613: an error against its root."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, Manual, Subject, Variant
from metricdiff.recipes.recipe import Recipe


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    del subject
    if recipe.power == 1 and recipe.count in {"squares", "log_squares", "root", "log_loss"}:
        power = 2.0 if recipe.count == "root" else 0.5
        weight = 0.2 if recipe.count == "log_loss" else 1.0
        yield Variant(replace(recipe, power=power), {"power": power}, weight)


CAUSE = Cause(
    code="MD613",
    name="squared-or-not",
    summary="an error against its root",
    manual=Manual(
        what=(
            "MSE on one side, RMSE on the other, or a loss and its root: the larger number "
            "is the square of the smaller, or the reverse below 1."
        ),
        example=(
            "    y_true = [1, 2, 3], y_pred = [1.5, 2, 4]\n"
            "    mean_squared_error         = 0.416667\n"
            "    root_mean_squared_error    = 0.645497"
        ),
        why=(
            '`loss="mse"` is logged as `loss`, and RMSE is what people report. '
            "`mean_squared_error(squared=False)` of old scikit-learn was the root."
        ),
        keras="`RootMeanSquaredError()` or `MeanSquaredError()`.",
        sklearn="`root_mean_squared_error` or `mean_squared_error`.",
        neighbours=(
            "MD611 is the root of a mean against the mean of roots, with several outputs only."
        ),
    ),
    search=_search,
    sightings=3,
)
