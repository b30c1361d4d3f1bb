"""The walk from scikit-learn's recipe to Keras's: one field at a time, each value computed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.recipes.evaluation import CURVES, evaluate
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Recipe, TopRanks

#: The fields of a recipe in the order of the making; those in one line change together.
_STEPS: tuple[tuple[str, ...], ...] = (
    ("coding",),
    ("transform",),
    ("cast",),
    ("decide", "soft"),
    ("weight",),
    ("mask",),
    ("whole_weights",),
    ("count", "beta"),
    ("k",),
    ("at",),
    ("columns", "only", "average"),
    ("absent",),
    ("zero",),
    ("grid",),
    ("curve",),
    ("unit_rows",),
    ("clip",),
    ("epsilon",),
    ("total", "scale"),
)

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Step:
    """One field that takes Keras's value.

    Attributes:
        field: The field, or the first of those that change together.
        before: The recipe before.
        after: The recipe after.
        contribution: The value after less the value before; one a class.
        value: The value after.
    """

    field: str
    before: Recipe
    after: Recipe
    contribution: Values
    value: Values


@dataclass(frozen=True)
class Path:
    """A walk.

    Attributes:
        start: What scikit-learn's recipe makes.
        end: What Keras's recipe makes.
        steps: The fields that differ, in order.
        sklearn: The recipe at the start.
        keras: The recipe at the end.
    """

    start: Values
    end: Values
    steps: tuple[Step, ...]
    sklearn: Recipe
    keras: Recipe


def walk(sklearn: Recipe, keras: Recipe, facts: Facts) -> Path | None:
    """Change scikit-learn's recipe into Keras's, field by field.

    Returns:
        The path; ``None`` between metrics that are made in different ways, and where a value on it
        has another number of classes than the ends.
    """
    if _made(sklearn) != _made(keras):
        return None
    recipe, value = sklearn, _value(sklearn, facts)
    start, steps = value, []
    for fields in _STEPS:
        changed = {name: getattr(keras, name) for name in fields}
        changed |= {name: getattr(keras, name) for name in _along(fields[0], keras)}
        if fields == ("cast",) and _with_cast(keras):
            continue
        following: Recipe = replace(recipe, **changed)
        if following == recipe:
            continue
        after = _value(following, facts)
        if after.shape != value.shape:
            return None
        steps.append(Step(fields[0], recipe, following, _gap(value, after), after))
        recipe, value = following, after
    return Path(start, value, tuple(steps), sklearn, keras)


def _gap(before: Values, after: Values) -> Values:
    """Return after less before; 0 where both are no number."""
    with np.errstate(invalid="ignore"):  # of two infinite values there is no difference
        return np.where(np.isnan(before) & np.isnan(after), 0.0, after - before)


def _made(recipe: Recipe) -> str:
    """Return what a number is made of: half of one and half of another is no number."""
    if isinstance(recipe.decide, TopRanks):
        return "ranks"
    if recipe.decide is not None or recipe.soft:
        return "decisions"
    return "curve" if recipe.count in CURVES else "losses"


def _with_cast(keras: Recipe) -> str:
    """Which field float32 comes with: it is part of the sampling of curves and of the clipping."""
    return "grid" if keras.grid else "clip" if keras.count == "log_loss" else ""


def _along(field: str, keras: Recipe) -> tuple[str, ...]:
    """Which fields change along with another."""
    if field == "transform" and keras.transform == "clip":
        # Taken for probabilities, made to sum to 1 and kept off 0 and 1: one act.
        return ("clip", "unit_rows", "cast") if keras.count == "log_loss" else ()
    if field == "columns" and keras.count == "jaccard":
        return ("absent",)  # which classes a mean IoU is over: one question
    return ("cast",) if field == _with_cast(keras) else ()


def _value(recipe: Recipe, facts: Facts) -> Values:
    value: Any = evaluate(recipe, facts)
    return np.atleast_1d(np.asarray(value, dtype=np.float64))
