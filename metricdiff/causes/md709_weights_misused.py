"""MD709: weights do not count as rows that are repeated."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD709",
    name="weights-misused",
    summary="weights do not count as rows that are repeated",
    manual=Manual(
        what=(
            "A custom metric takes `sample_weight`, and a row of weight 2 does not count as "
            "one that stands there twice. The weighted number is neither the unweighted one "
            "nor the right one."
        ),
        example=(
            "    y_true = [1, 0, 1], right = [1, 1, 0], weights = [2, 1, 1]\n"
            "    accuracy_score(y_true, decided, sample_weight=weights)   = 0.75\n"
            "    sum(weights * right) / 3                                 = 1.0"
        ),
        why=("The weights reach one part of a ratio and not the other, or one of several counts."),
        keras=("Multiply every count and every sum by the weights, those below the line as well."),
        sklearn="`sample_weight=` counts each row as often as its weight says.",
        neighbours=(
            "MD701 makes no use of the weights. MD704 divides by the number of rows. MD707 is "
            "about their shape."
        ),
    ),
)
