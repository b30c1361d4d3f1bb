"""A sweep as CSV: one row a threshold.  It holds numbers alone, under names of our own."""

from __future__ import annotations

from metricdiff.formats.style import Style
from metricdiff.sweeping.result import Sweep


def render(sweep: Sweep, form: Style) -> str:
    """Return the thresholds with all digits."""
    del form
    return sweep.frame().to_csv(index=False, lineterminator="\n")
