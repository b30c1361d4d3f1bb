"""MD310: all labels are of one class."""

from __future__ import annotations

import math

import numpy as np

from metricdiff.causes.declaration import Cause, Change, Evidence, Example, Manual, Mend, Mended
from metricdiff.causes.witness import one_class, rows_where, weighing, with_rows
from metricdiff.inputs.predictions import Predictions

#: Keras classes whose number needs both classes.
_NEEDS_BOTH = frozenset(
    {"AUC", "TrueNegatives", "Recall", "Hinge", "F1Score", "FBetaScore", "BinaryIoU"}
    | {"PrecisionAtRecall", "RecallAtPrecision"}
    | {"SensitivityAtSpecificity", "SpecificityAtSensitivity"}
)


def _needs_both(metric: str) -> bool:
    return metric in _NEEDS_BOTH


def _applies(change: Change) -> bool:
    return change.field == "zero" and one_class(change.facts.predictions)


def _evidence(predictions: Predictions) -> Evidence:
    raw, entries = predictions.raw, rows_where(weighing(predictions))
    only, rows = raw.y_true[entries[0]], raw.rows_of(entries)
    weight = "" if raw.sample_weight is None else " of a weight"
    many = f"all {rows:,} labels{weight} are {only}."
    return Evidence(many if rows > 1 else f"the only label{weight} is {only}.")


def _mended(predictions: Predictions) -> Mended | None:
    if not one_class(predictions):
        return None
    only = predictions.raw.y_true[weighing(predictions)][0]
    other = next(label for label in predictions.classes if label != only)
    mended = with_rows(predictions, np.array([other], dtype=np.array([only, other]).dtype))
    return Mended(mended, f"with a row labelled {other} added", _evidence(predictions))


CAUSE = Cause(
    code="MD310",
    name="one-class",
    summary="all labels are of one class",
    manual=Manual(
        what=(
            "With one class in all the data there is nothing to rank and nothing to "
            "average over: Keras says 0 or nan, scikit-learn nan, an error, or the value "
            "of the one class."
        ),
        example=Example(
            y_true=[1, 1, 1],
            y_pred=[0.2, 0.7, 0.4],
            sklearn="roc_auc_score(y_true, y_pred)",
            keras="AUC()",
            sklearn_value=math.nan,
            keras_value=0.0,
        ),
        why=(
            "The area under a curve, specificity and balanced accuracy divide by the number "
            "of rows of each class. `hinge_loss` takes a single class for the negative one."
        ),
        keras=("Evaluate on data that hold both classes; a small batch or a filtered set may not."),
        sklearn="Evaluate on data that hold both classes.",
        neighbours="MD309 is one label of several. MD305 is a class that is never decided.",
    ),
    applies=_applies,
    evidence=lambda change: _evidence(change.facts.predictions),
    mend=Mend(_needs_both, _mended),
)
