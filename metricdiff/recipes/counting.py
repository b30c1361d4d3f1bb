"""From decisions to counts, and from counts to one number or one a class."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from metricdiff.recipes.batching import Batched
from metricdiff.recipes.deciding import coding, decisions, given_scores, ranks, scores_of, truth
from metricdiff.recipes.facts import Booleans, Facts, Floats
from metricdiff.recipes.recipe import Itself, Recipe, Truncated


@dataclass(frozen=True)
class Counts:
    """The confusion matrix of each yes-or-no problem.

    Attributes:
        tp: (C,) true positives, weighted; of each batch (B, C) where there are batches.
        fp: (C,) false positives.
        fn: (C,) false negatives.
        tn: (C,) true negatives.
        occurs: (C,) whether the class is among labels or decisions.
    """

    tp: Floats
    fp: Floats
    fn: Floats
    tn: Floats
    occurs: Booleans

    def pooled(self) -> Counts:
        """Return the counts of all problems as those of one."""
        tp, fp, fn, tn = (
            cell.sum(axis=-1, keepdims=True) for cell in (self.tp, self.fp, self.fn, self.tn)
        )
        return Counts(tp, fp, fn, tn, self.occurs)

    def swapped(self) -> Counts:
        """Return the counts with labels and decisions changed about."""
        return Counts(self.tp, self.fn, self.fp, self.tn, self.occurs)

    def without(self, place: int) -> Counts:
        """Return the counts of all problems but one."""
        cells = (self.tp, self.fp, self.fn, self.tn)
        tp, fp, fn, tn = (np.delete(cell, place, axis=-1) for cell in cells)
        return Counts(tp, fp, fn, tn, np.delete(self.occurs, place, axis=-1))


def of_decisions(recipe: Recipe, facts: Facts) -> Floats:
    """Return the metric of decisions that a recipe describes: (C,), or (B, C) of batches."""
    if recipe.count in {"accuracy", "error"}:
        return _share(recipe, facts)
    counts = _counts(recipe, facts)
    if recipe.swapped:
        counts = counts.swapped()
    if recipe.left_out is not None:
        counts = counts.without(recipe.left_out)
    if recipe.average == "micro":
        counts = counts.pooled()
    if recipe.count in {"mcc", "kappa"} and recipe.columns == "each":
        return _of_classes(recipe, counts)
    values = ratio(recipe, counts)
    if recipe.only is not None:
        return values[..., recipe.only : recipe.only + 1]
    occurs = counts.occurs
    if recipe.count == "jaccard" and recipe.epsilon:  # Keras looks at the cells of its matrix
        occurs = counts.tp + counts.fp + counts.fn > 0
    return _averaged(values, recipe, counts.tp + counts.fn, occurs)


def of_ranks(recipe: Recipe, facts: Facts) -> Floats:
    """Return the share of rows whose label is among the k largest scores."""
    hits = ranks(recipe, facts) < recipe.k
    return _mean(hits, recipe, facts)


def _share(recipe: Recipe, facts: Facts) -> Floats:
    """Return the share of decisions that are right, or that are wrong."""
    itself = isinstance(recipe.decide, Itself)
    decided = given_scores(recipe, facts) if itself else decisions(recipe, facts)
    right = decided == truth(recipe, facts)
    if right.shape[1] == 1:
        each_row = right[:, 0]
    else:
        each_row = right.all(axis=1) if recipe.columns == "row" else right.mean(axis=1)
    share = _mean(each_row, recipe, facts)
    return share if recipe.count == "accuracy" else 1 - share


def _counts(recipe: Recipe, facts: Facts) -> Counts:
    """Return the counts that many recipes share, counted once."""
    in_matrix = recipe.count == "jaccard" and recipe.coding == "number"
    as_two = recipe.columns == "both"
    key = (
        *(
            coding(recipe, facts),
            recipe.transform,
            recipe.cast,
            recipe.decide,
            recipe.soft,
            recipe.squared,
        ),
        *(recipe.batch, *weighting(recipe)),
    )
    return facts.once(
        (key, in_matrix, as_two), lambda: _counted(recipe, facts, in_matrix=in_matrix)
    )


def weighting(recipe: Recipe) -> tuple[bool, bool]:
    """Return what of a recipe says how much a row counts."""
    return recipe.weight, recipe.whole_weights


def _counted(recipe: Recipe, facts: Facts, *, in_matrix: bool) -> Counts:
    decided: Any = scores_of(recipe, facts) if recipe.soft else decisions(recipe, facts)
    positive: Any = truth(recipe, facts)
    inside = _in_matrix(recipe, facts) if in_matrix else None
    weights, batches = facts.weights(recipe), facts.batched(recipe)
    plain = inside is None and positive.dtype == decided.dtype == np.bool_
    if plain and not recipe.batch and facts.weighed_as_rows(recipe):
        return _numbers(decided, positive, weights, two=recipe.columns == "both")
    if plain and recipe.batch and weights is None and recipe.columns != "both":
        return _numbers_of_batches(decided, positive, batches)
    if recipe.columns == "both":  # the cells of all columns, as two classes
        columns = decided.shape[1]
        weights = None if weights is None else np.repeat(weights, columns)
        inside = None if inside is None else np.broadcast_to(inside, decided.shape).reshape(-1, 1)
        batches = Batched(batches.rows * columns, batches.size * columns)
        decided, positive = decided.reshape(-1, 1), positive.reshape(-1, 1)
        other = 1 - decided if recipe.soft else ~decided
        decided, positive = np.hstack([other, decided]), np.hstack([1 - positive, positive])
    present = (decided != 0) | (positive != 0)
    # Labels that are other numbers count as much as they are.
    hit, true = decided.astype(np.float64), positive.astype(np.float64)
    cells = [hit * true, hit * (1 - true), (1 - hit) * true, (1 - hit) * (1 - true)]
    if recipe.squared:
        cells[1:3] = [hit**2 - cells[0], true**2 - cells[0]]
    if inside is not None:
        cells = [cell * inside for cell in cells]
    if recipe.batch:
        weighted = cells if weights is None else [weights[:, None] * cell for cell in cells]
        return Counts(*_four(map(batches.sums, weighted)), batches.sums(present) > 0)
    sums = _four(_sums(cell, weights) for cell in cells)
    return Counts(*sums, _of_columns(np.any, present).astype(np.bool_))


def _numbers(decided: Booleans, positive: Booleans, weights: Floats | None, *, two: bool) -> Counts:
    """Return how many rows of each column are in each cell; or of all columns, as two classes.

    Sums of whole weights are exact, so that the fourth cell is what the others leave.
    """
    both, taken, true = (
        _sums_of_columns(cells, weights) for cells in (decided & positive, decided, positive)
    )
    tp, fp, fn = both, taken - both, true - both
    tn = (len(decided) if weights is None else weights.sum()) - tp - fp - fn
    if two:  # what is right of one class is right of the other
        right, wrong, missed, left = (cells.sum() for cells in (tp, fp, fn, tn))
        tp, tn = np.array([left, right]), np.array([right, left])
        fp, fn = np.array([missed, wrong]), np.array([wrong, missed])
    return Counts(tp, fp, fn, tn, tp + fp + fn > 0)


def _sums_of_columns(cells: Booleans, weights: Floats | None) -> Floats:
    """Return how many cells of each column are true, or the sum of their weights."""
    if weights is None:
        return _of_columns(np.count_nonzero, cells)
    return _of_columns(lambda column: weights @ column.astype(np.float64), cells)


def _numbers_of_batches(decided: Booleans, positive: Booleans, batches: Batched) -> Counts:
    """Return how many rows of each batch are in each cell, (B, C)."""
    tp, taken, true = (batches.sums(cells) for cells in (decided & positive, decided, positive))
    fp, fn = taken - tp, true - tp
    return Counts(tp, fp, fn, batches.sizes[:, None] - tp - fp - fn, tp + fp + fn > 0)


def _four(cells: Iterable[Floats]) -> tuple[Floats, Floats, Floats, Floats]:
    tp, fp, fn, tn = cells
    return tp, fp, fn, tn


def _sums(cells: Any, weights: Floats | None) -> Floats:
    """Add up each column."""
    if weights is not None:
        return np.asarray(weights @ cells)
    return np.asarray(cells.sum(axis=0))


def _of_columns(fold: Callable[[Any], Any], cells: Any) -> Floats:
    """Fold each column by itself, which is many times faster than along an axis."""
    return np.array([float(fold(cells[:, place])) for place in range(cells.shape[1])])


def _in_matrix(recipe: Recipe, facts: Facts) -> Booleans | None:
    """Return which rows, or cells, Keras's IoU has in its confusion matrix; None if it has all."""
    inside = np.ones((facts.entries, 1), dtype=np.bool_)
    if isinstance(recipe.decide, Truncated):
        whole = np.trunc(given_scores(recipe, facts))
        inside = inside & ((whole == 0) | (whole == 1))
    numbers = facts.numbers
    if numbers.shape[1] > 1:  # a row of zeros is a label that is no column
        inside = inside & (numbers.any(axis=1, keepdims=True) | facts.many)
    else:
        inside = inside & ((numbers == 0) | (numbers == 1))
    return None if inside.all() else inside


def ratio(recipe: Recipe, counts: Counts) -> Floats:
    """Return the metric of each problem from its counts, whatever their shape."""
    tp, fp, fn, tn = counts.tp, counts.fp, counts.fn, counts.tn
    cells = {"tp": tp, "fp": fp, "fn": fn, "tn": tn}
    if recipe.count in cells:
        return cells[recipe.count]
    if recipe.count in {"mcc", "kappa"}:
        return _agreement(recipe, counts)
    if recipe.smooth:
        return _smoothed(recipe, counts)
    e, zero = recipe.epsilon, recipe.zero
    wholes = {"precision": tp + fp, "recall": tp + fn, "jaccard": tp + fp + fn + e}
    if recipe.count in wholes:
        return over(tp, wholes[recipe.count], zero)
    square = recipe.beta**2
    if not e:
        return over((1 + square) * tp, (1 + square) * tp + square * fn + fp, zero)
    precision, recall = tp / (tp + fp + e), tp / (tp + fn + e)
    return np.asarray((1 + square) * precision * recall / (square * precision + recall + e))


def _agreement(recipe: Recipe, counts: Counts) -> Floats:
    """Return Matthews' correlation, or Cohen's kappa."""
    tp, fp, fn, tn = counts.tp, counts.fp, counts.fn, counts.tn
    if recipe.count == "mcc":  # the square roots one by one: the product of all may overflow
        root = np.sqrt(tp + fp) * np.sqrt(tp + fn) * np.sqrt(tn + fp) * np.sqrt(tn + fn)
        return over(tp * tn - fp * fn, root, recipe.zero)
    by_chance = (tp + fp) * (fp + tn) + (fn + tn) * (tp + fn)
    return over(2 * (tp * tn - fp * fn), by_chance, np.nan)


def _of_classes(recipe: Recipe, counts: Counts) -> Floats:
    """Return the correlation or kappa of several classes together: (1,), or (B, 1) of batches."""
    taken, true = counts.tp + counts.fp, counts.tp + counts.fn
    rows = (true + counts.fp + counts.tn)[..., :1]
    right, by_chance, squares, own = (
        cells.sum(axis=-1, keepdims=True) for cells in (counts.tp, taken * true, taken**2, true**2)
    )
    above = right * rows - by_chance
    if recipe.count == "kappa":
        return over(above, rows**2 - by_chance, np.nan)
    return over(above, np.sqrt(rows**2 - squares) * np.sqrt(rows**2 - own), recipe.zero)


def _smoothed(recipe: Recipe, counts: Counts) -> Floats:
    """Return a ratio with something added: above and below the line for overlaps, else below."""
    tp, fp, fn, add = counts.tp, counts.fp, counts.fn, recipe.smooth
    if recipe.count in {"precision", "recall"}:
        return np.asarray(tp / (tp + (fp if recipe.count == "precision" else fn) + add))
    twice = 1 if recipe.count == "jaccard" else 2
    return np.asarray((twice * tp + add) / (twice * tp + fp + fn + add))


def _averaged(values: Floats, recipe: Recipe, support: Floats, occurs: Booleans) -> Floats:
    if recipe.average == "weighted":
        whole = support.sum(axis=-1, keepdims=True) + recipe.epsilon
        return over((values * support).sum(axis=-1, keepdims=True), whole)
    part = recipe.columns in {"each", "both"} and not recipe.absent
    if part and recipe.average not in {"micro", "macro"}:
        return values if recipe.batch else values[occurs]
    if recipe.average != "macro":
        return values
    counted = ~np.isnan(values)  # what is set to be NaN does not count
    if part:
        counted &= occurs
    nothing = 0.0 if recipe.epsilon else recipe.zero
    total = np.where(counted, values, 0.0).sum(axis=-1, keepdims=True)
    return over(total, counted.sum(axis=-1, keepdims=True), nothing)


def _mean(each_row: Floats | Booleans, recipe: Recipe, facts: Facts) -> Floats:
    """Return the weighted mean of one value a row, (1,), or (B, 1) of batches."""
    weights = facts.weights(recipe)
    if not recipe.batch and not recipe.over_rows:
        return np.atleast_1d(np.average(each_row, weights=weights))
    batches, weights = facts.batched(recipe), facts.weighing(recipe)
    sums = batches.sums(weights * each_row)
    mean = sums / (facts.sizes(recipe) if recipe.over_rows else batches.sums(weights))
    return mean[:, None] if recipe.batch else mean


def over(numerator: Any, denominator: Any, nothing: float = 0.0) -> Floats:
    """Divide; nothing over nothing is *nothing*."""
    zero = np.asarray(denominator) == 0
    return np.where(zero, nothing, numerator / np.where(zero, 1.0, denominator))
