"""What is run for real to confirm a recipe: which calls, on which data, and what is done after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from metricdiff.calls import Call, parse
from metricdiff.engines.keras_compiled import Compiled
from metricdiff.engines.keras_engine import Asked
from metricdiff.engines.sklearn_engine import SklearnEngine
from metricdiff.errors import UsageError
from metricdiff.inputs.predictions import Predictions
from metricdiff.metrics import defaults
from metricdiff.recipes.batching import Batched
from metricdiff.recipes.edits.labels import Recoded
from metricdiff.recipes.edits.scores import Squashed
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Given, Itself, Recipe, Threshold
from metricdiff.searching.spelling import as_labels, keras_calls, of_cells, sklearn_calls
from metricdiff.words import Kind, Task

#: Batches that scikit-learn is called on one by one.
_MOST_BATCHES = 5_000
#: Rows of a batch whose size does not matter.
_ROWS = 1024
#: What the worker has a formula for.
_FORMULAS = frozenset(
    {"accuracy", "squares", "root", "absolute", "percentage", "log_squares", "log_loss"}
    | {"likelihood", "hinge", "precision", "recall", "fbeta", "jaccard", "r2"}
)
_OVERLAPS = frozenset({"precision", "recall", "fbeta", "jaccard"})


@dataclass(frozen=True)
class Loop:
    """A call of scikit-learn on each batch."""

    call: Call
    predictions: Predictions
    batch: int
    batches: str

    @property
    def text(self) -> str:
        """What is run, in a line."""
        how = {"mean": "mean of", "by_size": "mean by size of", "sum": "sum of"}
        made = how.get(self.batches, "share of 1 among")
        return f"{made} {self.call.text} over batches of {self.batch}"

    def run(self) -> float:
        """Return the mean over the batches; those where scikit-learn raises do not count."""
        batched = Batched(self.predictions.rows, self.batch)
        values = []
        for start, size in zip(batched.starts, batched.sizes, strict=True):
            part = self.predictions.only(np.arange(start, start + size))
            value = SklearnEngine(part).run(self.call).value
            values.append(value if isinstance(value, float) else np.nan)
        return float(batched.fold(np.array(values), self.batches))


@dataclass(frozen=True)
class Run:
    """One way to make a number for real.

    Attributes:
        made: What is run: scikit-learn's call on its data, Keras's, a function of batches.
        recipe: The recipe, for what is done after.
        words: What was done to the data before.
    """

    made: tuple[Call, Predictions] | Asked | Compiled | Loop
    recipe: Recipe
    words: str

    @property
    def text(self) -> str:
        """What is run, in a line, with what is done before and after."""
        match self.made:
            case Asked(call=call):
                text = call.text
            case Compiled() | Loop():
                text = self.made.text
            case _:
                text = self.made[0].text
        if self.recipe.power != 1:
            text = f"np.sqrt({text})" if self.recipe.power < 1 else f"({text}) ** 2"
        factor = self._factor
        if factor != 1:
            text = f"-{text}" if factor == -1 else f"{factor:g} * {text}"
        if self.recipe.offset:
            text = f"{self.recipe.offset:g} - {text.removeprefix('-')}"
        return f"{text} {self.words}".strip()

    def finished(self, value: float) -> float:
        """Return the number, what is done after the call included."""
        with np.errstate(all="ignore"):
            made = float(np.float64(value) ** self.recipe.power) * self._factor
        return made + self.recipe.offset

    @property
    def _factor(self) -> float:
        return self.recipe.scale


def runs_of(recipe: Recipe, facts: Facts) -> Iterator[Run]:
    """Yield ways to make the number of a recipe with the libraries.

    Args:
        recipe: The recipe.
        facts: What the file holds.
    """
    predictions = facts.edited(recipe.edits).predictions
    words = ", ".join(edit.words for edit in recipe.edits)
    with np.errstate(all="ignore"):
        for made, after in _made(recipe, predictions):
            yield Run(made, after, words)


def in_batches(recipe: Recipe) -> bool:
    """Whether a recipe is run as a function of batches, on the rows themselves."""
    return bool(recipe.pairs or recipe.soft or recipe.smooth or recipe.batch)


def _made(recipe: Recipe, predictions: Predictions) -> Iterator[tuple[Any, Recipe]]:
    if recipe.harmonic:  # no call of either library averages so
        return
    if in_batches(recipe):
        for one in _in_batches(recipe, predictions):
            yield one, recipe
        return
    whole, factor = recipe, 1.0
    if recipe.total and recipe.count not in {"accuracy", "top_k"}:
        whole, factor = replace(recipe, total=False), float(predictions.rows)
    if recipe.over_rows and predictions.raw.sample_weight is not None:
        factor *= float(predictions.raw.sample_weight.sum()) / predictions.rows
    after = replace(recipe, scale=recipe.scale * factor)
    yield from ((one, after) for one in _plain(whole, predictions))
    keras_percent = recipe.count == "percentage"
    cells = isinstance(recipe.decide, Itself) and recipe.columns == "cells"
    data = as_labels(predictions) if cells else predictions
    for text in keras_calls(whole, data):
        call = _parsed(text)
        if call and not (recipe.weight and recipe.over_rows):
            scale = after.scale / 100 if keras_percent else after.scale
            yield Asked(call, recipe.weight, data), replace(after, scale=scale)


def _plain(recipe: Recipe, predictions: Predictions) -> Iterator[tuple[Call, Predictions]]:
    """Yield calls of scikit-learn, each with the data that it is run on."""
    pooled = recipe.count in {"roc", "pr"} and recipe.average == "micro"
    data = as_labels(predictions) if pooled or of_cells(recipe) else predictions
    for text in sklearn_calls(recipe, data):
        call = _parsed(text)
        if call is None:
            continue
        if recipe.weight:
            call = call.with_keyword("sample_weight", "sample_weight", unless=defaults.UNWEIGHTED)
        elif data.raw.sample_weight is not None:
            yield call, data.with_values(sample_weight=None)
            continue
        yield call, data


def _in_batches(recipe: Recipe, predictions: Predictions) -> Iterator[Compiled | Loop]:
    if recipe.weight:
        return
    if recipe.batches == "state" or recipe.count == "argmax_of_batch":
        yield _special(recipe, predictions)
        return
    if recipe.count in _OVERLAPS and recipe.batch == 1 and predictions.task is Task.MULTILABEL:
        yield from _samples(recipe, predictions)
    formula = _formula(recipe, predictions)
    if formula is not None:
        yield _of_formula(recipe, predictions, formula)
    elif recipe.batch and not recipe.pairs and recipe.batches == "mean" and not recipe.total:
        yield from _of_class(recipe, predictions)
    summed = recipe.total and recipe.count not in {"accuracy", "log_loss"}
    whole = recipe.pairs or recipe.soft or recipe.smooth or summed
    if recipe.batch and not whole and predictions.rows / recipe.batch <= _MOST_BATCHES:
        for call, data in _plain(replace(recipe, batch=0), predictions):
            yield Loop(call, data, recipe.batch, recipe.batches)


def _of_formula(recipe: Recipe, predictions: Predictions, formula: dict[str, Any]) -> Compiled:
    size = recipe.batch or predictions.rows
    if formula.get("rows"):  # one value a row, whatever the batches
        size = min(predictions.rows, _ROWS)
    return Compiled(
        _given(recipe, predictions),
        *(size, None, formula),
        flat=recipe.pairs,
        loss=recipe.batches == "by_size",
    )


def _of_class(recipe: Recipe, predictions: Predictions) -> Iterator[Compiled]:
    """Yield classes of Keras that are made anew for each batch."""
    for text in keras_calls(replace(recipe, batch=0), predictions):
        call = _parsed(text)
        if call and len(list(call.library_calls())) == 1:
            yield Compiled(predictions, recipe.batch, call)


def _special(recipe: Recipe, predictions: Predictions) -> Compiled:
    """Return the run of an object over all batches, or of an argmax over each."""
    size = recipe.batch
    if recipe.batches == "state":
        return Compiled(predictions, size, parse("R2Score()"), state=True)
    return Compiled(_given(recipe, predictions), size, parse("CategoricalAccuracy()"), flat=True)


def _samples(recipe: Recipe, predictions: Predictions) -> Iterator[Loop]:
    """Yield scikit-learn's average over rows as one batch of all of them."""
    inside = replace(recipe, batch=0, average="none", columns="each")
    for text in sklearn_calls(inside, predictions):
        call = _parsed(text.replace('average="none"', 'average="samples"'))
        if call:
            yield Loop(call, predictions, predictions.rows, "mean")


def _formula(recipe: Recipe, predictions: Predictions) -> dict[str, Any] | None:
    """Return the formula that a function of one batch follows; ``None`` where it has none."""
    decide, of = recipe.decide, recipe.count
    one = predictions.raw.y_pred.ndim == 1 or recipe.average == "micro" or recipe.columns == "cells"
    known = of in _FORMULAS and isinstance(decide, Threshold | Given | None)
    if not known or not one or recipe.only is not None or recipe.columns == "both":
        return None
    of_rows = of == "accuracy" and recipe.columns == "row" and predictions.raw.y_pred.ndim > 1
    if of_rows or (isinstance(decide, Given) and not predictions.plain_binary):
        return None
    formula: dict[str, Any] = {"of": of}
    if isinstance(decide, Threshold):
        at = decide.at
        if recipe.transform in {"sigmoid", "softmax"}:
            at = float(np.log(at / (1 - at)))
        formula |= {"threshold": at} | ({"inclusive": True} if decide.inclusive else {})
    if of in {"percentage", "log_squares", "log_loss"}:
        formula["clip"] = max(recipe.clip, recipe.epsilon, 1e-7 if of == "log_loss" else 0.0)
    usual = {"beta": 1.0, "smooth": 0.0, "squared": False, "sum": False, "rows": False}
    settings = {
        "beta": recipe.beta,
        "squared": recipe.squared,
        "smooth": recipe.smooth,
        "sum": recipe.total,
        "rows": of == "root" and recipe.batch == 1,
    }
    return formula | {name: one for name, one in settings.items() if one != usual[name]}


def _given(recipe: Recipe, predictions: Predictions) -> Predictions:
    """Return the data of a formula: labels 0 and 1, scores through their transform."""
    if (
        predictions.task is Task.BINARY
        and not predictions.plain_binary
        and recipe.coding == "class"
    ):
        predictions = Recoded(0, 1).apply(predictions)
    if predictions.task is Task.MULTICLASS:
        predictions = as_labels(predictions)
    if recipe.decide is None and recipe.transform in {"sigmoid", "softmax"}:
        predictions = replace(Squashed().apply(predictions), kind=Kind.PROBABILITIES)
    if recipe.transform == "clip":
        predictions = predictions.with_values(y_pred=np.clip(predictions.raw.y_pred, 0, 1))
    return predictions


def _parsed(text: str) -> Call | None:
    try:
        return parse(text).without(defaults.SKLEARN).without(defaults.KERAS)
    except UsageError:
        return None
