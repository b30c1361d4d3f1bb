"""A sweep on a screen: round thresholds, the best one of each metric, where the libraries part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from metricdiff.formats import screen, style
from metricdiff.formats.heading import header
from metricdiff.formats.style import Style
from metricdiff.sweeping.result import Curve, Sweep
from metricdiff.sweeping.running import FLAT
from metricdiff.words import Kind, Task

_MOST_ROWS = 21
_MOST_TIES = 4
_DIGITS = 4


def render(sweep: Sweep, form: Style) -> str:
    """Return the sweep as text for a screen of ``form.width`` columns."""
    return screen.drawn(_blocks(sweep, form), form.width, color=form.color)


def _blocks(sweep: Sweep, form: Style) -> Iterator[RenderableType]:
    count = style.count(len(sweep.thresholds.at), "threshold")
    yield header(sweep.predictions, count, form)
    yield Text()
    shown = sweep.thresholds.shown
    if len(shown) > _MOST_ROWS and not form.verbose:
        shown = shown[np.linspace(0, len(shown) - 1, _MOST_ROWS).round().astype(int)]
    yield from _tables(sweep, shown, form)
    if len(shown) < len(sweep.thresholds.shown):
        yield Text(f" {len(sweep.thresholds.shown) - len(shown)} more: -v", "dim")
    yield Text()
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
            width = max(len(curve.name), _DIGITS + 2)
            table.add_column(curve.name, justify="right", min_width=width, no_wrap=True)
            taken, room = taken + 1, room - width - 1
        end = len(sweep.curves) - len(left)
        part = sweep.curves[end - taken : end]
        for place in shown:
            cells = [_number(float(curve.sklearn[place]), curve, sweep) for curve in part]
            table.add_row(f"{sweep.thresholds.at[place]:.6g}", *cells)
        yield table
        if left:
            yield Text()


def _number(value: float, curve: Curve, sweep: Sweep) -> str:
    if np.isnan(value):
        return "-"
    counts = curve.metric.endswith(("positives", "negatives"))
    whole = counts and sweep.predictions.raw.sample_weight is None
    return f"{value:.0f}" if whole else f"{value:.{_DIGITS}f}"


def _best(sweep: Sweep, form: Style) -> Iterator[RenderableType]:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    names = ("best", "", "at", "same until", f"within {FLAT:g} of it", "scores")
    for name in names:
        table.add_column(name, justify="left" if name == "best" else "right", no_wrap=True)
    curves = [(curve, curve.best) for curve in sweep.curves if curve.best]
    for curve, best in curves:
        table.add_row(
            *(curve.name, _number(best.value, curve, sweep), f"{best.threshold:.4g}"),
            "the end" if best.until is None else f"{best.until:.4g}",
            f"{best.low:.3g} to {best.high:.3g}",
            f"{100 * best.share:.1f} %",
        )
    yield table
    if form.verbose:
        for _, best in curves:
            yield Text(f" {best.sklearn}", "dim")
            yield Text(f" {best.keras or 'not in keras'}", "dim")


def _partings(sweep: Sweep, form: Style) -> Iterator[RenderableType]:
    """Yield where the two libraries decide rows differently, or would with ``>=``."""
    yield Text("Where the libraries part", "bold")
    grid = Table.grid(padding=(0, 2, 0, 1))
    for code, text in (_moved(sweep), *_tied(sweep, form)):
        grid.add_row(Text(code), Text(text))
    yield grid


def _moved(sweep: Sweep) -> tuple[str, str]:
    """Say which rows Keras decides otherwise, with the same ``>``."""
    most = int(sweep.parted.argmax())
    at, rows = sweep.thresholds.at[most], _cells(int(sweep.parted[most]), sweep)
    if sweep.predictions.kind is Kind.LOGITS:
        text = (
            f"Keras holds the threshold against the logits themselves: at {at:.5g} it decides "
            f"{rows} otherwise. Give it logit(threshold), or apply the sigmoid first."
        )
        return "MD201", text
    places = np.count_nonzero(sweep.parted)
    if not places:
        return "MD219", "nowhere by float32: Keras's > decides as scikit-learn's does"
    among = style.count(len(sweep.parted), "threshold")
    return "MD219", f"float32 moves rows at {places} of {among}; most at {at.item()!r}: {rows}"


def _tied(sweep: Sweep, form: Style) -> Iterator[tuple[str, str]]:
    """Say which scores are exactly a threshold of the table, and which are shared by most rows."""
    at, tied = sweep.thresholds.at, sweep.tied
    shown = [place for place in sweep.thresholds.shown if tied[place]]
    listed = shown if form.verbose else shown[:_MOST_TIES]
    for place in listed:
        where = f"{_cells(int(tied[place]), sweep)} at exactly {at[place]:.6g}"
        yield "MD202", f"{where}: negative with >, positive with >= and BinaryIoU"
    if len(listed) < len(shown):
        yield "", f"and at {len(shown) - len(listed)} more of these thresholds: -v"
    if not shown:
        yield "MD202", "no score is exactly one of the thresholds of the table"
    most = int(tied.argmax())
    if tied[most] > 1 and most not in listed:
        yield "", f"{_cells(int(tied[most]), sweep)} share the score {at[most]:.6g}"


def _cells(number: int, sweep: Sweep) -> str:
    """Write how many scores: of several labels a row has several."""
    noun = "cell" if sweep.predictions.task is Task.MULTILABEL else "row"
    return style.count(number, noun)
