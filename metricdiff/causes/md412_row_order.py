"""MD412: the number depends on the order of the rows."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD412",
    name="row-order",
    summary="the number depends on the order of the rows",
    manual=Manual(
        what=(
            "Labels and predictions were moved together and the number of a custom metric "
            "changed. A metric of a data set is one of its rows, in whatever order they "
            "stand; this one takes neighbours, the first rows or a running value for "
            "something."
        ),
        example=(
            "    y_true = [1, 1, 0, 0], y_pred = [0.9, 0.4, 0.2, 0.7]\n"
            "    rows right, weighing 8, 4, 2, 1 of 15        = 0.666667\n"
            "    the same rows backwards                      = 0.333333"
        ),
        why=(
            "A running average of batches, a difference of neighbours, or a cut to the first "
            "k rows depends on the order."
        ),
        keras=(
            "Add up counts over all rows in `update_state`; nothing of one row may meet another's."
        ),
        sklearn="Shuffle the rows with one permutation: its metrics stay as they are.",
        neighbours=(
            "MD007 has labels and predictions in different orders; here they keep together. "
            "MD401 changes with the batches, too."
        ),
    ),
)
