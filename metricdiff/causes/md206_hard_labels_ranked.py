"""MD206: a ranking metric is fed decisions of 0 and 1."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from metricdiff.causes.declaration import Cause, Evidence, Manual, Note
from metricdiff.recipes.facts import Facts
from metricdiff.words import Kind, Task


def _note(facts: Facts) -> Note | None:
    predictions = facts.predictions
    ranked = predictions.kind in {Kind.PROBABILITIES, Kind.SCORES, Kind.LOGITS}
    hard = np.isin(facts.scores, (0, 1)).all() if ranked else False
    if not hard or predictions.task is Task.MULTICLASS or len(np.unique(facts.scores)) == 1:
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
)
