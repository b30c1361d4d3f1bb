"""MD618: the best other class counts at least 0 in Keras's categorical hinge."""

from __future__ import annotations

import numpy as np

from metricdiff.causes.declaration import Cause, Change, Evidence, Example, Manual
from metricdiff.causes.witness import counted, rows_where


def _applies(change: Change) -> bool:
    return change.field == "absent" and change.after.count == "categorical_hinge"


def _evidence(change: Change) -> Evidence:
    others = np.where(change.facts.labels, -np.inf, change.facts.scores).max(axis=1)
    rows = rows_where(others < 0)
    return Evidence(
        f"{counted(len(rows))} whose other scores are all negative: Keras takes 0 for the best.",
        rows,
    )


CAUSE = Cause(
    code="MD618",
    name="hinge-margin-floor",
    summary="the best other class counts at least 0 in Keras's categorical hinge",
    manual=Manual(
        what=(
            "`CategoricalHinge` multiplies the scores by 1 - y before it looks for the "
            "largest other one, so the label's own place holds a 0. Where all other scores "
            "are negative, that 0 wins."
        ),
        example=Example(
            y_true=[0, 1, 2],
            y_pred=[[-0.2, -1.0, -1.5], [-2.0, -0.5, -0.9], [-1.0, -1.2, 0.3]],
            sklearn="hinge_loss(y_true, y_pred)",
            keras="CategoricalHinge()",
            sklearn_value=0.266667,
            keras_value=1.133333,
            options={"kind": "scores"},
        ),
        why=(
            "A product with the one-hot labels sets the own score to 0 instead of leaving it out."
        ),
        keras=(
            "Shift the scores of each row so that none is negative: the margins stay, and"
            " the zero never wins."
        ),
        sklearn="Nothing to mend: `hinge_loss` compares with the other classes alone.",
        neighbours="MD610 is the hinge of two classes.",
    ),
    applies=_applies,
    evidence=_evidence,
)
