"""MD702: the number is the weighted one."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD702",
    name="weights-applied",
    summary="the number is the weighted one",
    manual=Manual(
        what=(
            "`weighted_metrics=[...]`, the loss and `sample_weight=` count rows by their "
            "weights; the reference counts every row once."
        ),
        example=(
            "    y_true = [0, 1, 1], y_pred = [0.2, 0.7, 0.4], weights = [1, 2, 3]\n"
            "    accuracy_score(y_true, y_pred > 0.5)                = 0.666667\n"
            "    weighted_metrics=[BinaryAccuracy()], evaluate       = 0.5\n"
            "    accuracy_score(..., sample_weight=weights)          = 0.5"
        ),
        why=(
            "A third element of the data set is taken as sample weights, wherever it came "
            "from; class weights become sample weights."
        ),
        keras="`metrics=[...]` for the number without weights.",
        sklearn="`sample_weight=weights` for the number with them.",
        neighbours=(
            "MD701 is the reverse. MD704 divides the weighted sum by the number of rows. "
            "Balanced class weights turn accuracy into MD308."
        ),
    ),
)
