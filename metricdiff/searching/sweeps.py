"""One cause with any parameter: every threshold, every number of first rows, every batch size.

A sweep is one pass over sorted or cumulated counts, not a recipe at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from metricdiff.causes.declaration import Subject
from metricdiff.causes.registry import find
from metricdiff.causes.variants import edited, is_whole
from metricdiff.recipes import in_order
from metricdiff.recipes.edits.rows import FirstRows, Shifted
from metricdiff.recipes.evaluation import each_row, value_of
from metricdiff.recipes.facts import Floats
from metricdiff.recipes.recipe import Argmax, Given, Recipe, Threshold
from metricdiff.searching.reported import Reported
from metricdiff.searching.tried import Start, Taken, Tried
from metricdiff.sweeping.following import can_follow, follow
from metricdiff.sweeping.ordered import Ordered
from metricdiff.sweeping.thresholds import Thresholds, between, spans_of

#: How likely any other parameter is, all together, against the customary ones.
_WEIGHT = 0.2
#: The largest batch, and the farthest shift, that is looked for beside the customary ones.
_LARGEST_BATCH = 1024
_FARTHEST = 100
#: Cells, rows times parameters, up to which each parameter is followed by itself.
_MOST_CELLS = 40_000_000
#: The most hits of a sweep that are kept.
_MOST_HITS = 12


@dataclass(frozen=True)
class Sweep:
    """The values of a recipe over one free parameter.

    Attributes:
        start: Where it began.
        code: The cause whose parameter it is.
        name: The name of the parameter.
        parameters: (P,) its values.
        values: (P,) what the recipe makes.
        recipe: Makes the recipe of a parameter.
    """

    start: Start
    code: str
    name: str
    parameters: Floats
    values: Floats
    recipe: Callable[[float], Recipe]

    @property
    def prior(self) -> float:
        """How likely each parameter is beforehand, in threads."""
        share = _WEIGHT / len(self.parameters)
        return find(self.code).sightings * share * self.start.weight

    def hits(self, reported: Reported) -> Iterator[Tried]:
        """Yield the parameters that give a number, those first that give it most exactly."""
        off = np.abs(self.values - reported.value)
        good = np.flatnonzero(off <= reported.reach)
        _, first = np.unique(np.round(self.values[good], 12), return_index=True)
        for place in good[first][np.argsort(off[good[first]])][:_MOST_HITS]:
            parameter = float(self.parameters[place])
            shown = (
                int(parameter) if parameter.is_integer() and self.name != "threshold" else parameter
            )
            step = Taken(find(self.code), self.recipe(parameter), {self.name: shown})
            yield Tried(self.start, (step,), self.prior, float(self.values[place]))


def sweeps(start: Start, subject: Subject) -> Iterator[Sweep]:
    """Yield what a plain call becomes with any parameter of a cause."""
    recipe = start.recipe
    if recipe is None or not is_whole(recipe):
        return
    with np.errstate(all="ignore"):
        for one in (_thresholds, _first_rows, _batches, _shifts):
            found = one(start, recipe, subject)
            if found is not None and len(found.values):
                yield found


def _thresholds(start: Start, recipe: Recipe, subject: Subject) -> Sweep | None:
    facts = subject.facts
    if not can_follow(recipe, facts.scores.shape[1]) or facts.scores.shape[1] > 1:
        return None
    if recipe.edits or recipe.swapped or recipe.left_out is not None or recipe.smooth:
        return None
    cuts = between(*spans_of(facts.predictions, facts.scores))
    if not len(cuts):
        return None
    logits = recipe.transform == "sigmoid"
    at = 1 / (1 + np.exp(-cuts)) if logits else cuts
    values = follow(
        recipe, facts.once("ordered", lambda: Ordered(facts)), Thresholds(at, cuts, np.arange(0))
    )

    def cut(threshold: float) -> Recipe:
        inclusive = isinstance(recipe.decide, Threshold) and recipe.decide.inclusive
        return replace(recipe, decide=Threshold(threshold, inclusive))

    return Sweep(start, "MD203", "threshold", at, values, cut)


def _first_rows(start: Start, recipe: Recipe, subject: Subject) -> Sweep | None:
    """Every number of first rows, from cumulated values a row."""
    each = None if subject.predictions.raw.streamed else _each_row(recipe, subject)
    if each is None:
        return None
    counts = np.arange(1, len(each))
    values = np.cumsum(each)[:-1] / counts * recipe.scale
    return Sweep(
        *(start, "MD012", "rows", counts.astype(np.float64), values),
        lambda count: edited(recipe, FirstRows(int(count))),
    )


def _batches(start: Start, recipe: Recipe, subject: Subject) -> Sweep | None:
    rows = subject.predictions.rows
    most = min(_LARGEST_BATCH, rows // 2)
    if subject.batch_size or recipe.count in {"tp", "fp", "fn", "tn"} or recipe.total:
        return None
    sizes = np.arange(2, most + 1)
    in_batches = [replace(recipe, batch=int(size)) for size in sizes]
    streamed = subject.predictions.raw.streamed
    each = None if streamed else _each_row(recipe, subject)
    if streamed and in_order.is_mean(recipe):
        values = _followed(in_batches, subject)
    elif each is not None:
        sums = np.concatenate([[0.0], np.cumsum(each)])
        values = [_mean_of_batches(sums, int(size)) * recipe.scale for size in sizes]
    elif recipe.decide is not None and rows * most <= _MOST_CELLS:
        values = _followed(in_batches, subject)
    else:
        return None
    return Sweep(
        *(start, "MD401", "batch_size", sizes.astype(np.float64), np.array(values)),
        lambda size: replace(recipe, batch=int(size)),
    )


def _followed(recipes: Sequence[Recipe], subject: Subject) -> list[float]:
    in_order.follow(recipes, subject.facts)
    return [value_of(one, subject.facts) for one in recipes]


def _mean_of_batches(sums: Floats, size: int) -> float:
    ends = np.append(np.arange(0, len(sums) - 1, size), len(sums) - 1)
    return float((np.diff(sums[ends]) / np.diff(ends)).mean())


def _shifts(start: Start, recipe: Recipe, subject: Subject) -> Sweep | None:
    rows = subject.predictions.rows
    farthest = min(_FARTHEST, rows // 4)
    cells = rows * farthest * subject.facts.scores.shape[1]
    if cells > _MOST_CELLS or recipe.edits or subject.predictions.raw.streamed:
        return None
    if recipe.decide is None and recipe.count not in {"squares", "absolute", "root", "r2"}:
        return None
    by = np.array([one for one in range(-farthest, farthest + 1) if one])
    values = []
    for one in by:
        moved = edited(recipe, Shifted(int(one)))
        values.append(value_of(moved, subject.facts))
        subject.facts.forget(moved.edits[0])
    return Sweep(
        *(start, "MD008", "shift", by.astype(np.float64), np.array(values)),
        lambda one: edited(recipe, Shifted(int(one))),
    )


def _each_row(recipe: Recipe, subject: Subject) -> Floats | None:
    """Return (N,) what each row adds to a mean; ``None`` where the metric is no mean."""
    plain = recipe.count in {"accuracy", "error", "squares", "absolute", "log_loss", "log_squares"}
    decided = isinstance(recipe.decide, Threshold | Argmax | Given) or recipe.decide is None
    if (
        not plain
        or not decided
        or recipe.edits
        or recipe.weight
        or recipe.total
        or recipe.power != 1
    ):
        return None
    return subject.facts.once(("each row", recipe), lambda: each_row(recipe, subject.facts))
