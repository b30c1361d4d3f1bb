"""All comparisons as a table that can be sorted and filtered."""

from __future__ import annotations

import math

from metricdiff.formats import style, telling
from metricdiff.formats.html.elements import Html, element, joined
from metricdiff.report import Comparison, Report, Side
from metricdiff.words import Pairing, Task, Verdict

_COLUMNS = ("metric", "setting", "sklearn", "keras", "difference", "verdict", "causes")
_NUMBERS = frozenset({"sklearn", "keras", "difference"})


def controls(report: Report) -> Html:
    """Return what filters the table; without scripts it is not shown."""
    codes = sorted({one.code for row in report.comparisons for one in row.causes})
    verdicts = sorted({verdict(row) for row in report.comparisons})
    search = element("input", type="search", id="filter-text", placeholder="f1, macro, AUC ...")
    return element(
        "form",
        element("label", "Metric or call ", search),
        element("label", "Verdict ", _choices("filter-verdict", verdicts)),
        element("label", "Cause ", _choices("filter-cause", codes)),
        element("p", "", role="status", id="filter-count"),
        class_="controls",
        hidden=True,
    )


def table(report: Report, *, calls: bool = True) -> Html:
    """Return the table.

    Args:
        report: What it shows.
        calls: Whether both calls stand in each row, folded away.
    """
    task = report.predictions.task
    head = element("tr", *(_heading(name) for name in _COLUMNS))
    rows = [_row(row, task, calls=calls) for row in report.comparisons]
    return element(
        "table",
        element("caption", "Every comparison: Keras's value less scikit-learn's"),
        element("thead", head),
        element("tbody", *rows),
        class_="comparisons",
    )


def verdict(row: Comparison) -> str:
    """Return the verdict in a word."""
    if row.verdict is Verdict.EQUAL:
        return "equal"
    if row.verdict is Verdict.INCOMPARABLE:
        return "not compared"
    if row.failed:
        return "mismatch"
    return "accepted" if row.accepted else "minor" if row.minor else "differs"


def _choices(name: str, values: list[str]) -> Html:
    options = [element("option", "all", value=""), *(element("option", one) for one in values)]
    return element("select", *options, id=name)


def _heading(name: str) -> Html:
    class_ = "number" if name in _NUMBERS else None
    return element("th", element("button", name, type="button"), scope="col", class_=class_)


def _row(row: Comparison, task: Task, *, calls: bool) -> Html:
    word, codes = verdict(row), [one.code for one in row.causes]
    setting = "nothing set" if row.pairing is Pairing.DEFAULT else style.setting(row, task)
    unit = f" ({row.unit})" if row.unit == "percent" else ""
    metric: list[object] = [f"{row.metric}{unit}"]
    if calls:
        metric.append(_calls(row))
    return element(
        "tr",
        element("th", *metric, scope="row"),
        element("td", setting),
        _number(style.value(row.sklearn.value, row.unit), row.sklearn.value),
        _number(style.value(row.keras.value, row.unit), row.keras.value),
        _number(style.difference(row) or ("=" if word == "equal" else "-"), row.difference),
        element("td", element("span", word, class_=f"verdict {word.replace(' ', '-')}")),
        element("td", joined(codes, " ")),
        data_verdict=word,
        data_causes=" ".join(codes),
    )


def _number(shown: str, value: float | list[float] | None) -> Html:
    """Return a cell that is sorted by the size of its number; of several by the largest."""
    size = max(map(abs, value), default=0.0) if isinstance(value, list) else value
    known = size is not None and math.isfinite(size)
    return element("td", shown, class_="number", data_value=repr(float(size or 0)) if known else "")


def _calls(row: Comparison) -> Html:
    """Return both calls with all digits, the tolerance, and how the difference is proven."""
    lines = [
        element("p", f"{name} ", element("code", _call(side)), element("br"), _full(side))
        for name, side in (("sklearn", row.sklearn), ("keras", row.keras))
    ]
    lines.append(element("p", f"equal within atol {row.atol:.1e}, rtol {row.rtol:.1e}"))
    if row.proof:
        lines.append(element("p", f"proof: {telling.proof(row)}"))
    if row.agreement:
        lines.append(element("p", f"{row.agreement.code} {row.agreement.evidence}"))
    return element("details", element("summary", "calls"), *lines)


def _call(side: Side) -> str:
    return side.call or "no counterpart"


def _full(side: Side) -> str:
    if side.value is None:
        return f"raises {side.error}" if side.error else ""
    return f"= {side.value!r}"
