"""Which column plays which role: found by the names that people use, or named by the user."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from metricdiff.errors import InputError, nearest
from metricdiff.inputs.source import Header

LABELS = (
    *("y_true", "target", "label", "labels", "references", "reference", "targets", "actual"),
    *("actuals", "truth", "ground_truth", "true", "y", "class", "true_label", "expected"),
)
SCORES = (
    *("y_score", "y_prob", "y_proba", "proba", "prob", "probability", "probabilities", "score"),
    *("scores", "logit", "logits", "prediction_probas", "y_logit", "p", "confidence"),
)
PREDICTIONS = (
    *("y_pred", "prediction", "predictions", "predicted", "pred", "preds", "predict"),
    *("prediction_labels", "predicted_label", "y_hat", "yhat", "decision", "output"),
)
WEIGHTS = ("sample_weight", "sample_weights", "weight", "weights", "example_weight")
#: Columns that number or name rows.
ROW_NAMES = ("", "id", "index", "row", "row_id", "unnamed: 0", "rowid", "uuid", "key")

_LABEL_GROUP = re.compile(r"(y_true|target|label|true|actual)_.+", re.IGNORECASE)
_SCORE_GROUP = re.compile(
    r"(y_pred|y_score|y_proba|y_prob|probability|proba|prob|pred|prediction|score|logit|output|p)"
    r"(_.+|\d+)",
    re.IGNORECASE,
)
_SLICE = re.compile(r"(\d*):(\d*)")


@dataclass(frozen=True)
class Columns:
    """The roles of the columns.

    Attributes:
        y_true: The labels: one column, or one a label or class.
        y_pred: The predictions: one column, or one a label or class.
        decision: A column of hard decisions beside the scores.
        sample_weight: The weights, when the user asked for them.
        unused_weight: A column that looks like weights and was not asked for.
    """

    y_true: tuple[str, ...]
    y_pred: tuple[str, ...]
    decision: str | None = None
    sample_weight: str | None = None
    unused_weight: str | None = None


def choose(
    header: Header,
    source: str,
    y_true: str | None = None,
    y_pred: Sequence[str] = (),
    sample_weight: str | None = None,
) -> Columns:
    """Decide the role of each column.

    Args:
        header: The columns of the file.
        source: The name of the file, for messages.
        y_true: Names, globs, indices or slices, separated by commas; ``None`` to find out.
        y_pred: As *y_true*, one entry for scores and one more for decisions.
        sample_weight: The column of weights.

    Raises:
        InputError: A column that was named is not there, or the roles cannot be told.
    """
    find = _Finder(header, source)
    weight = find.one(sample_weight, "--sample-weight") if sample_weight else None
    labels = find.all(y_true, "--y-true") if y_true else ()
    scores: tuple[str, ...] = ()
    decision: str | None = None
    if y_pred:
        groups = [find.all(text, "--y-pred") for text in y_pred]
        two_columns = [len(group) for group in groups] == [1, 1]
        if two_columns and header.named:
            scores, decision = groups[0], groups[1][0]
        else:
            scores = tuple(name for group in groups for name in group)
    else:
        scores, decision = find.predictions(taken={*labels, weight})
    if not labels:
        labels = find.labels(taken={*scores, decision, weight})
    if not scores:
        scores = find.remaining(taken={*labels, weight}, role="predictions")
    overlap = set(labels) & {*scores, decision}
    if overlap:
        raise InputError(f"{source}: column {overlap.pop()} is both labels and predictions")
    looks_like_weight = find.known(WEIGHTS, taken={*labels, *scores, decision, weight})
    return Columns(labels, scores, decision, weight, looks_like_weight if not weight else None)


class _Finder:
    """Looks for columns in one header."""

    def __init__(self, header: Header, source: str) -> None:
        self.header, self.source = header, source

    def all(self, patterns: str, option: str) -> tuple[str, ...]:
        """Return the columns that comma-separated names, globs, indices or slices name."""
        if patterns in self.header.columns:
            return (patterns,)
        return tuple(
            name
            for pattern in patterns.split(",")
            for name in self._matches(pattern.strip(), option)
        )

    def one(self, pattern: str, option: str) -> str:
        names = self.all(pattern, option)
        if len(names) != 1:
            raise InputError(f"{self.source}: {option} takes one column, {pattern} names {names}")
        return names[0]

    def _matches(self, pattern: str, option: str) -> list[str]:
        columns = self.header.columns
        if pattern in columns:
            return [pattern]
        span = _SLICE.fullmatch(pattern)
        if span:
            first, last = (int(part) if part else None for part in span.groups())
            return list(columns[first:last])
        matches = [name for name in columns if fnmatchcase(name, pattern)]
        if matches:
            return matches
        shown = ", ".join(columns[:12]) + (", ..." if len(columns) > 12 else "")  # noqa: PLR2004
        raise InputError(
            f"{self.source}: {option}: no column {pattern!r}{nearest(pattern, columns)} "
            f"(columns: {shown})"
        )

    def known(self, names: Sequence[str], taken: set[str | None]) -> str | None:
        """Return the first column with one of the known *names*, exact spelling first."""
        free = [name for name in self.header.columns if name not in taken]
        for name in names:
            if name in free:
                return name
        lowered = {name.lower().strip(): name for name in reversed(free)}
        return next((lowered[name] for name in names if name in lowered), None)

    def predictions(self, taken: set[str | None]) -> tuple[tuple[str, ...], str | None]:
        """Return the prediction columns and the column of decisions beside them."""
        if not self.header.named:
            first = 0 if taken - {None} else 1
            return tuple(name for name in self.header.columns[first:] if name not in taken), None
        free = [name for name in self.header.columns if name not in taken]
        group = _largest_group(free, _SCORE_GROUP)
        score = self.known(SCORES, taken)
        predicted = self.known(PREDICTIONS, taken)
        if group:
            return group, predicted
        if score:
            return (score,), predicted
        return ((predicted,) if predicted else ()), None

    def labels(self, taken: set[str | None]) -> tuple[str, ...]:
        """Return the label columns, or the one column that is left."""
        if not self.header.named:
            return (next(name for name in self.header.columns if name not in taken),)
        known = self.known(LABELS, taken)
        if known:
            return (known,)
        free = [name for name in self.header.columns if name not in taken]
        group = _largest_group(free, _LABEL_GROUP)
        if group:
            return group
        return self.remaining(taken, role="labels")

    def remaining(self, taken: set[str | None], role: str) -> tuple[str, ...]:
        """Return the one column that has no other role; anything else is for the user to say."""
        aside = {*ROW_NAMES, *WEIGHTS}
        free = [
            name
            for name in self.header.columns
            if name not in taken and name.lower().strip() not in aside
        ]
        if len(free) == 1:
            return (free[0],)
        shown = ", ".join(self.header.columns[:12]) or "none"
        raise InputError(
            f"{self.source}: cannot tell which column holds the {role} (columns: {shown}); "
            "say so: --y-true COL --y-pred COL"
        )


def _largest_group(names: list[str], pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Return the columns that share the commonest prefix, when two or more do."""
    groups: dict[str, list[str]] = {}
    for name in names:
        match = pattern.fullmatch(name)
        if match:
            groups.setdefault(match.group(1).lower(), []).append(name)
    largest = max(groups.values(), key=len, default=[])
    return tuple(largest) if len(largest) > 1 else ()


def class_suffixes(names: Sequence[str]) -> tuple[str, ...]:
    """Return ``('cat', 'dog')`` for ``('prob_cat', 'prob_dog')``; empty when there are none."""
    matches = [_SCORE_GROUP.fullmatch(name) for name in names]
    suffixes = tuple(match.group(2).removeprefix("_") for match in matches if match)
    return suffixes if len(suffixes) == len(names) else ()
