"""The same thing without the shell: from arrays, or from a file, to a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from metricdiff import comparing
from metricdiff.comparing import Options
from metricdiff.diagnosis.tolerance import Asked
from metricdiff.diagnosis.verdicts import Policy
from metricdiff.engines.keras_process import DEFAULT_TIMEOUT
from metricdiff.errors import UsageError
from metricdiff.inputs.columns import Columns, choose
from metricdiff.inputs.inference import Overrides, understand
from metricdiff.inputs.readers import open_source
from metricdiff.inputs.reading import from_arrays, read
from metricdiff.inputs.source import Header, Source
from metricdiff.metrics import registry
from metricdiff.planning import AVERAGES, Settings
from metricdiff.report import Report
from metricdiff.words import FailOn, Kind, Task

_LONGEST_CALL = 4_000


def compare(
    y_true: Any,
    y_pred: Any,
    *,
    decision: Any = None,
    sample_weight: Any = None,
    task: str | None = None,
    kind: str | None = None,
    labels: Sequence[Any] = (),
    pos_label: Any = None,
    metrics: Sequence[str] | str = (),
    threshold: float | Sequence[float] = (),
    average: str | Sequence[str] = (),
    sklearn: str | None = None,
    keras: str | None = None,
    atol: float | Mapping[str, float] | None = None,
    rtol: float | Mapping[str, float] | None = None,
    min_gap: float | None = None,
    fail_on: str = "mismatch",
    keras_python: str | None = None,
    keras_env: bool = False,
    timeout: float = DEFAULT_TIMEOUT,
) -> Report:
    """Run scikit-learn's and Keras's metrics on labels and predictions and compare them.

    Keras runs in this process where it is imported already, else in a worker process.

    Args:
        y_true: (N,) labels, or (N, L) for several labels or outputs.
        y_pred: (N,) predictions, or (N, K) with one column a class, label or output.
        decision: (N,) hard decisions beside the scores.
        sample_weight: (N,) weights, given to both sides.
        task: ``binary``, ``multiclass``, ``multilabel`` or ``regression``; inferred otherwise.
        kind: ``probabilities``, ``logits``, ``decisions``, ``scores``; inferred otherwise.
        labels: The classes in the order of the columns of *y_pred*.
        pos_label: The positive class of a binary task.
        metrics: Names of metrics, or ``"all"``; the task's default set otherwise.
        threshold: On the probability scale, one or several.
        average: As scikit-learn spells them, one or several; ``"none"`` for one value a class.
        sklearn: A call to hold against *keras*, such as ``f1_score(y_true, y_pred > 0.3)``.
        keras: A call such as ``F1Score(threshold=0.3)``.
        atol: Absolute tolerance, for all metrics or by canonical name.
        rtol: Tolerance relative to scikit-learn's value, likewise.
        min_gap: The gap up to which a difference is minor.
        fail_on: ``mismatch``, ``any``, ``unexplained`` or ``never``.
        keras_python: Another interpreter to run Keras under.
        keras_env: Take the user's Keras configuration and backend in the worker.
        timeout: Seconds that the worker gets.

    Raises:
        InputError: The arrays cannot be used.
        UsageError: An option, a metric or a call cannot be used.
    """
    names = (metrics,) if isinstance(metrics, str) else tuple(metrics)
    if (sklearn is None) != (keras is None):
        raise UsageError("give both sklearn= and keras=, or neither")
    options = Options(
        settings=Settings(
            metrics=names,
            thresholds=_floats(threshold),
            averages=(average,) if isinstance(average, str) else tuple(average),
            custom=((sklearn, keras),) if sklearn and keras else (),
        ),
        asked=Asked(_by_metric(atol), _by_metric(rtol)),
        policy=Policy(FailOn(fail_on), min_gap),
        keras_python=keras_python,
        keras_env=keras_env,
        timeout=timeout,
    )
    overrides = Overrides(
        Task(task) if task else None,
        Kind(kind) if kind else None,
        tuple(str(label) for label in labels),
        None if pos_label is None else str(pos_label),
    )
    check(options.settings)
    raw = from_arrays(y_true, y_pred, sample_weight, decision)
    with comparing.open_keras(options) as engine:
        return comparing.compare_predictions(understand(raw, overrides), options, engine)


@dataclass(frozen=True)
class OpenFile:
    """A file whose header is read and whose columns have their roles; its rows are still unread."""

    source: Source
    header: Header
    columns: Columns


def open_file(
    path: str,
    y_true: str | None = None,
    y_pred: Sequence[str] = (),
    sample_weight: str | None = None,
) -> OpenFile:
    """Read a file's header and find the roles of its columns.

    Raises:
        InputError: The file or a column is not there, or the roles cannot be told.
    """
    source = open_source(path)
    header = source.header()
    return OpenFile(source, header, choose(header, source.name, y_true, y_pred, sample_weight))


def compare_file(file: OpenFile, overrides: Overrides, options: Options) -> Report:
    """Compare what a file holds; Keras loads while the file is read.

    Raises:
        InputError: The file is damaged or its contents fit no task.
        UsageError: An option does not fit the data.
    """
    check(options.settings)
    with comparing.open_keras(options) as engine:
        predictions = understand(read(file.source, file.header, file.columns), overrides)
        return comparing.compare_predictions(predictions, options, engine)


def check(settings: Settings) -> None:
    """Find what is wrong with the settings before anything slow begins.

    Raises:
        UsageError: A metric, a threshold, an average or a call is not one.
    """
    from metricdiff.calls import parse

    registry.check(settings.metrics)
    for threshold in settings.thresholds:
        if not 0 <= threshold <= 1:
            raise UsageError(f"--threshold {threshold:g}: thresholds are probabilities, 0 to 1")
    for average in settings.averages:
        if average not in AVERAGES:
            raise UsageError(f"--average {average}: one of {', '.join(AVERAGES)}")
    for sklearn, keras in settings.custom:
        for option, text in (("--sklearn", sklearn), ("--keras", keras)):
            if len(text) > _LONGEST_CALL:
                raise UsageError(f"{option}: longer than {_LONGEST_CALL} characters")
            try:
                parse(text)
            except UsageError as error:
                raise UsageError(f"{option}: {error}") from None


def _floats(values: float | Sequence[float]) -> tuple[float, ...]:
    return tuple(float(value) for value in np.atleast_1d(values))


def _by_metric(value: float | Mapping[str, float] | None) -> Mapping[str, float]:
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return {registry.find(name).metric.name: float(number) for name, number in value.items()}
    return {"": float(value)}
