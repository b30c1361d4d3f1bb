"""MD217: accuracy is asked of predicted numbers."""

from __future__ import annotations

import numpy as np

from metricdiff.causes.declaration import Cause, Evidence, Manual, Mend, Mended
from metricdiff.causes.witness import counted
from metricdiff.inputs.predictions import Predictions
from metricdiff.words import Task


def _accuracy(metric: str) -> bool:
    return metric in {"BinaryAccuracy", "CategoricalAccuracy"}


def _mended(predictions: Predictions) -> Mended | None:
    """Make of the values the classes that Keras holds against each other."""
    if predictions.task is not Task.REGRESSION:
        return None
    y, p = (
        values.astype(np.float32) for values in (predictions.raw.y_true, predictions.raw.y_pred)
    )
    if y.ndim > 1:
        hot = np.eye(y.shape[1], dtype=np.int64)
        return Mended(
            predictions.with_values(y_true=hot[y.argmax(axis=1)], y_pred=hot[p.argmax(axis=1)]),
            "on the place of each row's largest value",
            Evidence(
                "Keras asks whether the largest label and the largest prediction of a row "
                "stand in the same column."
            ),
        )
    neither = 2
    either = np.where(np.isin(y, (0, 1)), y, neither).astype(np.int64)
    evidence = Evidence(
        "Keras asks whether the label is exactly 1 where the prediction is above 0.5, and exactly "
        f"0 where it is not: {counted(int((either < neither).sum()), 'label')} of {len(y):,}."
    )
    decided = (p > 0.5).astype(np.int64)  # noqa: PLR2004 - what BinaryAccuracy does
    whole = predictions.with_values(y_true=either, y_pred=decided)
    return Mended(whole, "on labels that are 0, 1 or neither, and y_pred > 0.5", evidence)


CAUSE = Cause(
    code="MD217",
    name="accuracy-of-regression",
    summary="accuracy is asked of predicted numbers",
    manual=Manual(
        what=(
            'A model that predicts numbers was compiled with `metrics=["accuracy"]`. Keras '
            "chooses `BinaryAccuracy` from the shapes: it counts the rows whose label is "
            "exactly 1 where the prediction is above 0.5, or exactly 0 where it is not."
        ),
        example=(
            "    y_true = [0.0, 1.0, 3.2], y_pred = [0.1, 0.8, 3.1]\n"
            "    BinaryAccuracy()               = 0.666667    the 0 and the 1\n"
            "    accuracy_score(y_true, y_pred)   raises: continuous is not supported"
        ),
        why=(
            'The string "accuracy" is resolved from shapes alone; it never sees that the '
            "targets are numbers."
        ),
        keras="`MeanAbsoluteError()`, `RootMeanSquaredError()` or `R2Score()`.",
        sklearn="`mean_absolute_error`, `root_mean_squared_error` or `r2_score`.",
        neighbours="MD205 compares scores with labels as they are.",
    ),
    mend=Mend(_accuracy, _mended),
    sightings=6,
)
