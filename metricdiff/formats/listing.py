"""The comparisons on a screen, a row each: text is broken before a number is cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from metricdiff.formats import style
from metricdiff.formats.style import safe
from metricdiff.report import Comparison
from metricdiff.words import Task, Verdict

_COLOURS = {"=": "green", "minor": "yellow", "differs": "yellow", "MISMATCH": "bold red"}
_NUMBERS = frozenset({"sklearn", "keras", "keras-sklearn", "diff"})
#: As many columns stay for a name that is broken.
_LEAST = 6


@dataclass(frozen=True)
class _Layout:
    """What a table shows, and how closely.

    Attributes:
        gap: What heads the differences; empty leaves them out.
        blanks: How many stand between columns.
        threshold: Whether the threshold is told beside other settings.
    """

    gap: str = "keras-sklearn"
    blanks: int = 2
    threshold: bool = True


#: The roomiest that fits is taken.
_LAYOUTS = (
    _Layout(),
    _Layout("diff"),
    _Layout("diff", 1),
    _Layout("diff", 1, threshold=False),
)


def table(rows: Sequence[Comparison], task: Task, width: int) -> Table:
    """Return the rows as a table of at most *width* columns."""
    several = len({row.variant.get("threshold") for row in rows} - {None}) > 1
    layouts = [one for one in _LAYOUTS if one.threshold or not several]
    grids = [(one, _grid(rows, task, one)) for one in layouts]
    fitting = [(one, grid) for one, grid in grids if _width(grid, one.blanks) <= width]
    layout, grid = fitting[0] if fitting else grids[-1]
    rooms = _rooms(grid, layout.blanks, width)
    over = sum(rooms) + layout.blanks * (len(rooms) - 1) > width
    if over or rooms[0] < _lengths(grid)[0]:  # a whole name is worth more than a difference
        layout = replace(layout, gap="")
        grid = _grid(rows, task, layout)
        rooms = _rooms(grid, layout.blanks, width)
    made = Table(box=None, pad_edge=False, padding=(0, layout.blanks, 0, 0), header_style="dim")
    for name, room in zip(grid[0], rooms, strict=True):
        right = name in _NUMBERS
        made.add_column(name, justify="right" if right else "left", width=room, overflow="fold")
    for row, line in zip(rows, grid[1:], strict=True):
        texts = [Text(cell) for cell in line]
        for text in texts[-2 if layout.gap else -1 :]:
            text.stylize(_colour(row))
        made.add_row(*texts, style="dim" if row.accepted else "")
    return made


def _grid(rows: Sequence[Comparison], task: Task, layout: _Layout) -> list[list[str]]:
    """Return the headings and the cells of each row; no column of settings where none is set."""
    headings = ["metric", "setting", "sklearn", "keras", layout.gap, "why"]
    lines = [headings, *(_cells(row, task, layout) for row in rows)]
    shown = [place for place, name in enumerate(headings) if name]
    if not any(line[1] for line in lines[1:]):
        shown.remove(1)
    return [[line[place] for place in shown] for line in lines]


def _cells(row: Comparison, task: Task, layout: _Layout) -> list[str]:
    unit = f" ({row.unit})" if row.unit == "percent" else ""
    return [
        safe(row.metric) + unit,
        style.setting(row, task, short=True, threshold=layout.threshold),
        style.value(row.sklearn.value, row.unit),
        style.value(row.keras.value, row.unit),
        style.difference(row),
        style.why(row),
    ]


def _width(grid: Sequence[Sequence[str]], blanks: int) -> int:
    """Return how wide the columns are together."""
    return sum(_lengths(grid)) + blanks * (len(grid[0]) - 1)


def _lengths(grid: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(cell_len, column)) for column in zip(*grid, strict=True)]


def _rooms(grid: Sequence[Sequence[str]], blanks: int, width: int) -> list[int]:
    """Return the width of each column; text is broken where it must be, between words first."""
    rooms, headings = _lengths(grid), grid[0]
    over = _width(grid, blanks) - width
    for name, whole in (("why", True), ("setting", True), ("metric", False), ("setting", False)):
        if over > 0 and name in headings:
            place = headings.index(name)
            words = [word for line in grid for word in line[place].split()]
            least = max(map(cell_len, words)) if whole else _LEAST
            spared = max(0, min(over, rooms[place] - least))
            rooms[place], over = rooms[place] - spared, over - spared
    return rooms


def _colour(row: Comparison) -> str:
    word = "=" if row.verdict is Verdict.EQUAL else style.why(row).rpartition("  ")[2]
    return _COLOURS.get(word, "dim")
