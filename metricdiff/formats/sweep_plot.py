"""A sweep as small pictures on a terminal: a metric each, over all thresholds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from metricdiff.formats import drawing
from metricdiff.formats import sweep_words as words
from metricdiff.formats.drawing import Drawing
from metricdiff.formats.style import Style
from metricdiff.sweeping.result import Curve, Sweep
from metricdiff.words import Kind

_HEIGHT = 4
_NARROWEST = 38
_LABEL = 7
#: A smaller difference is the noise of float32.
_VISIBLE = 1e-5
_APART = {Drawing.ASCII: "x", Drawing.UNICODE: "✕"}


def plots(sweep: Sweep, form: Style) -> Iterator[RenderableType]:
    """Yield the pictures, as many beside each other as the screen is wide."""
    if form.drawing is Drawing.NONE:
        return
    beside = max(1, form.width // _NARROWEST)
    width = form.width // beside
    grid = Table.grid(padding=(0, 0, 1, 0), pad_edge=True)
    for _ in range(beside):
        grid.add_column(width=width, no_wrap=True)
    panels = [_panel(curve, sweep, width - _LABEL - 2, form.drawing) for curve in sweep.curves]
    for start in range(0, len(panels), beside):
        grid.add_row(*panels[start : start + beside])
    pointer = drawing.pointer(0, 0, 1, 1, form.drawing)
    yield Text.assemble(
        ("scikit-learn over the threshold", "bold"),
        f"  {pointer} the best  {_APART[form.drawing]} where Keras gives another value",
    )
    yield grid


def _panel(curve: Curve, sweep: Sweep, width: int, kind: Drawing) -> RenderableType:
    low, high = _ends(sweep)
    places = _places(sweep, low, high, width)
    values = curve.sklearn[places]
    known = values[np.isfinite(values)]
    bottom, top = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    lines = drawing.columns(values.tolist(), bottom, top, _HEIGHT, kind)
    labels = [words.number(top, curve, sweep), *[""] * (_HEIGHT - 2)]
    labels.append(words.number(bottom, curve, sweep))
    drawn = [
        Text.assemble((f"{label:>{_LABEL - 1}} ", "dim"), (line, "cyan"))
        for label, line in zip(labels, lines, strict=True)
    ]
    marks = _apart(curve, sweep, places)
    if marks.any():
        line = "".join(_APART[kind] if one else " " for one in marks)
        drawn.append(Text.assemble((f"{'keras':>{_LABEL - 1}} ", "dim"), (line, "yellow")))
    return Group(_title(curve, sweep), *drawn, _axis(curve, low, high, width, kind))


def _title(curve: Curve, sweep: Sweep) -> Text:
    title = Text(" " * _LABEL).append(curve.name, "bold")
    if curve.best:
        best = words.number(curve.best.value, curve, sweep)
        title.append(f" {best} at {curve.best.threshold:.4g}")
    return title


def _apart(curve: Curve, sweep: Sweep, places: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return for each column whether Keras gives another value at a threshold in it."""
    if curve.keras is None:
        return np.zeros(len(places), dtype=np.bool_)
    close = np.isclose(curve.keras, curve.sklearn, atol=_VISIBLE, equal_nan=True)
    # A score that is a threshold is cut otherwise there alone; what Keras cuts elsewhere, further.
    further = ~close & (sweep.parted > 0)
    inside = [
        (~close[first + 1 : last + 1]).any() or further[last]
        for first, last in zip(np.append(-1, places[:-1]), places, strict=True)
    ]
    return np.array(inside)


def _axis(curve: Curve, low: float, high: float, width: int, kind: Drawing) -> Text:
    """Return the line below: both ends, and the best threshold."""
    line = [" "] * width
    for text, start in ((f"{low:.3g}", 0), (f"{high:.3g}", width - len(f"{high:.3g}"))):
        line[start : start + len(text)] = text
    if curve.best:
        at = drawing.cell(curve.best.threshold, low, high, width)
        line[at] = drawing.pointer(0, 0, 1, 1, kind)
    return Text(" " * _LABEL + "".join(line), "dim")


def _ends(sweep: Sweep) -> tuple[float, float]:
    """Return the range of the thresholds that is drawn."""
    at = sweep.thresholds.at[np.isfinite(sweep.thresholds.at)]
    every = sweep.predictions.kind in {Kind.PROBABILITIES, Kind.LOGITS} and len(at) > len(
        sweep.thresholds.shown
    )
    return (0.0, 1.0) if every else (float(at[0]), float(at[-1]))


def _places(sweep: Sweep, low: float, high: float, width: int) -> npt.NDArray[np.int64]:
    """Return for each column the place of the last threshold that is not above its middle."""
    middles = low + (np.arange(width) + 0.5) * (high - low) / width
    places = np.searchsorted(sweep.thresholds.at, middles, side="right") - 1
    return np.clip(places, 0, len(sweep.thresholds.at) - 1)
