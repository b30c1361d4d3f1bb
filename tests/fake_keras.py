"""A Keras engine for tests that are not about Keras: it answers at once, as it is told."""

from __future__ import annotations

from typing import Any

from metricdiff.engines.given import KerasArrays
from metricdiff.engines.keras_engine import Results
from metricdiff.errors import WorkerError

TOOL = {
    "keras": "3.0.0",
    "tensorflow": "2.16.0",
    "keras_backend": "tensorflow",
    "floatx": "float32",
    "epsilon": 1e-7,
}


class FakeKeras:
    """Answers each call with what *answers* holds for its class, else with *otherwise*."""

    def __init__(
        self, answers: dict[str, dict[str, Any]] | None = None, otherwise: float = 0.5
    ) -> None:
        self.answers = answers or {}
        self.otherwise = otherwise
        self.calls: list[dict[str, Any]] = []
        self.given: KerasArrays | None = None

    @property
    def idle(self) -> bool:
        return True

    def tool(self) -> dict[str, Any]:
        return TOOL

    def begin(self, calls: list[dict[str, Any]], given: KerasArrays, chunk_rows: int) -> Results:
        assert chunk_rows > 0
        self.calls, self.given = calls, given
        return lambda: [
            self.answers.get(call.get("metric", ""), {"value": self.otherwise}) for call in calls
        ]


class DeadKeras(FakeKeras):
    """A worker that has died."""

    def tool(self) -> dict[str, Any]:
        raise WorkerError("the Keras worker died (SIGSEGV)", "core dumped")

    def begin(self, calls: list[dict[str, Any]], given: KerasArrays, chunk_rows: int) -> Results:
        del calls, given, chunk_rows
        return self._died

    def _died(self) -> list[dict[str, Any]]:
        raise WorkerError("the Keras worker died (SIGSEGV)", "core dumped")
