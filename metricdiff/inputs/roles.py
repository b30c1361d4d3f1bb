"""What each of several files holds: labels, predictions or both; and what that makes of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from metricdiff.errors import InputError
from metricdiff.inputs.columns import Columns, Finder, choose, words
from metricdiff.inputs.joined import Pair, Parts, stem
from metricdiff.inputs.many import MOST_NAMED, readable, unlike
from metricdiff.inputs.npy_file import NpyFile
from metricdiff.inputs.readers import as_field
from metricdiff.inputs.source import Source

_TWO = 2
#: Words of a file's name that tell what is in it.
_LABEL_WORDS = frozenset(
    {"true", "truth", "label", "labels", "target", "targets", "gold", "actual"}
)
_SCORE_WORDS = frozenset(
    {"pred", "preds", "prediction", "predictions", "predicted", "prob", "probs", "proba", "score"}
    | {"scores", "probabilities", "logit", "logits", "output", "outputs", "decisions"}
)
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class _Held:
    """What a file holds.

    Attributes:
        labels: Its columns of labels.
        scores: Its columns of predictions.
        decision: A column of decisions beside the scores.
        both: Whether it holds labels and predictions.
    """

    labels: tuple[str, ...] = ()
    scores: tuple[str, ...] = ()
    decision: str | None = None
    both: bool = False

    def __str__(self) -> str:
        if self.both:
            return "labels and predictions"
        return "labels" if self.labels else "predictions" if self.scores else "one or the other"


def joined(paths: Sequence[str], asked: Columns) -> tuple[Source, Columns | None]:
    """Return several files as one, and the roles of the columns where each file has one.

    Args:
        paths: The files.
        asked: The columns that the user names, as text.

    Raises:
        InputError: They are neither parts of one data set nor labels and predictions.
    """
    if "-" in paths:
        raise InputError("-: standard input is read alone; name files, or one stream of CSV")
    twice = next((path for place, path in enumerate(paths) if path in paths[:place]), None)
    if twice:
        raise InputError(f"{twice} is named twice; name each file once")
    sources, empty = readable(paths)
    if len(sources) == _TWO and _two_arrays(sources):
        sources = [as_field(source, stem(source)) for source in sources]
    held = [_held(source, asked) for source in sources]
    if len(paths) == len(sources) == _TWO and not any(one.both for one in held):
        first, second = held
        if (first.labels and not second.labels) or (second.scores and not first.scores):
            return _pair(sources[0], sources[1], first, second)
        if (second.labels and not first.labels) or (first.scores and not second.scores):
            return _pair(sources[1], sources[0], second, first)
    alone = [
        one if one.both else _alone(source, asked)
        for one, source in zip(held, sources, strict=True)
    ]
    if all(one.both for one in alone):
        return _parts(sources, alone), None
    if empty:
        raise empty[0]
    if len(sources) > MOST_NAMED:
        _choose(sources[0], asked)  # of files that are all alike the first tells what is missing
        raise InputError(
            f"{unlike(sources)}. Parts of one data set each hold labels and predictions: name the "
            "files that do, or the columns, --y-true COL --y-pred COL"
        )
    found = "; ".join(
        f"{source.name} holds {one}" for source, one in zip(sources, held, strict=True)
    )
    raise InputError(
        f"{found}. As parts of one data set each must hold labels and predictions; as labels and "
        "predictions there must be two files, one of each: name the columns, --y-true COL "
        "--y-pred COL, or the files, y_true.npy y_pred.npy"
    )


def _pair(
    labels: Source, predictions: Source, first: _Held, second: _Held
) -> tuple[Source, Columns]:
    """Join labels and predictions; of a file without a word for its role all columns have it."""
    pair = Pair(labels, predictions)
    truth = first.labels or _all(labels)
    scores = tuple(map(pair.predicted, second.scores or _all(predictions)))
    decision = pair.predicted(second.decision) if second.decision else None
    return pair, Columns(truth, scores, decision)


def _all(source: Source) -> tuple[str, ...]:
    return Finder(source.header(), source.name).meaningful(set())


def _two_arrays(sources: Sequence[Source]) -> bool:
    """Whether arrays of two files play one role each: their names or their shapes say so."""
    arrays = [one for one in sources if isinstance(one, NpyFile) and one.plain]
    if any(len(one.shape) != _TWO or one.shape[1] < _TWO for one in arrays):
        return True
    return bool(arrays) and {_of_name(stem(one)) for one in sources} == {"labels", "predictions"}


def _of_name(name: str) -> str:
    """Return the role that a file's name tells; nothing where it tells none, or two."""
    labels, predictions = words(name) & _LABEL_WORDS, words(name) & _SCORE_WORDS
    if bool(labels) == bool(predictions):
        return ""
    return "labels" if labels else "predictions"


def _held(source: Source, asked: Columns) -> _Held:
    """Find what a file holds, by the names of its columns, else by its own."""
    header = source.header()
    if not header.named:
        return _Held(both=True)
    find = Finder(header, source.name)
    labels, scores, decision = find.asked(asked.y_true), find.asked(asked.y_pred), None
    if not asked.y_true:
        labels = find.named_labels({*scores})
    if not asked.y_pred:
        scores, decision = find.predictions({*labels})
    if labels or scores:
        return _Held(labels, scores, decision, both=bool(labels and scores))
    role = _of_name(stem(source))
    columns = find.meaningful(set())
    return _Held(columns if role == "labels" else (), columns if role == "predictions" else ())


def _alone(source: Source, asked: Columns) -> _Held:
    """Read a file as if it were the only one, whose one other column may be the other role's."""
    with suppress(InputError):
        found = _choose(source, asked)
        return _Held(found.y_true, found.y_pred, found.decision, both=True)
    return _held(source, asked)


def _choose(source: Source, asked: Columns) -> Columns:
    return choose(source.header(), source.name, next(iter(asked.y_true), None), asked.y_pred)


def _parts(sources: Sequence[Source], held: Sequence[_Held]) -> Parts:
    """Put parts in order, each with the columns of labels and predictions that the others have."""
    numbered = zip(sources, held, strict=True)
    (first, known), *others = sorted(numbered, key=lambda pair: _natural(pair[0].name))
    for other, _ in others:
        if other.row_base != first.row_base:
            raise InputError(
                f"{first.name} and {other.name}: parts of one data set are all text or all arrays"
            )
        columns = known.labels + known.scores or first.header().columns
        missing = [name for name in columns if name not in other.header().columns]
        if missing:
            many = f": {unlike(sources)}" if len(sources) > MOST_NAMED else ""
            raise InputError(
                f"{other.name} has no column {missing[0]!r}, which {first.name} has; parts of one "
                f"data set have the same columns{many}"
            )
    return Parts([first, *(other for other, _ in others)])


def _natural(path: str) -> list[tuple[int, str]]:
    """Return a key that sorts ``part-2`` before ``part-10``."""
    return [
        (int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(path) if part
    ]
