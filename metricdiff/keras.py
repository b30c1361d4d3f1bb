"""While a model is trained: the logs of each epoch, held against scikit-learn on ``predict``.

This is the only module of the package that imports Keras, next to the workers; import it where
Keras is imported anyway::

    from metricdiff.keras import MetricDiffCallback

    model.fit(x, y, validation_data=(xv, yv), callbacks=[MetricDiffCallback((xv, yv))])
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import keras

from metricdiff.engines.model_compiled import plain
from metricdiff.engines.outcome import Value
from metricdiff.errors import MetricdiffError, UsageError
from metricdiff.modelling.in_process import InProcessModel
from metricdiff.modelling.result import ModelReport
from metricdiff.modelling.running import Request, run_model
from metricdiff.settings import Options, Policy

__all__ = ["MetricDiffCallback", "MismatchError", "compare_model"]

_PREFIX = "val_"


class MismatchError(MetricdiffError):
    """A number of the validation is not what scikit-learn gives on what the model predicts."""


def compare_model(
    model: Any,
    data: Any,
    *,
    batch_size: int | None = None,
    evaluated: Mapping[str, Value] | None = None,
    min_gap: float | None = None,
    ignore: tuple[str, ...] = (),
) -> ModelReport:
    """Hold each number of ``model.evaluate`` against what the model predicts, in this process.

    Args:
        model: A compiled model.
        data: ``(x, y)`` or ``(x, y, sample_weight)``, or a data set of batches.
        batch_size: The rows of a batch of arrays; 32 as Keras has it.
        evaluated: What ``evaluate`` said of these data, to save a call of it.
        min_gap: The gap up to which a difference is minor.
        ignore: Causes whose gap is accepted: codes, the beginnings of codes, or names.

    Raises:
        InputError: The data cannot be used.
        UsageError: The model is not compiled.
    """
    options = Options(policy=Policy(min_gap=min_gap, ignore=ignore))
    options.check()
    with InProcessModel(keras, model, data, batch_size, evaluated) as engine:
        request = Request("the model", "the data", ("the model", "the data"), options=options)
        return run_model(request, engine)


class MetricDiffCallback(keras.callbacks.Callback):  # type: ignore[misc]
    """Lines the validation logs of an epoch up with scikit-learn on ``predict``.

    Each finding is said once, on standard error.

    Args:
        validation_data: What ``fit`` validates on: ``(x, y)``, ``(x, y, sample_weight)`` or a data
            set.
        every: How many epochs lie between two looks.
        on_mismatch: ``warn`` says what it is and goes on, ``raise`` ends the training.
        batch_size: The rows of a batch of the validation, where it is not 32.
        min_gap: The gap up to which a difference is minor.
        ignore: Causes whose gap is accepted: codes, the beginnings of codes, or names.
    """

    def __init__(
        self,
        validation_data: Any,
        *,
        every: int = 1,
        on_mismatch: Literal["warn", "raise"] = "warn",
        batch_size: int | None = None,
        min_gap: float | None = None,
        ignore: tuple[str, ...] = (),
    ) -> None:
        super().__init__()
        if on_mismatch not in {"warn", "raise"}:
            raise UsageError(f"on_mismatch={on_mismatch!r}: warn or raise")
        if every < 1:
            raise UsageError(f"every={every}: a number of epochs from 1 up")
        self._data, self._every, self._on_mismatch = validation_data, every, on_mismatch
        self._batch_size, self._min_gap, self._ignore = batch_size, min_gap, ignore
        self._said: set[tuple[str, str]] = set()

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Line an epoch up.

        Raises:
            MismatchError: There is something new, and it is to be raised.
        """
        if (epoch + 1) % self._every:
            return
        report = compare_model(
            self.model,
            self._data,
            batch_size=self._batch_size,
            evaluated=_validated(logs or {}),
            min_gap=self._min_gap,
            ignore=self._ignore,
        )
        new = [line for key, line in _found(report) if self._is_new(key)]
        if not new:
            return
        told = "\n".join(f"metricdiff: epoch {epoch + 1}: {line}" for line in new)
        if self._on_mismatch == "raise":
            raise MismatchError(told)
        sys.stderr.write(f"\n{told}\n")

    def _is_new(self, key: tuple[str, str]) -> bool:
        before = len(self._said)
        self._said.add(key)
        return len(self._said) > before


def _validated(logs: Mapping[str, Any]) -> dict[str, Value] | None:
    """Return what the validation of the epoch said; ``None`` where there was none."""
    found = {
        name.removeprefix(_PREFIX): plain(value)
        for name, value in logs.items()
        if name.startswith(_PREFIX)
    }
    return found or None


def _found(report: ModelReport) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield each finding by the number and the cause, and a line that says it."""
    from metricdiff.formats import style

    for note in report.notes:
        if note.failed:
            yield ("", note.code), f"{note.code} {note.name}: {note.evidence}"
    for row in report.comparisons:
        if not row.failed:
            continue
        sklearn = style.value(row.sklearn.value)
        said = f"val_{row.metric} {style.value(row.keras.value)}, scikit-learn {sklearn}"
        for cause in row.causes:
            gap = style.signed(cause.contribution)
            yield (row.metric, cause.code), f"{said}: {cause.code} {cause.name} {gap}"
        if not row.causes:
            yield (row.metric, ""), f"{said}: unexplained"
