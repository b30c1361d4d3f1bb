"""MD508: the noise of float32."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD508",
    name="float32-rounding",
    summary="the noise of float32",
    manual=Manual(
        what=(
            "Keras keeps its state in float32, which has about seven digits. What a "
            "comparison may differ by for that reason alone is its tolerance, and what "
            "causes leave of a difference is called the residual."
        ),
        example=(
            "    accuracy of 4 in 5: accuracy_score(...) = 0.8, BinaryAccuracy() = 0.800000012"
        ),
        why=(
            "A single rounding moves a number by up to one part in 16 million; sums of "
            "many rows move by a few of these."
        ),
        keras="`keras.config.set_floatx('float64')` computes in more digits.",
        sklearn="Nothing to mend. --atol and --rtol set another tolerance.",
        neighbours=(
            "MD219 is rounding that turns a decision; MD504 and MD505 are roundings that grow."
        ),
    ),
)
