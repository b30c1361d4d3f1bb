"""Where the user's metric runs: in a worker process, or in this one for a metric object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from metricdiff.auditing.experiment import Experiment, Observed, observed
from metricdiff.auditing.target import Target
from metricdiff.engines.keras_process import Worker
from metricdiff.errors import UsageError

Arrays = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Subject:
    """What is known of the metric without running it on data.

    Attributes:
        kind: ``function``, ``class``, ``instance``, ``factory`` or ``loss``.
        is_metric: Whether it is a ``Metric``, not a function that Keras wraps.
        name: What Keras logs it as.
        state: The names and types of its variables.
        takes_weights: Whether ``update_state`` has an argument ``sample_weight``.
    """

    kind: str
    is_metric: bool
    name: str
    state: tuple[tuple[str, str], ...] = ()
    takes_weights: bool = False


def _subject(told: Mapping[str, Any]) -> Subject:
    return Subject(
        told["kind"],
        told["is_metric"],
        told["name"],
        tuple((name, dtype) for name, dtype in told["state"]),
        told["takes_weights"],
    )


class Laboratory(Protocol):
    """Something that runs experiments with the metric."""

    def tool(self) -> dict[str, Any]:
        """Return Keras's versions and configuration."""

    def subject(self, fill: Mapping[str, Any]) -> Subject:
        """Find the metric, and say what it is; *fill* answers ``num_classes`` and the like."""

    def run(self, arrays: Arrays, experiments: Sequence[Experiment]) -> list[Observed]:
        """Run experiments on arrays, and return what came of each."""


class InWorker:
    """The metric in a worker process, which runs ``audit_worker.py``.

    Args:
        worker: The process.
        target: What the user names.
    """

    def __init__(self, worker: Worker, target: Target) -> None:
        self._worker, self._target = worker, target
        self._saved: dict[str, str] = {}

    def tool(self) -> dict[str, Any]:
        """Return Keras's versions and configuration."""
        return self._worker.tool()

    def subject(self, fill: Mapping[str, Any]) -> Subject:
        """Find the metric.

        Raises:
            UsageError: It cannot be imported, is not there, or is no metric.
        """
        wanted = {"spec": self._target.spec, "called": self._target.called, "fill": fill}
        answer = self._worker.ask({"load": wanted})()
        if "problem" in answer:
            raise UsageError(answer["problem"])
        return _subject(answer["subject"])

    def run(self, arrays: Arrays, experiments: Sequence[Experiment]) -> list[Observed]:
        """Run experiments; arrays of a name that was there before are not written anew."""
        for name, array in arrays.items():
            if name not in self._saved:
                self._saved[name] = str(self._worker.folder / f"{name}.npy")
                np.save(self._saved[name], array, allow_pickle=False)
        spelled = [one.spelled() for one in experiments]
        used = {getattr(one, role) for one in experiments for role in _ROLES} & set(self._saved)
        paths = {name: self._saved[name] for name in used}
        answer = self._worker.ask({"arrays": paths, "experiments": spelled})()
        return [observed(one) for one in answer["outcomes"]]


_ROLES = ("labels", "predictions", "weights")


class InProcess:
    """A metric object of this process, with the Keras that is loaded.

    Args:
        metric: A metric function, class, instance or factory.
    """

    def __init__(self, metric: Any) -> None:
        self._metric = metric
        self._found: Any = None

    def tool(self) -> dict[str, Any]:
        """Return Keras's versions and configuration."""
        import keras

        from metricdiff.engines import keras_worker

        return keras_worker.describe(keras)

    def subject(self, fill: Mapping[str, Any]) -> Subject:
        """Say what the metric is.

        Raises:
            UsageError: It is no metric.
        """
        import keras

        from metricdiff.engines import user_metric

        try:
            self._found = user_metric.Subject(keras, self._metric, None, dict(fill))
            return _subject(self._found.described())
        except user_metric.NoMetricError as error:
            raise UsageError(f"the metric {error}") from None

    def run(self, arrays: Arrays, experiments: Sequence[Experiment]) -> list[Observed]:
        """Run experiments on the arrays themselves."""
        import keras

        from metricdiff.engines import audit_worker

        spelled = [one.spelled() for one in experiments]
        outcomes = audit_worker.run(keras, self._found, dict(arrays), spelled)
        return [observed(one) for one in outcomes]
