"""A sweep on a screen: round thresholds, the best one of each metric, where the libraries part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from metricdiff.formats import screen, style
from metricdiff.formats import sweep_words as words
from metricdiff.formats.heading import header
from metricdiff.formats.style import Style
from metricdiff.formats.sweep_plot import plots
from metricdiff.sweeping.result import Sweep


def render(sweep: Sweep, form: Style) -> str:
    """Return the sweep as text for a screen of ``form.width`` columns."""
    return screen.drawn(_blocks(sweep, form), form.width, color=form.color)


def _blocks(sweep: Sweep, form: Style) -> Iterator[RenderableType]:
    count = style.count(len(sweep.thresholds.at), "threshold")
    yield header(sweep.predictions, count, form)
    yield Text()
    shown = words.shown(sweep, verbose=form.verbose)
    yield from _tables(sweep, shown, form)
    if len(shown) < len(sweep.thresholds.shown):
        yield Text(f" {len(sweep.thresholds.shown) - len(shown)} more: -v", "dim")
    yield Text()
    if form.plot:
        yield from plots(sweep, form)
    yield from _best(sweep, form)
    yield Text()
    yield from _partings(sweep, form)


def _tables(
    sweep: Sweep, shown: Sequence[int] | np.ndarray, form: Style
) -> Iterator[RenderableType]:
    """Yield scikit-learn's numbers, in as many tables as the screen needs."""
    yield Text("scikit-learn, positive where score > threshold", "bold")
    left = list(sweep.curves)
    while left:
        table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
        table.add_column("threshold", justify="right")
        room, taken = form.width - len("threshold") - 2, 0
        while left and (not taken or room > len(left[0].name) + 1):
            curve = left.pop(0)
            width = max(len(curve.name), words.DIGITS + 2)
            table.add_column(curve.name, justify="right", min_width=width, no_wrap=True)
            taken, room = taken + 1, room - width - 1
        end = len(sweep.curves) - len(left)
        part = sweep.curves[end - taken : end]
        for place in shown:
            cells = [words.number(float(curve.sklearn[place]), curve, sweep) for curve in part]
            table.add_row(f"{sweep.thresholds.at[place]:.6g}", *cells)
        yield table
        if left:
            yield Text()


def _best(sweep: Sweep, form: Style) -> Iterator[RenderableType]:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in words.BEST:
        table.add_column(name, justify="left" if name == "best" else "right", no_wrap=True)
    for cells in words.best(sweep):
        table.add_row(*cells)
    yield table
    if form.verbose:
        for best in filter(None, (curve.best for curve in sweep.curves)):
            yield Text(f" {best.sklearn}", "dim")
            yield Text(f" {best.keras or 'not in keras'}", "dim")


def _partings(sweep: Sweep, form: Style) -> Iterator[RenderableType]:
    """Yield where the two libraries decide rows differently, or would with ``>=``."""
    yield Text("Where the libraries part", "bold")
    grid = Table.grid(padding=(0, 2, 0, 1))
    for code, text in words.partings(sweep, verbose=form.verbose):
        grid.add_row(Text(code), Text(text))
    yield grid
