"""MD310: all labels are of one class."""

from __future__ import annotations

import math

import numpy as np

from metricdiff.causes.declaration import Cause, Evidence, Example, Manual, Mend, Mended
from metricdiff.causes.witness import with_rows
from metricdiff.inputs.predictions import Predictions
from metricdiff.words import Task

#: Keras classes whose number needs both classes.
_NEEDS_BOTH = frozenset(
    {"AUC", "TrueNegatives", "Recall", "Hinge", "F1Score", "FBetaScore", "BinaryIoU"}
    | {"PrecisionAtRecall", "RecallAtPrecision"}
    | {"SensitivityAtSpecificity", "SpecificityAtSensitivity"}
)


def _needs_both(metric: str) -> bool:
    return metric in _NEEDS_BOTH


def _mended(predictions: Predictions) -> Mended | None:
    labels = predictions.raw.y_true
    if predictions.task is not Task.BINARY or len(np.unique(labels)) != 1:
        return None
    only = labels[0]
    other = next(label for label in predictions.classes if label != only)
    mended = with_rows(predictions, np.array([other], dtype=np.array([only, other]).dtype))
    evidence = Evidence(f"all {predictions.rows:,} labels are {only}.")
    return Mended(mended, f"with a row labelled {other} added", evidence)


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
    mend=Mend(_needs_both, _mended),
)
