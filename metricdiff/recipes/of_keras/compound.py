"""Calls of Keras that are more than one metric object: means over classes, rates of cells."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from metricdiff.calls.expression import dotted, is_library_call, unparse
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.edits.values import Logarithms
from metricdiff.recipes.of_sklearn.valued import never_negative
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task

_SPECIFICITY = r"(TrueNegatives\([^)]*\)) / \(\1 \+ FalsePositives\([^)]*\)\)"
_BALANCED = rf"\(Recall\([^)]*\) \+ {_SPECIFICITY}\) / 2"
#: Agreement beyond chance from the four cells, each written in two letters.
_AGREEMENTS = {
    "(TP * TN - FP * FN) / np.sqrt((TP + FP) * (TP + FN) * (TN + FP) * (TN + FN))": "mcc",
    "2 * (TP * TN - FP * FN) / ((TP + FP) * (FP + TN) + (FN + TN) * (TP + FN))": "kappa",
}
_RMSLE = r"np\.sqrt\(MeanSquaredLogarithmicError\(\)\)"
_SOFT_DICE = "1 - MeanMetricWrapper(dice)"
_CELL = r"\b(T|F)(?:rue|alse)(P|N)(?:ositives|egatives)\(([^)]*)\)"
#: Makes the recipe of one metric object.
OfClass = Callable[[ast.expr], Recipe | None]


def recipe(tree: ast.expr, of_class: OfClass, predictions: Predictions) -> Recipe | None:
    """Return the recipe of an expression of several objects; ``None`` for any other."""
    text = unparse(tree)
    if text == _SOFT_DICE:
        return _soft_dice(predictions)
    if re.fullmatch(_BALANCED, text) and np.all(predictions.raw.y_true != 0):
        return None  # the specificity is nan without a label 0, and so is the mean
    if count := _AGREEMENTS.get(re.sub(_CELL, r"\1\2", text)):
        one = of_class(next(_objects(tree)))
        alike = len({settings for _, _, settings in re.findall(_CELL, text)}) == 1
        return replace(one, count=count, zero=math.nan) if one and alike else None
    for pattern, made in (
        (_SPECIFICITY, partial(_of_rates, average="none")),
        (_BALANCED, partial(_of_rates, average="macro")),
        (_RMSLE, partial(_of_logarithms, predictions=predictions)),
    ):
        if re.fullmatch(pattern, text):
            one = of_class(next(_objects(tree)))
            return one and made(one)
    if isinstance(tree, ast.Call) and dotted(tree.func) == "np.mean" and len(tree.args) == 1:
        listed = _of_list(tree.args[0], of_class)
        return listed and replace(listed, average="macro")
    return _of_list(tree, of_class)


def _soft_dice(predictions: Predictions) -> Recipe | None:
    """Twice the products of labels and scores over their sums, of all columns."""
    if predictions.raw.y_pred.ndim == 1 and predictions.task is Task.MULTICLASS:
        return None  # class numbers, which Keras gets one-hot
    binary = predictions.task is Task.BINARY
    return Recipe(
        columns="positive" if binary else "each",
        coding="class" if predictions.task is Task.MULTICLASS else "number",
        cast="float32",
        soft=True,
        count="fbeta",
        average="none" if binary else "micro",
    )


def _of_logarithms(one: Recipe, predictions: Predictions) -> Recipe | None:
    """The root of the squares of logarithms, which are taken of the values before."""
    cut = predictions.whole_numbers and predictions.raw.y_true.dtype.kind == "f"
    if cut or not never_negative(predictions):  # Keras cuts labels to the type of predictions first
        return None
    return replace(one, count="root", clip=0.0, edits=(Logarithms(),))


def _objects(tree: ast.expr) -> Iterator[ast.Call]:
    """Yield the objects of a rate; all have the same threshold."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call) and is_library_call(node))


def _of_rates(one: Recipe, average: str) -> Recipe:
    """Specificity is the recall of the negative class; Keras's cells give nan for 0 / 0."""
    if average == "none":
        return replace(one, columns="both", count="recall", only=0, zero=math.nan)
    return replace(one, columns="both", count="recall", average="macro")


def _of_list(tree: ast.expr, of_class: OfClass) -> Recipe | None:
    """Return the recipe of one metric for each class in turn."""
    if not isinstance(tree, ast.List) or not tree.elts:
        return None
    recipes = [of_class(element) for element in tree.elts]
    first = recipes[0]
    if first is None or first.only is None:
        return None
    if recipes != [replace(first, only=place) for place in range(len(recipes))]:
        return None
    return replace(first, only=None)
