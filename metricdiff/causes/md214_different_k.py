"""MD214: another k: Keras's default is 5, scikit-learn's is 2."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Change, Evidence, Example, Fix, Manual


def _applies(change: Change) -> bool:
    return change.field == "k" and change.after.count == "top_k"


def _evidence(change: Change) -> Evidence:
    classes = change.facts.scores.shape[1]
    return Evidence(
        f"Keras looks at the {change.after.k} largest of {classes} scores, sklearn at the "
        f"{change.before.k} largest.",
    )


def _fix(change: Change) -> Fix:
    return Fix(f"{change.metric}(k={change.before.k})")


CAUSE = Cause(
    code="MD214",
    name="different-k",
    summary="another k: Keras's default is 5, scikit-learn's is 2",
    manual=Manual(
        what=(
            "`TopKCategoricalAccuracy()` asks whether the label is among the five largest "
            "scores, `top_k_accuracy_score` among the two largest. With five classes or "
            "fewer Keras's default is always 1."
        ),
        example=Example(
            y_true=[0, 1, 2],
            y_pred=[[0.2, 0.5, 0.3], [0.3, 0.4, 0.3], [0.1, 0.2, 0.7]],
            sklearn="top_k_accuracy_score(y_true, y_pred)",
            keras="SparseTopKCategoricalAccuracy(k=3)",
            sklearn_value=0.666667,
            keras_value=1.0,
        ),
        why="Each library has its own default.",
        keras="`SparseTopKCategoricalAccuracy(k=2)`.",
        sklearn="`top_k_accuracy_score(y_true, y_pred, k=5)`.",
        neighbours="MD213 is the same k with ties at the k-th score.",
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
)
