"""MD012: only the first batches were scored."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD012",
    name="partial-evaluation",
    summary="only the first batches were scored",
    manual=Manual(
        what=(
            "`evaluate(..., steps=k)`, or a generator whose length was rounded down, scores "
            "the first k batches and leaves the others out."
        ),
        example=(
            "    y_true = [1, 0, 0, 1], y_pred = [0.9, 0.2, 0.8, 0.1]\n"
            "    evaluate(x, y, batch_size=2)              binary_accuracy = 0.5\n"
            "    evaluate(x, y, batch_size=2, steps=1)     binary_accuracy = 1.0\n"
            "    accuracy_score(y_true, y_pred > 0.5)                      = 0.5"
        ),
        why=(
            "`steps=len(data) // batch_size` drops the last, shorter batch; with 2 steps of "
            "32, 64 rows are scored."
        ),
        keras="Leave `steps=` out, or round it up: `math.ceil(len(data) / batch_size)`.",
        sklearn="Score the same rows, `y_true[:64]`, to see that it is this.",
        neighbours=(
            "MD401 counts every row, but the short last batch too much. MD008 scores all "
            "rows, moved."
        ),
    ),
)
