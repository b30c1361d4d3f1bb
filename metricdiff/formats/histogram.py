"""Scores on a terminal: a line of columns for each group, and where they are cut."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from metricdiff.formats import drawing
from metricdiff.formats.drawing import Drawing
from metricdiff.formats.scores import Distribution, Group, distribution
from metricdiff.formats.style import Style, safe
from metricdiff.report import Report

_HEIGHT = 2
_NAMES = 16
_NARROWEST, _WIDEST = 20, 80


def histogram(report: Report, form: Style) -> Iterator[RenderableType]:
    """Draw the scores, where the screen can show it."""
    width = min(form.width - _NAMES - 2, _WIDEST)
    if form.drawing is Drawing.NONE or width < _NARROWEST:
        return
    shown = distribution(report)
    if shown is None:
        return
    yield Text(shown.title, "bold")
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=_NAMES, no_wrap=True, overflow="ellipsis")
    grid.add_column(no_wrap=True)
    for group in shown.groups:
        lines = _columns(group, shown, width, form.drawing)
        grid.add_row(safe(group.name), Text(lines[0], "cyan"))
        grid.add_row(Text(f"{group.rows:,}", "dim"), Text(lines[1], "cyan"))
    for name, at in shown.cuts:
        if shown.low <= at <= shown.high:
            mark = drawing.pointer(at, shown.low, shown.high, width, form.drawing)
            label = f"cut {name}".strip() if name else ""
            grid.add_row(Text(f"{label} {at:g}".strip(), "dim"), Text(mark, "yellow"))
    ends = f"{shown.low:.4g}", f"{shown.high:.4g}"
    grid.add_row("", Text(f"{ends[0]}{ends[1]:>{width - len(ends[0])}}", "dim"))
    yield grid
    yield Text()


def _columns(group: Group, shown: Distribution, width: int, kind: Drawing) -> list[str]:
    """Return the columns of a group, the highest as high as the line."""
    low, high = shown.low, shown.high
    room = (low, high) if high > low else (low - 0.5, low + 0.5)
    counts = group.histogram(np.linspace(*room, width + 1))
    heights = np.where(counts > 0, counts, np.nan)
    return drawing.columns(heights.tolist(), 0.0, float(counts.max()), _HEIGHT, kind)
