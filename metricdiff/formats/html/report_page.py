"""A comparison as a page: the answer, the findings, the table, the pictures, what was run."""

from __future__ import annotations

from collections.abc import Sequence

from metricdiff.formats import style, summary, telling
from metricdiff.formats.html.elements import Html, element
from metricdiff.formats.html.findings import findings
from metricdiff.formats.html.frame import header, scroll, tool
from metricdiff.formats.html.page import Page, grid, legend, section
from metricdiff.formats.html.pictures import pictures
from metricdiff.formats.html.table import controls, table
from metricdiff.formats.style import Style
from metricdiff.report import Report


def render(report: Report, form: Style) -> str:
    """Return the page; the reader's screen does not matter."""
    del form
    source = report.predictions.raw.source
    page = Page(f"metricdiff: {summary.verdict(report)}, {style.safe(source)}")
    rows = scroll(table(report), "Comparisons")
    verdict, code = summary.verdict(report), f"exit {report.exit_code}"
    parts = [
        header(verdict, answer(report), report.predictions, code),
        element(
            "main",
            section("What makes the difference", findings(report, page), id_="findings"),
            section("Every comparison", controls(report), rows, id_="comparisons"),
            *_drawn(list(pictures(report, page))),
            section("What was run", tool(report), id_="tool"),
        ),
    ]
    return page.html(parts)


def answer(report: Report) -> str:
    """Return what came out, in a sentence."""
    failed = [row for row in report.comparisons if row.failed]
    if report.problems or not failed:
        agree = "scikit-learn and Keras agree: " if summary.verdict(report) == "OK" else ""
        return f"{agree}{summary.sentence(report)}."
    compared = {row.metric for row in report.comparisons}
    metrics = style.count(len(compared), "metric")
    differ = len({row.metric for row in failed})
    verb = "differs" if differ == 1 else "differ"
    causes = telling.by_cause(failed, report.predictions.task)
    named = _listed([f"{told.code} {told.name}" for told in causes])
    because = f" because of {named}" if named else ""
    open_ = len(telling.unexplained(failed))
    rest = f"; {open_} of the differences unexplained" if open_ else ""
    return f"{differ} of {metrics} {verb} between scikit-learn and Keras{because}{rest}."


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _drawn(figures: Sequence[Html]) -> list[Html]:
    return [section("Pictures", legend(), grid(figures), id_="pictures")] if figures else []
