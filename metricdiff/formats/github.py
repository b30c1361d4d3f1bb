"""Annotations for GitHub's workflows: the worst differences, at the rows that show them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from metricdiff.formats import style, telling
from metricdiff.formats.style import Style, safe
from metricdiff.report import Comparison, DataNote, Finding, Report

#: GitHub shows no more of a step.
_MOST = 10


def render(report: Report, form: Style) -> str:
    """Return a line for each annotation: problems, what fails, what differs; then notes."""
    del form
    found = list(_annotations(report))
    if len(found) > _MOST:
        level, where, message = found[_MOST - 1]
        more = f"{message}\nand {len(found) - _MOST} more that GitHub would not show"
        found = [*found[: _MOST - 1], (level, where, more)]
    return "".join(f"{_line(*one)}\n" for one in found)


def _annotations(report: Report) -> Iterator[tuple[str, Mapping[str, str], str]]:
    """Yield level, properties and message, the worst first."""
    for problem in report.problems:
        yield "error", {"title": "metricdiff"} | _file(report), safe(problem)
    rows = [row for row in telling.differing(report.comparisons) if not row.accepted]
    rows.sort(key=lambda row: (not row.failed, row.minor, bool(row.causes), -telling.size(row)))
    told = {finding.code for row in rows for finding in row.causes}
    for row in rows:
        level = "error" if row.failed else "notice" if row.minor else "warning"
        title = f"metricdiff: {style.where(row, report.predictions.task)}"
        yield level, {"title": title} | _place(report, row.causes), _message(row)
    for note in report.notes:
        if not note.accepted and note.code not in told:
            level = "error" if note.failed else "warning"
            title = f"metricdiff: {note.code} {note.name}"
            yield level, {"title": title} | _place(report, (note,)), safe(note.evidence)


def _message(row: Comparison) -> str:
    lines = []
    for name, side in (("sklearn", row.sklearn), ("keras", row.keras)):
        shown = side.error or style.value(side.value, row.unit)
        lines.append(f"{name} {safe(shown)}  {safe(side.call)}")
    lines.append(f"keras-sklearn {style.difference(row) or 'no number'}  {style.why(row)}")
    for one in row.causes:
        gap = style.signed(one.contribution)
        lines.append(f"{one.code} {one.name} {gap}: {safe(one.evidence)}")
        lines += [f"fix {fix.side}: {safe(fix.told(' gives '))}" for fix in telling.of(one)]
    return "\n".join(lines)


def _place(report: Report, shown_by: tuple[Finding | DataNote, ...]) -> dict[str, str]:
    """Return the file, and the line of the first row that shows it."""
    for witnesses in (one.witnesses for one in shown_by):
        if witnesses:
            raw, first = witnesses.predictions.raw, witnesses.first(1)
            file = _file(report, (raw.where.files(first) or (None,))[0])
            line = {"line": str(raw.numbers(first)[0])} if raw.row_base == "line" else {}
            return file | line if file else {}
    return _file(report)


def _file(report: Report, place: int | None = None) -> dict[str, str]:
    """Return the only file, or one of several, as GitHub wants it: from the repository's root."""
    files = report.predictions.raw.files
    if place is None and len(files) != 1:
        return {}
    name = files[place or 0]
    if name == "<stdin>":
        return {}
    root, path = os.environ.get("GITHUB_WORKSPACE"), Path(name)
    if root and path.resolve().is_relative_to(Path(root).resolve()):
        path = path.resolve().relative_to(Path(root).resolve())
    return {"file": path.as_posix()}


def _line(level: str, properties: Mapping[str, str], message: str) -> str:
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {listed}::{_data(message)}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
