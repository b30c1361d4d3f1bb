"""MD411: a metric that runs eagerly and not in a graph."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Manual

CAUSE = Cause(
    code="MD411",
    name="eager-only",
    summary="the metric runs eagerly and raises in a graph",
    manual=Manual(
        what=(
            "A custom metric calls NumPy or scikit-learn, or asks a tensor for its value. "
            "That works with `run_eagerly=True` alone; as Keras runs it, in a graph, it "
            "raises."
        ),
        example=(
            "    def f1(y_true, y_pred):\n"
            "        return f1_score(y_true, y_pred.numpy() > 0.5)\n"
            "    evaluate with run_eagerly=True      the mean of the batches (MD401)\n"
            "    evaluate                            AttributeError or NotImplementedError"
        ),
        why=(
            "Keras traces a metric once, with tensors that have no values yet, and runs what "
            "it has traced."
        ),
        keras=(
            "Write it with `keras.ops`; or compute it from the predictions, outside of the metric."
        ),
        sklearn="Call it on what `predict` returns: there it is in its place.",
        neighbours=("MD404 is state that Python keeps: that runs in a graph, and is frozen there."),
    ),
)
