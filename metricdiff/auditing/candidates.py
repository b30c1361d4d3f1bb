"""The standard metrics, and what they become under a cause, on sets of rows.

Plain calls come first: every metric of the task in each library, with the averages that
people choose.  Then what people publish that is in neither library, then each metric under one
cause of the catalogue, as ``metricdiff explain`` searches it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from metricdiff.auditing.published import published
from metricdiff.causes.declaration import Subject
from metricdiff.causes.variants import AREAS
from metricdiff.engines.outcome import Value
from metricdiff.engines.sklearn_engine import SklearnEngine
from metricdiff.errors import UsageError
from metricdiff.inputs.predictions import Predictions
from metricdiff.planning import Planned, plan
from metricdiff.recipes.edits.scores import AsHalf, Ones, Squashed, Zeros
from metricdiff.recipes.evaluation import CURVES, evaluate, value_of
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.of_keras import recipe_of_keras
from metricdiff.recipes.recipe import Recipe
from metricdiff.searching.space import Space
from metricdiff.searching.starting import starts
from metricdiff.searching.wording import words
from metricdiff.settings import Settings
from metricdiff.words import Kind, Pairing, Task

_AVERAGES = ("micro", "macro", "weighted", "none")
#: Causes that are not in how one batch is made into one number: properties tell these.
_NOT_OF_A_BATCH = frozenset(
    {
        "MD620",
        "MD007",
        "MD008",
        "MD012",
        "MD401",
        "MD402",
        "MD403",
        "MD404",
        "MD407",
        "MD701",
        "MD702",
    }
)


#: What is done to each row by itself, so that other sets of rows can be held against it.
_OF_A_ROW = (Squashed, Ones, Zeros, AsHalf)


#: Operating points, and the rates that people keep at them.
_POINTS = CURVES - AREAS
_RATES = (0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99)


@dataclass(frozen=True)
class Candidate:
    """A recipe that the metric may follow.

    Attributes:
        metric: The canonical name of the metric that it is, or is made from.
        call: The call, or what is computed in words.
        library: ``sklearn`` or ``keras``; empty for what is in neither.
        codes: The causes that tell it from the standard metric; none for a plain call.
        plain: Whether it has the usual settings, not another threshold or average.
        planned: The comparison that it is a side of; ``None`` for what is no call.
        recipe: Its recipe, where it was searched.
    """

    metric: str
    call: str
    library: str = ""
    codes: tuple[str, ...] = ()
    plain: bool = True
    planned: Planned | None = field(default=None, compare=False, repr=False)
    recipe: Recipe | None = field(default=None, compare=False, repr=False)


#: What is the same candidate on every set of rows.
Key = tuple[Any, ...]


def values_of_candidates(predictions: Predictions) -> dict[Key, tuple[Candidate, Value]]:
    """Return every plain call, and what people publish, with the value that it gives on some rows.

    scikit-learn's calls are run; Keras's recipes are followed.
    """
    found: dict[Key, tuple[Candidate, Value]] = {}
    sklearn, facts = SklearnEngine(predictions), Facts(predictions)
    for planned in _planned(predictions):
        for key, candidate, value in _sides(planned, sklearn, facts):
            if value is not None:
                found.setdefault(key, (candidate, value))
    if (second := _second_column(predictions)) is not None:
        for key, (candidate, value) in values_of_candidates(second).items():
            call = candidate.call.replace("y_pred", "y_pred[:, 1]")
            found["second", *key] = (replace(candidate, call=call, planned=None), value)
    for one in published(predictions):
        found[one.formula,] = (Candidate(one.metric, one.formula, codes=one.codes), one.value)
    return found


def _second_column(predictions: Predictions) -> Predictions | None:
    """Return two columns of probabilities as the one of the positive class."""
    pair = predictions.task is Task.MULTICLASS and len(predictions.classes) == 2  # noqa: PLR2004
    if not pair or predictions.kind is not Kind.PROBABILITIES or predictions.one_hot:
        return None
    second = predictions.with_values(y_pred=predictions.raw.y_pred[:, 1])
    return replace(second, task=Task.BINARY)


def searched(facts: Facts, metrics: Sequence[str]) -> Iterator[tuple[Candidate, Value]]:
    """Yield what metrics become under one cause, with the values on some rows.

    Args:
        facts: The rows.
        metrics: Canonical names.
    """
    for name in metrics:
        planned = _of(facts.predictions, Settings((name,)))
        space = Space(starts(planned, facts, None), Subject(name, facts))
        for tried in space.singles:
            recipe, codes = tried.recipe, tried.codes
            of_rows = all(isinstance(edit, _OF_A_ROW) for edit in recipe.edits)
            if of_rows and not set(codes) & _NOT_OF_A_BATCH:
                told = words(recipe, name, facts.predictions)
                yield Candidate(name, told, codes=codes, recipe=recipe), tried.value


def value_on(recipe: Recipe, facts: Facts) -> Value:
    """Return what a recipe makes of other rows."""
    return value_of(recipe, facts)


def _planned(predictions: Predictions) -> Iterator[Planned]:
    averages = _AVERAGES if predictions.task in {Task.MULTICLASS, Task.MULTILABEL} else ()
    yield from _of(predictions, Settings(metrics=("all",)))
    if averages:
        yield from _of(predictions, Settings(metrics=("all",), averages=averages))


def _of(predictions: Predictions, settings: Settings) -> tuple[Planned, ...]:
    try:
        return plan(predictions, settings)
    except UsageError:
        return ()


def _sides(
    planned: Planned, sklearn: SklearnEngine, facts: Facts
) -> Iterator[tuple[Key, Candidate, Value | None]]:
    variant = tuple(sorted(planned.variant.items()))
    key = (planned.name, variant, planned.pairing, planned.label)
    plain = planned.pairing is not Pairing.DEFAULT
    if planned.sklearn:
        value = sklearn.run(planned.sklearn).value
        one = Candidate(planned.name, planned.sklearn.text, "sklearn", planned=planned)
        yield (*key, "sklearn"), one, value
    if planned.keras:
        one = Candidate(planned.name, planned.keras.text, "keras", (), plain, planned)
        recipe = recipe_of_keras(planned.keras, facts.predictions, weighted=False)
        yield (*key, "keras"), one, _followed(recipe, facts)
        if recipe is not None and recipe.count in _POINTS:
            for at in _RATES:
                text = planned.keras.text.replace(repr(recipe.at), repr(at), 1)
                kept = Candidate(planned.name, text, "keras", plain=False)
                yield (*key, at), kept, _followed(replace(recipe, at=at), facts)


def _followed(recipe: Recipe | None, facts: Facts) -> Value | None:
    if recipe is None:
        return None
    with np.errstate(all="ignore"):
        return evaluate(recipe, facts)
