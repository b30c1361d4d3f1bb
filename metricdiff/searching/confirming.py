"""Runs what seems to give a number through the libraries, and withdraws what does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from metricdiff.engines import keras_compiled, keras_engine
from metricdiff.engines.keras_compiled import Compiled
from metricdiff.engines.keras_engine import Asked, KerasEngine
from metricdiff.engines.outcome import Outcome
from metricdiff.engines.sklearn_engine import SklearnEngine
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Recipe
from metricdiff.searching.judging import Class
from metricdiff.searching.reported import Reported
from metricdiff.searching.result import Withdrawn
from metricdiff.searching.runs import Loop, Run, runs_of
from metricdiff.searching.tried import Tried

#: How many members of a class are tried where the first does not hold.
_MOST_MEMBERS = 3


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
        runs = list(runs_of(tried.recipe, self._facts))
        waiting = [run for run in runs if isinstance(run.made, Asked | Compiled)]
        ready = [run for run in runs if run not in waiting]
        # Batches are Keras's: a loop over scikit-learn stands in where Keras has no such metric.
        in_batches = any(isinstance(run.made, Compiled) for run in waiting)
        last = Confirmed() if in_batches else _first_held(ready, reported)
        self._done[key] = last
        if waiting and not (last.text and last.holds):
            loops = tuple(ready) if in_batches else ()
            self._pending.append(Pending(tried.recipe, reported, tuple(waiting), loops))

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
