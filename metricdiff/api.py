"""The same thing without the shell: from arrays, or from a file, to a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from os import PathLike
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from metricdiff.auditing.laboratory import InProcess, InWorker
from metricdiff.auditing.result import Audit
from metricdiff.auditing.running import audit_predictions, understood
from metricdiff.auditing.target import parse_target
from metricdiff.baseline import Baseline
from metricdiff.baseline import read as read_baseline
from metricdiff.comparing import compare_predictions
from metricdiff.engines import audit_worker
from metricdiff.engines.keras_process import open_keras, open_worker
from metricdiff.errors import UsageError
from metricdiff.inputs.inference import understand
from metricdiff.inputs.reading import from_arrays
from metricdiff.metrics import registry
from metricdiff.report import Report
from metricdiff.searching.explaining import Inputs, explain_predictions, with_reported
from metricdiff.searching.reported import Reported, check, from_mapping, parse
from metricdiff.searching.result import Explanation
from metricdiff.settings import (
    DEFAULT_TIMEOUT,
    KerasSettings,
    Options,
    Overrides,
    Policy,
    Settings,
    Tolerances,
)
from metricdiff.sweeping.one_class import swept
from metricdiff.sweeping.result import Sweep
from metricdiff.sweeping.running import sweep_predictions
from metricdiff.words import FailOn, Kind, Task

Word = TypeVar("Word", bound=StrEnum)


def compare(
    y_true: Any,
    y_pred: Any,
    *,
    decision: Any = None,
    sample_weight: Any = None,
    mask: Any = None,
    task: str | None = None,
    kind: str | None = None,
    labels: Sequence[Any] = (),
    pos_label: Any = None,
    metrics: Sequence[str] | str = (),
    threshold: npt.ArrayLike = (),
    average: str | Sequence[str] = (),
    sklearn: str | None = None,
    keras: str | None = None,
    reported: Mapping[str, Any] | str = "",
    atol: float | Mapping[str, float] | None = None,
    rtol: float | Mapping[str, float] | None = None,
    min_gap: float | None = None,
    fail_on: str = "mismatch",
    ignore: Sequence[str] | str = (),
    baseline: str | PathLike[str] | None = None,
    keras_python: str | None = None,
    keras_env: bool = False,
    timeout: float = DEFAULT_TIMEOUT,
) -> Report:
    """Run scikit-learn's and Keras's metrics on labels and predictions and compare them.

    Keras runs in this process where it is imported already, else in a worker process.

    Args:
        y_true: (N,) labels, or (N, L) for several labels or outputs; arrays, lists, Series,
            DataFrames or tensors.  Maps and sequences have more dimensions.
        y_pred: (N,) predictions, or (N, K) with one column a class, label or output; of maps and
            sequences the last axis holds the classes.
        decision: (N,) hard decisions beside the scores.
        sample_weight: (N,) weights, given to both sides.
        mask: (N,) which rows count, or one value a position.
        task: ``binary``, ``multiclass``, ``multilabel`` or ``regression``; inferred otherwise.
        kind: ``probabilities``, ``logits``, ``decisions``, ``scores``; inferred otherwise.
        labels: The classes in the order of the columns of *y_pred*.
        pos_label: The positive class of a binary task.
        metrics: Names of metrics, or ``"all"``; the task's default set otherwise.
        threshold: On the probability scale, one or several.
        average: As scikit-learn spells them, one or several; ``"none"`` for one value a class.
        sklearn: A call to hold against *keras*, such as ``f1_score(y_true, y_pred > 0.3)``.
        keras: A call such as ``F1Score(threshold=0.3)``.
        reported: Numbers that must be the plain ones, ``{"accuracy": 0.9512}``; each that is not is
            explained.
        atol: Absolute tolerance, for all metrics or by canonical name.
        rtol: Tolerance relative to scikit-learn's value, likewise.
        min_gap: The gap up to which a difference is minor.
        fail_on: ``mismatch``, ``any``, ``unexplained`` or ``never``.
        ignore: Causes whose gap is accepted: codes, the beginnings of codes, or names.
        baseline: A file of gaps that are accepted, as ``--write-baseline`` writes it.
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
        Settings(
            metrics=names,
            thresholds=_floats(threshold),
            averages=(average,) if isinstance(average, str) else tuple(average),
            custom=((sklearn, keras),) if sklearn is not None and keras is not None else (),
        ),
        Tolerances(_by_metric(atol), _by_metric(rtol)),
        Policy(
            _choice(FailOn, "fail_on", fail_on),
            min_gap,
            ignore=(ignore,) if isinstance(ignore, str) else tuple(ignore),
            baseline=Baseline({}) if baseline is None else read_baseline(str(baseline)),
        ),
        KerasSettings(keras_python, keras_env, timeout),
    )
    overrides = _overrides(task, kind, labels, pos_label)
    options.check()
    raw = from_arrays(y_true, y_pred, sample_weight, decision, mask)
    numbers = _numbers(reported) if reported else ()
    with open_keras(options.keras) as engine:
        report = compare_predictions(understand(raw, overrides), options, engine)
        return with_reported(report, numbers, engine, options.policy)


def explain(
    y_true: Any,
    y_pred: Any,
    reported: Mapping[str, Any] | str,
    *,
    decision: Any = None,
    sample_weight: Any = None,
    mask: Any = None,
    batch_size: int = 0,
    class_weight: Mapping[Any, float] | None = None,
    scale: tuple[float, float] | None = None,
    task: str | None = None,
    kind: str | None = None,
    labels: Sequence[Any] = (),
    pos_label: Any = None,
    keras_python: str | None = None,
    keras_env: bool = False,
    timeout: float = DEFAULT_TIMEOUT,
) -> Explanation:
    """Say how reported numbers were computed from labels and predictions.

    Args:
        y_true: (N,) labels, or (N, L) for several labels or outputs.
        y_pred: (N,) predictions, or (N, K) with one column a class, label or output.
        reported: The numbers by metric, ``{"accuracy": 0.9512, "keras:auc": "87.1%"}``, each as
            exact as its digits; or a line of a Keras log.
        decision: (N,) hard decisions beside the scores.
        sample_weight: (N,) weights.
        mask: (N,) which rows count.
        batch_size: The rows of a batch, where they are known.
        class_weight: The weight of each class by its label; balanced ones are tried anyway.
        scale: What was taken off the targets, and what they were divided by.
        task: ``binary``, ``multiclass``, ``multilabel`` or ``regression``; inferred otherwise.
        kind: ``probabilities``, ``logits``, ``decisions``, ``scores``; inferred otherwise.
        labels: The classes in the order of the columns of *y_pred*.
        pos_label: The positive class of a binary task.
        keras_python: Another interpreter to run Keras under.
        keras_env: Take the user's Keras configuration and backend in the worker.
        timeout: Seconds that the worker gets.

    Raises:
        InputError: The arrays cannot be used.
        UsageError: A number, a metric or an option cannot be used.
    """
    numbers = _numbers(reported)
    overrides = _overrides(task, kind, labels, pos_label)
    raw = from_arrays(y_true, y_pred, sample_weight, decision, mask)
    weights = {str(label): float(weight) for label, weight in (class_weight or {}).items()}
    with open_keras(KerasSettings(keras_python, keras_env, timeout)) as engine:
        return explain_predictions(
            understand(raw, overrides), numbers, Inputs(batch_size, weights, scale), engine
        )


def audit(
    metric: Any,
    y_true: Any,
    y_pred: Any,
    *,
    sample_weight: Any = None,
    mask: Any = None,
    task: str | None = None,
    kind: str | None = None,
    labels: Sequence[Any] = (),
    pos_label: Any = None,
    keras_python: str | None = None,
    keras_env: bool = False,
    timeout: float = DEFAULT_TIMEOUT,
) -> Audit:
    """Find out whether a custom Keras metric is what its name says.

    The metric is run in many ways: a metric object in this process, with the Keras that it is made
    with; one that is named by a text in a worker process, as on the command line.

    Args:
        metric: A metric function, class, object, or a function that returns one; or a text,
            ``path/to/metrics.py:NAME`` or ``package.module:NAME``.
        y_true: (N,) labels, or (N, L) for several labels or outputs.
        y_pred: (N,) predictions, or (N, K) with one column a class, label or output.
        sample_weight: (N,) weights: the metric must take them then.
        mask: (N,) which rows count.
        task: ``binary``, ``multiclass``, ``multilabel`` or ``regression``; inferred otherwise.
        kind: ``probabilities``, ``logits``, ``decisions``, ``scores``; inferred otherwise.
        labels: The classes in the order of the columns of *y_pred*.
        pos_label: The positive class of a binary task.
        keras_python: Another interpreter to run a metric under that is named by a text.
        keras_env: Take the user's Keras configuration and backend in the worker.
        timeout: Seconds that the worker gets.

    Raises:
        InputError: The arrays cannot be used.
        UsageError: There is no such metric, or it is none.
    """
    raw = from_arrays(y_true, y_pred, sample_weight, None, mask)
    predictions = understood(raw, _overrides(task, kind, labels, pos_label))
    if not isinstance(metric, str):
        name = getattr(metric, "__name__", None) or type(metric).__name__
        return audit_predictions(predictions, InProcess(metric), str(name))
    target = parse_target(metric)
    with open_worker(
        KerasSettings(keras_python, keras_env, timeout), audit_worker.__file__
    ) as worker:
        return audit_predictions(predictions, InWorker(worker, target), metric)


def sweep(
    y_true: Any,
    y_pred: Any,
    *,
    sample_weight: Any = None,
    mask: Any = None,
    task: str | None = None,
    kind: str | None = None,
    labels: Sequence[Any] = (),
    pos_label: Any = None,
    metrics: Sequence[str] | str = (),
    thresholds: npt.ArrayLike = (),
) -> Sweep:
    """Compute decision metrics at every threshold, as scikit-learn and as Keras decide.

    Args:
        y_true: (N,) labels, or (N, L) for several labels.
        y_pred: (N,) scores, or (N, K) with one column a class or label.
        sample_weight: (N,) weights.
        mask: (N,) which rows count, or one value a position.
        task: ``binary``, ``multiclass`` or ``multilabel``; inferred otherwise.
        kind: ``probabilities``, ``logits`` or ``scores``; inferred otherwise.
        labels: The classes in the order of the columns of *y_pred*.
        pos_label: The positive class; of several classes, the one to hold against the rest.
        metrics: Names of metrics of decisions, or ``"all"``.
        thresholds: (T,) on the probability scale; all distinct scores otherwise.

    Raises:
        InputError: The arrays cannot be used.
        UsageError: There is nothing to cut, or a metric does not depend on a threshold.
    """
    names = (metrics,) if isinstance(metrics, str) else tuple(metrics)
    registry.check(names)
    raw = from_arrays(y_true, y_pred, sample_weight, mask=mask)
    predictions = swept(raw, _overrides(task, kind, labels, pos_label))
    return sweep_predictions(predictions, names, _floats(thresholds))


def _numbers(reported: Mapping[str, Any] | str) -> tuple[Reported, ...]:
    numbers = parse(reported) if isinstance(reported, str) else from_mapping(reported)
    if not numbers:
        raise UsageError(f"reported={reported!r}: no number; write {{'accuracy': 0.9512}}")
    check(numbers)
    return numbers


def _overrides(
    task: str | None, kind: str | None, labels: Sequence[Any], pos_label: Any
) -> Overrides:
    return Overrides(
        None if task is None else _choice(Task, "task", task),
        None if kind is None else _choice(Kind, "kind", kind),
        tuple(str(label) for label in labels),
        None if pos_label is None else str(pos_label),
    )


def _choice(words: type[Word], name: str, text: str) -> Word:
    """Return the word that *text* spells."""
    try:
        return words(text)
    except ValueError:
        raise UsageError(f"{name}={text!r}: one of {', '.join(words)}") from None


def _floats(values: npt.ArrayLike) -> tuple[float, ...]:
    return tuple(float(value) for value in np.atleast_1d(values))


def _by_metric(value: float | Mapping[str, float] | None) -> Mapping[str, float]:
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return {registry.find(name).metric.name: float(number) for name, number in value.items()}
    return {"": float(value)}
