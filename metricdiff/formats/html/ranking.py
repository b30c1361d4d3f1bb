"""The exact curve, the points at which Keras samples it, and the area between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.formats import style
from metricdiff.formats.html.elements import Html
from metricdiff.formats.html.page import Page
from metricdiff.formats.html.sides import recipes
from metricdiff.recipes.curves import area, bucket, drawn
from metricdiff.recipes.deciding import labels, scores_of
from metricdiff.recipes.facts import Booleans, Facts, Floats
from metricdiff.recipes.recipe import Recipe
from metricdiff.report import Comparison, Report
from metricdiff.words import Pairing

#: The kind of picture of each metric, and what it is called.
_NAMES = {"roc_auc": ("roc", "ROC curve"), "pr_auc": ("pr", "Precision over recall")}
_MOST_POINTS = 500

#: Labels, scores and weights.
_Side = tuple[Booleans, Floats, Floats]


def curves(report: Report, facts: Facts, page: Page) -> Iterator[Html]:
    """Yield a picture of each curve that was compared, of several classes' the one most apart."""
    for metric in _NAMES:
        rows = [row for row in report.of(Pairing.MATCHED, Pairing.CUSTOM) if row.metric == metric]
        for row in rows[:1]:
            both = recipes(row, report)
            if both and both[1].grid:
                yield from _curve(row, both, facts, page)


def _curve(
    row: Comparison, both: tuple[Recipe, Recipe], facts: Facts, page: Page
) -> Iterator[Html]:
    kind, name = _NAMES[row.metric]
    sides = [_sides(recipe, facts) for recipe in both]
    if not all((truth.any() and not truth.all()) for truth, _, _ in sides):
        return  # of one class there is no curve
    with np.errstate(invalid="ignore", divide="ignore"):
        areas = _areas(both, sides)
    gaps = np.nan_to_num(np.abs(np.subtract(areas[1], areas[0])), posinf=0.0)
    place = int(gaps.argmax())
    exact, sampled = (
        _points(recipe, truth[:, place], scores[:, place], weights)
        for recipe, (truth, scores, weights) in zip(both, sides, strict=True)
    )
    theirs, ours = (one[place] for one in areas)
    data = {
        "exact": [[float(axis[one]) for axis in exact[:2]] for one in _thinned(exact[0])],
        "sampled": [[float(x), float(y), float(at)] for x, y, at in zip(*sampled, strict=True)],
        "sklearn": style.value(theirs),
        "keras": style.value(ours),
        "difference": style.signed(ours - theirs),
        "grid": both[1].grid,
    }
    of = f" of {_class(place, facts)}" if len(gaps) > 1 else ""
    yield page.figure(kind, f"{name}{of}: exact, and as Keras samples it", data)


def _areas(both: Sequence[Recipe], sides: Sequence[_Side]) -> list[list[float]]:
    """Return the area of each column on each side."""
    return [
        [
            area(recipe, drawn(recipe, labels, column, weights))
            for labels, column in zip(truth.T, scores.T, strict=True)
        ]
        for recipe, (truth, scores, weights) in zip(both, sides, strict=True)
    ]


def _class(place: int, facts: Facts) -> str:
    predictions = facts.predictions
    if predictions.classes:
        return f"class {predictions.classes[place]}, the most apart"
    return f"{predictions.raw.columns.y_true[place]}, the most apart"


def _sides(recipe: Recipe, facts: Facts) -> _Side:
    """Return (N, C) labels and scores and (N,) weights as a recipe takes them, if all finite."""
    truth: Booleans = labels(recipe, facts) != 0
    scores, weights = scores_of(recipe, facts), facts.weighing(recipe)
    if recipe.average == "micro" or recipe.columns == "cells":
        weights = np.repeat(weights, truth.shape[1])
        truth, scores = truth.reshape(-1, 1), scores.reshape(-1, 1)
    known = np.isfinite(scores).all(axis=1)
    return truth[known], scores[known], weights[known]


def _points(
    recipe: Recipe, truth: Booleans, scores: Floats, weights: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return (P,) both rates of the points of a curve, and the score above which each lies."""
    levels: npt.NDArray[Any] = bucket(scores, recipe.grid) if recipe.grid else scores
    curve = drawn(recipe, truth, scores, weights)
    tp, fp = curve.tp, curve.fp
    at = np.concatenate([[np.nan], np.unique(levels)[::-1].astype(np.float64)])
    with np.errstate(invalid="ignore", divide="ignore"):
        recall, fallout, precision = tp / tp[-1], fp / fp[-1], tp / (tp + fp)
    precision[0] = precision[1] if recipe.grid else 1.0
    at = at / (recipe.grid - 1) if recipe.grid else at
    return (recall, precision, at) if recipe.count == "pr" else (fallout, recall, at)


def _thinned(values: Floats) -> list[int]:
    """Return the places of at most some hundred points, both ends among them."""
    places = np.linspace(0, len(values) - 1, min(len(values), _MOST_POINTS)).round()
    return [int(place) for place in np.unique(places)]
