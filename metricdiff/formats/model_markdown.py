"""A model as GitHub's markdown."""

from __future__ import annotations

from collections.abc import Iterator

from metricdiff.formats import model_words as words
from metricdiff.formats import style, telling
from metricdiff.formats.markdown import cause
from metricdiff.formats.markup import code, table, text
from metricdiff.formats.style import Style
from metricdiff.modelling.result import ModelReport, ModelRow
from metricdiff.words import Task, Verdict


def render(report: ModelReport, form: Style) -> str:
    """Return the report; the reader's screen does not matter."""
    del form
    return "\n\n".join(_parts(report)) + "\n"


def _parts(report: ModelReport) -> Iterator[str]:
    yield f"## metricdiff model: {words.verdict(report)}"
    yield f"Result: {text(words.sentence(report))}."
    yield from _input(report)
    for note in report.notes:
        yield f"Note: **{note.code} {note.name}**: {text(note.evidence)}"
    columns = ("number", "evaluate:", "on predict:", "sklearn:", "evaluate - sklearn:", "why")
    yield table(columns, (_cells(row) for row in report.rows))
    resolved = [row.resolved for row in report.rows if row.resolved]
    if resolved:
        yield "\n".join(f"- {text(one)}" for one in resolved)
    differing = [
        row for row in report.comparisons if row.verdict in {Verdict.EXPLAINED, Verdict.UNEXPLAINED}
    ]
    for told in telling.by_cause(differing, Task.REGRESSION):
        yield from cause(told)
    for one in report.reported:
        ways = "".join(f"\n- **{codes}** {text(way)}" for codes, way in words.ways(one))
        yield f"Reported: {text(words.reported(one))}{ways}"


def _input(report: ModelReport) -> Iterator[str]:
    tool = report.tool
    yield f"{text(words.title(report))}, scikit-learn {tool['sklearn']}, Keras {tool['keras']}"
    yield "\n".join(f"- {text(line)}" for line in words.outputs(report))
    for remark in report.remarks:
        yield f"Note: {text(remark)}"


def _cells(row: ModelRow) -> tuple[str, ...]:
    comparison = row.comparison
    word = text(words.why(row))
    sides = (comparison.keras, row.predict, comparison.sklearn)
    return (
        code(comparison.metric),
        *(style.value(side.value) for side in sides),
        style.difference(comparison) if comparison.sklearn.value is not None else "",
        f"**{word}**" if comparison.failed else word,
    )
