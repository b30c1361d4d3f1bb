"""Runs what seems to give a number through the libraries, and withdraws what does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from metricdiff.engines import keras_compiled, keras_engine
from metricdiff.engines.keras_compiled import Compiled
from metricdiff.engines.keras_engine import Asked, KerasEngine
from metricdiff.engines.outcome import Outcome
from metricdiff.engines.sklearn_engine import SklearnEngine
from metricdiff.recipes.evaluation import value_of
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Recipe
from metricdiff.searching.judging import Class
from metricdiff.searching.reported import Reported
from metricdiff.searching.result import Withdrawn
from metricdiff.searching.runs import Loop, Run, in_batches, runs_of
from metricdiff.searching.tried import Tried

#: How many members of a class are tried where the first does not hold.
_MOST_MEMBERS = 3
#: How many batches of a large file are run, on at least and at most so many rows.
_BATCHES, _FEWEST_ROWS, _MOST_ROWS = 1_000, 1 << 14, 1 << 20
#: How many pairs of rows are run where every label meets every prediction.
_MOST_PAIRS, _ROWS_PAIRED = 1 << 27, 1 << 12
#: How far a run may be from the recipe on the same rows.
_SAME = 1e-5


@dataclass(frozen=True)
class Confirmed:
    """What came of running a recipe.

    Attributes:
        text: The call that gave the number, or the last that did not; empty where none can be run.
        value: What it returned.
        holds: Whether it gave the number; true where none can be run.
        gave: What it gave instead, or its error.
    """

    text: str = ""
    value: float | None = None
    holds: bool = True
    gave: str = ""


@dataclass(frozen=True)
class Pending:
    """A recipe whose runs wait for Keras, and the loops that are run where none of them holds."""

    recipe: Recipe
    reported: Reported
    runs: tuple[Run, ...]
    loops: tuple[Run, ...] = ()


class Confirmations:
    """Runs recipes, those of scikit-learn at once and those of Keras together.

    Args:
        facts: What the file holds.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._done: dict[tuple[Recipe, str], Confirmed] = {}
        self._pending: list[Pending] = []

    def ask(self, tried: Tried, reported: Reported) -> None:
        """Run a recipe through scikit-learn, or put it on the list for Keras."""
        key = (tried.recipe, reported.text)
        if key in self._done or any(
            (one.recipe, one.reported.text) == key for one in self._pending
        ):
            return
        part = self._part(tried.recipe, reported)
        if part is None:
            return
        runs, reported = part
        waiting = [run for run in runs if isinstance(run.made, Asked | Compiled)]
        ready = [run for run in runs if run not in waiting]
        # Batches are Keras's: a loop over scikit-learn stands in where Keras has no such metric.
        of_keras = any(isinstance(run.made, Compiled) for run in waiting)
        last = Confirmed() if of_keras else _first_held(ready, reported)
        self._done[key] = last
        if waiting and not (last.text and last.holds):
            loops = tuple(ready) if of_keras else ()
            self._pending.append(Pending(tried.recipe, reported, tuple(waiting), loops))

    def _part(self, recipe: Recipe, reported: Reported) -> tuple[list[Run], Reported] | None:
        """Return what to run, and the number that it must give.

        Batches of rows that stay in their files are run on the first rows alone, and must give
        what the recipe makes of these; where it makes nothing of them nothing is run.
        """
        streamed, rows = self._facts.predictions.raw.streamed, self._facts.predictions.rows
        if streamed is None or not in_batches(recipe):
            return list(runs_of(recipe, self._facts)), reported
        count = _rows_to_run(recipe, rows)
        facts = self._facts.once(("first rows", count), lambda: _first(self._facts, count))
        runs = list(runs_of(recipe, facts))
        if count == rows:
            return runs, reported
        value = value_of(recipe, facts)
        if not np.isfinite(value):
            return None
        words = f"on the first {count:,} rows, where the recipe makes {value:.7g}"
        runs = [replace(run, words=f"{run.words} {words}".strip()) for run in runs]
        return runs, replace(reported, value=value, resolution=_SAME * max(1.0, abs(value)))

    def run(self, engine: KerasEngine) -> None:
        """Run what waits for Keras.

        Raises:
            WorkerError: The worker died or hung.
        """
        runs = [run for one in self._pending for run in one.runs]
        outcomes = _of_keras(runs, engine)
        for one in self._pending:
            came = [_held(run, outcomes[id(run)], one.reported) for run in one.runs]
            found = next((it for it in came if it.holds), came[-1])
            if not found.holds and one.loops:
                found = _first_held(one.loops, one.reported)
            self._done[one.recipe, one.reported.text] = found
        self._pending = []

    def valued(
        self, tried: Sequence[Tried], reported: Reported, engine: KerasEngine
    ) -> list[Tried]:
        """Return those that give a number when they are run, with the value that they give.

        Raises:
            WorkerError: The worker died or hung.
        """
        runs = [(one, run) for one in tried for run in runs_of(one.recipe, self._facts)]
        outcomes = _of_keras([run for _, run in runs], engine)
        found = []
        for one, run in runs:
            came = _held(run, outcomes[id(run)], reported)
            if came.holds and came.value is not None:
                self._done[one.recipe, reported.text] = came
                found.append(replace(one, value=came.value))
        return found

    def of(self, tried: Tried, reported: Reported) -> Confirmed:
        """Return what came of a recipe."""
        return self._done.get((tried.recipe, reported.text), Confirmed())

    def ask_all(self, found: Iterable[Class], reported: Reported) -> None:
        """Run the first members of each class."""
        for one in found:
            for member in one.members[:_MOST_MEMBERS]:
                self.ask(member, reported)

    def kept(
        self, found: Sequence[Class], reported: Reported
    ) -> tuple[list[Class], tuple[Withdrawn, ...]]:
        """Return the classes without the members that did not hold, and these."""
        kept, withdrawn = [], []
        for one in found:
            members = []
            for member in one.members:
                came = self.of(member, reported)
                if came.holds:
                    members.append(member)
                else:
                    name = " ".join(member.codes)
                    withdrawn.append(Withdrawn(name, member.value, came.text, came.gave))
            if members:
                kept.append(replace(one, members=tuple(members)))
        return kept, tuple(withdrawn)


def _rows_to_run(recipe: Recipe, rows: int) -> int:
    """Return on how many first rows batches are run, the last of them as short as that of all."""
    size = recipe.batch or rows
    most = _MOST_PAIRS // size if recipe.pairs else _MOST_ROWS
    count = min(max(_BATCHES * size, _FEWEST_ROWS), most) // size * size + rows % size
    return (
        min(rows, count)
        if recipe.batch
        else min(rows, _ROWS_PAIRED if recipe.pairs else _MOST_ROWS)
    )


def _first(facts: Facts, count: int) -> Facts:
    """Return the first rows, as they stand in the files."""
    assert facts.predictions.raw.streamed  # noqa: S101 - asked before
    block = next(facts.predictions.raw.streamed.counted(count))
    return Facts(replace(facts.predictions, raw=block))


def _first_held(runs: Sequence[Run], reported: Reported) -> Confirmed:
    """Run calls of scikit-learn until one gives the number."""
    last = Confirmed()
    for run in runs:
        last = _held(run, _of_sklearn(run), reported)
        if last.holds:
            break
    return last


def _held(run: Run, outcome: Outcome, reported: Reported) -> Confirmed:
    if isinstance(outcome.value, float):
        value = run.finished(outcome.value)
        return Confirmed(run.text, value, reported.fits(value), f"{value!r}")
    return Confirmed(run.text, None, holds=False, gave=outcome.error or "several values")


def _of_sklearn(run: Run) -> Outcome:
    if isinstance(run.made, Loop):
        return Outcome(run.made.run())
    assert isinstance(run.made, tuple)  # noqa: S101 - the others are Keras's
    call, predictions = run.made
    return SklearnEngine(predictions).run(call)


def _of_keras(runs: Sequence[Run], engine: KerasEngine) -> Mapping[int, Outcome]:
    asked = [(run, run.made) for run in runs if isinstance(run.made, Asked)]
    compiled = [(run, run.made) for run in runs if isinstance(run.made, Compiled)]
    outcomes = [
        *keras_engine.run(engine, [made for _, made in asked]),
        *keras_compiled.run(engine, [made for _, made in compiled]),
    ]
    ran = [*(run for run, _ in asked), *(run for run, _ in compiled)]
    return {id(run): outcome for run, outcome in zip(ran, outcomes, strict=True)}
