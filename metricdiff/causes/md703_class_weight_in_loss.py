"""MD703: class weights move the loss and no metric."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, Manual, Subject, Variant
from metricdiff.causes.variants import LOSSES, edited, task_of
from metricdiff.recipes.edits.weights import ClassWeights
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    classes = task_of(subject) in {Task.BINARY, Task.MULTICLASS} and subject.predictions.classes
    if not classes or recipe.count not in LOSSES or recipe.edits or recipe.pairs:
        return
    if subject.predictions.raw.sample_weight is None:
        given = subject.class_weight
        weighted = edited(replace(recipe, weight=True, over_rows=True), ClassWeights(given))
        name = ", ".join(f"{one:g}" for one in given) if given else "balanced"
        yield Variant(weighted, {"class_weight": name}, 1.0 if given else 0.5)


def _hint(subject: Subject, recipe: Recipe, value: float) -> str:
    del value
    known = subject.class_weight or not subject.predictions.classes or recipe.count != "log_loss"
    return "" if known else "class weights move the loss: say which with --class-weight 0:1,1:5"


CAUSE = Cause(
    code="MD703",
    name="class-weight-in-loss",
    summary="class weights move the loss and no metric",
    manual=Manual(
        what=(
            "`fit(class_weight=...)` multiplies the loss of each row; what is in `metrics=` "
            "does not see it. The loss that is logged is then not the cross-entropy that "
            "the metric of the same name gives."
        ),
        example=(
            "    y_true = [0, 1, 1], y_pred = [0.2, 0.7, 0.4], class_weight {0: 1, 1: 5}\n"
            "    train_on_batch, loss                        = 2.19599\n"
            "    train_on_batch, binary_crossentropy         = 0.498703\n"
            "    log_loss(y_true, y_pred)                    = 0.498703"
        ),
        why=(
            "Class weights are turned into sample weights, and `metrics=` takes none "
            "(MD701). `evaluate` takes no `class_weight` at all."
        ),
        keras="Read the metric, or use `weighted_metrics=[...]`.",
        sklearn=(
            "`np.dot(weights, losses) / len(losses)` is the loss: the weighted sum over the "
            "number of rows."
        ),
        neighbours=(
            "MD704 is that the sum is divided by the number of rows. MD606 does not depend "
            "on the labels."
        ),
    ),
    search=_search,
    hint=_hint,
)
