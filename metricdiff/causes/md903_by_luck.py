"""MD903: equal here, and not in general."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD903",
    name="by-luck",
    summary="equal here, and not in general",
    manual=Manual(
        what=(
            "The two sides differ in something that does not show on these data: ties "
            "that cancel, scores that share no cell of Keras's 200 thresholds, a sample "
            "that is perfectly separated. Other data will tell them apart."
        ),
        example=(
            "    y_true = [0, 0, 1, 1], y_pred = [0.1, 0.2, 0.8, 0.9]\n"
            "    roc_auc_score(y_true, y_pred) = 1.0    AUC() = 1.0    every curve is perfect\n"
            "    y_true = [0, 1, 0, 1], y_pred = [0.498, 0.499, 0.5, 0.501]\n"
            "    roc_auc_score(y_true, y_pred) = 0.75   AUC() = 0.5"
        ),
        why="A small or easy sample hides differences between definitions.",
        keras=(
            "The page of the cause that would show says what to set: MD501 for AUC, MD202 for ties."
        ),
        sklearn="Nothing to mend.",
        neighbours="MD901 and MD902 hold on any data.",
    ),
    agrees=True,
)
