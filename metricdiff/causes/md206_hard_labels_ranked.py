"""MD206: a ranking metric is fed decisions of 0 and 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from metricdiff.causes.declaration import Cause, Evidence, Manual, Note, Subject, Variant
from metricdiff.causes.variants import AREAS, edited, has_scores, is_wide
from metricdiff.recipes.edits.scores import Hard
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Kind, Task


def _note(facts: Facts) -> Note | None:
    predictions = facts.predictions
    ranked = predictions.kind in {Kind.PROBABILITIES, Kind.SCORES, Kind.LOGITS}
    if not ranked or predictions.task is Task.MULTICLASS:
        return None
    hard = all(np.isin(part.scores, (0, 1)).all() for part in facts.parts())
    if not hard or len(np.unique(facts.scores)) == 1:
        return None
    return Note(
        Evidence(
            "every score is 0 or 1: these are decisions, and an area under a curve of decisions is "
            "the balanced accuracy."
        ),
        replace(predictions, kind=Kind.DECISIONS),
        keras="the model's output instead of its decisions",
        sklearn="predict_proba instead of predict",
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if recipe.count not in {*AREAS, "log_loss", "squares"} or not has_scores(subject):
        return
    if any(isinstance(edit, Hard) for edit in recipe.edits) or recipe.soft:
        return
    weight = 1.0 if recipe.count in AREAS else 0.4
    yield Variant(edited(replace(recipe, transform="none"), Hard()), {}, weight)
    if not is_wide(subject):
        for at in (0.3, 0.4, 0.6, 0.7):
            cut = edited(replace(recipe, transform="none"), Hard(at))
            yield Variant(cut, {"threshold": at}, 0.04)


CAUSE = Cause(
    code="MD206",
    name="hard-labels-ranked",
    summary="a ranking metric is fed decisions of 0 and 1",
    manual=Manual(
        what=(
            "AUC and average precision rank scores. Decisions have two values only, so "
            "the curve has a single corner, and the area is the balanced accuracy."
        ),
        example=(
            "    y_true = [0, 0, 1, 1], y_pred = [0.1, 0.4, 0.35, 0.8]\n"
            "    roc_auc_score(y_true, y_pred)       = 0.75\n"
            "    roc_auc_score(y_true, y_pred > 0.3) = 0.75     (one corner, by luck the same)\n"
            "    roc_auc_score(y_true, y_pred > 0.5) = 0.75\n"
            "    average_precision_score(y_true, y_pred)       = 0.833333\n"
            "    average_precision_score(y_true, y_pred > 0.3) = 0.666667"
        ),
        why=(
            "`model.predict(X) > 0.5` and `clf.predict(X)` throw the order away, and no "
            "metric can tell."
        ),
        keras="Give the metric the model's output, not its decisions.",
        sklearn="`roc_auc_score(y_true, clf.predict_proba(X)[:, 1])`, not `clf.predict(X)`.",
        neighbours="MD501 coarsens the curve to 200 cells, this to 2.",
    ),
    note=_note,
    search=_search,
    sightings=3,
)
