"""MD403: every label met every prediction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Cause, InModel, Manual, ModelStep, Subject, Variant
from metricdiff.causes.variants import batch_sizes, in_rows, is_whole
from metricdiff.modelling.model import shape
from metricdiff.recipes.broadcasting import can_broadcast
from metricdiff.recipes.recipe import Recipe


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if not is_whole(recipe) or subject.facts.width > 1 or not can_broadcast(recipe):
        return
    whole = replace(recipe, pairs=True)
    yield Variant(whole, {"batch_size": subject.predictions.rows}, 0.5)
    for size, weight in batch_sizes(subject, whole=True):
        in_batches = replace(whole, batch=size)
        yield Variant(in_batches, in_rows(subject, size), weight)
        yield Variant(replace(in_batches, batches="by_size"), in_rows(subject, size), weight * 0.7)


def _in_model(step: ModelStep) -> bool:
    # Each label then meets the predictions of its own batch alone.
    return step.field == "columns" or (step.field == "batches" and "columns" in step.moved)


def _of_shapes(step: ModelStep) -> str:
    labels, predictions = shape(step.output.labels), shape(step.output.predictions)
    if step.output.predictions.ndim > step.output.labels.ndim:
        return f"labels {labels} against outputs {predictions}: each label meets every prediction"
    return f"labels {labels} and outputs {predictions}: the rows of a batch are taken for columns"


def _columns(step: ModelStep) -> str:
    del step
    return "y[:, None] for the labels, so that they have the shape of the outputs"


CAUSE = Cause(
    code="MD403",
    name="broadcast",
    summary="labels of shape (N,) met predictions of shape (N, 1)",
    manual=Manual(
        what=(
            "Labels of shape (N,) and predictions of shape (N, 1) are broadcast to (N, N): "
            "every label is compared with every prediction. The number is near what "
            "independent columns would give, and no error is raised."
        ),
        example=(
            "    y_true = [1, 0, 0, 1], decided = [[1], [0], [0], [1]]\n"
            "    accuracy_score(y_true, decided)      = 1.0\n"
            "    np.mean(y_true == decided)           = 0.5      16 pairs"
        ),
        why=(
            "numpy and TensorFlow stretch an axis of length one. Keras hands labels on as "
            "they are, (N,) from an array and (N, 1) from a pandas Series, while a model "
            "with one unit returns (N, 1)."
        ),
        keras=(
            "`y_true = keras.ops.reshape(y_true, keras.ops.shape(y_pred))` at the top of "
            "the metric."
        ),
        sklearn="`y_pred.ravel()` before the comparison.",
        neighbours=(
            "Inside `evaluate` it happens batch by batch, together with MD401; in numpy "
            "over all rows. MD007 looks alike, and there the shapes are the same."
        ),
    ),
    search=_search,
    sightings=8,
    in_model=InModel(applies=_in_model, evidence=_of_shapes, keras=_columns),
)
