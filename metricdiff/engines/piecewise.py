"""scikit-learn's means over many rows, from its own functions on pieces of them.

On millions of rows most functions make several copies of both columns.  A mean over rows is the
weighted mean of the means of its pieces, an R2 is 1 less what the pieces leave of their spread:
each piece is run through the library, and what comes out differs from the number of all rows in
the last digits alone.  What merges in no such way, as a median, is run on all rows, and so is what
raises.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.calls.evaluation import arguments_of
from metricdiff.calls.expression import dotted
from metricdiff.engines.given import sklearn_inputs
from metricdiff.inputs.predictions import Predictions

Array = npt.NDArray[Any]
Function = Callable[..., Any]

#: What has fewer cells is run as a whole.
FEWEST_CELLS = 1 << 20
#: The cells of a piece: their copies stay in the processor's cache.
CELLS = 1 << 18

#: Functions that tell classes from the labels where they are not told.
_OF_CLASSES = frozenset({"log_loss", "brier_score_loss", "top_k_accuracy_score"})
_MEANS = _OF_CLASSES | {
    *("mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error"),
    *("mean_squared_log_error", "mean_poisson_deviance", "mean_gamma_deviance"),
}
_ROOTS = frozenset({"root_mean_squared_error", "root_mean_squared_log_error"})
#: Of one column alone: of several they are means of the columns' numbers.
_OF_ONE_COLUMN = _ROOTS | {"r2_score", "max_error"}
_KEYWORDS = frozenset({"sample_weight", "labels", "k", "pos_label"})
_TWO_ARRAYS = 2


@dataclass(frozen=True)
class _Piece:
    """What a function returned on some rows.

    Attributes:
        value: The number.
        weight: Their weight, or their number.
        truth: Their labels.
        weights: Their weights; ``None`` without any.
    """

    value: float
    weight: float
    truth: Array
    weights: Array | None


def in_pieces(node: ast.Call, predictions: Predictions, function: Function) -> float | None:
    """Return what a call returns on all rows, from pieces of them.

    Args:
        node: The call.
        predictions: What it is run on; no mask leaves out any of it.
        function: The function that is called.

    Returns:
        The number; ``None`` where the call is to be run on all rows at once.
    """
    if predictions.raw.y_pred.size < FEWEST_CELLS or not _merges(node, predictions):
        return None
    classes = _classes(node, predictions)
    try:
        pieces = [
            _run(function, *arguments_of(node, inputs), classes) for inputs in _inputs(predictions)
        ]
        return _merged(dotted(node.func), pieces)
    except Exception:  # noqa: BLE001 - all rows at once raise it too, and in words of their own
        return None


def _merges(node: ast.Call, predictions: Predictions) -> bool:
    name = dotted(node.func)
    if name not in _MEANS | _OF_ONE_COLUMN or len(node.args) != _TWO_ARRAYS:
        return False
    if name in _OF_ONE_COLUMN and predictions.raw.y_true.ndim > 1:
        return False
    if name in _OF_CLASSES and predictions.raw.y_pred.ndim == 1:
        return False
    return all(map(_of_rows, node.args)) and all(word.arg in _KEYWORDS for word in node.keywords)


def _of_rows(node: ast.expr) -> bool:
    """Whether what stands in a row of an argument depends on that row alone."""
    match node:
        case ast.Name(id="y_true" | "y_pred"):
            return True
        case ast.Subscript(value=value, slice=ast.Tuple(elts=[ast.Slice(None, None, None), _])):
            return _of_rows(value)
        case ast.Call(func=ast.Name(id="expit"), args=[value]):
            return _of_rows(value)
        case ast.Call(
            func=ast.Name(id="softmax"),
            args=[value],
            keywords=[ast.keyword(arg="axis", value=ast.Constant(value=1))],
        ):
            return _of_rows(value)
    return False


def _classes(node: ast.Call, predictions: Predictions) -> Mapping[str, Any]:
    """Return the classes as an argument, where a function would find them among all labels."""
    told = any(word.arg == "labels" and not _is_none(word.value) for word in node.keywords)
    if dotted(node.func) not in _OF_CLASSES or told or predictions.raw.y_true.ndim > 1:
        return {}
    return {"labels": np.unique(predictions.raw.y_true)}


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _inputs(predictions: Predictions) -> Iterator[Mapping[str, Array]]:
    """Yield the inputs of calls on pieces of about the same length."""
    rows, width = len(predictions.raw.y_pred), predictions.raw.y_pred[:1].size
    # scikit-learn warns of classes that are many for the rows.
    most = max(CELLS // width, 4 * max(width, len(predictions.classes)))
    count = math.ceil(rows / most)
    ends = [rows * place // count for place in range(count + 1)]
    for start, end in pairwise(ends):
        yield sklearn_inputs(predictions.part(slice(start, end)))


def _run(
    function: Function,
    arguments: Sequence[Any],
    keywords: Mapping[str, Any],
    classes: Mapping[str, Any],
) -> _Piece:
    truth, weights = arguments[0], keywords.get("sample_weight")
    value = function(*arguments, **{**keywords, **classes})
    return _Piece(value, len(truth) if weights is None else weights.sum(), truth, weights)


def _merged(name: str, pieces: Sequence[_Piece]) -> float | None:
    values = np.array([piece.value for piece in pieces], dtype=np.float64)
    weights = np.array([piece.weight for piece in pieces], dtype=np.float64)
    if name == "max_error":
        return float(values.max())
    if name == "r2_score":
        return _r2(values, pieces)
    if name in _ROOTS:
        return float(np.sqrt(np.average(values**2, weights=weights)))
    return float(np.average(values, weights=weights))


def _r2(values: Array, pieces: Sequence[_Piece]) -> float | None:
    """Return 1 less the share of all squares that the pieces leave of their own."""
    means, own = np.array([_spread(piece) for piece in pieces]).T
    if not own.all():  # of a target without spread R2 is set to a number that tells nothing
        return None
    weights = np.array([piece.weight for piece in pieces])
    between = weights * (means - np.average(means, weights=weights)) ** 2
    return float(1 - ((1 - values) * own).sum() / (own.sum() + between.sum()))


def _spread(piece: _Piece) -> tuple[float, float]:
    """Return the mean of some labels, and the sum of squares about it."""
    truth = piece.truth.astype(np.float64)
    mean = np.average(truth, weights=piece.weights)
    squares = (truth - mean) ** 2
    return float(mean), float(np.sum(squares if piece.weights is None else piece.weights * squares))
