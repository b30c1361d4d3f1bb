"""What a sweep says, in words: shared by the formats for people.  It holds no name from a file."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from metricdiff.formats import style
from metricdiff.sweeping.result import Curve, Sweep
from metricdiff.sweeping.running import FLAT
from metricdiff.words import Kind, Task

BEST = ("best", "", "at", "same until", f"within {FLAT:g} of it", "scores")
_MOST_ROWS = 21
_MOST_TIES = 4
DIGITS = 4


def shown(sweep: Sweep, *, verbose: bool) -> npt.NDArray[np.int64]:
    """Return the places of the thresholds for a table: a score of them, or all."""
    places = sweep.thresholds.shown
    if len(places) > _MOST_ROWS and not verbose:
        places = places[np.linspace(0, len(places) - 1, _MOST_ROWS).round().astype(int)]
    return places


def best(sweep: Sweep) -> Iterator[tuple[str, ...]]:
    """Yield for each metric its best threshold, and how much of the way it is as good."""
    for curve in sweep.curves:
        if one := curve.best:
            yield (
                *(curve.name, number(one.value, curve, sweep), _short(one.threshold, 4)),
                "the end" if one.until is None else _short(one.until, 4),
                f"{_short(one.low, 3)} to {_short(one.high, 3)}",
                f"{100 * one.share:.1f} %",
            )


def _short(threshold: float, digits: int) -> str:
    """Write a threshold with few digits, and more where it would else become 1.

    Sure models have all their scores next to 1, and no score is above 1.
    """
    while float(text := f"{threshold:.{digits}g}") == 1 != threshold:
        digits += 1
    return text


def number(value: float, curve: Curve, sweep: Sweep) -> str:
    """Write a value of a metric; ``-`` where it has none."""
    if np.isnan(value):
        return "-"
    counts = curve.metric.endswith(("positives", "negatives"))
    whole = counts and sweep.predictions.raw.sample_weight is None
    return f"{value:.0f}" if whole else f"{value:.{DIGITS}f}"


def partings(sweep: Sweep, *, verbose: bool) -> Iterator[tuple[str, str]]:
    """Yield a code and a sentence: where the libraries decide otherwise, or would with ``>=``."""
    yield _moved(sweep)
    yield from _coded(sweep)
    yield from _tied(sweep, verbose=verbose)


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


def _coded(sweep: Sweep) -> Iterator[tuple[str, str]]:
    """Say where Keras counts otherwise at every threshold, for the numbers that labels are."""
    classes = sorted(label for label in sweep.predictions.classes if not isinstance(label, str))
    if len(classes) > 1 and classes != [0, 1]:
        low, high = classes
        text = (
            f"the labels are {low:g} and {high:g}, and Keras expects 0 and 1: at any threshold it "
            "counts otherwise. Map them first."
        )
        yield ("MD001" if classes == [-1, 1] else "MD002", text)


def _tied(sweep: Sweep, *, verbose: bool) -> Iterator[tuple[str, str]]:
    """Say which scores are exactly a threshold of the table, and which are shared by most rows."""
    at, tied = sweep.thresholds.at, sweep.tied
    shown = [place for place in sweep.thresholds.shown if tied[place]]
    listed = shown if verbose else shown[:_MOST_TIES]
    for place in listed:
        where = f"{_cells(int(tied[place]), sweep)} at exactly {at[place]:.6g}"
        yield "MD202", f"{where}: negative with >, positive with >= and BinaryIoU"
    if len(listed) < len(shown):
        yield "", f"and at {len(shown) - len(listed)} more of these thresholds: -v"
    if not shown:
        yield "MD202", "no score is exactly one of the thresholds of the table"
    most = int(tied.argmax())
    if tied[most] > 1 and most not in listed:
        yield "", f"{_cells(int(tied[most]), sweep)} share the score {_short(at[most], 6)}"


def _cells(number: int, sweep: Sweep) -> str:
    """Write how many scores: of several labels a row has several."""
    noun = "cell" if sweep.predictions.task is Task.MULTILABEL else "row"
    return style.count(number, noun)
