"""What a search came to.  Formats render it, nothing here prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from metricdiff.inputs.predictions import Predictions
from metricdiff.searching.reported import Library, Reported


class Answer(StrEnum):
    """What a reported number turned out to be."""

    PLAIN = "plain"
    FOUND = "found"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not_found"


@dataclass(frozen=True)
class PlainCall:
    """A call that gives the number unless something happened.

    Attributes:
        library: Whose it is.
        pairing: ``matched``, ``default`` or ``custom``.
        call: The call.
        value: What it returned; ``None`` where it raised, or returned several values.
        error: The library's own error.
        gives: Whether it gives the reported number.
    """

    library: Library
    pairing: str
    call: str
    value: float | None
    error: str | None = None
    gives: bool = False


@dataclass(frozen=True)
class Step:
    """A cause on the way from the plain value to the reported one.

    Attributes:
        code: Its code.
        name: Its name.
        summary: What happened, in a line.
        parameters: What of it was free.
        contribution: What it adds.
        value_after: The value once it is in.
        keras: What to change on Keras's side.
        sklearn: What to change on scikit-learn's side.
    """

    code: str
    name: str
    summary: str
    parameters: Mapping[str, Any]
    contribution: float
    value_after: float
    keras: str = ""
    sklearn: str = ""


@dataclass(frozen=True)
class Candidate:
    """A way to compute the number.

    Attributes:
        rank: Its place, from 1.
        call: The plain call that it starts from.
        start: What that gives.
        steps: The causes, in order; contributions add up to *value* less *start*.
        recipe: The whole of it, in words.
        value: What it gives, in full.
        confirmed_by: The call that gave it when it was run; ``None`` where none can be run.
        confirmed_value: What that returned.
        chance: How likely a stranger's number is hit by something as likely.
        equivalent: The codes of other ways to the same value on this data.
    """

    rank: int
    call: str
    start: float
    steps: tuple[Step, ...]
    recipe: str
    value: float
    confirmed_by: str | None
    confirmed_value: float | None
    chance: float
    equivalent: tuple[tuple[str, ...], ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the causes."""
        return tuple(step.code for step in self.steps)


@dataclass(frozen=True)
class Hint:
    """A cause that no data can prove."""

    code: str
    name: str
    evidence: str


@dataclass(frozen=True)
class Withdrawn:
    """A candidate whose confirmation failed, kept for ``--debug``."""

    recipe: str
    value: float
    run: str
    gave: str


@dataclass(frozen=True)
class Explained:
    """A reported number and what it is.

    Attributes:
        reported: The number.
        metric: The canonical name of its metric.
        answer: What it turned out to be.
        plain: The plain calls.
        searched: How many recipes were followed.
        candidates: What gives it, the likeliest first.
        coincidences: What gives it and is too likely to do so by chance.
        hints: What it may yet be.
        excluded: What cannot have made it.
        following: What to report to tell the candidates apart.
        together: Whether one pipeline explains it along with the other numbers.
        withdrawn: What seemed to give it and did not when it was run.
        failed: Whether it fails the comparison that it is part of.
    """

    reported: Reported
    metric: str
    answer: Answer
    plain: tuple[PlainCall, ...]
    searched: int = 0
    candidates: tuple[Candidate, ...] = ()
    coincidences: tuple[Candidate, ...] = ()
    hints: tuple[Hint, ...] = ()
    excluded: str = ""
    following: str = ""
    together: bool = False
    withdrawn: tuple[Withdrawn, ...] = ()
    failed: bool = False


@dataclass(frozen=True)
class Explanation:
    """The outcome of one run.

    Attributes:
        predictions: What was searched in.
        tool: The versions and settings that the numbers depend on.
        answers: One for each reported number.
        exit_code: What a shell gets to see.
        problems: What kept the run from being whole, each in one line.
        log: What the Keras worker printed before it failed.
    """

    predictions: Predictions
    tool: Mapping[str, Any]
    answers: tuple[Explained, ...]
    exit_code: int
    problems: tuple[str, ...] = ()
    log: str = ""

    @property
    def ok(self) -> bool:
        """Whether each number is the plain one."""
        return self.exit_code == 0

    def to_dict(self) -> dict[str, Any]:
        """Return what the JSON format writes: schema version 1, strict."""
        from metricdiff.formats.explain_json import document  # the arrow back

        return document(self)

    def __str__(self) -> str:
        from metricdiff.formats.explain_table import plain

        return plain(self)
