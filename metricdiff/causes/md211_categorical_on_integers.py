"""MD211: categorical accuracy on labels that are class numbers."""

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
from metricdiff.causes.variants import (
    batch_sizes,
    class_numbers,
    decides,
    in_rows,
    is_binary,
    is_whole,
    is_wide,
)
from metricdiff.causes.witness import counted, rows_where
from metricdiff.recipes.recipe import Argmax, Recipe


def _applies(change: Change) -> bool:
    after = change.after.decide
    return change.field == "decide" and isinstance(after, Argmax) and after.labels == "first"


def _evidence(change: Change) -> Evidence:
    width = change.facts.width
    if width == 1:
        return Evidence("the argmax of one column is that column, so every row counts as right.")
    first = change.facts.scores.argmax(axis=1) == 0
    return Evidence(
        f"the argmax of a column of class numbers is always 0: Keras counts the "
        f"{counted(int(first.sum()))} whose largest score is the first.",
        rows_where(first != (change.facts.labels[:, 0])),
    )


def _fix(change: Change) -> Fix:
    return Fix(f"{'Binary' if change.facts.width == 1 else 'SparseCategorical'}Accuracy()")


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.count != "accuracy" or not class_numbers(subject) or not decides(recipe):
        return
    if is_binary(subject) and is_whole(recipe):
        for size, weight in batch_sizes(subject, whole=True):
            shares = replace(recipe, decide=None, count="argmax_of_batch", batch=size)
            yield Variant(shares, in_rows(subject, size), weight * 0.5)
    if is_wide(subject):
        first = Argmax(labels="first")
        yield Variant(replace(recipe, coding="number", cast="float32", decide=first))


CAUSE = Cause(
    code="MD211",
    name="categorical-on-integers",
    summary="categorical accuracy on labels that are class numbers",
    manual=Manual(
        what=(
            "`CategoricalAccuracy` takes the argmax of the labels. A column of class "
            "numbers has one column, so its argmax is always 0: the result is the share of "
            "rows whose largest score is the first. With one column of scores it is always "
            "1."
        ),
        example=Example(
            y_true=[0, 1, 2, 1],
            y_pred=[[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6], [0.5, 0.4, 0.1]],
            sklearn="accuracy_score(y_true, y_pred.argmax(axis=1))",
            keras="CategoricalAccuracy()",
            sklearn_value=0.75,
            keras_value=0.5,
        ),
        why=(
            "`CategoricalAccuracy` is made for one-hot labels and does not check. "
            "`SparseCategoricalAccuracy` is made for class numbers."
        ),
        keras=(
            "`SparseCategoricalAccuracy()` for class numbers, `BinaryAccuracy()` for one "
            'column; the string "accuracy" chooses by the shapes.'
        ),
        sklearn="Nothing to mend.",
        neighbours=(
            "MD009 is a share of argmax 0 in another metric. MD210 takes the argmax of "
            "several labels."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
    sightings=8,
)
