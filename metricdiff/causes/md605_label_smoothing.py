"""MD605: the loss smooths the labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, InModel, Manual, ModelStep, Subject, Variant
from metricdiff.recipes.recipe import Recipe


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    del subject
    if recipe.count == "log_loss" and not recipe.smoothing:
        for share, weight in ((0.1, 0.6), (0.2, 0.2), (0.05, 0.2), (0.01, 0.05), (0.3, 0.05)):
            yield Variant(replace(recipe, smoothing=share), {"label_smoothing": share}, weight)


def _applies(step: ModelStep) -> bool:
    return step.field == "label_smoothing"


def _evidence(step: ModelStep) -> str:
    smoothing = step.item.config["label_smoothing"]
    return f"the loss was compiled with label_smoothing={smoothing:g}, which moves the labels"


def _keras(step: ModelStep) -> str:
    return f"{step.item.name}() in metrics=, without smoothing"


CAUSE = Cause(
    code="MD605",
    name="label-smoothing",
    summary="the loss smooths the labels, the reference does not",
    manual=Manual(
        what=(
            "With `label_smoothing=0.1` the labels 0 and 1 become 0.05 and 0.95 before the "
            "loss. The loss of a perfect prediction is then not 0."
        ),
        example=(
            "    y_true = [1, 0], y_pred = [0.9, 0.2]\n"
            "    log_loss(y_true, y_pred)                     = 0.164252\n"
            "    BinaryCrossentropy()                         = 0.164252\n"
            "    BinaryCrossentropy(label_smoothing=0.1)      = 0.25384"
        ),
        why="Smoothing is an argument of the loss; the metric of the same name has its own.",
        keras="Add `BinaryCrossentropy()` without smoothing to `metrics=`.",
        sklearn="`(1 - s / 2) * log_loss(y, p) + (s / 2) * log_loss(1 - y, p)` for two classes.",
        neighbours=(
            "MD005: the labels in the file are smoothed. MD606 adds a penalty that does not "
            "depend on the rows."
        ),
    ),
    search=_search,
    in_model=InModel(applies=_applies, evidence=_evidence, keras=_keras),
)
