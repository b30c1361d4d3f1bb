"""The report as GitHub's markdown: for pull requests, job summaries and documents.

What comes from the data stands in code spans, or has its markup escaped: it can neither end a cell
nor link, mention or format anything.
"""

from __future__ import annotations

from collections.abc import Iterator

from metricdiff.formats import explain_markdown, heading, style, summary, telling
from metricdiff.formats.markup import code, table, text
from metricdiff.formats.style import Style
from metricdiff.formats.telling import Fix, Told
from metricdiff.report import Comparison, Report
from metricdiff.words import Pairing, Task, Verdict


def render(report: Report, form: Style) -> str:
    """Return the report; the reader's screen does not matter."""
    del form
    return "\n\n".join(_parts(report)) + "\n"


def _parts(report: Report) -> Iterator[str]:
    task = report.predictions.task
    yield f"## metricdiff: {summary.verdict(report)}"
    yield f"Result: {text(summary.sentence(report))}."
    yield from _input(report)
    yield from _notes(report)
    rows = report.of(Pairing.MATCHED, Pairing.CUSTOM)
    if rows:
        yield table(
            ("metric", "setting", "sklearn:", "keras:", "keras - sklearn:", "why"),
            (_cells(row, task) for row in rows),
        )
    yield from _defaults(report)
    for told in telling.by_cause(telling.differing(report.comparisons), task):
        yield from cause(told)
    for one in report.reported:
        yield from explain_markdown.answer(one)
    yield from _calls(report)


def _input(report: Report) -> Iterator[str]:
    predictions, tool = report.predictions, report.tool
    keras = f"Keras {tool['keras']}" if report.keras_ran else "Keras did not run"
    parts = (
        code(predictions.raw.source),
        style.count(predictions.rows, "row"),
        text(heading.what(predictions)),
        f"scikit-learn {tool['sklearn']}, {keras}",
    )
    yield ", ".join(parts)
    yield ", ".join(map(code, heading.roles(predictions)))
    for remark in heading.remarks(predictions):
        yield f"Note: {text(remark)}"


def _notes(report: Report) -> Iterator[str]:
    told = {finding.code for row in report.comparisons for finding in row.causes}
    for note in (one for one in report.notes if one.code not in told):
        accepted = " (accepted)" if note.accepted else ""
        yield f"Note: **{note.code} {note.name}**{accepted}: {text(note.evidence)}"


def _cells(row: Comparison, task: Task) -> tuple[str, ...]:
    word = style.why(row)
    why = f"**{text(word)}**" if row.failed else text(word)
    unit = f" ({row.unit})" if row.unit == "percent" else ""
    setting = style.setting(row, task)
    return (
        code(row.metric) + unit,
        code(setting) if setting else "",
        style.value(row.sklearn.value, row.unit),
        style.value(row.keras.value, row.unit),
        style.difference(row),
        why,
    )


def _defaults(report: Report) -> Iterator[str]:
    rows = [row for row in report.of(Pairing.DEFAULT) if row.verdict is not Verdict.EQUAL]
    if not rows or not report.keras_ran:
        return
    yield "### If you set nothing, Keras gives"
    yield table(
        ("metric", "call", "keras:", "sklearn:", "why"),
        (
            (
                code(row.metric),
                code(row.keras.call),
                style.value(row.keras.value, row.unit),
                style.value(row.sklearn.value, row.unit),
                text(style.why(row)),
            )
            for row in rows
        ),
    )


def cause(told: Told) -> Iterator[str]:
    """Yield a cause as a section of its own."""
    yield f"### {told.code} {told.name}"
    lines = [f"shown by: {text(told.evidence)}"]
    if told.rows:
        lines.append(f"rows: {text(told.rows)}")
    lines.append(f"proven: {told.how}: {text(', '.join(told.worth))}")
    lines += [_fix(fix) for fix in told.fixes]
    yield "\n".join(f"- {line}" for line in lines)


def _fix(fix: Fix) -> str:
    done = f"{code(fix.call)} gives {text(fix.gives)}" if fix.call else text(fix.gives)
    return f"fix {fix.side}: {done}"


def _calls(report: Report) -> Iterator[str]:
    """Fold away every call with all its digits."""
    cells = (
        (
            text(style.where(row, report.predictions.task)),
            *(
                f"{code(side.call)} = {_full(side.value, side.error)}" if side.call else "none"
                for side in (row.sklearn, row.keras)
            ),
        )
        for row in report.comparisons
    )
    calls = table(("metric", "sklearn", "keras"), cells)
    yield f"<details><summary>Every call</summary>\n\n{calls}\n\n</details>"


def _full(number: float | list[float] | None, error: str | None) -> str:
    return text(f"raises {error}" if number is None else number)
