"""Calls of scikit-learn that are more than one function: operating points, cells, adjusted R2."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from metricdiff.calls.expression import dotted, unparse
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.of_sklearn.arguments import decision_of, transform_of
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Kind, Task

_CURVE = r"(precision_recall_curve|roc_curve)\(y_true[^,]*, y_pred[^)]*\)"
_AT = r"([\d.e-]+)"
#: The texts of the operating points, each with the curve written ``CURVE``.
_POINTS = {
    rf"CURVE\[0\]\[CURVE\[1\] >= {_AT}\]\.max\(\)": "precision_at_recall",
    rf"CURVE\[1\]\[CURVE\[0\] >= {_AT}\]\.max\(\)": "recall_at_precision",
    rf"CURVE\[1\]\[1 - CURVE\[0\] >= {_AT}\]\.max\(\)": "sensitivity_at_specificity",
    rf"1 - CURVE\[0\]\[CURVE\[1\] >= {_AT}\]\.min\(\)": "specificity_at_sensitivity",
}
_CELL = (
    r"confusion_matrix\(y_true, (?P<made>.+), labels=\[[^]]+\](?:, sample_weight=sample_weight)?\)"
    r"\[(?P<row>[01]), (?P<column>[01])\]"
)
_CELLS = {("1", "1"): "tp", ("0", "1"): "fp", ("0", "0"): "tn", ("1", "0"): "fn"}
_ADJUSTED = (
    r"1 - \(1 - r2_score\(y_true, y_pred[^)]*\)\) \* \((\d+) - 1\) / \(\1 - (?P<k>\d+) - 1\)"
)
_ROWS = r"y_{}\.reshape\(\d+, \d+\)"
_COSINE = (
    r"1 - np\.average\(paired_cosine_distances\("
    + _ROWS.format("true")
    + ", "
    + _ROWS.format("pred")
    + r"\)(?:, weights=sample_weight)?\)"
)
_AREA = (
    r"roc_auc_score\(y_true(?:\.argmax\(axis=1\))? == classes\[(\d+)\], y_pred\[:, \1\]"
    r"(?:, sample_weight=.+)?\)"
)
_ONE_COSINE = r"cosine_similarity\(y_true\.reshape\(1, -1\), y_pred\.reshape\(1, -1\)\)\[0, 0\]"


def recipe(tree: ast.expr, predictions: Predictions) -> Recipe | None:
    """Return the recipe of an expression that is no single function; ``None`` for any other."""
    text = unparse(tree)
    if predictions.task is Task.REGRESSION:
        return _of_values(text)
    if predictions.task is Task.MULTICLASS:
        return _areas(tree, predictions)
    if predictions.task is not Task.BINARY:
        return None
    return _point(text, predictions) or _cell(text, predictions)


def _areas(tree: ast.expr, predictions: Predictions) -> Recipe | None:
    """Return the recipe of the mean of the areas of all classes, each against the rest."""
    if not isinstance(tree, ast.Call) or dotted(tree.func) != "np.mean":
        return None
    each = tree.args[0].elts if isinstance(tree.args[0], ast.List) else []
    found = [re.fullmatch(_AREA, unparse(one)) for one in each]
    classes = [int(one[1]) for one in found if one]
    if len(classes) < len(found) or classes != list(range(len(predictions.classes))):
        return None
    return Recipe("each", count="roc", average="macro")


def _point(text: str, predictions: Predictions) -> Recipe | None:
    transform = transform_of("y_pred", predictions)
    if transform is None or predictions.kind is Kind.DECISIONS:
        return None
    short = re.sub(_CURVE, "CURVE", text)
    for pattern, name in _POINTS.items():
        if found := re.fullmatch(pattern, short):
            return Recipe("positive", transform=transform, count=name, at=float(found[1]))
    return None


def _cell(text: str, predictions: Predictions) -> Recipe | None:
    found = re.fullmatch(_CELL, text)
    decided = decision_of(found["made"], predictions) if found else None
    if decided is None or found is None:
        return None
    return replace(decided, columns="positive", count=_CELLS[found["row"], found["column"]])


def _of_values(text: str) -> Recipe | None:
    adjusted = re.fullmatch(_ADJUSTED, text)
    if adjusted:
        plain = Recipe("row", coding="number", count="r2", absent=False, zero=1.0)
        return replace(plain, k=int(adjusted["k"]))
    if re.fullmatch(_COSINE, text):
        return Recipe("row", coding="number", count="cosine", absent=False)
    if re.fullmatch(_ONE_COSINE, text):
        return Recipe("cells", coding="number", count="cosine")
    return None
