"""Pictures of characters: columns, points on a line, bars between two points.

They are for terminals alone.  With ``Drawing.ASCII`` a terminal that has no other characters shows
them too, more coarsely.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum


class Drawing(StrEnum):
    """What a reader's terminal can show of a picture."""

    NONE = "none"
    ASCII = "ascii"
    UNICODE = "unicode"


#: What fills a cell from below, from nothing to all of it.
_FILLS = {Drawing.ASCII: " .:#", Drawing.UNICODE: " ▁▂▃▄▅▆▇█"}
#: A point; a pointer from below; the two ends and the middle of an arrow.
_POINTS = {Drawing.ASCII: ("o", "^", "<", ">", "="), Drawing.UNICODE: ("●", "▲", "◀", "▶", "━")}


def columns(
    values: Sequence[float], low: float, high: float, height: int, kind: Drawing
) -> list[str]:
    """Draw values as columns side by side.

    Args:
        values: The heights; NaN leaves a gap.
        low: The value at the foot; what is there still shows as the lowest fill.
        high: The value at the top.
        height: Lines.
        kind: What can be shown; not ``NONE``.

    Returns:
        The lines from the top.
    """
    fills = _FILLS[kind]
    steps, most = len(fills) - 1, (len(fills) - 1) * height
    filled = [
        0 if math.isnan(one) else max(1, round(most * _share(one, low, high))) for one in values
    ]
    return [
        "".join(fills[min(max(cell - line * steps, 0), steps)] for cell in filled)
        for line in reversed(range(height))
    ]


def pointer(at: float, low: float, high: float, width: int, kind: Drawing) -> str:
    """Draw what points up at a value, on a line from *low* to *high*."""
    place = cell(at, low, high, width)
    return " " * place + _POINTS[kind][1] + " " * (width - place - 1)


def point(at: float, low: float, high: float, width: int, kind: Drawing) -> str:
    """Draw a value as a point on a line from *low* to *high*."""
    place = cell(at, low, high, width)
    return " " * place + _POINTS[kind][0] + " " * (width - place - 1)


def arrow(start: float, end: float, low: float, high: float, width: int, kind: Drawing) -> str:
    """Draw the way from one value to another as an arrow on a line from *low* to *high*."""
    _, _, left, right, middle = _POINTS[kind]
    first, last = (cell(one, low, high, width) for one in (start, end))
    head = right if end >= start else left
    if first == last:
        drawn = head
    elif last > first:
        drawn = middle * (last - first) + head
    else:
        drawn = head + middle * (first - last)
    return (" " * min(first, last) + drawn).ljust(width)


def cell(at: float, low: float, high: float, width: int) -> int:
    """Return the place of a value among the cells of a line."""
    return min(int(width * _share(at, low, high)), width - 1)


def _share(value: float, low: float, high: float) -> float:
    return min(max((value - low) / (high - low), 0.0), 1.0) if high > low else 0.5
