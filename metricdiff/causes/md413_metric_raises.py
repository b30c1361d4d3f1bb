"""MD413: the metric raises."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD413",
    name="metric-raises",
    summary="the metric raises an error",
    manual=Manual(
        what=(
            "A custom metric raises on labels, predictions or weights as Keras hands them "
            "over. The message is the library's own. What is loud is not wrong: where it "
            "raises in one form and is right in another, that form is named."
        ),
        example=(
            "    def mse(y_true, y_pred):\n"
            "        return tf.reduce_mean(tf.square(y_true - y_pred), axis=-1)\n"
            "    labels of floats      a number\n"
            "    labels of integers    InvalidArgumentError: cannot compute Sub as input #1 ..."
        ),
        why=(
            "Keras hands labels over in their own type and rank: integers stay integers, (N,) "
            "stays (N,). Metrics get `sample_weight` from `weighted_metrics=`; `update_state` "
            "needs an argument for it."
        ),
        keras=(
            "`y_true = keras.ops.cast(keras.ops.reshape(y_true, keras.ops.shape(y_pred)), "
            "y_pred.dtype)`, and `sample_weight=None` in `update_state`."
        ),
        sklearn="Nothing to mend.",
        neighbours=(
            "MD411 raises in a graph alone. MD403 is the same mistake where nothing is raised."
        ),
    ),
)
