"""MD301: the classes are averaged in different ways."""

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
from metricdiff.causes.rewriting import spelled
from metricdiff.causes.variants import AREAS, OVERLAPS, decides, is_binary, is_wide, task_of
from metricdiff.recipes.recipe import Average, Columns, Recipe
from metricdiff.words import Task

#: Keras classes with an ``average`` argument.
_AVERAGING = frozenset({"F1Score", "FBetaScore"})


#: How R2 of several outputs is made one where it is not their mean.
_OF_OUTPUTS: dict[Average, str] = {"weighted": "by variance", "micro": "all outputs as one"}


def _applies(change: Change) -> bool:
    if change.field != "columns" or change.metric not in _AVERAGING:
        return False
    if change.before.only is not None or change.after.only is not None:
        return False
    return change.before.average != change.after.average or change.before.columns == "both"


def _evidence(change: Change) -> Evidence:
    names = [
        "the positive class alone" if one.columns == "positive" else one.average
        for one in (change.before, change.after)
    ]
    return Evidence(f"sklearn averages {names[0]}, Keras {names[1]}.")


def _fix(change: Change) -> Fix:
    ours, theirs = change.after, change.before
    alone = ours.columns == "positive"
    sklearn = spelled(change.sklearn, average=... if alone else _argument(ours))
    if theirs.columns == "both":  # Keras sees one column, and cannot average two
        return Fix(sklearn=sklearn)
    return Fix(spelled(change.keras, average=_argument(theirs)), sklearn)


def _argument(recipe: Recipe) -> str | None:
    return None if recipe.average == "none" else recipe.average


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.count in OVERLAPS and (decides(recipe) or recipe.soft):
        yield from _of_counts(recipe, subject)
    elif recipe.count == "r2" and subject.facts.numbers.shape[1] > 1 and not recipe.k:
        for average, told in _OF_OUTPUTS.items():
            if average != recipe.average:
                yield Variant(replace(recipe, average=average), {"average": told}, 0.3)
    elif recipe.count in AREAS and not is_binary(subject):
        for average in ("macro", "weighted", "micro"):
            if average != recipe.average:
                weight = 0.3 if average == "micro" else 1.0
                yield Variant(replace(recipe, average=average), {"average": average}, weight)
        if recipe.count == "roc" and is_wide(subject) and not recipe.grid:
            pairs = replace(recipe, average="pairs")
            yield Variant(pairs, {"average": "one against one"}, 0.5)


def _of_counts(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    averages: tuple[Average, ...] = ("macro", "weighted", "micro")
    for average in averages:
        columns: Columns = "both" if is_binary(subject) else "each"
        pooled = average == "micro" and recipe.count in {"precision", "recall"}
        changed = replace(recipe, columns=columns, only=None, average=average)
        if changed != recipe:
            weight = 0.3 if pooled else 1.0  # Keras's classes pool, and have no average
            yield Variant(changed, {"average": average}, weight)
        if recipe.count == "fbeta" and average == "macro" and not (recipe.soft or recipe.harmonic):
            parts = replace(changed, harmonic=True)
            yield Variant(parts, {"average": "macro, of precision and recall"}, 0.3)
    if is_binary(subject) and recipe.columns == "both" and recipe.only is None:
        one = replace(recipe, columns="positive", average="none", absent=True)
        yield Variant(one, {"average": "binary"})
    if task_of(subject) is Task.MULTILABEL and not recipe.batch:
        each_row = replace(recipe, columns="each", average="micro", batch=1, epsilon=0.0)
        yield Variant(each_row, {"average": "samples"})


CAUSE = Cause(
    code="MD301",
    name="different-average",
    summary="the classes are averaged in different ways",
    manual=Manual(
        what=(
            "macro, micro, weighted, one class alone, or no average: the same word can mean "
            'another thing for one column. `F1Score(average="macro")` of one column is the '
            "F1 of the positive class; scikit-learn's macro is the mean of both classes."
        ),
        example=Example(
            y_true=[0, 1, 1, 1],
            y_pred=[0.6, 0.9, 0.4, 0.3],
            sklearn='f1_score(y_true, y_pred > 0.5, average="macro")',
            keras='F1Score(average="macro", threshold=0.5)',
            sklearn_value=0.2,
            keras_value=0.4,
        ),
        why=(
            "scikit-learn averages over the classes, of which a binary task has two; "
            "Keras over the columns, of which it has one."
        ),
        keras="Set the same average, on as many columns as there are classes.",
        sklearn='Set the same average; `average="binary"` is the positive class alone.',
        neighbours="MD302 is Keras's pooling in metrics that have no average argument.",
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
    sightings=6,
)
