"""The sentence that a report ends in: the verdict, and why the exit code is what it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metricdiff.formats import style
from metricdiff.formats.style import count, safe
from metricdiff.report import Comparison, Report
from metricdiff.words import Pairing, Verdict

_MOST_LUCKY = 2
_DIFFERS = frozenset({Verdict.EXPLAINED, Verdict.UNEXPLAINED})


def verdict(report: Report) -> str:
    """Return ``OK``, ``MISMATCH`` or ``ERROR``."""
    if report.problems:
        return "ERROR"
    failed = any(row.failed for row in report.comparisons) or _odd(report)
    return "MISMATCH" if _noted(report) or failed else "OK"


def _odd(report: Report) -> int:
    """How many reported numbers fail the run."""
    return sum(one.failed for one in report.reported)


def _noted(report: Report) -> int:
    """How many notes about the data fail the run."""
    return sum(note.failed for note in report.notes)


def sentence(report: Report) -> str:
    """Return what follows the verdict on the last line."""
    if report.problems:
        return safe("; ".join(report.problems))
    failed = [row for row in report.comparisons if row.failed]
    parts = _failures(failed) if failed else _agreements(report)
    rows = report.of(Pairing.MATCHED, Pairing.CUSTOM)
    incomparable = sum(row.verdict is Verdict.INCOMPARABLE for row in rows)
    if incomparable:
        parts.append(f"{incomparable} not compared")
    if _odd(report):
        parts.append(f"{count(_odd(report), 'reported number')} not plain")
    text = ", ".join(parts)
    others = sum(row.verdict is not Verdict.EQUAL for row in report.of(Pairing.DEFAULT))
    if others and not failed:
        text += f"; {count(others, 'default')} differ{'s' if others == 1 else ''}"
    return text


def _failures(failed: Sequence[Comparison]) -> list[str]:
    metrics = len({row.metric for row in failed})
    unexplained = sum(row.verdict is Verdict.UNEXPLAINED for row in failed)
    parts = [count(metrics, "metric")]
    if len(failed) > metrics:
        parts.append(count(len(failed), "row"))
    causes = {one.code for row in failed for one in row.causes if not one.accepted}
    if causes:
        parts.append(count(len(causes), "cause"))
    if not unexplained:
        return [*parts, "all explained"]
    return [*parts, f"{unexplained} unexplained" if causes else "all unexplained"]


def _agreements(report: Report) -> list[str]:
    if _noted(report):
        return [f"{count(_noted(report), 'note')} about the data"]
    rows = report.of(Pairing.MATCHED, Pairing.CUSTOM)
    accepted = sum(row.accepted for row in rows)
    minor = sum(row.minor and not row.accepted for row in rows)
    parts = [f"{sum(row.verdict is Verdict.EQUAL for row in rows)} equal"]
    if minor:
        parts.append(f"{minor} minor")
    if accepted:
        parts.append(f"{accepted} accepted")
    tolerated = sum(row.verdict in _DIFFERS and not (row.minor or row.accepted) for row in rows)
    return [*parts, f"{tolerated} differ, none fails" if tolerated else "0 mismatches"]


def agreements(report: Report) -> Iterator[str]:
    """Say how robust the agreement is, and where it is luck."""
    rows = [row for row in report.of(Pairing.MATCHED, Pairing.CUSTOM) if row.agreement]
    reasons = [row.agreement.evidence for row in rows if row.agreement]
    last = [text.rpartition("; ")[2] for text in reasons]
    robust = [text for text in last if text.startswith(("no score within", "mean/spread"))]
    if robust:
        yield f"equal and robust: {safe(robust[0])}"
    lucky = [row for row in rows if row.agreement and row.agreement.code == "MD903"]
    for row in lucky[:_MOST_LUCKY]:
        where = style.where(row, report.predictions.task)
        yield f"equal by luck: {where}: {safe(row.agreement.evidence if row.agreement else '')}"


def last_line(report: Report, width: int = 80) -> str:
    """Return the whole last line, the exit code at its end."""
    text = f"{verdict(report)}  {sentence(report)}"
    code = f"exit {report.exit_code}"
    if verdict(report) == "MISMATCH" and report.exit_code == 0:
        code += " (--exit-zero)"
    return f"{text}{code:>{max(width - len(text), len(code) + 2)}}"
