"""Metrics of a batch as people write them, for the worker to run through ``evaluate``.

It imports nothing, as befits a sibling of the worker: any Python from 3.9 on runs it.
"""

from collections.abc import Callable
from typing import Any


class Formula:
    """A metric of a batch as people write it with ``keras.ops``.

    *spec* says ``of`` what; the ``threshold`` of decisions; what is added above and below the line
    of an overlap, ``smooth``, or below it, ``epsilon``; ``squared`` terms there; ``clip``, how far
    from 0 probabilities and divisors are kept; ``beta``; ``sum`` or a value for each of the
    ``rows`` in place of the mean.
    """

    def __init__(self, ops: Any, spec: dict[str, Any]) -> None:
        self._ops, self._spec, self._of = ops, spec, spec["of"]
        self.__name__ = self._of

    def __call__(self, labels: Any, scores: Any) -> Any:
        """Return the number of a batch, or one a row."""
        ops = self._ops
        y, p = ops.cast(labels, "float32"), self._decided(ops.cast(scores, "float32"))
        if self._of in ("precision", "recall", "jaccard", "fbeta"):
            return self._overlap(y, p)
        if self._of == "r2":
            return 1 - ops.sum(ops.square(y - p)) / ops.sum(ops.square(y - ops.mean(y)))
        errors = _ERRORS[self._of](ops, y, p, self._spec.get("clip", 0.0))
        if self._spec.get("sum"):
            return ops.sum(errors)
        mean = ops.mean(errors, axis=-1) if self._spec.get("rows") else ops.mean(errors)
        return ops.sqrt(mean) if self._of == "root" else mean

    def _decided(self, scores: Any) -> Any:
        threshold = self._spec.get("threshold")
        if threshold is None:
            return scores
        inclusive = self._spec.get("inclusive")
        return self._ops.cast(scores >= threshold if inclusive else scores > threshold, "float32")

    def _overlap(self, y: Any, p: Any) -> Any:
        ops, epsilon = self._ops, self._spec.get("epsilon", 1e-7)
        squared = 2 if self._spec.get("squared") else 1
        both, true, found = ops.sum(y * p), ops.sum(y**squared), ops.sum(p**squared)
        if self._of in ("precision", "recall"):
            return both / ((found if self._of == "precision" else true) + epsilon)
        smooth, square = self._spec.get("smooth", 0.0), self._spec.get("beta", 1.0) ** 2
        if self._of == "jaccard":
            return (both + smooth) / (true + found - both + smooth + epsilon)
        return ((1 + square) * both + smooth) / (square * true + found + smooth + epsilon)


#: The error of each row, from ``keras.ops``, labels, predictions, and what these are clipped at.
_ERRORS: dict[str, Callable[..., Any]] = {
    "accuracy": lambda ops, y, p, _: ops.cast(ops.equal(y, p), "float32"),
    "squares": lambda ops, y, p, _: ops.square(y - p),
    "root": lambda ops, y, p, _: ops.square(y - p),
    "absolute": lambda ops, y, p, _: ops.abs(y - p),
    "percentage": lambda ops, y, p, low: ops.abs(y - p) / ops.maximum(ops.abs(y), low),
    "log_squares": lambda ops, y, p, low: ops.square(
        ops.log1p(ops.maximum(y, low or -1.0)) - ops.log1p(ops.maximum(p, low or -1.0))
    ),
    "log_loss": lambda ops, y, p, low: (
        -y * ops.log(ops.clip(p, low, 1 - low)) - (1 - y) * ops.log(1 - ops.clip(p, low, 1 - low))
    ),
    "likelihood": lambda ops, y, p, _: p - y * ops.log(p + 1e-7),
    "hinge": lambda ops, y, p, _: ops.maximum(1 - (2 * y - 1) * p, 0),
}
