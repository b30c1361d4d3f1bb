"""What each library is given.  This decides every number, so it stands here and nowhere else.

scikit-learn gets the labels as they stand in the file, and the scores in float64.  Decisions are in
the space of the labels, as ``classifier.predict`` returns them.  Probabilities of logits come
through sigmoid or softmax.

Keras gets what ``fit`` and ``evaluate`` would have given it: predictions as they stand in the
file, 2-D, in float32 (float16 stays, and so do the integers of an array that is no text), with no
transform.  Numeric labels stay as they are; text is
encoded in class order, one-hot where the class needs it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from metricdiff.calls.expression import quoted
from metricdiff.errors import UsageError
from metricdiff.inputs.predictions import Label, Predictions
from metricdiff.metrics.defaults import compiled_accuracy
from metricdiff.words import Kind, Task

Array = npt.NDArray[Any]

#: How the worker shapes labels and predictions for a class.
Form = Literal["as_is", "class_index", "one_hot"]

#: Keras classes that take class numbers, not one-hot rows, on a multiclass task.
_TAKE_CLASS_NUMBERS = frozenset(
    {"Accuracy", "BinaryAccuracy", "MeanIoU", "IoU"}
    | {f"Sparse{name}" for name in ("CategoricalAccuracy", "TopKCategoricalAccuracy")}
    | {"SparseCategoricalCrossentropy"}
)

#: Keras classes that take the mask of the predictions, as weights of 0: those that wrap a function.
_TAKE_MASK = frozenset(
    {f"{name}Accuracy" for name in ("Binary", "Categorical", "SparseCategorical")}
    | {f"{name}Crossentropy" for name in ("Binary", "Categorical", "SparseCategorical")}
    | {"Accuracy", "TopKCategoricalAccuracy", "SparseTopKCategoricalAccuracy", "KLDivergence"}
    | {f"Mean{name}Error" for name in ("Squared", "Absolute", "AbsolutePercentage")}
    | {"MeanSquaredLogarithmicError", "LogCoshError", "CosineSimilarity", "Poisson"}
    | {"Hinge", "SquaredHinge", "CategoricalHinge", "PearsonCorrelation", "ConcordanceCorrelation"}
    | {"MeanMetricWrapper"}
)


# ------------------------------------------------------------------------------ scikit-learn


def sklearn_inputs(predictions: Predictions) -> Mapping[str, Array]:
    """Return the arrays that a scikit-learn call may name, of the rows that a mask leaves."""
    return _InFloat64(_arrays(predictions))


def ranking_inputs(predictions: Predictions) -> Mapping[str, Array]:
    """Return the same for calls that only compare scores: these stay as they are if they can."""
    arrays = _arrays(predictions)
    finite = np.isfinite(arrays["y_pred"]).all()  # else scikit-learn's error names the type
    return arrays if finite else _InFloat64(arrays)


def _arrays(predictions: Predictions) -> dict[str, Array]:
    raw = predictions.counted.raw
    inputs: dict[str, Array] = {"y_true": raw.y_true, "y_pred": raw.y_pred}
    if predictions.classes:
        inputs["classes"] = np.array(predictions.classes)
    if raw.decision is not None:
        inputs["decision"] = raw.decision
    if raw.sample_weight is not None:
        inputs["sample_weight"] = raw.sample_weight
    if predictions.raw.mask is not None:
        inputs["mask"] = np.ones(len(raw.y_true), dtype=np.bool_)
    return inputs


@dataclass(frozen=True)
class _InFloat64(Mapping[str, Array]):
    """Inputs whose scores are in float64 while a call works on them, and no longer."""

    arrays: Mapping[str, Array]

    def __getitem__(self, name: str) -> Array:
        array = self.arrays[name]
        wide = name == "y_pred" and array.dtype.kind == "f"
        return array.astype(np.float64, copy=False) if wide else array

    def __iter__(self) -> Iterator[str]:
        return iter(self.arrays)

    def __len__(self) -> int:
        return len(self.arrays)

    def __contains__(self, name: object) -> bool:
        return name in self.arrays


def sklearn_texts(predictions: Predictions) -> dict[str, str]:
    """Return how the calls of scikit-learn spell what depends on the data.

    Returns:
        ``truth``, labels for metrics that know no ``pos_label``; ``positive`` and ``negative``,
        the two classes; ``positive_or_none``, the positive one for functions that take it to be 1
        by themselves; ``labels``, all classes where some do not occur; ``scores`` and
        ``probabilities``, columns in sorted class order; ``rows`` and ``outputs``, how many rows
        and columns the labels have; ``columns``, how many the predictions have; ``weights``, the
        last argument of ``np.average``, for functions that return a value a row instead of taking
        weights.
    """
    classes = predictions.classes
    negative, positive = classes if predictions.task is Task.BINARY else (0, 1)
    plain = predictions.plain_binary or predictions.task is not Task.BINARY
    truth = f"y_true == {literal(positive)}" if not plain and not _sorted(classes) else "y_true"
    labels = [False, True] if truth != "y_true" else sorted(classes, key=_sort_key)
    wide = predictions.raw.y_true.ndim > 1
    complete = not classes or (not wide and len(np.unique(predictions.raw.y_true)) == len(classes))
    return {
        "truth": truth,
        "negative": "0" if plain else literal(negative),
        "positive": "1" if plain else literal(positive),
        "positive_or_none": "None" if plain else literal(positive),
        "labels": "None" if complete else literal(labels),
        "scores": _scores(predictions),
        "probabilities": _probabilities(predictions),
        "rows": str(predictions.rows),
        "outputs": str(predictions.raw.y_true.shape[1] if wide else 1),
        "columns": str(predictions.raw.y_pred.shape[1] if predictions.raw.y_pred.ndim > 1 else 1),
        "weights": "" if predictions.raw.sample_weight is None else ", weights=sample_weight",
    }


def decisions(predictions: Predictions, threshold: float) -> str:
    """Return the decisions in the space of the labels, as text.

    Args:
        predictions: The predictions.
        threshold: On the probability scale; of no effect on an argmax or on given decisions.
    """
    classes, kind = predictions.classes, predictions.kind
    if kind is Kind.DECISIONS:
        return "y_pred"
    if predictions.task is Task.MULTICLASS:
        chosen = "y_pred.argmax(axis=1)"
        plain = predictions.one_hot or classes == tuple(range(len(classes)))
        return chosen if plain else f"classes[{chosen}]"
    decided = f"y_pred > {cut(kind, float(threshold))!r}"
    if predictions.task is Task.MULTILABEL or predictions.plain_binary:
        return decided
    return f"np.where({decided}, {literal(classes[1])}, {literal(classes[0])})"


def cut(kind: Kind, threshold: float) -> float:
    """Return where a threshold on the probability scale cuts scores of that kind."""
    if kind is not Kind.LOGITS:
        return threshold
    if not 0 < threshold < 1:
        raise UsageError(f"--threshold {threshold:g}: between 0 and 1, both excluded, for logits")
    return math.log(threshold / (1 - threshold)) if threshold != 0.5 else 0  # noqa: PLR2004


def literal(value: Label | Sequence[Label]) -> str:
    """Spell a label, or a list of them, as Python does, text in double quotes."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Sequence):
        return f"[{', '.join(literal(item) for item in value)}]"
    return repr(value)


def _scores(predictions: Predictions) -> str:
    """Scores whose columns are in sorted class order, which scikit-learn assumes."""
    classes = predictions.classes
    if predictions.task is not Task.MULTICLASS or _sorted(classes):
        return "y_pred"
    order = sorted(range(len(classes)), key=lambda place: _sort_key(classes[place]))
    return f"y_pred[:, {order}]"


def _probabilities(predictions: Predictions) -> str:
    scores = _scores(predictions)
    if predictions.kind is not Kind.LOGITS:
        return scores
    if predictions.task is Task.MULTICLASS:
        return f"softmax({scores}, axis=1)"
    return f"expit({scores})"


def _sorted(classes: Sequence[Label]) -> bool:
    return list(classes) == sorted(classes, key=_sort_key)


def _sort_key(label: Label) -> tuple[str, Any]:
    return ("text" if isinstance(label, str) else "number", label)


# ------------------------------------------------------------------------------------- Keras


@dataclass(frozen=True)
class KerasArrays:
    """The arrays that the Keras worker takes, all with the rows first.

    Attributes:
        arrays: ``labels`` and ``predictions`` (N, C); ``label_index`` and ``prediction_index``
            (N,) class numbers where one-hot rows may be needed; ``weights`` (N,) float32, 0 where
            a mask says so; ``mask`` (N,) that mask.
        classes: The number of classes of one-hot rows.
        blocks: Reads the arrays, some rows after others, where they are not in memory.
        of: The predictions whose rows these are, where they are not in memory.
    """

    arrays: dict[str, Array]
    classes: int
    blocks: Callable[[], Iterator[dict[str, Array]]] | None = None
    of: Predictions | None = None


def keras_arrays(predictions: Predictions, *, rows: bool = True) -> KerasArrays:
    """Return the labels, the predictions and the weights as Keras gets them.

    Args:
        predictions: What it gets.
        rows: Whether of a table it gets the rows that were counted; else the entries, their counts,
            or the sums of their weights, as weights.
    """
    raw = predictions.raw
    if raw.streamed and rows:
        blocks = partial(_blocks, predictions)
        return KerasArrays({}, len(predictions.classes), blocks, predictions)
    arrays = {"labels": _keras_labels(predictions), "predictions": _keras_predictions(predictions)}
    if predictions.task is Task.MULTICLASS:
        arrays["label_index"] = class_index(raw.y_true, predictions)
        if raw.y_pred.ndim == 1:
            arrays["prediction_index"] = class_index(raw.y_pred, predictions)
    weights = raw.counts if raw.sample_weight is None else raw.sample_weight
    if weights is not None:
        arrays["weights"] = weights.astype(np.float32)
    if raw.mask is not None:
        arrays["mask"] = raw.mask
        arrays["weights"] = arrays.get("weights", np.float32(1)) * raw.mask.astype(np.float32)
    return KerasArrays(arrays, len(predictions.classes))


def _blocks(predictions: Predictions) -> Iterator[dict[str, Array]]:
    assert predictions.raw.streamed  # noqa: S101 - asked before
    for block in predictions.raw.streamed.blocks():
        yield keras_arrays(replace(predictions, raw=block)).arrays


def together(several: Sequence[KerasArrays]) -> KerasArrays:
    """Return the arrays of several sets of data in one, those of set 2 named ``2.labels``, ..."""
    if several[0].blocks:  # all of them are of one set of data
        (streamed,) = several
        return KerasArrays({}, streamed.classes, partial(_named, streamed), streamed.of)
    named = {
        f"{place}.{name}": array
        for place, given in enumerate(several)
        for name, array in given.arrays.items()
    }
    return KerasArrays(named, max(given.classes for given in several))


def _named(given: KerasArrays) -> Iterator[dict[str, Array]]:
    assert given.blocks  # noqa: S101 - asked before
    for arrays in given.blocks():
        yield {f"0.{name}": array for name, array in arrays.items()}


def takes_mask(metric: str) -> bool:
    """Whether a Keras class heeds the mask that ``evaluate`` leaves on the predictions."""
    return metric in _TAKE_MASK


def keras_texts(predictions: Predictions) -> dict[str, str]:
    """Return how the calls of Keras spell what depends on the data.

    Returns:
        ``Sparse``, the prefix of classes that take class numbers, where the labels are numbers;
        ``argmax_accuracy``, the accuracy of the largest score; ``compiled_accuracy``, what
        ``compile(metrics=["accuracy"])`` makes of these shapes; ``mean_iou`` and ``iou_of_c``,
        that of class ``c``, told whether the predictions are class numbers; ``n``, the number of
        columns.
    """
    sparse = "" if predictions.one_hot else "Sparse"
    wide = predictions.raw.y_pred.ndim > 1
    width = predictions.raw.y_pred.shape[1] if wide else len(predictions.classes)
    scores = ", sparse_y_pred=False" if wide else ""
    return {
        "Sparse": sparse,
        "argmax_accuracy": f"{sparse}CategoricalAccuracy" if wide else "Accuracy",
        "compiled_accuracy": compiled_accuracy(
            labels=predictions.raw.y_true.shape[1] if predictions.raw.y_true.ndim > 1 else 1,
            predictions=predictions.raw.y_pred.shape[1] if wide else 1,
        ),
        "mean_iou": f"MeanIoU(num_classes={width}{scores})",
        "iou_of_c": f"IoU(num_classes={width}, target_class_ids=[c]{scores})",
        "n": str(width),
    }


def keras_forms(metric: str, predictions: Predictions) -> tuple[Form, Form]:
    """Return the forms in which a Keras class, or function, takes labels and predictions."""
    if predictions.task is not Task.MULTICLASS:
        return "as_is", "as_is"
    if metric.islower():  # a function takes what the class of its name takes
        metric = "".join(part.capitalize() for part in metric.split("_"))
    decided = predictions.raw.y_pred.ndim == 1
    numbers = not predictions.one_hot and predictions.raw.y_true.dtype.kind != "U"
    if metric == "CategoricalAccuracy" and numbers and not decided:
        return "as_is", "as_is"  # its argmax of a column of class numbers is the point of it
    if metric in _TAKE_CLASS_NUMBERS and (decided or metric != "BinaryAccuracy"):
        return ("class_index" if predictions.one_hot else "as_is"), "as_is"
    return "one_hot", ("one_hot" if decided else "as_is")


def _keras_labels(predictions: Predictions) -> Array:
    labels = predictions.raw.y_true
    reordered = predictions.task is Task.BINARY and not _sorted(predictions.classes)
    if labels.dtype.kind == "U" or reordered:
        labels = class_index(labels, predictions)
    if labels.dtype.kind == "f":
        labels = labels.astype(np.float32, copy=False)
    return labels[:, None] if labels.ndim == 1 else labels


def _keras_predictions(predictions: Predictions) -> Array:
    scores = predictions.raw.y_pred
    encoded = predictions.kind is Kind.DECISIONS and predictions.task is not Task.MULTILABEL
    if scores.dtype.kind == "U" or (
        encoded and predictions.task is Task.BINARY and not _sorted(predictions.classes)
    ):
        scores = class_index(scores, predictions)
    if scores.dtype != np.float16 and not predictions.whole_numbers:
        with np.errstate(over="ignore"):  # beyond float32 is infinite, as Keras has it
            scores = scores.astype(np.float32, copy=False)
    return scores[:, None] if scores.ndim == 1 else scores


def class_index(values: Array, predictions: Predictions) -> npt.NDArray[np.int64]:
    """Return each value's place in the class order, -1 where it is no class."""
    if values.ndim > 1:
        return np.asarray(values.argmax(axis=1), dtype=np.int64)
    classes = np.array(predictions.classes)
    order = np.argsort(classes, kind="stable")
    found = np.searchsorted(classes, values, sorter=order).clip(max=len(classes) - 1)
    place = order[found]
    return np.asarray(np.where(classes[place] == values, place, -1), dtype=np.int64)
