"""MD409: each batch overwrites the state."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD409",
    name="last-batch-only",
    summary="each batch overwrites the state, so that the last one alone counts",
    manual=Manual(
        what=(
            "`update_state` of a custom metric sets its variables to what the batch gives, "
            "where it should add to them. The number is that of the last batch; with one "
            "batch it is right."
        ),
        example=(
            "    y_true = [1, 1, 0, 0, 0], y_pred = [0.9, 0.8, 0.2, 0.1, 0.7]\n"
            "    accuracy_score(y_true, y_pred > 0.5)             = 0.8\n"
            "    self.right.assign(mean), batch_size=4            = 0.0      the last row\n"
            "    self.right.assign_add(sum), divided by rows      = 0.8"
        ),
        why=(
            "`assign` replaces a value, `assign_add` adds to it. Keras calls `update_state` "
            "once a batch and `result` at the end."
        ),
        keras=("`self.total.assign_add(...)` in `update_state`, and a count of rows beside it."),
        sklearn="The metric on the rows of the last batch, to see that it is this.",
        neighbours=(
            "MD401 is the mean over all batches. MD404 keeps what an earlier pass has added. "
            "MD012 leaves batches out on purpose."
        ),
    ),
)
