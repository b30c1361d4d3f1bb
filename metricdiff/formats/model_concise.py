"""One line a number of a model that differs, a note, or a reported number, for grep."""

from __future__ import annotations

from collections.abc import Iterator

from metricdiff.formats import model_words as words
from metricdiff.formats import style
from metricdiff.formats.style import Style, safe
from metricdiff.modelling.result import ModelReport, ModelRow
from metricdiff.words import Verdict


def render(report: ModelReport, form: Style) -> str:
    """Return a line for each number that differs, for each note and each reported number."""
    del form  # a line is as long as it is
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: ModelReport) -> Iterator[str]:
    source = safe(report.source[0])
    for note in report.notes:
        yield f"{source}: {note.code} {note.name}: {safe(note.evidence)}"
    for row in report.rows:
        if row.comparison.verdict in {Verdict.EXPLAINED, Verdict.UNEXPLAINED}:
            yield _line(source, row)
    for one in report.reported:
        codes = ", ".join(code for code, _ in words.ways(one))
        yield f"{source}: {words.reported(one)}{f': {codes}' if codes else ''}"


def _line(source: str, row: ModelRow) -> str:
    comparison = row.comparison
    sides = (
        (words.EVALUATE, comparison.keras),
        (words.PREDICT, row.predict),
        (words.SKLEARN, comparison.sklearn),
    )
    values = ", ".join(
        f"{name} {safe(side.error) if side.error else style.value(side.value)}"
        for name, side in sides
    )
    return f"{source}: {safe(comparison.metric)}: {values}: {comparison.verdict}, {words.why(row)}"
