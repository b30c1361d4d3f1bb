"""MD708: weights cut to whole numbers."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Change, Evidence, Example, Fix, Manual
from metricdiff.causes.witness import rows_where


def _applies(change: Change) -> bool:
    return change.field == "whole_weights"


def _evidence(change: Change) -> Evidence:
    raw = change.facts.predictions.raw
    weights, whole = raw.sample_weight, raw.whole_parts
    assert weights is not None  # noqa: S101 - the recipe before is weighted
    cut = rows_where(weights != whole)
    none = rows_where((weights != 0) & (whole == 0))
    return Evidence(
        f"Keras counts in whole numbers: {raw.rows_of(cut):,} weights lose their fraction, and "
        f"{raw.rows_of(none):,} of them become 0.",
        cut,
    )


def _fix(change: Change) -> Fix:
    call = change.keras
    inside = call[len(change.metric) + 1 : -1]
    if not call.startswith(f"{change.metric}(") or "(" in inside:
        return Fix()
    settings = f"{inside}, " if inside else ""
    return Fix(keras=f'{change.metric}({settings}dtype="float32")')


CAUSE = Cause(
    code="MD708",
    name="weights-truncated",
    summary="weights are cut to whole numbers",
    manual=Manual(
        what=(
            "The IoU metrics of Keras count in a matrix of integers. Sample weights are cut to "
            "their whole part first: 2.9 counts as 2, and 0.9 not at all."
        ),
        example=Example(
            y_true=[0, 1, 1, 0],
            y_pred=[0.2, 0.7, 0.4, 0.6],
            sklearn="jaccard_score(y_true, y_pred > 0.5)",
            keras="BinaryIoU(target_class_ids=[1])",
            sklearn_value=0.315789,
            keras_value=0.25,
            options={"sample_weight": [1.0, 1.5, 2.0, 1.25]},
        ),
        why="The matrix is of the metric's dtype, which is int64 by default for these classes.",
        keras='`BinaryIoU(..., dtype="float32")`: the matrix then holds fractions.',
        sklearn="`sample_weight=np.trunc(weights)` gives Keras's number.",
        neighbours=(
            "MD218 is predictions that are cut to whole numbers. MD701 is weights that do not "
            "count at all."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
)
