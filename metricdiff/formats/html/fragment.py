"""A fragment for notebooks: the answer, the findings and the table, without scripts."""

from __future__ import annotations

from metricdiff.formats import summary
from metricdiff.formats.html.elements import element
from metricdiff.formats.html.findings import findings
from metricdiff.formats.html.report_page import answer
from metricdiff.formats.html.table import table
from metricdiff.report import Report


def fragment(report: Report) -> str:
    """Return the report as an element that brings no style of its own but the width of columns."""
    return element(
        "div",
        element("p", element("strong", summary.verdict(report)), " ", answer(report)),
        findings(report, None),
        table(report),
        class_="metricdiff",
    )
