"""MD620: a metric is another one than its name says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, Manual, Subject, Variant
from metricdiff.causes.variants import decides, is_whole, task_of
from metricdiff.recipes.recipe import Curve, Recipe
from metricdiff.words import Task

#: How likely the one is taken for the other.
_TAKEN = {
    ("fbeta", "jaccard"): 0.5,
    ("jaccard", "fbeta"): 0.5,
    ("squares", "absolute"): 0.3,
    ("absolute", "squares"): 0.3,
}


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    """Yield the metrics that people call by the names of their neighbours."""
    if recipe.edits or not is_whole(recipe) or recipe.power != 1:
        return
    for (count, other), weight in _TAKEN.items():
        if recipe.count == count and recipe.beta == 1:
            named = replace(recipe, count=other, epsilon=0.0)
            yield Variant(named, {"metric": _NAMES[other]}, weight)
    if recipe.count == "roc":
        for curve, name in _CURVES.items():
            area = replace(recipe, count="pr", curve=curve, grid=0, cast="float64")
            yield Variant(area, {"metric": f"pr_auc, {name}"}, 0.3)
    if recipe.count == "r2" and subject.facts.numbers.shape[1] == 1 and not recipe.k:
        squared = Recipe("cells", coding="number", count="pearson", power=2.0)
        yield Variant(squared, {"metric": "the square of Pearson's correlation"}, 1.0)
    if recipe.count == "accuracy" and task_of(subject) is Task.MULTILABEL and decides(recipe):
        shares = replace(recipe, columns="each", count="jaccard", average="micro", batch=1)
        for nothing in (0.0, 1.0):
            told = {"metric": "the Jaccard index of each row", "empty rows": nothing}
            yield Variant(replace(shares, zero=nothing), told, 0.5)


_NAMES = {"jaccard": "jaccard", "fbeta": "f1", "absolute": "mae", "squares": "mse"}
_CURVES: dict[Curve, str] = {
    "step": "average precision",
    "trapezoid": "trapezoids",
}

CAUSE = Cause(
    code="MD620",
    name="not-as-named",
    summary="the metric is another one than its name says",
    manual=Manual(
        what=(
            "On several sets of rows a custom metric gives the numbers of one standard "
            "metric, and its name is that of another; or its name is that of a standard "
            "metric, and it gives the numbers of no form of it. A number that is reported under "
            "one name may be another metric's: a Dice that is an IoU, the area under precision "
            "and recall called AUC, a squared correlation called R2."
        ),
        example=(
            "    y_true = [1, 1, 1, 0], decided = [1, 0, 0, 0]\n"
            "    recall_score(y_true, decided)                 = 0.333333\n"
            "    def precision(y_true, y_pred): tp / positives = 0.333333     a recall"
        ),
        why=(
            "A denominator, a sign or an axis was mixed up; a metric was copied and its name "
            "changed."
        ),
        keras=("Give it the name of what it computes, or compute what its name says."),
        sklearn="Call the function of that name and hold the two against each other.",
        neighbours=(
            "MD010 is the special case of labels and predictions that changed places. MD301 "
            "is another average of the right metric, MD207 its soft form."
        ),
    ),
    search=_search,
)
