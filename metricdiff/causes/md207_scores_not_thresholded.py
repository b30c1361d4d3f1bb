"""MD207: a metric of decisions was fed scores."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD207",
    name="scores-not-thresholded",
    summary="a metric of decisions was fed scores",
    manual=Manual(
        what=(
            "A hand-written F1, Dice or IoU multiplies labels with probabilities where the "
            "textbook has decisions. The soft number is a good loss and is not the metric "
            "of that name."
        ),
        example=(
            "    y_true = [1, 0, 1], y_pred = [0.8, 0.3, 0.6]\n"
            "    2 * sum(y_true * y_pred) / (sum(y_true) + sum(y_pred))   = 0.756757\n"
            "    f1_score(y_true, y_pred > 0.5)                           = 1.0"
        ),
        why=(
            "A gradient needs the soft form, so published code has it; as a metric it lost "
            "the threshold."
        ),
        keras=(
            '`keras.ops.cast(y_pred > 0.5, "float32")` first; or `F1Score(average="micro", '
            "threshold=0.5)`."
        ),
        sklearn=(
            "Use the scores in the same formula to see the number again; report the one "
            "with decisions."
        ),
        neighbours=(
            "MD203 has decisions at another threshold. MD205 compares raw scores with "
            "labels for equality, and is near 0."
        ),
    ),
)
