"""MD902: two metrics that are one on this task."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD902",
    name="identity",
    summary="two metrics that are one on this task",
    manual=Manual(
        what=(
            "Metrics with two names and one value: micro-averaged F1, precision and "
            "recall are accuracy when each row has one label; recall weighted by support "
            "is accuracy; the mean squared error of probabilities is the Brier score."
        ),
        example=(
            "    y_true = [0, 1, 2, 1], decided [0, 1, 1, 1]\n"
            '    f1_score(..., average="micro") = 0.75\n'
            "    accuracy_score(...)            = 0.75"
        ),
        why=(
            "With one label and one decision per row every false positive is another "
            "class's false negative."
        ),
        keras="Report one of them.",
        sklearn="Report one of them.",
        neighbours="MD901 is one metric. MD301 are averages that differ.",
    ),
    agrees=True,
)
