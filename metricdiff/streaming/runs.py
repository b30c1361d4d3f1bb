"""Distinct scores with how often each occurs: what can be added up over blocks, in any order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

#: How many scores are looked at at once; more at a time takes memory and no less time.
_AT_ONCE = 1 << 20
#: Counts are small while they can be.
_COUNT, _LARGEST = np.uint32, 2**32 - 1


@dataclass(frozen=True)
class Runs:
    """Scores, ascending, NaN last, and the number of rows of each.

    Attributes:
        scores: (M,) the scores; where neighbours were taken together, the mean of each bin.
        counts: (M,) the rows that have them.
        lows: (M,) the smallest score of each bin; the scores themselves while there are no bins.
        highs: (M,) the largest.
    """

    scores: Array
    counts: Array
    lows: Array
    highs: Array

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def exact(self) -> bool:
        """Whether there are no bins."""
        return self.lows is self.scores


def counted(scores: Array) -> Runs:
    """Count (N,) scores, in any order."""
    ordered = np.sort(scores)
    starts = _starts(ordered)
    distinct = ordered[starts]
    counts = np.diff(starts, append=len(ordered)).astype(_COUNT)
    return Runs(distinct, counts, distinct, distinct)


def merged(one: Runs, other: Runs) -> Runs:
    """Return the runs of all rows together; bins that begin at other scores stay apart."""
    if len(one) < len(other):
        one, other = other, one
    edges = one.lows[_AT_ONCE::_AT_ONCE]
    ends = [np.searchsorted(runs.lows, edges).tolist() for runs in (one, other)]
    pairs = zip(_between(one, ends[0]), _between(other, ends[1]), strict=True)
    return _joined([_merged(*pair) for pair in pairs])


def _merged(one: Runs, other: Runs) -> Runs:
    lows = np.concatenate([one.lows, other.lows])
    order = np.argsort(lows, kind="stable")  # merges what is in order already
    lows, counts = lows[order], np.concatenate([one.counts, other.counts])[order]
    starts = _starts(lows)
    if one.exact and other.exact:
        lows = lows[starts]
        return Runs(lows, _sums(counts, starts), lows, lows)
    scores = np.concatenate([one.scores, other.scores])[order]
    highs = np.concatenate([one.highs, other.highs])[order]
    return _binned(scores, counts, lows, highs, starts)


def _between(runs: Runs, ends: Sequence[int]) -> Iterator[Runs]:
    """Yield the runs up to each end, and those behind the last."""
    for start, end in pairwise([0, *ends, len(runs)]):
        part = slice(start, end)
        lows = runs.lows[part]
        if runs.exact:
            yield Runs(lows, runs.counts[part], lows, lows)
        else:
            yield Runs(runs.scores[part], runs.counts[part], lows, runs.highs[part])


def _joined(parts: list[Runs]) -> Runs:
    """Put runs one behind the other, and let go of the parts."""
    if len(parts) == 1:
        return parts[0]
    exact = all(one.exact for one in parts)
    counts = np.concatenate([one.counts for one in parts])
    lows = np.concatenate([one.lows for one in parts])
    if exact:
        return Runs(lows, counts, lows, lows)
    scores, highs = (
        np.concatenate([getattr(one, name) for one in parts]) for name in ("scores", "highs")
    )
    return Runs(scores, counts, lows, highs)


def coarsened(runs: Runs, shift: int, cuts: Array) -> Runs:
    """Take neighbouring scores together, each bin at the mean of its rows.

    A bin is narrow against the distance of its scores from 0 and, of probabilities, from 1; no bin
    reaches across a cut, and what is exactly at one has a bin of its own.

    Args:
        runs: What to take together.
        shift: How many binary digits of a float64 are left out.
        cuts: (C,) where scores are told apart, ascending.
    """
    parts = _between(runs, range(_AT_ONCE, len(runs), _AT_ONCE))
    joined = _joined([_coarsened(part, shift, cuts) for part in parts])
    # The bins at the ends of the parts may be one.
    return _coarsened(joined, shift, cuts) if len(runs) > _AT_ONCE else joined


def _coarsened(runs: Runs, shift: int, cuts: Array) -> Runs:
    lows = runs.lows.astype(np.float64, copy=False)
    near = np.where((lows > 0.5) & (lows <= 1), 1 - lows, lows)  # noqa: PLR2004 - exact there
    places = near.view(np.int64) >> shift
    begins = np.ones(len(lows), dtype=np.bool_)
    begins[1:] = places[1:] != places[:-1]
    for side in ("left", "right"):
        at = np.searchsorted(lows, cuts, side=side)
        begins[at[at < len(lows)]] = True
    begins |= np.isnan(lows)
    scores, highs = (one.astype(np.float64, copy=False) for one in (runs.scores, runs.highs))
    return _binned(scores, runs.counts, lows, highs, np.flatnonzero(begins))


def _binned(scores: Array, counts: Array, lows: Array, highs: Array, starts: Array) -> Runs:
    """Take together what stands from each start to the next."""
    if not len(starts):
        return Runs(scores, counts, lows, highs)
    sums = _sums(counts, starts)
    low, high = lows[starts], np.maximum.reduceat(highs, starts)
    alone = np.diff(starts, append=len(scores)) == 1
    with np.errstate(invalid="ignore"):  # infinite scores have a bin of their own
        means = np.add.reduceat(scores * counts, starts) / sums
    means = np.where(alone | (low == high), scores[starts], np.clip(means, low, high))
    return Runs(means, sums, low, high)


def _sums(counts: Array, starts: Array) -> Array:
    """Add up the counts from each start to the next."""
    if not len(starts):
        return counts
    sums = np.add.reduceat(counts, starts, dtype=np.int64)
    return sums.astype(_COUNT) if sums.max(initial=0) <= _LARGEST else sums


def _starts(ordered: Array) -> npt.NDArray[np.int64]:
    """Return where each distinct value begins; all NaN are one."""
    begins = np.append(True, ordered[1:] != ordered[:-1]) if len(ordered) else np.zeros(0, np.bool_)
    if ordered.dtype.kind == "f" and len(ordered) and np.isnan(ordered[-1]):
        begins[np.searchsorted(ordered, np.nan) + 1 :] = False
    return np.flatnonzero(begins)
