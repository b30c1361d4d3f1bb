"""MD013: scores that are NaN or infinite."""

from __future__ import annotations

import math

import numpy as np

from metricdiff.causes.declaration import Cause, Evidence, Example, Manual, Mend, Mended
from metricdiff.causes.witness import counted, rows_where
from metricdiff.inputs.predictions import Predictions


def _any(_: str) -> bool:
    return True


def _mended(predictions: Predictions) -> Mended | None:
    scores = predictions.raw.y_pred
    if scores.dtype.kind != "f":
        return None
    broken = ~np.isfinite(scores)
    rows = rows_where(broken.any(axis=1) if broken.ndim > 1 else broken)
    if not len(rows) or len(rows) == len(scores):
        return None
    mended = predictions.only(np.setdiff1d(np.arange(len(scores)), rows))
    evidence = Evidence(
        f"{counted(predictions.raw.rows_of(rows))} with a score that is NaN or infinite: "
        "sklearn refuses them, Keras counts them as negative.",
        rows,
    )
    return Mended(mended, f"on the {mended.rows:,} other rows", evidence)


CAUSE = Cause(
    code="MD013",
    name="nan-scores",
    summary="scores that are NaN or infinite",
    manual=Manual(
        what=(
            "A prediction is NaN, as after a division by zero, or infinite. scikit-learn "
            "refuses the file; Keras compares it, finds it above no threshold and counts "
            "it as negative. A mean of errors becomes NaN."
        ),
        example=Example(
            y_true=[0, 1, 1, 0],
            y_pred=[0.2, 0.7, math.nan, 0.6],
            sklearn="roc_auc_score(y_true, y_pred)",
            keras="AUC()",
            sklearn_value=None,
            keras_value=0.5,
        ),
        why=(
            "Every comparison with NaN is false. The argmax of a row with NaN is another "
            "one in TensorFlow than in NumPy."
        ),
        keras=(
            "Find where the NaN comes from: `keras.config` or "
            "`tf.debugging.enable_check_numerics()` shows the layer."
        ),
        sklearn="Leave such rows out, and say that you did.",
        neighbours="MD507 makes NaN of half precision in the cross-entropy alone.",
    ),
    mend=Mend(_any, _mended),
)
