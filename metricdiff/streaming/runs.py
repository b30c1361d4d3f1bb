"""Distinct scores with how often each occurs: what can be added up over blocks, in any order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
#: The smallest and the largest of some numbers.
Span = tuple[float, float]

#: How many scores are looked at at once; more at a time takes memory and no less time.
_AT_ONCE = 1 << 20
#: Counts are small while they can be.
_COUNT, _LARGEST = np.uint32, 2**32 - 1


@dataclass(frozen=True)
class Runs:
    """Scores, ascending, NaN last, and the number of rows of each.

    Attributes:
        scores: (M,) the scores; where neighbours were taken together, the mean of each bin, by
            weight where there are weights.
        counts: (M,) the rows that have them.
        lows: (M,) the smallest score of each bin; the scores themselves while there are no bins.
        highs: (M,) the largest.
        sums: (S, M) what else is added up over the rows, as :mod:`.weights` says.
        span: The smallest and the largest of what makes the first of the sums.
    """

    scores: Array
    counts: Array
    lows: Array
    highs: Array
    sums: Array
    span: Span = (0.0, 0.0)

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def exact(self) -> bool:
        """Whether there are no bins."""
        return self.lows is self.scores


def counted(scores: Array, values: Array | None = None) -> Runs:
    """Count (N,) scores, in any order, and add up (S, N) values of their rows."""
    if values is None or not len(values):
        ordered, span = np.sort(scores), (0.0, 0.0)
        values = np.empty((0, len(scores)))
    else:
        order = np.argsort(scores)
        ordered, values = scores[order], values[:, order]
        span = float(values[0].min()), float(values[0].max())
    starts = _starts(ordered)
    counts = np.diff(starts, append=len(ordered)).astype(_COUNT)
    return _sharp(ordered[starts], counts, _added(values, starts), span)


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
    sums = np.concatenate([one.sums, other.sums], axis=1)[:, order]
    starts, span = _starts(lows), spanned([one, other])
    if one.exact and other.exact:
        return _sharp(lows[starts], _sums(counts, starts), _added(sums, starts), span)
    scores = np.concatenate([one.scores, other.scores])[order]
    highs = np.concatenate([one.highs, other.highs])[order]
    return _binned(Runs(scores, counts, lows, highs, sums, span), starts)


def _sharp(scores: Array, counts: Array, sums: Array, span: Span) -> Runs:
    """Return runs without bins."""
    return Runs(scores, counts, scores, scores, sums, span)


def _between(runs: Runs, ends: Sequence[int]) -> Iterator[Runs]:
    """Yield the runs up to each end, and those behind the last."""
    for start, end in pairwise([0, *ends, len(runs)]):
        part = slice(start, end)
        lows, counts, sums = runs.lows[part], runs.counts[part], runs.sums[:, part]
        if runs.exact:
            yield _sharp(lows, counts, sums, runs.span)
        else:
            yield Runs(runs.scores[part], counts, lows, runs.highs[part], sums, runs.span)


def _joined(parts: list[Runs]) -> Runs:
    """Put runs one behind the other, and let go of the parts."""
    if len(parts) == 1:
        return parts[0]
    counts, lows = (
        np.concatenate([getattr(one, name) for one in parts]) for name in ("counts", "lows")
    )
    sums, span = np.concatenate([one.sums for one in parts], axis=1), spanned(parts)
    if all(one.exact for one in parts):
        return _sharp(lows, counts, sums, span)
    scores, highs = (
        np.concatenate([getattr(one, name) for one in parts]) for name in ("scores", "highs")
    )
    return Runs(scores, counts, lows, highs, sums, span)


def spanned(parts: Sequence[Runs]) -> Span:
    """Return the smallest and the largest of what runs span."""
    return min(one.span[0] for one in parts), max(one.span[1] for one in parts)


def coarsened(runs: Runs, shift: int, cuts: Array) -> Runs:
    """Take neighbouring scores together, each bin at the mean of its rows, or of their weights.

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
    return _binned(replace(runs, scores=scores, lows=lows, highs=highs), np.flatnonzero(begins))


def _binned(runs: Runs, starts: Array) -> Runs:
    """Take together what stands from each start to the next."""
    if not len(starts):
        return runs
    counts, sums = _sums(runs.counts, starts), _added(runs.sums, starts)
    low, high = runs.lows[starts], np.maximum.reduceat(runs.highs, starts)
    alone = np.diff(starts, append=len(runs)) == 1
    share, shares = (runs.sums[0], sums[0]) if len(sums) else (runs.counts, counts)
    with np.errstate(invalid="ignore"):  # infinite scores have a bin of their own
        means = np.add.reduceat(runs.scores * share, starts) / shares
    means = np.where(alone | (low == high), runs.scores[starts], np.clip(means, low, high))
    return Runs(means, counts, low, high, sums, runs.span)


def _sums(counts: Array, starts: Array) -> Array:
    """Add up the counts, or weights, from each start to the next."""
    if not len(starts):
        return counts
    if counts.dtype.kind == "f":
        return np.asarray(np.add.reduceat(counts, starts))
    sums = np.add.reduceat(counts, starts, dtype=np.int64)
    return sums.astype(_COUNT) if sums.max(initial=0) <= _LARGEST else sums


def _added(values: Array, starts: Array) -> Array:
    """Add up (S, N) values from each start to the next."""
    return np.add.reduceat(values, starts, axis=1) if len(starts) else values


def _starts(ordered: Array) -> npt.NDArray[np.int64]:
    """Return where each distinct value begins; all NaN are one."""
    begins = np.append(True, ordered[1:] != ordered[:-1]) if len(ordered) else np.zeros(0, np.bool_)
    if ordered.dtype.kind == "f" and len(ordered) and np.isnan(ordered[-1]):
        begins[np.searchsorted(ordered, np.nan) + 1 :] = False
    return np.flatnonzero(begins)
