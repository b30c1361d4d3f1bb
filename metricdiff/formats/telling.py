"""What the findings say, in words: shared by the formats that show them, each in its own way."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from metricdiff.causes.registry import find
from metricdiff.formats import style
from metricdiff.formats.style import safe
from metricdiff.report import Comparison, Finding, FixLine
from metricdiff.witnesses import Witnesses
from metricdiff.words import Pairing, Task, Verdict

_MOST_FIXES = 2
_MOST_ROWS = 5


@dataclass(frozen=True)
class Fix:
    """What to do on one side.  No text is escaped.

    Attributes:
        side: ``keras`` or ``sklearn``.
        call: The call to write instead; empty where there is only advice.
        gives: What the call gives on this data; the advice.
    """

    side: str
    call: str
    gives: str

    def told(self, between: str) -> str:
        """Write it in a line, with a word *between* the call and what it gives."""
        return f"{self.call}{between}{self.gives}" if self.call else self.gives


@dataclass(frozen=True)
class Told:
    """A cause with all the comparisons that it moves.  Only *evidence* and *fixes* are unescaped.

    Attributes:
        code: The code of the cause.
        name: Its name.
        metrics: How many metrics it moves.
        evidence: What of this data shows it.
        rows: The rows that change side: ``4: lines 7, 42, 71, 192``; empty where none does.
        how: How it was proven.
        worth: What it adds to each comparison: ``accuracy [p > 0.5] -0.008772``.
        fixes: What to write instead.
    """

    code: str
    name: str
    metrics: int
    evidence: str
    rows: str
    how: str
    worth: tuple[str, ...]
    fixes: tuple[Fix, ...]


def by_cause(compared: Iterable[Comparison], task: Task) -> list[Told]:
    """Return what is said of each cause that is not accepted, that which moves most first."""
    moved: dict[str, list[tuple[Comparison, Finding]]] = {}
    for row in compared:
        for finding in (one for one in row.causes if not one.accepted):
            moved.setdefault(finding.code, []).append((row, finding))
    return [_told(pairs, task) for pairs in sorted(moved.values(), key=len, reverse=True)]


def _told(pairs: Sequence[tuple[Comparison, Finding]], task: Task) -> Told:
    row, first = pairs[0]
    mended = row.proof and row.proof.kind == "mending"
    return Told(
        code=first.code,
        name=first.name,
        metrics=len({row.metric for row, _ in pairs}),
        evidence=_evidence(pairs, task),
        rows=rows(first.witnesses) if first.witnesses else "",
        how="both called again without it, and they agree" if mended else "recomputed step by step",
        worth=tuple(
            f"{style.where(row, task)} {style.signed(finding.contribution)}"
            for row, finding in pairs
        ),
        fixes=_of_sides([finding for _, finding in pairs]),
    )


def _evidence(pairs: Sequence[tuple[Comparison, Finding]], task: Task) -> str:
    """Return what shows a cause, and the first comparison for which it is shown otherwise."""
    first = pairs[0][1].evidence
    text = first[:1].upper() + first[1:]
    for row, finding in pairs[1:]:
        if finding.evidence != first:
            return f"{text} For {style.where(row, task)}: {finding.evidence}"
    return text


def fixes(lines: Sequence[FixLine | None], side: str) -> Iterator[Fix]:
    """Yield the lines to write instead, each once."""
    distinct = list({line.call: line for line in lines if line}.values())
    # The first and the last are of metrics that differ most: a count and a score.
    for line in distinct if len(distinct) <= _MOST_FIXES else (distinct[0], distinct[-1]):
        gives = style.value(line.value) if line.value is not None else line.error or ""
        yield Fix(side, line.call, gives)


def of(finding: Finding) -> tuple[Fix, ...]:
    """Return what to do about one finding, on each side."""
    return _of_sides([finding])


def _of_sides(findings: Sequence[Finding]) -> tuple[Fix, ...]:
    """Return the calls to write instead on each side; where there is none, the cause's advice."""
    first, manual = findings[0], find(findings[0].code).manual
    ours = list(fixes([finding.keras_fix for finding in findings], "keras"))
    theirs = list(fixes([finding.sklearn_fix for finding in findings], "sklearn"))
    return (
        *(ours or [Fix("keras", "", first.keras_advice or _sentence(manual.keras))]),
        *(theirs or [Fix("sklearn", "", first.sklearn_advice or _sentence(manual.sklearn))]),
    )


def _sentence(advice: str) -> str:
    """Return the first sentence of what a manual page says to do."""
    return f"{advice.replace('`', '').partition('. ')[0].removesuffix('.')}."


def rows(witnesses: Witnesses) -> str:
    """Write ``4: lines 7, 42, 71, 192``; of several files each row with its own."""
    raw, first = witnesses.predictions.raw, witnesses.first(_MOST_ROWS)
    more = ", ..." if len(witnesses) > _MOST_ROWS else ""
    if raw.where.positions(first):
        return f"{len(witnesses):,}: {safe(', '.join(map(raw.row, first)))}{more}"
    files = raw.where.files(first) or [0] * len(first)
    told = []
    for file, group in groupby(zip(files, raw.numbers(first), strict=True), itemgetter(0)):
        numbers = [str(number) for _, number in group]
        total = len(numbers) if raw.where.files(first) else len(witnesses)
        kind = style.count(total, "line" if raw.row_base == "line" else "row").split()[1]
        of = f"{safe(raw.files[file])} " if raw.where.files(first) else ""
        told.append(f"{of}{kind} {', '.join(numbers)}")
    return f"{len(witnesses):,}: {'; '.join(told)}{more}"


def unexplained(compared: Iterable[Comparison]) -> list[Comparison]:
    """Return the comparisons without a proven cause, the largest difference first."""
    found = [row for row in compared if row.verdict is Verdict.UNEXPLAINED]
    return sorted(found, key=size, reverse=True)


def size(row: Comparison) -> float:
    """Return how large a difference is; where a side has no number, larger than any."""
    gap = abs(row.largest)
    return math.inf if row.difference is None or math.isnan(gap) else gap


def differing(compared: Iterable[Comparison]) -> list[Comparison]:
    """Return the comparisons that fail or differ; with nothing set only those that fail."""
    differs = {Verdict.EXPLAINED, Verdict.UNEXPLAINED}
    return [
        row
        for row in compared
        if row.failed or (row.verdict in differs and row.pairing is not Pairing.DEFAULT)
    ]


def proof(row: Comparison) -> str:
    """Write how a comparison is proven, and what is left of the difference."""
    if row.proof is None:
        return ""
    ends = "the path ends at" if row.proof.kind == "landing" else f"{row.proof.call} ="
    number = style.value(row.proof.value, row.unit)
    residual = style.signed(row.proof.residual)
    return f"{row.proof.kind}: {ends} {number}, residual {residual}"
