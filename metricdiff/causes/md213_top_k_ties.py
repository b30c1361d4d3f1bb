"""MD213: ties at the k-th score: all count in Keras, later columns win in scikit-learn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, Change, Evidence, Example, Manual, Subject, Variant
from metricdiff.causes.witness import counted, flipped, rows_where
from metricdiff.recipes.deciding import ranks
from metricdiff.recipes.recipe import Argmax, Recipe, RowMaximum, TopRanks


def _applies(change: Change) -> bool:
    if change.field != "decide":
        return False
    before, after = change.before.decide, change.after.decide
    of_one = isinstance(before, Argmax) and isinstance(after, RowMaximum)
    return isinstance(after, TopRanks) or of_one


def _evidence(change: Change) -> Evidence:
    if isinstance(change.after.decide, RowMaximum):
        rows = flipped(change)
        return Evidence(
            f"{counted(len(rows))} whose largest score is tied, or 0: Keras decides for all that "
            "tie and for none that is 0, argmax for the first.",
            rows,
        )
    before, after = ranks(change.before, change.facts), ranks(change.after, change.facts)
    k = change.before.k
    rows = rows_where((before < k) != (after < k))
    return Evidence(
        f"{counted(len(rows))} whose label ties with others at the score of rank {k}.", rows
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    del subject
    if isinstance(recipe.decide, TopRanks):
        other = TopRanks("later" if recipe.decide.ties == "all" else "all")
        yield Variant(replace(recipe, decide=other))


CAUSE = Cause(
    code="MD213",
    name="top-k-ties",
    summary="ties at the k-th score: all count in Keras, later columns win in scikit-learn",
    manual=Manual(
        what=(
            "Several classes have the score of the label. Keras counts the label as found"
            " when fewer than k scores are larger; scikit-learn puts equal scores in "
            "order, later columns first, and may leave the label out."
        ),
        example=Example(
            y_true=[0, 1, 2],
            y_pred=[[0.4, 0.4, 0.2], [0.3, 0.4, 0.3], [0.1, 0.2, 0.7]],
            sklearn="top_k_accuracy_score(y_true, y_pred, k=1)",
            keras="SparseTopKCategoricalAccuracy(k=1)",
            sklearn_value=0.666667,
            keras_value=1.0,
        ),
        why=(
            "`in_top_k` of TensorFlow lets all ties across the boundary in. "
            "`top_k_accuracy_score` sorts the scores and reverses the order."
        ),
        keras="Nothing can be set; break the ties in the scores.",
        sklearn="Nothing can be set; break the ties in the scores.",
        neighbours="MD214 is another k.",
    ),
    applies=_applies,
    evidence=_evidence,
    search=_search,
    sightings=4,
)
