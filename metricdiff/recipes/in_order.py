"""Recipes of batches, followed on rows that stay in their files and are read in blocks.

A table of counted rows has no order, so that batches need the rows themselves.  One reading serves
many recipes: each block is followed as rows in memory are, and what is left of it are a few sums.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from metricdiff.inputs.predictions import Predictions, Raw
from metricdiff.recipes.batching import Totals
from metricdiff.recipes.edits import Edit
from metricdiff.recipes.edits.rows import FirstRows, LastRows, Repeated, Shifted, Unmasked
from metricdiff.recipes.edits.weights import ClassWeights
from metricdiff.recipes.evaluation import CURVES, UNFIT, made, parts_of, unfolded
from metricdiff.recipes.facts import Facts, Floats
from metricdiff.recipes.recipe import Recipe

#: Told how much of the work is done, from 0 to 1.
Progress = Callable[[float], None]

#: About so many rows are followed at once: a multiple of all customary sizes of batches.
TOGETHER = 409_600
#: The most rows whose batches get curves after an edit: each takes a sort of all of them.
_MOST_CURVES = 1 << 22
#: The largest batch that is followed.
_LARGEST = 1 << 22
#: What is a mean, or a sum, of one value a row.
_MEANS = frozenset(
    {"accuracy", "error", "log_loss", "squares", "absolute", "percentage", "log_squares"}
    | {"deviance", "likelihood", "log_cosh"}
)
_CELLS = frozenset({"tp", "fp", "fn", "tn"})
#: Edits after which the order of the rows counts, or rows are there that the table lacks.
_OF_ROWS = (Shifted, FirstRows, LastRows, Repeated, Unmasked)


def can_follow(recipe: Recipe, facts: Facts) -> bool:
    """Whether a recipe can be followed: on rows in memory each, on a table not those of rows."""
    if facts.predictions.raw.streamed is None:
        return True
    if any(isinstance(edit, _OF_ROWS) for edit in recipe.edits):
        return False
    if recipe.batch and recipe.edits and recipe.count in CURVES:
        return facts.predictions.rows <= _MOST_CURVES
    # Whether there are two classes is not seen in a block, nor can pairs be looked at one by one.
    odd = recipe.count == "hinge" or (recipe.pairs and recipe.count in {"absolute", "percentage"})
    return recipe.batch <= _LARGEST and not (odd and (recipe.batch or recipe.pairs))


def follow(recipes: Iterable[Recipe], facts: Facts, progress: Progress | None = None) -> None:
    """Follow recipes of batches, so that *facts* knows what they make; others are left alone.

    Args:
        recipes: The recipes.
        facts: What the file holds.
        progress: Told how far the reading is.
    """
    if facts.predictions.raw.streamed is None:
        return
    new = [one for one in dict.fromkeys(recipes) if one.batch and not facts.knows(one)]
    new = [one for one in new if one.batches != "state" and can_follow(one, facts)]
    cores = dict.fromkeys(_core(part) for one in new for part in parts_of(one))
    with np.errstate(all="ignore"):
        totals = _of_means([core for core in cores if is_mean(core)], facts)
        rest = [core for core in cores if core not in totals]
        totals |= _in_blocks(rest, facts, progress or (lambda _: None))
        for one in new:
            value = made(one, lambda part: totals[_core(part)].fold(part.batches))
            facts.once(one, lambda value=value: value)  # type: ignore[misc]


def is_mean(recipe: Recipe) -> bool:
    """Whether batches of a recipe are told from all rows by the last, shorter one alone."""
    if recipe.pairs or recipe.weight or recipe.batches == "whole":
        return False
    cells = recipe.count in _CELLS and recipe.columns == "positive" and not recipe.soft
    return cells or recipe.count in _MEANS


def _core(recipe: Recipe) -> Recipe:
    """Return what of a recipe is made of each batch by itself."""
    batches = recipe.batches if recipe.batches == "whole" else "mean"
    return replace(recipe, batches=batches, power=1.0, scale=1.0, offset=0.0)


def _of_means(cores: Sequence[Recipe], facts: Facts) -> dict[Recipe, Totals]:
    """Return the sums over batches from that over all rows and that over the last batch.

    Where some row makes no finite number there are none.
    """
    if not cores:
        return {}
    last = _last(max(core.batch for core in cores), facts)
    found = {}
    for edits, alike in groupby(sorted(cores, key=_edits), lambda core: core.edits):
        for core in alike:
            left = facts.predictions.rows % core.batch
            whole, short = _sum(core, facts), 0.0
            if left:
                rows = np.arange(last.rows - left, last.rows)
                whole_edits = replace(core, edits=_fixed(edits, facts))
                of_last = Facts(replace(facts.predictions, raw=last.only(rows)))
                short = _sum(whole_edits, of_last)
            if np.isfinite([whole, short]).all():
                found[core] = _of_sums(core, whole - short, short, facts.predictions.rows)
        if edits:
            facts.forget(edits[0])
    return found


def _sum(core: Recipe, facts: Facts) -> float:
    """Return the sum over rows of what each makes; NaN where there are several."""
    values = _unfolded(replace(core, batch=0, total=False), facts.edited(core.edits))
    value = float(values.ravel()[0]) if values.size == 1 else np.nan
    return value if core.count in _CELLS else value * facts.predictions.rows


def _unfolded(recipe: Recipe, facts: Facts) -> Floats:
    """Return the numbers of batches; NaN for each where the recipe does not fit the data."""
    try:
        return unfolded(recipe, facts)
    except UNFIT:
        return np.full((len(facts.batched(recipe).starts), 1), np.nan)


def _of_sums(core: Recipe, full: float, short: float, rows: int) -> Totals:
    """Return the sums over batches, from those over the rows of full ones and of the last."""
    size, left, total = core.batch, rows % core.batch, core.total or core.count in _CELLS
    values = np.array([[full / (1 if total else size)], [short / (1 if total else max(left, 1))]])
    weights = np.array([[size], [left]])
    batches = np.array([[rows // size], [1 if left else 0]])
    return Totals(
        sums=values.sum(axis=0),
        counted=batches.sum(axis=0).astype(np.float64),
        by_size=(values * weights).sum(axis=0),
        rows=np.array([float(rows)]),
        plain=values.sum(axis=0),
        right=np.full(1, np.nan),
        batches=int(batches.sum()),
    )


def _last(size: int, facts: Facts) -> Raw:
    """Return the last rows, at least as many as a batch has."""
    assert facts.predictions.raw.streamed  # noqa: S101 - asked before
    streamed = facts.predictions.raw.streamed

    return facts.once(("last rows", size), lambda: streamed.last(size))


def _in_blocks(cores: Sequence[Recipe], facts: Facts, progress: Progress) -> dict[Recipe, Totals]:
    """Return the sums over batches, added up block by block."""
    assert facts.predictions.raw.streamed  # noqa: S101 - asked before
    rows = facts.predictions.rows
    found: dict[Recipe, Totals] = {}
    passes = list(_passes(cores, rows))
    for number, (size, together) in enumerate(passes):
        groups = [
            (_fixed(edits, facts), list(alike))
            for edits, alike in groupby(sorted(together, key=_alike), lambda core: core.edits)
        ]
        done = 0
        for block in facts.predictions.raw.streamed.counted(size):
            for edits, alike in groups:
                _add(found, alike, _edited(replace(facts.predictions, raw=block), edits))
            done += block.rows
            progress((number + done / rows) / len(passes))
    return found


def _add(found: dict[Recipe, Totals], cores: Sequence[Recipe], predictions: Predictions) -> None:
    """Follow recipes on a block; what recipes of one decision share is made once, and let go."""
    for _, alike in groupby(cores, _shared):
        facts = Facts(predictions)
        for core in alike:
            plain = replace(core, edits=())
            batches = facts.batched(plain)
            totals = Totals.of(_unfolded(plain, facts), batches.sizes)
            found[core] = found[core] + totals if core in found else totals


def _passes(cores: Sequence[Recipe], rows: int) -> Iterator[tuple[int, list[Recipe]]]:
    """Yield sizes of blocks, each with the recipes whose batches fill them."""
    usual = [one for one in cores if rows <= TOGETHER or not TOGETHER % one.batch]
    if usual:
        yield TOGETHER, usual
    for size in sorted({one.batch for one in cores} - {one.batch for one in usual}):
        own = [one for one in cores if one.batch == size]
        yield size * max(1, TOGETHER // size), own


def _fixed(edits: tuple[Edit, ...], facts: Facts) -> tuple[Edit, ...]:
    """Return edits that need not see all rows."""
    return tuple(
        edit.of(facts.edited(edits[:place]).predictions) if isinstance(edit, ClassWeights) else edit
        for place, edit in enumerate(edits)
    )


def _edited(predictions: Predictions, edits: tuple[Edit, ...]) -> Predictions:
    for edit in edits:
        predictions = edit.apply(predictions)
    return predictions


def _edits(core: Recipe) -> str:
    return str(core.edits)


def _shared(core: Recipe) -> tuple[object, ...]:
    return str(core.edits), core.transform, core.cast, str(core.decide), core.soft


def _alike(core: Recipe) -> tuple[object, ...]:
    return (*_shared(core), core.batch)
