"""MD214: another k: Keras's default is 5, scikit-learn's is 2."""

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
from metricdiff.recipes.recipe import Argmax, Largest, Recipe, TopRanks, largest


def _applies(change: Change) -> bool:
    ranked = change.field == "k" and change.after.count == "top_k"
    sides = (change.before.decide, change.after.decide)
    both = all(isinstance(one, Argmax | Largest) for one in sides)
    return ranked or (change.field == "decide" and both and change.after.coding == "first")


def _k(recipe: Recipe) -> int:
    if recipe.count == "top_k":
        return recipe.k
    return recipe.decide.k if isinstance(recipe.decide, Largest) else 1


def _evidence(change: Change) -> Evidence:
    classes = change.facts.width
    return Evidence(
        f"Keras looks at the {_k(change.after)} largest of {classes} scores, sklearn at the "
        f"{_k(change.before)} largest.",
    )


def _fix(change: Change) -> Fix:
    ranked = "top_k_accuracy_score(" in change.sklearn
    return Fix(
        f"{change.metric}(k={_k(change.before)})",
        spelled(change.sklearn, k=_k(change.after)) if ranked else "",
    )


_CUSTOMARY = {5: 0.4, 2: 0.3, 3: 0.3, 1: 0.2, 10: 0.1, 4: 0.05, 6: 0.02, 7: 0.02, 8: 0.02, 9: 0.02}


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    ranked = isinstance(recipe.decide, TopRanks)
    if not ranked and subject.metric != "top_k_accuracy":
        return
    for k, weight in _CUSTOMARY.items():
        if k != _k(recipe) and k <= subject.facts.width:
            other = replace(recipe, k=k) if ranked else replace(recipe, decide=largest(k))
            yield Variant(other, {"k": k}, weight)


CAUSE = Cause(
    code="MD214",
    name="different-k",
    summary="another k: Keras's default is 5, scikit-learn's is 2",
    manual=Manual(
        what=(
            "`TopKCategoricalAccuracy()` asks whether the label is among the five largest "
            "scores, `top_k_accuracy_score` among the two largest. With five classes or "
            "fewer Keras's default is always 1."
        ),
        example=Example(
            y_true=[0, 1, 2],
            y_pred=[[0.2, 0.5, 0.3], [0.3, 0.4, 0.3], [0.1, 0.2, 0.7]],
            sklearn="top_k_accuracy_score(y_true, y_pred)",
            keras="SparseTopKCategoricalAccuracy(k=3)",
            sklearn_value=0.666667,
            keras_value=1.0,
        ),
        why="Each library has its own default.",
        keras="`SparseTopKCategoricalAccuracy(k=2)`.",
        sklearn="`top_k_accuracy_score(y_true, y_pred, k=5)`.",
        neighbours="MD213 is the same k with ties at the k-th score.",
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
)
