"""A fragment of HTML for notebooks: the table and the last line."""

from __future__ import annotations

from html import escape

from metricdiff.formats import style, summary
from metricdiff.report import Report
from metricdiff.words import Pairing, Verdict

_HEADINGS = ("metric", "setting", "sklearn", "keras", "keras-sklearn", "why")


def fragment(report: Report) -> str:
    """Return the report as a table; all that comes from the data is escaped."""
    task = report.predictions.task
    rows = [
        _row(
            f"{row.metric}",
            style.setting(row, task),
            style.value(row.sklearn.value, row.unit),
            style.value(row.keras.value, row.unit),
            style.difference(row),
            style.why(row),
            title=f"{row.sklearn.call}  ·  {row.keras.call}",
        )
        for row in report.of(Pairing.MATCHED, Pairing.CUSTOM)
    ] + [
        _row(
            row.metric,
            "nothing set",
            style.value(row.sklearn.value),
            style.value(row.keras.value),
            style.difference(row),
            row.keras.call or "",
            title=f"{row.sklearn.call}  ·  {row.keras.call}",
        )
        for row in report.of(Pairing.DEFAULT)
        if row.verdict is not Verdict.EQUAL
    ]
    head = "".join(f"<th>{escape(heading)}</th>" for heading in _HEADINGS)
    caption = escape(f"{summary.verdict(report)}: {summary.sentence(report)}")
    return (
        f"<table class='metricdiff'><caption>{caption}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _row(*cells: str, title: str) -> str:
    written = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f"<tr title='{escape(style.safe(title))}'>{written}</tr>"
