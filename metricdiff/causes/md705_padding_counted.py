"""MD705: padding scored on one side only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from metricdiff.causes.declaration import Cause, InModel, Manual, ModelStep, Subject, Variant
from metricdiff.causes.variants import (
    AREAS,
    LOSSES,
    OVERLAPS,
    class_numbers,
    edited,
    positions,
    task_of,
)
from metricdiff.recipes.edits.rows import Unmasked, Without
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if subject.unmasked is not None and not recipe.edits:
        takes_none = recipe.count in {*OVERLAPS, *AREAS, "tp", "fp", "fn", "tn"}
        weight = 0.1 if takes_none else 1.0
        whole = edited(recipe, Unmasked(subject.unmasked))
        yield Variant(whole, {}, weight)
        share = subject.predictions.rows / subject.unmasked.rows
        yield from _mixed(recipe, whole, share, weight)
        return
    sequences = positions(subject) > 1 and task_of(subject) is Task.MULTICLASS
    if sequences and class_numbers(subject) and not (recipe.edits or recipe.batch):
        inside = edited(recipe, Without(_PADDING))
        yield Variant(inside, {"padding": _PADDING}, 0.3)
        share = float(np.mean(subject.predictions.raw.y_true != _PADDING))
        yield from _mixed(inside, recipe, share, 0.3)


def _mixed(inside: Recipe, whole: Recipe, share: float, weight: float) -> Iterator[Variant]:
    """Yield means whose sum and number are not of the same positions.

    Args:
        inside: Of the positions that are no padding.
        whole: Of all positions.
        share: The share of positions that are no padding.
        weight: How likely padding is what happened.
    """
    if inside.count in LOSSES | {"accuracy", "error"} and 0 < share < 1:
        less = replace(inside, scale=inside.scale * share)
        yield Variant(less, {"masked sum over": "all positions"}, weight * 0.4)
        more = replace(whole, scale=whole.scale / share)
        yield Variant(more, {"whole sum over": "positions that count"}, weight * 0.2)


def _in_model(step: ModelStep) -> bool:
    return step.field == "mask"


def _masked(step: ModelStep) -> str:
    mask = step.output.mask
    assert mask is not None  # noqa: S101 - the setup after has it
    return (
        f"the model masks {mask.size - int(mask.sum()):,} of {mask.size:,} positions, and "
        "evaluate leaves them out; what predict returns has lost the mask"
    )


#: What sequences are padded with.
_PADDING = 0


CAUSE = Cause(
    code="MD705",
    name="padding-counted",
    summary="padded positions are scored on one side only",
    manual=Manual(
        what=(
            "Sequences were padded to one length. A mask takes the padded positions out on "
            "one side; on the other they count, and mostly as right, as padding is easy to "
            "predict."
        ),
        example=(
            "    y_true = [[1, 2, 0, 0], [2, 1, 1, 0]], decided = [[1, 2, 0, 0], [2, 2, 1, 0]]\n"
            "    Accuracy() of all positions                 = 0.875     7 of 8\n"
            "    Accuracy() with the mask y_true != 0        = 0.8       4 of 5"
        ),
        why=(
            "`Embedding(mask_zero=True)` and `Masking` send a mask along, which many "
            "metrics use; `predict` returns all positions and no mask."
        ),
        keras="Without a mask: `sample_weight=(y_true != 0)` and `weighted_metrics=[...]`.",
        sklearn="`accuracy_score(y_true[mask], decided[mask])`.",
        neighbours=(
            "MD706: metrics that take no mask at all. MD015 is a label that should not "
            "count, such as 255 in maps."
        ),
    ),
    search=_search,
    sightings=16,
    in_model=InModel(applies=_in_model, evidence=_masked),
)
