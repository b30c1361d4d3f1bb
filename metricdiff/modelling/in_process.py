"""A model that is there already, in this process: in a notebook, or while it is trained."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

from metricdiff.engines import model_source, model_worker
from metricdiff.engines.keras_engine import InProcess
from metricdiff.engines.model_loading import RefusedError
from metricdiff.engines.outcome import Value
from metricdiff.errors import InputError


class InProcessModel(InProcess):
    """Answers for a model as its worker does.  ``with`` removes the arrays that it leaves.

    Args:
        keras: The module.
        model: The model, compiled.
        data: x and y, or x, y and sample_weight; or a data set.
        batch_size: The rows of a batch; ``None`` for Keras's own.
        evaluated: What ``evaluate`` said a moment ago; ``None`` to ask it.

    Raises:
        InputError: The data cannot be used.
    """

    def __init__(
        self,
        keras: Any,
        model: Any,
        data: Any,
        batch_size: int | None = None,
        evaluated: Mapping[str, Value] | None = None,
    ) -> None:
        self._keras, self._model, self._evaluated = keras, model, evaluated
        try:
            self._source = model_source.of_result(keras, data, batch_size)
        except model_source.SourceError as error:
            raise InputError(f"the data: {error}") from None
        self._folder = tempfile.TemporaryDirectory(prefix="metricdiff-")
        self._laboratory: model_worker.Laboratory | None = None

    @property
    def folder(self) -> Path:
        """Where arrays lie."""
        return Path(self._folder.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def ask(self, request: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
        """Answer a request as the worker does, when it is waited for."""
        return lambda: self._answer(request)

    def _answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        if "values" in request:
            assert self._laboratory  # noqa: S101 - it was opened before
            values = [
                self._laboratory.value(one["item"], one["setup"]) for one in request["values"]
            ]
            return {"values": values}
        try:
            self._laboratory = model_worker.Laboratory(
                self._keras, self._model, self._source, self._evaluated
            )
            return {"opened": self._laboratory.opened(request["folder"])}
        except RefusedError as error:
            return {"refused": str(error)}
