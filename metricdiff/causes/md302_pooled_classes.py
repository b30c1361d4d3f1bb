"""MD302: Keras takes all columns for one binary problem."""

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
from metricdiff.causes.variants import AREAS, OVERLAPS, edited, has_scores, is_binary, is_wide
from metricdiff.recipes.edits.labels import TwoColumns
from metricdiff.recipes.recipe import Argmax, Recipe, Threshold, Transform
from metricdiff.words import Kind

#: Keras classes that take all columns for one problem, and know no ``average``.
_POOLING = frozenset({"Precision", "Recall", "AUC"})


def _applies(change: Change) -> bool:
    pooled = change.after.average == "micro" and change.before.average != "micro"
    return change.field == "columns" and pooled and change.metric in _POOLING


def _evidence(change: Change) -> Evidence:
    columns = change.facts.width
    return Evidence(
        f"Keras takes the {columns} columns for one binary problem; sklearn takes each and then "
        f"the {change.before.average} average.",
    )


def _fix(change: Change) -> Fix:
    if change.metric != "AUC":
        return Fix()
    curve = 'curve="PR", ' if change.after.count == "pr" else ""
    return Fix(f"AUC({curve}multi_label=True)")


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    known = recipe.count in AREAS or (recipe.count in OVERLAPS and _usual(recipe))
    if not known or not has_scores(subject):
        return
    if is_binary(subject):
        if not recipe.edits and recipe.columns == "positive":
            pooled = replace(edited(recipe, TwoColumns()), columns="each", average="micro")
            # Two columns in the file are two that Keras may have pooled.
            given = len(subject.predictions.raw.columns.y_pred) > 1
            yield Variant(pooled, {}, 1.0 if given else 0.4)
            if recipe.count in AREAS and not recipe.grid:  # as AUC() pools them
                yield Variant(replace(pooled, grid=200, cast="float32"), {}, 0.3)
    elif recipe.average != "micro" and recipe.only is None:
        less = 0.4 if recipe.count in {"fbeta", "jaccard"} else 1.0
        yield Variant(replace(recipe, average="micro"), {}, less)
        if is_wide(subject) and isinstance(recipe.decide, Argmax):
            made: Transform = "softmax" if subject.predictions.kind is Kind.LOGITS else "none"
            cells = replace(recipe, average="micro", decide=Threshold(0.5), transform=made)
            yield Variant(cells, {"threshold": 0.5}, less)


def _usual(recipe: Recipe) -> bool:
    """Whether the decision is one of those that classes have in common."""
    return isinstance(recipe.decide, Threshold | Argmax)


CAUSE = Cause(
    code="MD302",
    name="pooled-classes",
    summary="Keras takes all columns for one binary problem",
    manual=Manual(
        what=(
            "Precision, Recall and AUC flatten the columns: every cell of the one-hot "
            "matrix is a row of one binary problem. That is scikit-learn's micro average,"
            " not macro, and with two columns precision, recall and accuracy are one "
            "number."
        ),
        example=Example(
            y_true=[0, 1, 2, 2],
            y_pred=[[0.8, 0.1, 0.1], [0.1, 0.6, 0.3], [0.1, 0.1, 0.8], [0.2, 0.7, 0.1]],
            sklearn='precision_score(y_true, y_pred.argmax(axis=1), average="macro")',
            keras="Precision()",
            sklearn_value=0.833333,
            keras_value=0.75,
        ),
        why=(
            "These classes have no average argument; `class_id=` and, for AUC, "
            "`multi_label=True` keep the columns apart."
        ),
        keras=(
            "`AUC(multi_label=True)`; for precision one metric a class, `Precision(class_id=c)`."
        ),
        sklearn='`average="micro"` gives Keras\'s number.',
        neighbours=(
            "MD301 is for metrics with an average argument on both sides. MD204 changes "
            "the decisions before they are pooled."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
    sightings=15,
)
