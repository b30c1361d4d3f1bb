"""MD707: weights of shape (N, 1) were ignored or changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, Manual, Subject, Variant
from metricdiff.recipes.recipe import Recipe


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    given = subject.predictions.raw.sample_weight is not None
    if given and recipe.weight and recipe.count == "fbeta":
        yield Variant(replace(recipe, weight=False))


CAUSE = Cause(
    code="MD707",
    name="weight-shape",
    summary="weights of shape (N, 1) were ignored or changed",
    manual=Manual(
        what=(
            "`F1Score` and `FBetaScore` take weights of shape (N,). With (N, 1), which is "
            "what a pandas Series becomes, the micro average is silently the unweighted "
            "one, and other averages raise."
        ),
        example=(
            "    y_true = [1, 0, 1, 1], y_pred = [0.9, 0.8, 0.2, 0.7], weights = [1, 5, 1, 1]\n"
            '    F1Score(average="micro", threshold=0.5), weights (4,)      = 0.4\n'
            '    F1Score(average="micro", threshold=0.5), weights (4, 1)    = 0.666667\n'
            "    f1_score(..., sample_weight=weights)                       = 0.4\n"
            "    f1_score(...)                                              = 0.666667"
        ),
        why=(
            "The metric adds an axis to the weights, and (N, 1, 1) meets (N, 1) in a way "
            "that cancels out."
        ),
        keras="`weights.to_numpy().ravel()`, of shape (N,).",
        sklearn="Nothing to mend.",
        neighbours="MD701: the weights never reached the metric. Here they did, in another shape.",
    ),
    search=_search,
    sightings=3,
)
