"""MD011: the number was computed on scaled targets."""

from __future__ import annotations

from collections.abc import Iterator

from metricdiff.causes.declaration import Cause, Manual, Subject, Variant
from metricdiff.causes.variants import ERRORS, edited, task_of
from metricdiff.recipes.edits import Edit
from metricdiff.recipes.edits.values import Logarithms, Scaled
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if task_of(subject) is not Task.REGRESSION or recipe.count not in {*ERRORS, "r2"}:
        return
    if recipe.edits:
        return
    for edit, weight in subject.facts.once("scales", lambda: list(_scales(subject))):
        yield Variant(edited(recipe, edit), {"scale": edit.words.split()[1]}, weight)


def _scales(subject: Subject) -> Iterator[tuple[Edit, float]]:
    """Yield customary scalings of these targets, and the one that the user gives."""
    truth = subject.facts.numbers
    least, most = truth.min(axis=0), truth.max(axis=0)
    mean, spread = truth.mean(axis=0), truth.std(axis=0)
    if (most > least).all():
        yield Scaled(tuple(least), tuple(most - least), "min-max-scaled"), 0.5
        yield Scaled(tuple(mean), tuple(spread), "standardised"), 0.5
        yield Scaled(tuple(mean * 0), tuple(most), "max-scaled"), 0.1
    if least.min() > -1 and subject.facts.scores.min() > -1:
        yield Logarithms(), 0.5
    if subject.scale:
        less, by = subject.scale
        outputs = truth.shape[1]
        yield Scaled((less,) * outputs, (by,) * outputs, "scaled"), 1.0
        yield Scaled((-less / by,) * outputs, (1 / by,) * outputs, "unscaled"), 1.0


def _hint(subject: Subject, recipe: Recipe, value: float) -> str:
    del value
    known = subject.scale or task_of(subject) is not Task.REGRESSION or recipe.count not in ERRORS
    return "" if known else "targets on a scale of their own: say which with --scale LESS,BY"


CAUSE = Cause(
    code="MD011",
    name="scaled-target",
    summary="the number was computed on scaled targets",
    manual=Manual(
        what=(
            "The network was trained on targets that were standardised, squeezed to [0, 1] "
            "or taken as logarithms, and the number is in those units. An MAE of 0.12 "
            "standard deviations is not 0.12 of what was measured."
        ),
        example=(
            "    y_true = [100, 200, 300], y_pred = [110, 190, 310]\n"
            "    mean_absolute_error(y_true, y_pred)                    = 10\n"
            "    ... of both divided by 81.65, their standard deviation = 0.122474\n"
            "    ... of both mapped from [100, 300] to [0, 1]           = 0.05"
        ),
        why=(
            "`StandardScaler` or `MinMaxScaler` on the targets before `fit`: what Keras "
            "sees and reports is scaled."
        ),
        keras=(
            "Multiply MAE and RMSE by the scale, MSE by its square; or add a metric that "
            "scales back."
        ),
        sklearn=(
            "`scaler.inverse_transform` on labels and predictions before the metric, or on neither."
        ),
        neighbours=(
            "MD601 and MD613 are a factor of 100 and a root, the same on every data set. R2 "
            "does not change under a linear scale: an R2 that differs as well is not this, "
            "unless the scale is a logarithm."
        ),
    ),
    search=_search,
    sightings=3,
    hint=_hint,
)
