"""Fewer rows on which scikit-learn returns the same number, to the last bit.

A metric of decisions depends on how many rows have each pair of label and decision, an exact curve
on how many have each pair of label and score.  scikit-learn's functions take ``sample_weight``: on
the distinct pairs, weighted by their numbers of rows, they add up the same whole numbers and divide
them in the same way.  What is no sum of whole numbers, such as a loss, or weights with fractions,
stays as it is: another order of adding would show in the last digits.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.calls.expression import dotted, unparse

Array = npt.NDArray[Any]

#: With fewer rows there is nothing to gain.
FEWEST_ROWS = 10_000
#: Functions of labels and decisions that count rows.
COUNTING = frozenset(
    {
        *("accuracy_score", "balanced_accuracy_score", "precision_score", "recall_score"),
        *("f1_score", "fbeta_score", "jaccard_score", "matthews_corrcoef", "cohen_kappa_score"),
        *("hamming_loss", "zero_one_loss", "confusion_matrix", "multilabel_confusion_matrix"),
    }
)
#: Functions of two classes and scores that count rows along the order of the scores.
RANKING = frozenset(
    {"roc_auc_score", "average_precision_score", "roc_curve", "precision_recall_curve"}
)

_CLASSES = 2
#: Sums of whole numbers up to here are exact in float64, whatever their order.
_EXACT = 2**53
#: With more rows than these, scikit-learn warns of classes that are many for the rows.
_UNWARNED = 20


@dataclass(frozen=True)
class Pairs:
    """The distinct pairs of two columns, ascending by the second.

    Attributes:
        first: (M,) values of the first column.
        second: (M,) values of the second column.
        weights: (M,) the number of rows of each pair, or the sum of their weights.
        distinct: How many values each column has.
    """

    first: Array
    second: Array
    weights: Array
    distinct: tuple[int, int]

    def serve(self, name: str) -> bool:
        """Whether a function returns from the pairs what it returns from all rows."""
        if name in RANKING:
            return self.distinct[0] <= _CLASSES
        warned = len(self.weights) > _UNWARNED and 2 * max(self.distinct) > len(self.weights)
        return not warned


class Collapsing:
    """Collapses the arguments of calls on one set of data, each pair of columns once.

    Args:
        fewest_rows: What is shorter stays as it is.
    """

    def __init__(self, fewest_rows: int = FEWEST_ROWS) -> None:
        self._fewest_rows = fewest_rows
        # By the texts of what the columns are made of.
        self._coded: dict[str, tuple[Array, Array]] = {}
        self._pairs: dict[tuple[str, ...], Pairs | None] = {}

    def collapsed(
        self, node: ast.Call, arguments: list[Any], keywords: dict[str, Any]
    ) -> tuple[list[Any], dict[str, Any]]:
        """Return the arguments from which a call returns the same, from fewer rows if it can.

        Args:
            node: The call.
            arguments: The values of its positional arguments.
            keywords: The values of its keyword arguments.
        """
        name, weights = dotted(node.func), keywords.get("sample_weight")
        if not self._fit(name, arguments, weights):
            return arguments, keywords
        texts = {keyword.arg: unparse(keyword.value) for keyword in node.keywords}
        key = (*map(unparse, node.args), texts.get("sample_weight", ""))
        if key not in self._pairs:
            first, second = map(self._codes, node.args, arguments)
            self._pairs[key] = distinct_pairs(first, second, weights)
        pairs = self._pairs[key]
        if pairs is None or not pairs.serve(name):
            return arguments, keywords
        return [pairs.first, pairs.second], {**keywords, "sample_weight": pairs.weights}

    def _fit(self, name: str, arguments: list[Any], weights: Array | None) -> bool:
        if name not in COUNTING | RANKING or len(arguments) != 2:  # noqa: PLR2004 - two columns
            return False
        shapes = {
            np.shape(column) for column in (*arguments, *([] if weights is None else [weights]))
        }
        if len(shapes) != 1 or len(shape := shapes.pop()) != 1 or shape[0] < self._fewest_rows:
            return False
        if name in RANKING and not (
            arguments[1].dtype.kind == "f" and np.isfinite(arguments[1]).all()
        ):
            return False
        return weights is None or _whole(weights)

    def _codes(self, node: ast.expr, column: Array) -> tuple[Array, Array]:
        """Return the distinct values of a column, and each row's place among them."""
        if not isinstance(node, ast.Name):  # of decisions only the pairs are used again
            return np.unique(column, return_inverse=True)
        if node.id not in self._coded:
            self._coded[node.id] = np.unique(column, return_inverse=True)
        return self._coded[node.id]


def distinct_pairs(
    first: tuple[Array, Array], second: tuple[Array, Array], weights: Array | None = None
) -> Pairs | None:
    """Return the distinct pairs of two columns.

    Args:
        first: The distinct values of the first column, and each row's place among them.
        second: The same of the second.
        weights: (N,) whole numbers.

    Returns:
        The pairs; ``None`` where there would be too many to gain anything.
    """
    (values, place), (others, other_place) = first, second
    cells = len(values) * len(others)
    if cells > _CLASSES * len(place):
        return None
    pair = other_place * len(values) + place
    counts = np.bincount(pair, minlength=cells)
    occurring = np.flatnonzero(counts)
    sums = counts if weights is None else np.bincount(pair, weights, minlength=cells)
    return Pairs(
        values[occurring % len(values)],
        others[occurring // len(values)],
        sums[occurring],
        (len(values), len(others)),
    )


def _whole(weights: Array) -> bool:
    with np.errstate(invalid="ignore"):
        return bool((np.trunc(weights) == weights).all() and np.abs(weights).sum() < _EXACT)
