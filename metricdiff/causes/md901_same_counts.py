"""MD901: the same decisions, the same counts, the same formula."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD901",
    name="same-counts",
    summary="the same decisions, the same counts, the same formula",
    manual=Manual(
        what=(
            "Both libraries decide every row alike and put the same counts into the same "
            "formula. The numbers agree in all the digits that float32 has."
        ),
        example=(
            "    y_true = [0, 1, 1, 0], y_pred = [0.2, 0.7, 0.4, 0.6]\n"
            "    precision_score(y_true, y_pred > 0.5) = 0.5    tp 1, fp 1\n"
            "    Precision()                           = 0.5    tp 1, fp 1"
        ),
        why=(
            "This is what two correct implementations do. How robust it is depends on how"
            " near scores are to the threshold."
        ),
        keras="Nothing to mend.",
        sklearn="Nothing to mend.",
        neighbours=(
            "MD902 are two metrics that are one on this task. MD903 agree here and not in general."
        ),
    ),
    agrees=True,
)
