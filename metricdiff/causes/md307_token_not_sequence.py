"""MD307: positions on one side, whole sequences on the other."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD307",
    name="token-not-sequence",
    summary="one side scores positions, the other whole sequences",
    manual=Manual(
        what=(
            "A prediction of many positions (tokens, characters, frames) is right in a "
            "share of the positions, or right as a whole. The second number is lower, often "
            "by far."
        ),
        example=(
            "    y_true = [[1, 2, 3], [1, 2, 3]], decided = [[1, 2, 3], [1, 2, 2]]\n"
            "    Accuracy()                                       = 0.833333   5 of 6\n"
            "    np.mean(np.all(y_true == decided, axis=1))       = 0.5        1 of 2"
        ),
        why=(
            "Keras takes the mean over all positions; `accuracy_score` on a matrix asks for "
            "all of a row."
        ),
        keras=(
            "A metric that takes `keras.ops.all(..., axis=-1)` before the mean, for whole "
            "sequences."
        ),
        sklearn="`accuracy_score(y_true.ravel(), decided.ravel())`, for positions.",
        neighbours=(
            "MD303 is the same on one-hot and multi-hot labels, where the columns are "
            "classes. MD705: padding counts as right and lifts the number per position."
        ),
    ),
)
