"""``metricdiff metrics``: the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

import click

from metricdiff.cli import streams
from metricdiff.metrics import registry
from metricdiff.metrics.declaration import Entry, Metric

_BRACES = {
    "decisions": "decisions",
    "truth": "y_true",
    "scores": "y_pred",
    "probabilities": "y_pred",
    "threshold": "t",
    "average": "average",
    "keras_average": "average",
    "k": "k",
    "beta": "beta",
    "at": "at",
    "n": "n",
    "rows": "n",
    "positive": "positive",
    "positive_or_none": "positive",
    "negative": "negative",
    "labels": "classes",
    "Sparse": "Sparse",
    "argmax_accuracy": "SparseCategoricalAccuracy",
    "compiled_accuracy": "metrics=['accuracy'] -> BinaryAccuracy",
    "mean_iou": "MeanIoU(num_classes=n, sparse_y_pred=False)",
}


@click.command("metrics", epilog="Examples:\n\n  metricdiff metrics\n\n  metricdiff metrics f1")
@click.argument("name", required=False)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
def command(name: str | None, color: str, debug: bool) -> int:
    """List the metrics, or show all that is known of NAME.

    NAME is a canonical name or any name that Keras or scikit-learn has for the metric.
    """
    del debug  # read from the command line by main
    colored = streams.use_color(color)
    if name is None:
        lines = _list(colored)
    else:
        named = registry.find(name)
        lines = _show(named.metric, dict(named.pins), colored)
    streams.emit("".join(f"{line}\n" for line in lines))
    return 0


def _list(colored: bool) -> Iterator[str]:
    wide = max(len(metric.name) for metric in registry.METRICS)
    for metric in registry.METRICS:
        yield f"{_bold(metric.name.ljust(wide), colored)}  {', '.join(metric.entries)}"
        yield f"{'':{wide}}  {metric.summary}"
    yield "\nEach library's call and its defaults: metricdiff metrics NAME"


def _show(metric: Metric, pins: dict[str, object], colored: bool) -> Iterator[str]:
    yield f"{_bold(metric.name, colored)}  {metric.summary}"
    if pins:
        yield f"  this name pins {', '.join(f'{key}={value}' for key, value in pins.items())}"
    if metric.unit:
        yield f"  unit: {metric.unit}"
    yield f"  computed from: {metric.needs}"
    yield f"  also called: {', '.join(metric.aliases) or 'nothing else'}"
    for task, entry in metric.entries.items():
        usual = metric.name in registry.DEFAULT_SETS[task]
        label = f", {entry.label}" if entry.label else ""
        yield f"\n  {_bold(task, colored)}{label}{' (in the default set)' if usual else ''}"
        yield from (f"    {line}" for line in _calls(entry))


def _calls(entry: Entry) -> list[str]:
    lines = [f"sklearn  {_filled(entry.sklearn)}"]
    if isinstance(entry.keras, str | None):
        lines.append(f"keras    {_filled(entry.keras)}")
    else:
        lines += [f"keras    {_filled(call)}  ({name})" for name, call in entry.keras.items()]
    if entry.default:
        lines.append(f"default  {_filled(entry.default.keras)}  (Keras with nothing set)")
        if entry.default.sklearn:
            lines.append(f"         against {_filled(entry.default.sklearn)}")
    for setting, values in entry.settings.items():
        lines.append(f"shown    {setting}: {', '.join(map(str, values))}")
    return lines


def _filled(template: str | None) -> str:
    return template.format_map(_BRACES) if template else "none"


def _bold(text: str, colored: bool) -> str:
    return click.style(text, bold=True) if colored else text
