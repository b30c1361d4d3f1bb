"""MD404: the value accumulates over epochs or data sets."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD404",
    name="state-not-reset",
    summary="the value accumulates over epochs or data sets",
    manual=Manual(
        what=(
            "A metric object keeps its counts until `reset_state`. Without it, the number "
            "of the validation set contains the training set, or that of the second epoch "
            "the first."
        ),
        example=(
            "    metric = BinaryAccuracy()\n"
            "    4 training rows, all right; then 2 validation rows, 1 right\n"
            "    metric.result() without reset_state()        = 0.833333     5 of 6\n"
            "    metric.result() after reset_state() between  = 0.5"
        ),
        why=(
            "`fit` and `evaluate` reset the metrics that they know. A custom loop has to; a "
            "metric that keeps its state in Python attributes is never reset."
        ),
        keras="`metric.reset_state()` before each pass; state in `self.add_weight(...)`.",
        sklearn="Nothing to mend.",
        neighbours=(
            "MD802 is an average over a training epoch whose weights changed meanwhile; "
            "that is reset and still differs."
        ),
    ),
    sightings=6,
)
