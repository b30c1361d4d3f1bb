"""MD011: the number was computed on scaled targets."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD011",
    name="scaled-target",
    summary="the number was computed on scaled targets",
    manual=Manual(
        what=(
            "The network was trained on targets that were standardised, squeezed to [0, 1] "
            "or taken as logarithms, and the number is in those units. An MAE of 0.12 "
            "standard deviations is not 0.12 of what was measured."
        ),
        example=(
            "    y_true = [100, 200, 300], y_pred = [110, 190, 310]\n"
            "    mean_absolute_error(y_true, y_pred)                    = 10\n"
            "    ... of both divided by 81.65, their standard deviation = 0.122474\n"
            "    ... of both mapped from [100, 300] to [0, 1]           = 0.05"
        ),
        why=(
            "`StandardScaler` or `MinMaxScaler` on the targets before `fit`: what Keras "
            "sees and reports is scaled."
        ),
        keras=(
            "Multiply MAE and RMSE by the scale, MSE by its square; or add a metric that "
            "scales back."
        ),
        sklearn=(
            "`scaler.inverse_transform` on labels and predictions before the metric, or on neither."
        ),
        neighbours=(
            "MD601 and MD613 are a factor of 100 and a root, the same on every data set. R2 "
            "does not change under a linear scale: an R2 that differs as well is not this, "
            "unless the scale is a logarithm."
        ),
    ),
)
