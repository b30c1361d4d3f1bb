"""MD014: no recipe gives this number from these predictions."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD014",
    name="other-predictions",
    summary="no way of computing the metric from these predictions gives the number",
    manual=Manual(
        what=(
            "The number cannot have come from these labels and predictions: another model, "
            "another epoch, another split, or labels that were changed since. It is the "
            "honest end of a search, not a cause that was found."
        ),
        example=(
            "    y_true = [0, 1, 1, 0, 1]: five rows without weights\n"
            "    an accuracy of these rows is one of 0, 0.2, 0.4, 0.6, 0.8 and 1\n"
            "    0.95 is none of them, whatever was predicted"
        ),
        why=(
            "Weights saved before the best epoch was restored, augmentation left on, a test "
            "set that was read in again and filtered in another way."
        ),
        keras="Predict and evaluate in one process, on the same arrays, and keep both.",
        sklearn="Compute from the file that `predict` wrote at that time.",
        neighbours=(
            "Before it is this: MD007 (another order of rows), MD801 (dropout left on) and "
            "MD802 (an epoch's running average) cannot be told from the predictions alone "
            "either."
        ),
    ),
    sightings=11,
)
