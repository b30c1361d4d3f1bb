"""One line a comparison that differs, for grep."""

from __future__ import annotations

from metricdiff.formats import explain_concise, style
from metricdiff.formats.style import Style, safe
from metricdiff.report import Comparison, Report
from metricdiff.words import Reason, Verdict


def render(report: Report, form: Style) -> str:
    """Return a line for each comparison that differs or could not be made."""
    del form  # a line is as long as it is
    return "".join(
        f"{_line(report, row)}\n"
        for row in report.comparisons
        if row.verdict is not Verdict.EQUAL and row.reason is not Reason.NO_COUNTERPART
    ) + "".join(
        f"{safe(report.predictions.raw.source)}: {explain_concise.line(one)}\n"
        for one in report.reported
    )


def _line(report: Report, row: Comparison) -> str:
    values = []
    for name, side in (("sklearn", row.sklearn), ("keras", row.keras)):
        shown = side.error or style.value(side.value, row.unit)
        values.append(f"{name} {shown}")
    gap = style.difference(row)
    parts = [
        safe(report.predictions.raw.source),
        style.where(row, report.predictions.task),
        ", ".join([*values, *([gap] if gap else [])]),
        _verdict(row),
        f"{row.sklearn.call} against {row.keras.call}",
    ]
    return ": ".join(safe(part) for part in parts)


def _verdict(row: Comparison) -> str:
    if row.verdict is Verdict.INCOMPARABLE:
        return style.why(row)
    word = style.why(row) if row.minor or row.failed else style.codes(row)
    return f"{row.verdict}, {word}" if word else str(row.verdict)
