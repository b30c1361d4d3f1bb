"""The description of how a number is made, field by field, in the order of the making."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from metricdiff.recipes.edits import Edit

#: What is one yes-or-no problem: the positive class, both classes, each class (or label) of
#: several, the cells of all columns together, or a whole row.
Columns = Literal["positive", "both", "each", "cells", "row"]
#: Which labels are positive: those of the class, whatever is not 0, those that are the number of
#: the column (1 where there is one column), or the first label of each row alone.
Coding = Literal["class", "nonzero", "number", "first"]
#: From what stands in the file to scores.
Transform = Literal["none", "sigmoid", "softmax", "clip"]
#: The type in which scores are compared and errors taken; ``as_is`` is that of whole predictions.
Cast = Literal["float64", "float32", "as_is"]
#: ``pairs`` is the mean over pairs of classes, each on the rows of these two.
Average = Literal["none", "micro", "macro", "weighted", "pairs"]
#: When the scores of a row are made to sum to 1: never, before they are clipped, or after.
UnitRows = Literal["never", "before", "after"]
#: How the values of batches become one: their mean, that weighted by size, their sum, the share
#: of batches that are right as a whole; or one state that all add to, which only Keras follows.
Batches = Literal["mean", "by_size", "sum", "whole", "state"]
#: The area under precision and recall: average precision, or interpolated as Keras does.
Curve = Literal["trapezoid", "step", "interpolated"]


@dataclass(frozen=True)
class Given:
    """Decisions that stand in the file: the predictions, or a column beside them."""

    column: Literal["y_pred", "decision"]


@dataclass(frozen=True)
class Threshold:
    """Scores above a threshold are positive.

    Attributes:
        at: On the probability scale where a transform makes probabilities, else on the raw scale.
        inclusive: Whether a score at the threshold is positive.
    """

    at: float
    inclusive: bool = False


@dataclass(frozen=True)
class Argmax:
    """The column with the largest score, of ties the first.

    Attributes:
        labels: Whether the argmax of the labels is taken too; ``first`` where they are one column,
            so that it is always the first.
    """

    labels: bool | Literal["first"] = False


@dataclass(frozen=True)
class RowMaximum:
    """Every score that equals the largest of its row and is not 0, as Keras's F-scores have it."""


@dataclass(frozen=True)
class Largest:
    """The *k* largest scores of a row, of ties those of the first columns."""

    k: int


def largest(k: int) -> Argmax | Largest:
    """Return how the *k* largest scores of a row are chosen."""
    return Argmax() if k == 1 else Largest(k)


@dataclass(frozen=True)
class Truncated:
    """The whole part of a score, as a class number; numbers that are no class are left out."""


@dataclass(frozen=True)
class CutNumbers:
    """Class numbers cut as scores are: those above a threshold are class 1, the others class 0."""

    at: float


@dataclass(frozen=True)
class Itself:
    """No decision: the score must equal the label."""


@dataclass(frozen=True)
class TopRanks:
    """Whether the label is among the largest scores.

    Attributes:
        ties: Of scores equal to the label's: ``all`` rank below it, as in Keras, or those of later
            columns rank above it, as in scikit-learn.
    """

    ties: Literal["all", "later"]


Decide = (
    Given
    | Threshold
    | Argmax
    | RowMaximum
    | Largest
    | Truncated
    | CutNumbers
    | Itself
    | TopRanks
    | None
)


@dataclass(frozen=True)
class Recipe:
    """How a number is made.

    Attributes:
        columns: What is one yes-or-no problem.
        edits: What is done to the data before anything else, in this order.
        coding: Which labels are positive.
        transform: From the file to scores.
        cast: The precision in which scores are compared.
        decide: From scores to decisions; ``None`` for metrics of scores.
        weight: Whether the sample weights count.
        mask: Whether the rows that a mask takes out are left out.
        whole_weights: Whether only their whole part does, as in Keras's integer matrix of an IoU.
        over_rows: Whether weighted losses are divided by the number of rows, not of weights.
        swapped: Whether labels and predictions have changed places.
        smoothing: How much of each label is spread over the classes, as Keras's losses smooth.
        soft: Whether scores are counted themselves, not decisions.
        smooth: What is added above and below the line of a soft ratio.
        squared: Whether soft scores and labels are squared below the line, as in V-Net's Dice.
        pairs: Whether every label meets every prediction, as (N,) against (N, 1) broadcasts.
        count: What is counted or measured.
        beta: The weight of recall in an F-score.
        k: How many of the largest scores count; the number of regressors of an adjusted R2.
        at: The rate that an operating point keeps.
        only: The one class that counts; ``None`` for all.
        left_out: The one class that does not count; ``None`` for none.
        average: How the problems become one number.
        absent: Whether what does not occur counts, as 0: a class in neither labels nor decisions,
            a zero vector's direction, the spread of a single row, the label's own column among the
            other classes.
        zero: What nothing over nothing is.
        unit_rows: When the scores of a row are made to sum to 1.
        grid: The number of thresholds of a sampled curve; 0 for all of them.
        curve: How the area under a curve is taken.
        clip: How far from 0 and 1 probabilities are kept.
        epsilon: What is added to denominators.
        total: Whether the sum over the rows is taken, not their mean.
        batch: The rows of a batch, each of which gives a value; 0 for all rows at once.
        batches: How the values of the batches become one.
        power: To which power the number is taken at the end.
        scale: The factor at the end.
        offset: What is added at the very end: 1 for a loss that is 1 less a score.
        harmonic: Whether an F-score is that of precision and recall after they were averaged, over
            classes or batches, not an average of F-scores.
    """

    columns: Columns
    edits: tuple[Edit, ...] = ()
    coding: Coding = "class"
    transform: Transform = "none"
    cast: Cast = "float64"
    decide: Decide = None
    weight: bool = False
    mask: bool = False
    whole_weights: bool = False
    over_rows: bool = False
    swapped: bool = False
    smoothing: float = 0.0
    soft: bool = False
    smooth: float = 0.0
    squared: bool = False
    pairs: bool = False
    count: str = ""
    beta: float = 1.0
    k: int = 1
    at: float = 0.0
    only: int | None = None
    left_out: int | None = None
    average: Average = "none"
    absent: bool = True
    zero: float = 0.0
    unit_rows: UnitRows = "never"
    grid: int = 0
    curve: Curve = "trapezoid"
    clip: float = 0.0
    epsilon: float = 0.0
    total: bool = False
    batch: int = 0
    batches: Batches = "mean"
    power: float = 1.0
    scale: float = 1.0
    offset: float = 0.0
    harmonic: bool = False
