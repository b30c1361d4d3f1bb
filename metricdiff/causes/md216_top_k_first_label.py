"""MD216: top-k accuracy of several labels looks at the first of them only."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD216",
    name="top-k-first-label",
    summary="top-k accuracy of several labels looks at the first of them only",
    manual=Manual(
        what=(
            "`TopKCategoricalAccuracy` takes the argmax of the labels. Of several positive "
            "labels in a row that is the first; whether the others are among the k largest "
            "scores does not count."
        ),
        example=(
            "    y_true = [[1, 0, 1], [0, 1, 1]], y_pred = [[0.1, 0.6, 0.9], [0.7, 0.2, 0.8]]\n"
            "    TopKCategoricalAccuracy(k=1)  = 0.0    labels 0 and 1 are not the largest\n"
            "    Recall(top_k=1)               = 0.5    2 of the 4 labels are"
        ),
        why="The class is made for one-hot labels and does not check.",
        keras="`Recall(top_k=k)` is the share of positive labels among the k largest scores.",
        sklearn=(
            "`label_ranking_average_precision_score` and `coverage_error` are made for "
            "several labels."
        ),
        neighbours="MD210 is the argmax of labels in accuracy. MD213 is about ties.",
    ),
)
