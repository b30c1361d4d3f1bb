"""MD402: a sum over each batch, reported as a mean."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD402",
    name="batch-sum",
    summary="a sum over each batch was reported as a mean",
    manual=Manual(
        what=(
            "A custom metric returns the sum over the batch. Keras takes the mean of the "
            "values of the batches, so the number grows with the batch size and can exceed "
            "its range."
        ),
        example=(
            "    y_true = [1, 1, 0, 0, 0], y_pred = [0.9, 0.8, 0.2, 0.1, 0.7]\n"
            "    accuracy_score(y_true, y_pred > 0.5)                         = 0.8\n"
            "    metrics=[number of right rows], evaluate(batch_size=4)       = 2.0"
        ),
        why=(
            "`keras.ops.sum` where `keras.ops.mean` was meant: the batches give 4 and 0, "
            "and their mean is 2."
        ),
        keras=(
            "Return one value a row and leave the mean to Keras: "
            '`ops.cast(ops.equal(y_true, decided), "float32")`.'
        ),
        sklearn="Divide by the number of rows.",
        neighbours=(
            "With batches of one size it is MD401 times the batch size. MD615 is a count "
            "over all rows."
        ),
    ),
)
