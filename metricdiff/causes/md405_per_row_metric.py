"""MD405: a similarity of each row where one of all rows is meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, Change, Evidence, Example, Manual, Subject, Variant
from metricdiff.causes.variants import is_whole
from metricdiff.causes.witness import counted, rows_where
from metricdiff.recipes.recipe import Recipe


def _applies(change: Change) -> bool:
    rows = (change.before.columns, change.after.columns) == ("cells", "row")
    return change.field == "columns" and rows and change.after.count == "cosine"


def _evidence(change: Change) -> Evidence:
    product = (change.facts.numbers * change.facts.scores).sum(axis=1)
    if change.facts.width > 1:
        return Evidence("Keras takes the cosine of each row and then the mean.")
    return Evidence(
        f"of one column the cosine is a sign: {counted(int((product > 0).sum()))} of equal signs, "
        f"{int((product < 0).sum()):,} of unequal ones.",
        rows_where(product < 0),
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.count == "root" and is_whole(recipe):
        yield Variant(replace(recipe, batch=1, columns="cells"))
        if subject.facts.numbers.shape[1] > 1:
            yield Variant(replace(recipe, batch=1, columns="each"), {"outputs": "one by one"}, 0.5)
    elif recipe.count in {"cosine", "pearson"} and is_whole(recipe):
        yield Variant(replace(recipe, columns="row" if recipe.columns == "cells" else "cells"))


CAUSE = Cause(
    code="MD405",
    name="per-row-metric",
    summary="a root or a similarity of each row, where one of all rows is meant",
    manual=Manual(
        what=(
            "`CosineSimilarity` compares the outputs of each row and then takes the mean. "
            "With one output per row the cosine is the sign of the product: the result is "
            "the share of equal signs, less that of unequal ones."
        ),
        example=Example(
            y_true=[1.0, 2.0, 3.0, 4.0],
            y_pred=[1.5, -0.5, 2.5, 5.5],
            sklearn="cosine_similarity(y_true.reshape(1, -1), y_pred.reshape(1, -1))[0, 0]",
            keras="CosineSimilarity()",
            sklearn_value=0.877058,
            keras_value=0.5,
        ),
        why=(
            "The classes of Keras that compare vectors work along the last axis, within "
            "each row. `PearsonCorrelation` and `ConcordanceCorrelation` do so too, and are "
            "nan for one column."
        ),
        keras=(
            "Give the metric one row that holds all values, or compute the cosine of the "
            "two columns by hand."
        ),
        sklearn="1 - `paired_cosine_distances(...)` row by row is what Keras does.",
        neighbours="MD401 takes means over batches, not over rows.",
    ),
    applies=_applies,
    evidence=_evidence,
    search=_search,
    sightings=3,
)
