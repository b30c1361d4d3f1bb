"""A recipe in words, as a user would say what was computed."""

from __future__ import annotations

import math
from collections.abc import Iterator

from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.recipe import (
    Argmax,
    Itself,
    Largest,
    Recipe,
    RowMaximum,
    Threshold,
    TopRanks,
    Truncated,
)
from metricdiff.words import Kind

_AVERAGES = {
    "macro": "macro-averaged",
    "micro": "micro-averaged",
    "weighted": "support-weighted",
    "pairs": "one-against-one",
}
#: What is counted where it is not what the metric's name says.
_OTHERS = {
    ("dice", "jaccard"): "jaccard",
    ("f1", "jaccard"): "jaccard",
    ("jaccard", "fbeta"): "f1",
    ("roc_auc", "pr"): "pr_auc",
    ("r2", "pearson"): "pearson",
    ("rmsle", "root"): "rmse",
    ("accuracy", "jaccard"): "jaccard",
    ("mse", "absolute"): "mae",
    ("mae", "squares"): "mse",
}


def words(recipe: Recipe, metric: str, predictions: Predictions) -> str:
    """Return what a recipe computes.

    Args:
        recipe: The recipe.
        metric: The canonical name of the metric.
        predictions: What the file holds.
    """
    parts = [*_before(recipe, predictions), _named(recipe, metric), *_after(recipe, predictions)]
    return " ".join(part for part in parts if part)


def _before(recipe: Recipe, predictions: Predictions) -> Iterator[str]:
    if recipe.scale < 0:
        yield f"{recipe.offset:g} minus" if recipe.offset else "minus"
    if abs(recipe.scale) != 1:
        yield f"{abs(recipe.scale):.4g} times"
    if recipe.power != 1:
        yield "the root of" if recipe.power < 1 else "the square of"
    if recipe.batch == 1:
        yield "the mean over rows of"
    elif recipe.batch:
        how = {
            "mean": "the mean over batches of {} of",
            "by_size": "the mean by size over batches of {} of",
            "whole": "the share of groups of {} that are right as a whole, by",
        }.get(recipe.batches, "the sum over batches of {} of")
        yield how.format(_rows(recipe.batch, predictions))
    if recipe.total and recipe.batch != predictions.rows:
        yield "the sum of"


def _named(recipe: Recipe, metric: str) -> str:
    name = "recall" if metric == "accuracy" and recipe.count == "recall" else metric
    name = _OTHERS.get((metric, recipe.count), name)
    if metric == "specificity" and recipe.columns == "positive":
        name = "recall"
    average = _AVERAGES.get(recipe.average, "") if recipe.batch != 1 else ""
    if recipe.count == "r2":
        average = {"weighted": "variance-weighted", "micro": "pooled"}.get(recipe.average, "")
    if recipe.harmonic:
        average, name = "", f"{name} from {average} precision and recall".replace("  ", " ")
    soft = "soft" if recipe.soft else ""
    weighted = "weighted" if recipe.weight else ""
    return " ".join(part for part in (weighted, average, soft, name) if part)


def _rows(batch: int, predictions: Predictions) -> str:
    """Return how many rows a batch has; of maps and sequences, how many of these."""
    each = math.prod(predictions.raw.shape[1:])
    return f"{batch // each:,} of {each:,} positions" if each > 1 else f"{batch:,}"


def _after(recipe: Recipe, predictions: Predictions) -> Iterator[str]:
    yield from _classes(recipe, predictions)
    yield _decided(recipe, predictions)
    settings = {
        "of every label against every prediction": recipe.pairs,
        "with labels and predictions changed places": recipe.swapped,
        f"on {recipe.grid} thresholds": recipe.grid,
        f"with labels smoothed by {recipe.smoothing:g}": recipe.smoothing,
        f"with {recipe.smooth:g} added above and below the line": recipe.smooth,
        f"clipped at {recipe.clip:.1e}": recipe.clip and recipe.count == "log_loss",
        "with squares below the line": recipe.squared,
        "over the number of rows": recipe.over_rows,
    }
    yield from (text for text, applies in settings.items() if applies)
    yield ", ".join(edit.words for edit in recipe.edits)


def _classes(recipe: Recipe, predictions: Predictions) -> Iterator[str]:
    if recipe.columns == "cells" and recipe.count in {"cosine", "pearson"}:
        yield "of all rows together"
    elif recipe.columns == "cells" and predictions.raw.y_pred.ndim > 1:
        yield "of single cells"
    if recipe.only is not None:
        yield f"of class {_class(recipe.only, predictions)} alone"
    if recipe.left_out is not None:
        yield f"without class {_class(recipe.left_out, predictions)}"


def _class(place: int, predictions: Predictions) -> str:
    classes = predictions.classes
    return str(classes[place]) if place < len(classes) else str(place)


def _decided(recipe: Recipe, predictions: Predictions) -> str:
    face = predictions.kind is Kind.LOGITS and recipe.transform in {"none", "clip"}
    what = "logits" if face else "scores"
    decide = recipe.decide
    if isinstance(decide, Threshold):
        return f"at {what} {'>=' if decide.inclusive else '>'} {decide.at:.6g}"
    if isinstance(decide, Argmax):
        of = {"first": " against class 0", True: " of labels and scores"}.get(decide.labels, "")
        return f"of the argmax{of}"
    if isinstance(decide, Largest):
        return f"of the {decide.k} largest scores"
    if isinstance(decide, TopRanks):
        return f"among the {recipe.k} largest"
    named = {
        RowMaximum: "of the largest score of each row",
        Truncated: "of scores cut to whole numbers",
        Itself: "of scores that equal their label",
    }
    return named.get(type(decide), f"of {what} taken for probabilities" if face else "")
