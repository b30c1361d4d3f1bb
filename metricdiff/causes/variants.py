"""What the searches of several causes share: which recipes they are for, and customary numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from metricdiff.causes.declaration import Subject
from metricdiff.recipes.edits import Edit
from metricdiff.recipes.recipe import Itself, Recipe, Threshold, TopRanks
from metricdiff.words import Kind, Task

#: Ratios of counts that have a positive class.
OVERLAPS = frozenset({"precision", "recall", "fbeta", "jaccard"})
#: Areas under a curve.
AREAS = frozenset({"roc", "pr"})
#: Means of one loss or error a row.
LOSSES = frozenset(
    {"log_loss", "squares", "absolute", "percentage", "log_squares", "hinge", "categorical_hinge"}
    | {"cosine", "deviance", "likelihood", "log_cosh"}
)
#: Losses of predicted values, which have a scale.
ERRORS = frozenset(
    {"squares", "absolute", "percentage", "log_squares", "root", "log_cosh", "largest"}
)
#: Batch sizes that people use, and how often against each other.
_BATCH_SIZES = {
    32: 0.5,
    64: 0.12,
    128: 0.12,
    16: 0.1,
    256: 0.06,
    8: 0.05,
    512: 0.04,
    100: 0.04,
    10: 0.04,
    50: 0.03,
    4: 0.03,
    1024: 0.02,
    20: 0.02,
    2: 0.01,
    2048: 0.01,
    4096: 0.01,
    8192: 0.01,
}


def batch_sizes(subject: Subject, *, whole: bool = False) -> Iterator[tuple[int, float]]:
    """Yield the rows, or positions of maps, of customary batches, each size with its weight.

    Args:
        subject: Whose batch size it is, where the user says it.
        whole: Whether a size that leaves no shorter batch counts.
    """
    rows, each = subject.predictions.rows, positions(subject)
    sizes = {subject.batch_size: 1.0} if subject.batch_size else _BATCH_SIZES
    for size, weight in sizes.items():
        if size * each < rows and (whole or rows % (size * each)):
            yield size * each, weight


def in_rows(subject: Subject, size: int) -> dict[str, int]:
    """Return a batch size as people set it: in rows, or in maps and sequences."""
    return {"batch_size": size // positions(subject)}


def positions(subject: Subject) -> int:
    """Return how many positions a map or a sequence has; 1 for rows."""
    return math.prod(subject.predictions.raw.shape[1:])


def edited(recipe: Recipe, edit: Edit) -> Recipe:
    """Return the recipe with one more thing done to the data before it."""
    return replace(recipe, edits=(*recipe.edits, edit))


def task_of(subject: Subject) -> Task:
    """Return the task."""
    return subject.predictions.task


def is_binary(subject: Subject) -> bool:
    """Whether there is one column of labels of two classes."""
    return subject.predictions.task is Task.BINARY


def has_scores(subject: Subject) -> bool:
    """Whether the predictions are more than decisions."""
    return subject.predictions.kind not in {Kind.DECISIONS, Kind.VALUES}


def is_wide(subject: Subject) -> bool:
    """Whether there is a column of scores for each of several classes."""
    return task_of(subject) is Task.MULTICLASS and subject.predictions.raw.y_pred.ndim > 1


def class_numbers(subject: Subject) -> bool:
    """Whether the labels are one column of class numbers."""
    raw = subject.predictions.raw
    return raw.y_true.ndim == 1 and raw.y_true.dtype.kind in "iub"


def decides(recipe: Recipe) -> bool:
    """Whether a recipe decides for each problem by itself."""
    return recipe.decide is not None and not isinstance(recipe.decide, TopRanks | Itself)


def thresholded(recipe: Recipe) -> Threshold | None:
    """Return the threshold of a recipe, where it has one."""
    return recipe.decide if isinstance(recipe.decide, Threshold) else None


def is_whole(recipe: Recipe) -> bool:
    """Whether a recipe takes all rows at once, each label against its own prediction."""
    return not (recipe.batch or recipe.pairs)
