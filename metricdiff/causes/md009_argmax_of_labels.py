"""MD009: argmax of labels that are class numbers already."""

from __future__ import annotations

from collections.abc import Iterator

from metricdiff.causes.declaration import Cause, Manual, Subject, Variant
from metricdiff.causes.variants import class_numbers, decides, edited, task_of
from metricdiff.recipes.edits.labels import AllFirst
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if task_of(subject) not in {Task.BINARY, Task.MULTICLASS} or not class_numbers(subject):
        return
    if decides(recipe) and recipe.coding == "class":
        yield Variant(edited(recipe, AllFirst()), weight=0.5 if recipe.count == "accuracy" else 1.0)


CAUSE = Cause(
    code="MD009",
    name="argmax-of-labels",
    summary="the argmax was taken of labels that are numbers already",
    manual=Manual(
        what=(
            "`np.argmax(y_true, axis=1)` turns one-hot rows into class numbers. On a column "
            "of class numbers it gives 0 in every row, so the number is the share of "
            "predictions that are class 0, or another metric of an all-zero truth."
        ),
        example=(
            "    y_true = [[0], [2], [1], [2]], predicted classes [0, 2, 1, 1]\n"
            "    accuracy_score(y_true.ravel(), decided)               = 0.75\n"
            "    accuracy_score(np.argmax(y_true, axis=1), decided)    = 0.25"
        ),
        why="The argmax over an axis of length one is 0, and no library warns.",
        keras="Nothing to mend: the Keras number is not the odd one.",
        sklearn="Leave `argmax` out for labels that are class numbers: `y_true.ravel()`.",
        neighbours=(
            "MD211 is the same slip inside Keras: `categorical_accuracy` takes the argmax "
            "of integer labels itself, and is named where the metric is an accuracy."
        ),
    ),
    search=_search,
    sightings=4,
)
