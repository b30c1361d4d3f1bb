"""A model on a screen: its numbers, what else they are held against, the findings."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from metricdiff.formats import findings, screen, style, telling
from metricdiff.formats import model_words as words
from metricdiff.formats.style import Style, safe
from metricdiff.formats.table import note
from metricdiff.modelling.reported import Answer
from metricdiff.modelling.result import ModelReport, ModelRow
from metricdiff.words import Task, Verdict

#: Rows of models are named by their keys alone, whatever the task.
_TASK = Task.REGRESSION
_COLOURS = {"=": "green", "minor": "yellow", "differs": "yellow", "MISMATCH": "bold red"}
_VERDICTS = {"OK": "bold green", "MISMATCH": "bold red"}
_MOST_BLOCKS = 3
_COMFORTABLE = 72
_LINE = 80


def render(report: ModelReport, form: Style) -> str:
    """Return the report as text for a screen of ``form.width`` columns."""
    return screen.drawn(_blocks(report, form), form.width, color=form.color)


def plain(report: ModelReport) -> str:
    """Return the report as it looks in a pipe."""
    return render(report, Style()).rstrip("\n")


def _blocks(report: ModelReport, form: Style) -> Iterator[RenderableType]:
    yield _heading(report, form)
    yield Text()
    for one in report.notes:
        yield from note(one)
    yield _table(report, form)
    yield from _resolutions(report)
    yield Text()
    yield from _findings(report, form)
    yield from _raised(report)
    yield from _reported(report)
    if form.verbose:
        yield from _calls(report)
    verdict = words.verdict(report)
    line = words.last_line(report, min(form.width, _LINE))
    yield Text(verdict, _VERDICTS[verdict]).append(safe(line.removeprefix(verdict)), "default")


def _heading(report: ModelReport, form: Style) -> Text:
    title = words.title(report)
    versions = f"sklearn {report.tool['sklearn']}, keras {report.tool['keras']}"
    text = Text(title, "bold")
    text.append("  " if form.width - len(title) > len(versions) + 1 else "\n")
    text.append(versions, "dim")
    for line in words.outputs(report):
        text.append(f"\n{line}")
    for remark in report.remarks:
        text.append(f"\nnote: {safe(remark)}", "yellow")
    return text


def _table(report: ModelReport, form: Style) -> Table:
    wide = form.width >= _COMFORTABLE
    table = Table(box=None, pad_edge=False, padding=(0, 2 if wide else 1, 0, 0), header_style="dim")
    table.add_column("number", overflow="fold")
    for name in (words.EVALUATE, words.PREDICT, words.SKLEARN):
        table.add_column(name, justify="right", no_wrap=True)
    if wide:
        table.add_column("difference", justify="right", no_wrap=True)
    table.add_column("why", no_wrap=wide)
    for row in report.rows:
        table.add_row(*_cells(row, wide=wide), style="dim" if row.comparison.accepted else "")
    return table


def _cells(row: ModelRow, *, wide: bool) -> Iterator[Text]:
    comparison = row.comparison
    word = words.why(row)
    colour = _COLOURS.get(word[:1] if word.startswith("=") else word.rpartition("  ")[2], "dim")
    yield Text(safe(comparison.metric))
    for side in (comparison.keras, row.predict, comparison.sklearn):
        yield Text(style.value(side.value))
    if wide:
        yield Text(style.difference(comparison) if comparison.sklearn.value else "", colour)
    yield Text(word, colour)


def _resolutions(report: ModelReport) -> Iterator[RenderableType]:
    """Say what Keras made of the text ``accuracy``."""
    for row in report.rows:
        if row.resolved:
            yield Text(f" {safe(row.resolved)}", "dim")


def _findings(report: ModelReport, form: Style) -> Iterator[RenderableType]:
    differing = [
        row for row in report.comparisons if row.verdict in {Verdict.EXPLAINED, Verdict.UNEXPLAINED}
    ]
    if form.verbose:
        for row in differing:
            yield from findings.full(row, _TASK, form)
        return
    failed = [row for row in differing if row.failed]
    open_ones = [row for row in report.rows if row.comparison in telling.unexplained(failed)]
    found = [findings.cause(told, form) for told in telling.by_cause(failed, _TASK)]
    found += [_unexplained(row) for row in open_ones]
    for block in found[:_MOST_BLOCKS]:
        yield from block
    if len(found) > _MOST_BLOCKS:
        yield Text(f"and {len(found) - _MOST_BLOCKS} more: -v", "dim")
    if found:
        yield Text()


def _unexplained(row: ModelRow) -> list[RenderableType]:
    comparison = row.comparison
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=10)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, side in (
        (words.EVALUATE, comparison.keras),
        (words.PREDICT, row.predict),
        (words.SKLEARN, comparison.sklearn),
    ):
        grid.add_row(Text(name, "dim"), style.value(side.value), Text(safe(side.call or "-")))
    gap = style.signed(comparison.difference)
    against = "predict" if comparison.sklearn.value is None else "scikit-learn"
    headline = Text.assemble(
        (safe(comparison.metric), "bold"), f" is unexplained: {gap} against {against}"
    )
    return [headline, Padding(grid, (0, 0, 0, 1))]


def _raised(report: ModelReport) -> Iterator[RenderableType]:
    """Show the libraries' own errors."""
    raised = [
        (row.comparison.metric, name, side.error)
        for row in report.rows
        for name, side in (("scikit-learn", row.comparison.sklearn), ("Keras", row.predict))
        if side.error
    ]
    for metric, name, error in raised:
        yield Text.assemble((safe(metric), "bold"), (f"  {name}: {safe(error)}", "yellow"))
    if raised:
        yield Text()


def _reported(report: ModelReport) -> Iterator[RenderableType]:
    for one in report.reported:
        colour = "bold green" if one.answer is Answer.PLAIN else "bold red"
        yield Text(words.reported(one), colour)
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column()
        for codes, text in words.ways(one):
            grid.add_row(Text(codes, "bold"), Text(text))
        yield Padding(grid, (0, 0, 0, 1))
    if report.reported:
        yield Text()


def _calls(report: ModelReport) -> Iterator[RenderableType]:
    """Show every call with its full value, and the tolerance."""
    yield Text("Calls", "bold")
    for row in report.rows:
        comparison = row.comparison
        tolerance = f"  atol {comparison.atol:.1e}, rtol {comparison.rtol:.1e}"
        yield Text.assemble(f" {safe(comparison.metric)}", (tolerance, "dim"))
        for side in (comparison.keras, row.predict, comparison.sklearn):
            if side.call:
                shown = side.value if side.value is not None else side.error
                yield Text(f"   {safe(side.call)} = {safe(shown)}")
    tool = report.tool
    yield Text(
        f" tensorflow {tool['tensorflow']}, backend {tool['keras_backend']}, floatx "
        f"{tool['floatx']}, epsilon {tool['epsilon']}",
        "dim",
    )
    yield Text()
