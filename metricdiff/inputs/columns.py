"""Which column plays which role: found by the names that people use, or named by the user."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase

from metricdiff.errors import InputError, nearest
from metricdiff.inputs.source import Header

#: Names are compared in snake_case: ``True Label`` and ``trueLabel`` are ``true_label``.
LABELS = (
    *("y_true", "target", "label", "labels", "references", "reference", "targets", "actual"),
    *("actuals", "truth", "ground_truth", "true", "y", "class", "true_label", "expected"),
    *("actual_label", "true_class", "y_test", "y_val", "gold", "observed", "label_ids"),
)
_PREDICTED = ("y_pred", "pred", "prediction", "predicted")
_SCORE_WORDS = (
    *("proba", "prob", "probability", "score", "logit", "probas", "probs"),
    *("probabilities", "scores", "logits", "confidence"),
)
_LABEL_WORDS = ("label", "class", "labels", "classes")
SCORES = (
    *("y_score", "y_prob", "y_proba", "proba", "prob", "probability", "probabilities", "score"),
    *("scores", "logit", "logits", "y_logit", "p", "confidence", "scored_probabilities"),
    *(f"{first}_{word}" for first in _PREDICTED for word in _SCORE_WORDS),
)
PREDICTIONS = (
    *("y_pred", "prediction", "predictions", "predicted", "pred", "preds", "predict"),
    *("y_hat", "decision", "output", "scored_labels"),
    *(f"{first}_{word}" for first in _PREDICTED for word in _LABEL_WORDS),
)
WEIGHTS = ("sample_weight", "sample_weights", "weight", "weights", "example_weight")
MASKS = ("mask", "masks", "attention_mask", "valid_mask", "loss_mask")
#: Columns that number or name rows.
ROW_NAMES = ("", "id", "index", "row", "row_id", "unnamed: 0", "rowid", "uuid", "key")

_LABEL_GROUP = re.compile(r"(y_true|target|label|true|actual)_.+", re.IGNORECASE)
_SCORE_GROUP = re.compile(
    r"(y_pred|y_score|y_proba|y_prob|probability|proba|prob|pred|prediction|score|logit|output|p)"
    r"(_.+|\d+)",
    re.IGNORECASE,
)
#: ``prob_1`` alone holds scores; ``pred_1`` alone may be anything.
_SCORE = re.compile(
    r"(y_score|y_proba|y_prob|probability|proba|prob|logit)(_.+|\d+)", re.IGNORECASE
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MOST_SHOWN = 12
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
        mask: What says which rows count, when the user asked for it: a column or a file.
        unused_mask: A column that looks like a mask and was not asked for.
    """

    y_true: tuple[str, ...]
    y_pred: tuple[str, ...]
    decision: str | None = None
    sample_weight: str | None = None
    unused_weight: str | None = None
    mask: str | None = None
    unused_mask: str | None = None


def choose(
    header: Header,
    source: str,
    y_true: str | None = None,
    y_pred: Sequence[str] = (),
    sample_weight: str | None = None,
    mask: str | None = None,
    told: Columns | None = None,
) -> Columns:
    """Decide the role of each column.

    Args:
        header: The columns of the file.
        source: The name of the file, for messages.
        y_true: Names, globs, indices or slices, separated by commas; ``None`` to find out.
        y_pred: As *y_true*, one entry for scores and one more for decisions.
        sample_weight: The column of weights.
        mask: The column that says which rows count.
        told: Labels and predictions, where the files tell them.

    Raises:
        InputError: A column that was named is not there, or the roles cannot be told.
    """
    find = Finder(header, source)
    weight = find.one(sample_weight, "--sample-weight") if sample_weight else None
    masking = find.one(mask, "--mask") if mask else None
    aside = {weight, masking}
    labels = find.all(y_true, "--y-true") if y_true else ()
    scores: tuple[str, ...] = ()
    decision: str | None = None
    if told:
        labels, scores, decision = told.y_true, told.y_pred, told.decision
    elif y_pred:
        groups = [find.all(text, "--y-pred") for text in y_pred]
        two_columns = [len(group) for group in groups] == [1, 1]
        if two_columns and header.named:
            scores, decision = groups[0], groups[1][0]
        else:
            scores = tuple(name for group in groups for name in group)
    if not header.named:  # an array: the labels come first, the predictions are the rest
        labels = labels or find.free({*scores, *aside})[:1]
        scores = scores or find.free({*labels, *aside})
    elif not scores:
        scores, decision = find.predictions(taken={*labels, *aside})
    if not labels:
        labels = find.labels(taken={*scores, decision, *aside})
    if not scores:
        scores = find.remaining(taken={*labels, *aside}, role="predictions")
    overlap = set(labels) & {*scores, decision}
    if overlap:
        raise InputError(f"{source}: column {overlap.pop()} is both labels and predictions")
    taken = {*labels, *scores, decision, *aside}
    return Columns(
        labels,
        scores,
        decision,
        weight,
        None if weight else find.known(WEIGHTS, taken),
        masking,
        None if masking else find.known(MASKS, taken),
    )


class Finder:
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
        """Return the one column that the user names."""
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
            matches = list(columns[first:last])
        else:
            matches = [name for name in columns if fnmatchcase(name, pattern)]
        if matches:
            return matches
        raise InputError(
            f"{self.source}: {option}: no column {pattern!r}{nearest(pattern, columns)} "
            f"(columns: {_shown(columns)})"
        )

    def asked(self, patterns: Sequence[str]) -> tuple[str, ...]:
        """Return the columns that the user names, as far as they are here."""
        found: list[str] = []
        for text in patterns:
            for pattern in (text, *text.split(",")):
                with suppress(InputError):
                    found.extend(self.all(pattern, ""))
        return tuple(dict.fromkeys(found))

    def known(self, names: Sequence[str], taken: set[str | None]) -> str | None:
        """Return the first column with one of the known *names*, exact spelling first."""
        free = self.free(taken)
        for name in names:
            if name in free:
                return name
        plain = {_plain(name): name for name in reversed(free)}
        return next((plain[_plain(name)] for name in names if _plain(name) in plain), None)

    def free(self, taken: set[str | None]) -> tuple[str, ...]:
        """Return the columns that have no role yet."""
        return tuple(name for name in self.header.columns if name not in taken)

    def predictions(self, taken: set[str | None]) -> tuple[tuple[str, ...], str | None]:
        """Return the prediction columns and the column of decisions beside them."""
        free = self.free(taken)
        score = self.known(SCORES, taken)
        predicted = self.known(PREDICTIONS, taken)
        roles = {_plain(name) for name in (*SCORES, *PREDICTIONS, *LABELS)}
        others = [name for name in free if _plain(name) not in roles]
        group = _largest_group(others, _SCORE_GROUP)
        single = [name for name in others if _SCORE.fullmatch(name)]
        if group:
            return group, predicted
        if score:
            return (score,), predicted
        if len(single) == 1:
            return (single[0],), predicted
        return ((predicted,) if predicted else ()), None

    def labels(self, taken: set[str | None]) -> tuple[str, ...]:
        """Return the label columns, or the one column that is left."""
        return self.named_labels(taken) or self.remaining(taken, role="labels")

    def named_labels(self, taken: set[str | None]) -> tuple[str, ...]:
        """Return the label columns that their names tell."""
        known = self.known(LABELS, taken)
        return (known,) if known else _largest_group(self.free(taken), _LABEL_GROUP)

    def meaningful(self, taken: set[str | None]) -> tuple[str, ...]:
        """Return the columns without a role that are neither row names, weights nor masks."""
        aside = {_plain(name) for name in (*ROW_NAMES, *WEIGHTS, *MASKS)}
        return tuple(name for name in self.free(taken) if _plain(name) not in aside)

    def remaining(self, taken: set[str | None], role: str) -> tuple[str, ...]:
        """Return the one column that has no other role; anything else is for the user to say."""
        free = self.meaningful(taken)
        if len(free) == 1:
            return free
        shown = _shown(self.header.columns)
        raise InputError(
            f"{self.source}: cannot tell which column holds the {role} (columns: {shown}); "
            "say so: --y-true COL --y-pred COL"
        )


def _plain(name: str) -> str:
    """Return a name in snake_case."""
    return re.sub(r"[\W_]+", "_", _CAMEL.sub("_", name)).strip("_").lower()


def _shown(columns: Sequence[str]) -> str:
    return ", ".join(columns[:_MOST_SHOWN]) + (", ..." if len(columns) > _MOST_SHOWN else "")


def _largest_group(names: Sequence[str], pattern: re.Pattern[str]) -> tuple[str, ...]:
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


def numbered(names: tuple[str, ...], shape: tuple[int, ...]) -> tuple[str, ...]:
    """Return ``('prob_0', 'prob_1')`` for a column ``prob`` that holds an array of shape (N, 2)."""
    if len(names) == 1 and len(shape) == 2 and shape[1] > 1:  # noqa: PLR2004 - a matrix
        return tuple(f"{names[0]}_{place}" for place in range(shape[1]))
    return names


def words(name: str) -> frozenset[str]:
    """Return the words of a name: ``{'y', 'pred'}`` of ``yPred``."""
    return frozenset(_plain(name).split("_"))
