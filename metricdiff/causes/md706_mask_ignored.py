"""MD706: some metrics take no mask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from metricdiff.causes.declaration import (
    Cause,
    Change,
    Evidence,
    Manual,
    Mend,
    Mended,
    ModelNote,
    Subject,
    Variant,
)
from metricdiff.modelling.setup import Setup

if TYPE_CHECKING:
    from metricdiff.modelling.laboratory import Laboratory
from metricdiff.causes.variants import AREAS, OVERLAPS, edited
from metricdiff.causes.witness import masked_out, rows_where
from metricdiff.engines.given import takes_mask
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.edits.rows import Unmasked
from metricdiff.recipes.recipe import Recipe


def _applies(change: Change) -> bool:
    return change.field == "mask" and change.before.mask


def _evidence(change: Change) -> Evidence:
    return _shown(change.facts.predictions, change.metric)


def _shown(predictions: Predictions, metric: str) -> Evidence:
    raw = predictions.raw
    assert raw.mask is not None  # noqa: S101 - the recipe before heeds it
    out = rows_where(~raw.mask)
    return Evidence(
        f"{metric} takes no mask in metrics=: the {raw.rows_of(out):,} of {raw.rows:,} that the "
        "mask takes out count as well; weighted_metrics= takes it as sample_weight.",
        out,
    )


def _mended(predictions: Predictions) -> Mended | None:
    mask = predictions.raw.mask
    if mask is None or mask.all():
        return None
    evidence = _shown(predictions, "the metric")
    return Mended(masked_out(predictions), "on what the mask leaves", evidence)


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    takes_none = recipe.count in {*OVERLAPS, *AREAS, "tp", "fp", "fn", "tn"}
    if subject.unmasked is not None and not recipe.edits and takes_none:
        yield Variant(edited(recipe, Unmasked(subject.unmasked)))


#: What is no more than rounding.
_ROUNDING = 1e-6


def _of_model(laboratory: Laboratory) -> ModelNote | None:
    model = laboratory.model
    masked = {}
    for item in model.items:
        if item.is_loss or model.outputs[item.output].mask is None:
            continue
        usual = Setup(columns=False, batches=True)
        plain, heeded, weighed = (
            laboratory.value(item, setup).value
            for setup in (usual, replace(usual, mask=True), replace(usual, weights="mask"))
        )
        if not (isinstance(plain, float) and isinstance(weighed, float)) or plain != heeded:
            continue
        if abs(weighed - plain) > _ROUNDING * max(1.0, abs(plain)):
            masked[item.key] = weighed
    if not masked:
        return None
    return ModelNote(
        f"the model masks positions, and {', '.join(masked)} counts them all the same: accuracy "
        "and the losses take a mask, these metrics do not",
        "weighted_metrics= and the mask as sample_weight",
        masked,
        wrong=True,
    )


CAUSE = Cause(
    code="MD706",
    name="mask-ignored",
    summary="some metrics take no mask",
    manual=Manual(
        what=(
            "A mask of padded positions becomes a weight in the metrics that are means, and "
            "in no others: Precision, Recall, AUC, `F1Score`, `RootMeanSquaredError` and "
            "the IoU metrics count the padding."
        ),
        example=(
            "    y_true = [1, 0, 0, 0], y_pred = [0.9, 0.2, 0.73, 0.73], two masked\n"
            "    BinaryAccuracy() in compile = 1.0    the two that are not masked\n"
            "    Precision() in compile      = 0.333333    all four"
        ),
        why=(
            "Keras passes the mask as `sample_weight` to metrics that wrap a function of "
            "one value a row."
        ),
        keras="Pass the mask as `sample_weight` to `weighted_metrics=[...]`.",
        sklearn="Leave masked positions out: `y_true[mask]`, `y_pred[mask]`.",
        neighbours=(
            "MD705 counts padding on one side only. MD701 is weights that `metrics=` does not take."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    mend=Mend(lambda metric: not takes_mask(metric), _mended),
    search=_search,
    sightings=4,
    of_model=_of_model,
)
