"""MD008: the predictions are in the right order, moved by some rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from metricdiff.causes.declaration import Cause, Evidence, Manual, Note, Subject, Variant
from metricdiff.causes.variants import edited
from metricdiff.causes.witness import counted
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.edits.rows import Shifted
from metricdiff.recipes.facts import Booleans, Facts, Floats
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task

_LARGEST_SHIFT, _FEWEST = 1_000, 30
#: So many rows tell a shift of that size from chance as surely as all of them.
_ENOUGH = 1 << 18
#: How strong, and how much stronger than in place, a shifted relation must be.
_STRONG, _STRONGER, _SIGMAS = 0.3, 0.2, 6.0


def _note(facts: Facts) -> Note | None:
    predictions = facts.predictions
    n = min(predictions.rows, _ENOUGH)
    if n < _FEWEST or not all(np.isfinite(part.scores).all() for part in facts.parts()):
        return None
    first = Facts(_first(predictions, n))
    truth, scores = (values.astype(np.float64) for values in _numbers(first))
    if truth.shape != scores.shape:
        return None
    related = _by_shift(truth, scores)
    step = _strongest(related)
    best, now = float(related[step]), float(related[0])
    if best - now < _STRONGER or best < max(_STRONG, _SIGMAS / np.sqrt(n)):
        return None
    # A slow series is like itself some rows away: its changes from row to row are not.
    if _strongest(_by_shift(np.diff(truth, axis=0), np.diff(scores, axis=0))) != step:
        return None
    return _shifted(predictions, step, now, best) if abs(step) <= _LARGEST_SHIFT else None


def _first(predictions: Predictions, rows: int) -> Predictions:
    """Return the first rows; of a table only the files know the order."""
    streamed = predictions.raw.streamed
    first = next(streamed.blocks()) if streamed else predictions.raw
    return replace(predictions, raw=first.part(slice(rows)))


def _strongest(related: Floats) -> int:
    """Return how many rows later the relation is strongest; earlier is negative."""
    shift = int(np.argmax(related))
    return shift if shift <= len(related) // 2 else shift - len(related)


def _shifted(predictions: Predictions, step: int, now: float, best: float) -> Note:
    n, many = predictions.rows, abs(step)
    ours = slice(many, n) if step > 0 else slice(0, n - many)
    theirs = slice(0, n - many) if step > 0 else slice(many, n)
    mended = None
    if not predictions.raw.streamed:
        mended = predictions.only(np.arange(n)[theirs])
        mended = mended.with_values(y_pred=predictions.raw.y_pred[ours])
    way = "later" if step > 0 else "earlier"
    return Note(
        Evidence(
            f"labels fit the predictions {counted(many)} {way} far better than their own: "
            f"correlation {best:.3g} against {now:.3g}."
        ),
        mended,
        keras="labels and predictions from one pass over the data",
        sklearn=f"y_true[{theirs.start}:{theirs.stop}] and y_pred[{ours.start}:{ours.stop}]",
    )


def _numbers(facts: Facts) -> tuple[Floats | Booleans, Floats | Booleans]:
    if facts.predictions.task is Task.REGRESSION:
        return facts.numbers, facts.scores
    if facts.predictions.raw.y_pred.ndim == 1 and facts.labels.shape[1] > 1:
        return facts.labels, facts.decided("y_pred")
    return facts.labels, facts.scores


def _by_shift(truth: Floats, scores: Floats) -> Floats:
    """Return the correlation of labels with the scores 0, 1, 2, ... rows later, around the end."""
    spectrum, squares = np.zeros(len(truth) // 2 + 1, dtype=np.complex128), np.zeros(2)
    for column in zip(truth.T, scores.T, strict=True):
        one, other = (values - values.mean() for values in column)
        spectrum += np.conj(np.fft.rfft(one)) * np.fft.rfft(other)
        squares += one @ one, other @ other
    size = float(np.sqrt(squares.prod()))
    together = np.fft.irfft(spectrum, n=len(truth))
    return np.asarray(together / size if size else np.zeros(len(truth)))


_SHIFTS = {1: 0.3, 2: 0.06, 3: 0.05, 5: 0.03, 10: 0.03, 4: 0.02, 7: 0.02, 32: 0.03}


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if any(isinstance(edit, Shifted) for edit in recipe.edits):
        return
    for size, weight in _SHIFTS.items():
        if size < subject.predictions.rows // 2:
            for by, around, less in (
                (size, False, 1.0),
                (-size, False, 1.0),
                (size, True, 0.5),
                (-size, True, 0.5),
            ):
                moved = edited(recipe, Shifted(by, around))
                yield Variant(moved, {"shift": by}, weight * less)


CAUSE = Cause(
    code="MD008",
    name="shifted-rows",
    summary="the predictions are in the right order, moved by some rows",
    manual=Manual(
        what=(
            "Each prediction stands beside the label of another row, always so many rows "
            "away: a header that was read as data, a window that starts late, a generator"
            " that had been called once before."
        ),
        example=(
            "    y_true = [0, 1, 1, 0, 1, 0, 0, 1], moved by one row:\n"
            "    y_pred = [.9, .1, .8, .7, .2, .9, .1, .3]\n"
            "    accuracy_score(y_true, y_pred > 0.5)          = 0.25\n"
            "    accuracy_score(y_true[:-1], y_pred[1:] > 0.5) = 1.0"
        ),
        why=(
            "Nothing ties a prediction to its label but their place. A sequence model "
            "that predicts the next step is late by one row."
        ),
        keras="Take labels and predictions from one pass over the data.",
        sklearn="Join labels and predictions by a key, not by their place.",
        neighbours=(
            "MD007 is another order of the rows, which no shift mends. MD004 moves "
            "classes, not rows."
        ),
    ),
    note=_note,
    search=_search,
)
