"""MD801: dropout or batch normalisation in training mode."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD801",
    name="training-mode",
    summary="dropout or batch normalisation ran in training mode",
    manual=Manual(
        what=(
            "With `model(x, training=True)` dropout removes units at random and batch "
            "normalisation uses the batch's own mean. The predictions are others, and "
            "differ from call to call."
        ),
        example=(
            "    model: Dropout(0.5), x = [[1, 1, 1, 1]]\n"
            "    model(x, training=False) = [1, 1, 1, 1]\n"
            "    model(x, training=True)  = [2, 0, 2, 0]     and others next time"
        ),
        why=(
            "A custom loop that passes `training=True`, or a learning phase that was set "
            "for the whole program. `evaluate` and `predict` run in inference mode."
        ),
        keras="`model(x, training=False)`, `evaluate` or `predict`.",
        sklearn="Use predictions of inference mode.",
        neighbours=(
            "MD802 is the number of `fit`, which is made in training mode while weights "
            "change. MD007 also differs from pass to pass, and there each single row is "
            "right."
        ),
    ),
    sightings=7,
)
