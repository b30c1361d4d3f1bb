"""MD217: accuracy is asked of predicted numbers."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

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
)
