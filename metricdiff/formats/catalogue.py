"""The catalogue of metrics, as text for a screen."""

from __future__ import annotations

import re
import string
import textwrap
from collections.abc import Iterator, Mapping

import click

from metricdiff.metrics import registry
from metricdiff.metrics.declaration import Entry, Metric
from metricdiff.metrics.defaults import compiled_accuracy
from metricdiff.words import Task

_WIDTH = 80
_TITLE = 16
#: How a call is written for people, where braces stand for more than their name says.
_WRITTEN = {
    "truth": "y_true",
    "threshold": "t",
    "keras_average": "average",
    "rows": "n",
    "positive_or_none": "positive",
    "labels": "classes",
    "weights": "",
    "argmax_accuracy": "SparseCategoricalAccuracy",
    "mean_iou": "MeanIoU(num_classes=n, sparse_y_pred=False)",
    "iou_of_c": "IoU(num_classes=n, target_class_ids=[c], sparse_y_pred=False)",
}
#: What the words in the calls stand for.
_MEANINGS = {
    "decisions": "y_pred > t, or the class of the largest score, spelled as the labels are",
    "scores": "y_pred, its columns in the order of the sorted classes",
    "probabilities": "y_pred; of logits their sigmoid or softmax",
    "t": "--threshold, on the probability scale",
    "average": "--average",
    "at": "the rate that is kept",
    "n": "the number of classes, labels or rows",
    "outputs": "the number of columns",
    "positive": "the class that counts: --pos-label, else the last",
    "negative": "the other class",
    "classes": "all classes, named where some do not occur",
    "Sparse...": "without Sparse where the labels are one-hot",
}
#: What ``compile(metrics=["accuracy"])`` makes of the usual shapes: columns of labels and scores.
_COLUMNS = {Task.MULTICLASS: (1, 2), Task.MULTILABEL: (2, 2)}


def listed(*, color: bool) -> Iterator[str]:
    """Yield the lines that list every metric with its tasks."""
    wide = max(len(metric.name) for metric in registry.METRICS)
    for metric in registry.METRICS:
        tasks = ", ".join(_task(metric, task, entry) for task, entry in metric.entries.items())
        yield f"{_bold(metric.name.ljust(wide), color)}  {tasks}"
        yield from _paragraph("", metric.summary, wide + 2)
    yield ""
    yield "* is in the default set of the task; (sklearn), (keras): the other has none."
    yield "Calls and defaults of one: metricdiff metrics NAME"


def shown(metric: Metric, pins: Mapping[str, object], *, color: bool) -> Iterator[str]:
    """Yield the lines that show all that is known of a metric.

    Args:
        metric: The metric.
        pins: What the name pins that the user gave for it.
        color: Whether escape sequences may be written.
    """
    yield _bold(metric.name, color)
    yield from _paragraph("", metric.summary, 2)
    facts = {
        "this name pins": ", ".join(f"{key}={_written(value)}" for key, value in pins.items()),
        "computed from": str(metric.needs),
        "unit": metric.unit,
        "also called": ", ".join(metric.aliases),
    }
    for title, text in facts.items():
        if text:
            yield from _paragraph(title, text, _TITLE + 2)
    for task, entry in metric.entries.items():
        label = f", {entry.label}" if entry.label else ""
        usual = ", in the default set" if metric.name in registry.DEFAULT_SETS[task] else ""
        yield ""
        yield f"{_bold(task, color)}{label}{usual}"
        for title, text in _calls(entry, task):
            yield from _paragraph(title, text, _TITLE)
    words = list(_legend(metric))
    if words:
        yield ""
        yield _bold("where", color)
        for title, text in words:
            yield from _paragraph(title, text, _TITLE)


def _task(metric: Metric, task: Task, entry: Entry) -> str:
    mark = "*" if metric.name in registry.DEFAULT_SETS[task] else ""
    alone = ""
    if bool(entry.sklearn) != bool(entry.keras):
        alone = " (keras)" if entry.keras else " (sklearn)"
    return f"{task}{mark}{alone}"


def _calls(entry: Entry, task: Task) -> Iterator[tuple[str, str]]:
    if entry.sklearn or entry.keras:  # else it is no metric of the task, whatever Keras makes of it
        yield "sklearn", _filled(entry.sklearn, task)
        keras = entry.keras if isinstance(entry.keras, Mapping) else {"": entry.keras}
        for average, call in keras.items():
            yield ", ".join(filter(None, ("keras", average))), _filled(call, task)
    for setting, values in entry.settings.items():
        yield "shown for", f"{setting} {', '.join(map(str, values))}"
    if entry.default:
        yield "nothing set", _filled(entry.default.keras, task)
        if entry.default.sklearn:
            yield "  against", _filled(entry.default.sklearn, task)


def _filled(template: str | None, task: Task) -> str:
    """Return a template as a person would write the call."""
    if template is None:
        return "has none"
    labels, predictions = _COLUMNS.get(task, (1, 1))
    return _written(
        template, compiled_accuracy=compiled_accuracy(labels=labels, predictions=predictions)
    )


def _written(template: object, **more: str) -> str:
    fields = {name for _, name, _, _ in string.Formatter().parse(str(template)) if name}
    return str(template).format_map({**{name: name for name in fields}, **_WRITTEN, **more})


def _legend(metric: Metric) -> Iterator[tuple[str, str]]:
    """Yield what the words in the calls of a metric stand for."""
    calls = " ".join(
        text for task, entry in metric.entries.items() for _, text in _calls(entry, task)
    )
    for word, meaning in _MEANINGS.items():
        pattern = word.replace("...", "") if word.endswith("...") else rf"(?<![\w.]){word}\b(?!=)"
        if re.search(pattern, calls):
            yield word, meaning


def _paragraph(title: str, text: str, column: int) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=f"  {title}".ljust(column),
        subsequent_indent=" " * column,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _bold(text: str, color: bool) -> str:
    return click.style(text, bold=True) if color else text
