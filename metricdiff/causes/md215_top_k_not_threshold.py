"""MD215: top_k= makes the decisions, not a threshold."""

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
from metricdiff.causes.variants import decides, has_scores
from metricdiff.causes.witness import counted, flipped
from metricdiff.recipes.recipe import Argmax, Largest, Recipe, Threshold

#: Keras classes with an argument ``top_k``.
_TOP_K = frozenset({"Precision", "Recall", "TruePositives", "FalsePositives", "FalseNegatives"})


def _applies(change: Change) -> bool:
    after = change.after.decide
    top = isinstance(after, Largest) or (
        isinstance(after, Argmax) and isinstance(change.before.decide, Threshold)
    )
    return change.field == "decide" and top and change.metric in _TOP_K


def _evidence(change: Change) -> Evidence:
    rows = flipped(change)
    k = change.after.decide.k if isinstance(change.after.decide, Largest) else 1
    return Evidence(
        f"Keras decides for the {k} largest of each row's scores, sklearn does not: "
        f"{counted(len(rows))} decided otherwise.",
        rows,
    )


def _fix(change: Change) -> Fix:
    return Fix(spelled(change.keras, top_k=...))


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    width = subject.facts.width
    if recipe.count not in {"precision", "recall"} or width == 1 or recipe.average == "none":
        return
    if decides(recipe) and has_scores(subject):
        for k in range(1, min(width, 5) + 1):
            pooled = replace(recipe, transform="none", decide=Largest(k), average="micro")
            yield Variant(pooled, {"k": k}, 0.3)


CAUSE = Cause(
    code="MD215",
    name="top-k-not-threshold",
    summary="top_k= makes the decisions, not a threshold",
    manual=Manual(
        what=(
            "Precision and Recall with `top_k=k` decide for the k largest scores of each "
            "row, whatever they are. Without `top_k` they cut every score at 0.5."
        ),
        example=Example(
            y_true=[[1, 0, 1], [0, 1, 0], [1, 1, 0]],
            y_pred=[[0.9, 0.2, 0.8], [0.3, 0.4, 0.1], [0.6, 0.7, 0.2]],
            sklearn='recall_score(y_true, y_pred > 0.5, average="micro")',
            keras="Recall(top_k=1)",
            sklearn_value=0.8,
            keras_value=0.6,
        ),
        why=(
            "With `top_k` the default threshold falls from 0.5 to far below any score. Of "
            "tied scores the first columns count."
        ),
        keras="Leave `top_k` out for decisions at a threshold.",
        sklearn="`top_k_accuracy_score` is `Recall(top_k=k)` when each row has one label.",
        neighbours=(
            "MD204 is an argmax against a threshold without `top_k`. MD213 is about ties at "
            "the k-th score."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    search=_search,
)
