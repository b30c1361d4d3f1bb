"""The two sides of a comparison as recipes, and the tables of what they decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from metricdiff.calls import parse
from metricdiff.formats import style
from metricdiff.formats.html.elements import Html
from metricdiff.formats.html.page import Page
from metricdiff.recipes.deciding import decisions
from metricdiff.recipes.facts import Booleans, Facts
from metricdiff.recipes.of_keras import recipe_of_keras
from metricdiff.recipes.of_sklearn import recipe_of_sklearn
from metricdiff.recipes.recipe import Argmax, Given, Recipe, Threshold
from metricdiff.report import Comparison, Report
from metricdiff.words import Pairing, Task

_MOST_CLASSES = 30
_DECIDED = ("accuracy", "f1", "precision", "recall")


def recipes(row: Comparison, report: Report) -> tuple[Recipe, Recipe] | None:
    """Return how each side makes its number; ``None`` where that is not known of both."""
    if row.sklearn.call is None or row.keras.call is None:
        return None
    weighted = row.pairing is not Pairing.DEFAULT
    theirs = recipe_of_sklearn(parse(row.sklearn.call), report.predictions)
    ours = recipe_of_keras(parse(row.keras.call), report.predictions, weighted=weighted)
    return (theirs, ours) if theirs and ours else None


def confusion(report: Report, facts: Facts, page: Page) -> Iterator[Html]:
    """Yield labels against decisions, scikit-learn's and Keras's side by side."""
    row = _deciding(report)
    both = row and recipes(row, report)
    if not row or not both:
        return
    sides = [_matrix(one, facts, report) for one in both]
    if None in sides:
        return
    where = style.where(row, report.predictions.task)
    caption = f"Labels (down) against decisions (across), in rows, as in {where}"
    names = _names(report)
    data = {
        "names": names,
        "sides": [
            {"name": name, "cells": cells}
            for name, cells in zip(("sklearn", "keras"), sides, strict=True)
        ],
    }
    yield page.figure("confusion", caption, data, wide=len(names) > 4)  # noqa: PLR2004 - half a page


def _deciding(report: Report) -> Comparison | None:
    """Return a comparison of decisions, one that fails before one that does not."""
    rows = [
        row
        for row in report.of(Pairing.MATCHED)
        if row.metric in _DECIDED and row.sklearn.value is not None and row.keras.value is not None
    ]
    rows.sort(key=lambda row: (not row.failed, _DECIDED.index(row.metric)))
    return rows[0] if rows else None


def _names(report: Report) -> list[str]:
    """Return the classes; of several labels, whether a cell has its label."""
    if report.predictions.task is Task.MULTILABEL:
        return ["no", "yes"]
    return [style.safe(name) for name in report.predictions.classes]


def _matrix(recipe: Recipe, facts: Facts, report: Report) -> list[list[int]] | None:
    """Return (K, K) rows by label and decision; ``None`` where a row is not decided once."""
    if not isinstance(recipe.decide, Given | Threshold | Argmax):
        return None
    decided, labels = decisions(recipe, facts), facts.labels
    if decided.shape != labels.shape or len(_names(report)) > _MOST_CLASSES:
        return None
    if report.predictions.task is Task.MULTICLASS:
        once = bool((decided.sum(axis=1) == 1).all() and (labels.sum(axis=1) == 1).all())
        return _counted(labels.argmax(axis=1), decided.argmax(axis=1), report) if once else None
    return _counted(labels.ravel(), decided.ravel(), report)


def _counted(labels: Booleans | Any, decided: Booleans | Any, report: Report) -> list[list[int]]:
    size = len(_names(report))
    place = labels.astype(np.int64) * size + decided.astype(np.int64)
    rows = np.bincount(place, report.predictions.raw.counts, minlength=size * size)
    cells: list[list[int]] = rows.astype(np.int64).reshape(size, size).tolist()
    return cells
