"""The worker of a model, from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from metricdiff.engines.keras_engine import KerasEngine
from metricdiff.engines.outcome import Outcome
from metricdiff.errors import InputError
from metricdiff.modelling.model import Item, Model, understood
from metricdiff.modelling.setup import Setup


class Bench(KerasEngine, Protocol):
    """Where a model is: a worker process, or this one."""

    @property
    def folder(self) -> Path:
        """Where arrays may lie."""

    def ask(self, request: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
        """Hand it a request, and return what waits for the answer."""


@dataclass
class Laboratory:
    """Makes any number of a model, in any way; each once.

    Attributes:
        worker: Where the model is.
        model: What it found.
    """

    worker: Bench
    model: Model
    _made: dict[tuple[int, Setup], Outcome] = field(default_factory=dict)

    def value(self, item: Item, setup: Setup) -> Outcome:
        """Return what a metric or loss gives in a setup."""
        key = (item.place, setup)
        if key not in self._made:
            asked = {"values": [{"item": item.place, "setup": setup.spelled()}]}
            [answer] = self.worker.ask(asked)()["values"]
            self._made[key] = Outcome(answer.get("value"), answer.get("error"))
        return self._made[key]


def opened(worker: Bench, request: Mapping[str, Any]) -> Laboratory:
    """Let the worker load the model, evaluate it and predict.

    Raises:
        InputError: The model or the data cannot be used.
        WorkerError: Keras cannot run.
    """
    folder = worker.folder / "model"
    folder.mkdir(exist_ok=True)
    answer = worker.ask({**request, "folder": str(folder)})()
    if "refused" in answer:
        raise InputError(answer["refused"])
    return Laboratory(worker, understood(answer["opened"]))
