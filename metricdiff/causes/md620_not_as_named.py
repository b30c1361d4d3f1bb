"""MD620: a metric is another one than its name says."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD620",
    name="not-as-named",
    summary="the metric is another one than its name says",
    manual=Manual(
        what=(
            "On several sets of rows a custom metric gives the numbers of one standard "
            "metric, and its name is that of another; or its name is that of a standard "
            "metric, and it gives the numbers of no form of it."
        ),
        example=(
            "    y_true = [1, 1, 1, 0], decided = [1, 0, 0, 0]\n"
            "    recall_score(y_true, decided)                 = 0.333333\n"
            "    def precision(y_true, y_pred): tp / positives = 0.333333     a recall"
        ),
        why=(
            "A denominator, a sign or an axis was mixed up; a metric was copied and its name "
            "changed."
        ),
        keras=("Give it the name of what it computes, or compute what its name says."),
        sklearn="Call the function of that name and hold the two against each other.",
        neighbours=(
            "MD010 is the special case of labels and predictions that changed places. MD301 "
            "is another average of the right metric, MD207 its soft form."
        ),
    ),
)
