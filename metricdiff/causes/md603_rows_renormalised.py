"""MD603: categorical cross-entropy divides each row by its sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from metricdiff.causes.declaration import Cause, Change, Evidence, Example, Manual, Subject, Variant
from metricdiff.causes.variants import is_wide
from metricdiff.causes.witness import counted, rows_where
from metricdiff.recipes.recipe import Recipe, UnitRows

#: What rounding may leave a row's sum off 1.
_SLACK = 1e-6


def _applies(change: Change) -> bool:
    return change.field == "unit_rows"


def _evidence(change: Change) -> Evidence:
    sums = change.facts.scores.sum(axis=1)
    rows = rows_where(np.abs(sums - 1) > _SLACK)
    return Evidence(
        f"Keras divides each row by its sum, sklearn does not: {counted(len(rows))} that sum to "
        f"{sums.min():.4g} up to {sums.max():.4g}.",
        rows,
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.count == "log_loss" and recipe.columns == "row" and is_wide(subject):
        ways: tuple[UnitRows, ...] = ("never", "before", "after")
        for way in ways:
            if way != recipe.unit_rows:
                yield Variant(replace(recipe, unit_rows=way), {"rows": way}, 0.7)


CAUSE = Cause(
    code="MD603",
    name="rows-renormalised",
    summary="categorical cross-entropy divides each row by its sum",
    manual=Manual(
        what=(
            "Keras divides the scores of each row by their sum before it takes the "
            "logarithm. scikit-learn takes them as they are and warns. Rows that sum to 1"
            " are the same to both."
        ),
        example=Example(
            y_true=[0, 1, 2],
            y_pred=[[0.6, 0.2, 0.1], [0.2, 0.5, 0.1], [0.1, 0.2, 0.6]],
            sklearn="log_loss(y_true, y_pred)",
            keras="CategoricalCrossentropy()",
            sklearn_value=0.571599,
            keras_value=0.426978,
            options={"kind": "probabilities"},
        ),
        why=(
            "`CategoricalCrossentropy` divides, then clips. `SparseCategoricalCrossentropy` "
            "clips, then divides."
        ),
        keras="Nothing to mend; a softmax at the end makes rows that sum to 1.",
        sklearn="Divide first: `log_loss(y_true, y_pred / y_pred.sum(axis=1, keepdims=True))`.",
        neighbours=(
            "MD503 is about probabilities near 0 and 1. MD201 is logits instead of probabilities."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    search=_search,
)
