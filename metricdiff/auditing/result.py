"""What an audit comes to.  Formats render it, nothing here prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from metricdiff.auditing.laboratory import Subject
from metricdiff.inputs.predictions import Predictions

Value = tuple[float, ...]


class Verdict(StrEnum):
    """What a property came to."""

    HOLDS = "holds"
    NOTE = "note"
    FAILS = "fails"
    UNTESTED = "untested"


@dataclass(frozen=True)
class Number:
    """A number that shows something.

    Attributes:
        of: What it is the number of: ``batch_size=32``.
        value: One, or one a class; none where the metric raised.
        error: What it raised.
    """

    of: str
    value: Value = ()
    error: str = ""


@dataclass(frozen=True)
class Fault:
    """A property that fails, or what a user should know, with its cause.

    Attributes:
        code: The code of the cause; empty where none has been shown.
        name: Its name.
        evidence: What shows it, in a sentence or two.
        numbers: The numbers that differ.
        fix: The change that mends it.
        rows: The lines or indices of the rows that show it; empty where no row does.
        batches: The numbers, from 1, of the batches that show it.
        fails: Whether it fails the audit; a note else.
    """

    code: str
    name: str
    evidence: str
    numbers: tuple[Number, ...] = ()
    fix: str = ""
    rows: tuple[int, ...] = ()
    batches: tuple[int, ...] = ()
    fails: bool = True


@dataclass(frozen=True)
class Checked:
    """A property, tested by running the metric.

    Attributes:
        name: The property: ``batch size``.
        told: What was seen, in a few words.
        faults: What failed or is to be known; empty where it holds.
        tested: Whether it could be tested.
    """

    name: str
    told: str
    faults: tuple[Fault, ...] = ()
    tested: bool = True

    @property
    def verdict(self) -> Verdict:
        """What it came to."""
        if any(fault.fails for fault in self.faults):
            return Verdict.FAILS
        if self.faults:
            return Verdict.NOTE
        return Verdict.HOLDS if self.tested else Verdict.UNTESTED


@dataclass(frozen=True)
class Identity:
    """What standard metric the metric equals.

    Attributes:
        metric: The canonical name; empty where it equals none.
        call: The call that returns the same.
        library: Whose call it is.
        others: Other calls that return the same on all that was tried.
        relation: How it equals it: empty for the same number, ``100 x``, ``1 -``, ``rows x``.
        value: What the call returns on the rows of the audit.
        own: What the metric returns on them.
        sets: On how many sets of rows the two are the same.
        tried: How many recipes were tried.
    """

    metric: str = ""
    call: str = ""
    library: str = ""
    others: tuple[str, ...] = ()
    relation: str = ""
    value: Value = ()
    own: Value = ()
    sets: int = 0
    tried: int = 0


@dataclass(frozen=True)
class Audit:
    """The outcome of an audit.

    Attributes:
        target: The metric, as the user named it.
        subject: What it is.
        predictions: All that was given.
        rows: How many rows the properties were tested on.
        labels: In which form it takes the labels: ``(N, 1) int64``.
        value: What ``evaluate`` gives on these rows.
        batch: The batch size of that.
        identity: What it equals.
        properties: Each, in the order of the testing.
        tool: The versions that the numbers depend on.
        log: What the worker printed.
    """

    target: str
    subject: Subject
    predictions: Predictions
    rows: int
    labels: str
    value: Number
    batch: int
    identity: Identity
    properties: tuple[Checked, ...]
    tool: Mapping[str, Any]
    log: str = ""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What fails, then the notes."""
        found = [fault for one in self.properties for fault in one.faults]
        return tuple(sorted(found, key=lambda fault: not fault.fails))

    @property
    def ok(self) -> bool:
        """Whether every property holds and the metric is what its name says."""
        return not any(fault.fails for fault in self.faults)

    @property
    def exit_code(self) -> int:
        """What a shell gets to see."""
        return 0 if self.ok else 1

    def to_dict(self) -> dict[str, Any]:
        """Return what the JSON format writes: schema version 1, strict."""
        from metricdiff.formats.audit_json import document  # the arrow back

        return document(self)

    def __str__(self) -> str:
        from metricdiff.formats.audit_table import plain

        return plain(self)
