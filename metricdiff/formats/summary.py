"""The sentence that a report ends in: the verdict, and why the exit code is what it is."""

from __future__ import annotations

from metricdiff.formats.style import count, safe
from metricdiff.report import Report
from metricdiff.words import Pairing, Verdict

_DIFFERS = frozenset({Verdict.EXPLAINED, Verdict.UNEXPLAINED})


def verdict(report: Report) -> str:
    """Return ``OK``, ``MISMATCH`` or ``ERROR``."""
    if report.problems:
        return "ERROR"
    return "MISMATCH" if any(row.failed for row in report.comparisons) else "OK"


def sentence(report: Report) -> str:
    """Return what follows the verdict on the last line."""
    if report.problems:
        return safe("; ".join(report.problems))
    rows = report.of(Pairing.MATCHED, Pairing.CUSTOM)
    failed = [row for row in report.comparisons if row.failed]
    if failed:
        metrics = len({row.metric for row in failed})
        unexplained = sum(row.verdict is Verdict.UNEXPLAINED for row in failed)
        parts = [count(metrics, "metric")]
        if len(failed) > metrics:
            parts.append(count(len(failed), "row"))
        causes = {one.code for row in failed for one in row.causes if not one.accepted}
        if causes:
            parts.append(count(len(causes), "cause"))
        if unexplained:
            parts.append("all unexplained" if not causes else f"{unexplained} unexplained")
        else:
            parts.append("all explained")
    else:
        equal = sum(row.verdict is Verdict.EQUAL for row in rows)
        accepted = sum(row.accepted for row in rows)
        minor = sum(row.minor and not row.accepted for row in rows)
        parts = [f"{equal} equal"]
        if minor:
            parts.append(f"{minor} minor")
        if accepted:
            parts.append(f"{accepted} accepted")
        tolerated = sum(row.verdict in _DIFFERS and not (row.minor or row.accepted) for row in rows)
        parts.append(f"{tolerated} differ, none fails" if tolerated else "0 mismatches")
    incomparable = sum(row.verdict is Verdict.INCOMPARABLE for row in rows)
    if incomparable:
        parts.append(f"{incomparable} not compared")
    text = ", ".join(parts)
    others = sum(row.verdict is not Verdict.EQUAL for row in report.of(Pairing.DEFAULT))
    if others and not failed:
        text += f"; {count(others, 'default')} give{'s' if others == 1 else ''} another number"
    return text


def last_line(report: Report, width: int = 80) -> str:
    """Return the whole last line, the exit code at its end."""
    text = f"{verdict(report)}  {sentence(report)}"
    code = f"exit {report.exit_code}"
    if verdict(report) == "MISMATCH" and report.exit_code == 0:
        code += " (--exit-zero)"
    return f"{text}{code:>{max(width - len(text), len(code) + 2)}}"
