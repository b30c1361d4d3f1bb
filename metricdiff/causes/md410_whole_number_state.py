"""MD410: state of whole numbers cuts fractions off."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD410",
    name="whole-number-state",
    summary="state of whole numbers cuts fractions off at every update",
    manual=Manual(
        what=(
            "A custom metric keeps a sum in a variable of integers. What is added to it loses "
            "its fraction at every update, so the number is too small, the more so the more "
            "batches there are."
        ),
        example=(
            "    y_true = [1.0, 2.0, 3.0, 4.0], y_pred = [1.5, 2.5, 3.5, 4.5]\n"
            "    mean_absolute_error(y_true, y_pred)           = 0.5\n"
            "    a sum in int32, batch_size=1                  = 0.0      0.5 is cut to 0\n"
            "    a sum in int32, batch_size=4                  = 0.5      2.0 stays"
        ),
        why=(
            "`assign_add` casts to the type of the variable and says nothing. Counts in "
            "integers are exact, and dividing them gives a float."
        ),
        keras=(
            "Leave `dtype` out in `self.add_weight(...)`: floats, unless only counts are added."
        ),
        sklearn="Nothing to mend.",
        neighbours=(
            "MD505 loses small addends in float32 sums of millions. MD708 cuts weights, not "
            "sums. MD218 cuts scores."
        ),
    ),
)
