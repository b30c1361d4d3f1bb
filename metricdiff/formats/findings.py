"""The findings on a screen: a block a cause in short, or a block a comparison in full."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from metricdiff.formats import drawing, style, telling
from metricdiff.formats.drawing import Drawing
from metricdiff.formats.style import Style, safe
from metricdiff.formats.telling import Fix, Told
from metricdiff.formats.waterfall import waterfall
from metricdiff.report import Comparison, Report
from metricdiff.words import Pairing, Task, Verdict

_MOST_BLOCKS = 3
_MOST_WORTH = 4  # as many fit a line or two
_NARROWEST, _WIDEST = 15, 60
_NAMES = 11
#: What stands before the text of a block: a blank, a name and two blanks.
_MARGIN = _NAMES + 3


def blocks(report: Report, form: Style) -> Iterator[RenderableType]:
    """Show what fails, a block a cause; every comparison in full where there is room for it."""
    task = report.predictions.task
    differing = [
        row
        for row in report.comparisons
        if row.verdict in {Verdict.EXPLAINED, Verdict.UNEXPLAINED}
        and (form.verbose or row.pairing is not Pairing.DEFAULT)
    ]
    single = len({row.metric for row in report.comparisons}) == 1
    if form.verbose or single:
        for row in differing:
            yield from full(row, task, form)
        return
    failed = [row for row in differing if row.failed]
    found = [cause(told, form) for told in telling.by_cause(failed, task)]
    found += [unexplained(row, task) for row in telling.unexplained(failed)]
    for block in found[:_MOST_BLOCKS]:
        yield from block
    if len(found) > _MOST_BLOCKS:
        yield Text(f"and {len(found) - _MOST_BLOCKS} more: -v", "dim")
    if found:
        yield Text()


def cause(told: Told, form: Style) -> list[RenderableType]:
    """Name a cause, what shows it, what it is worth to each metric, and what to write instead."""
    grid = _grid()
    grid.add_row(Text("shown by", "dim"), Text(safe(told.evidence)))
    if told.rows:
        grid.add_row(Text("rows", "dim"), Text(told.rows))
    worth = [*told.worth[:_MOST_WORTH], *["..."] * (len(told.worth) > _MOST_WORTH)]
    room = form.width - _MARGIN
    grid.add_row(Text("proven", "dim"), Text(_unbroken(f"{told.how}: ", worth, room)))
    _add_fixes(grid, told.fixes)
    headline = Text.assemble(
        (f"{told.code} {told.name}", "bold red"), f"   moves {style.count(told.metrics, 'metric')}"
    )
    return [headline, Padding(grid, (0, 0, 0, 1))]


def _unbroken(before: str, parts: Iterable[str], width: int) -> str:
    """List parts in lines of *width* columns that end between them: a number keeps its metric."""
    glued = ", ".join(part.replace(" ", "\0") for part in parts)
    return textwrap.fill(before + glued, max(width, 1), break_on_hyphens=False).replace("\0", " ")


def unexplained(row: Comparison, task: Task) -> list[RenderableType]:
    """Show a comparison whose difference has no proven cause."""
    return [_headline(row, task), _sides(row)]


def full(row: Comparison, task: Task, form: Style) -> Iterator[RenderableType]:
    """Show one comparison with both calls, the way between them, the proof and the fixes."""
    yield _headline(row, task)
    yield _sides(row)
    yield from _waterfall(row, form)
    grid = _grid()
    for finding in row.causes:
        gap = style.signed(finding.contribution)
        grid.add_row(
            Text(finding.code, "bold"), Text.assemble((gap, "yellow"), f"  {finding.name}")
        )
        grid.add_row("", Text(safe(finding.evidence)))
        if finding.witnesses:
            grid.add_row(Text("rows", "dim"), Text(telling.rows(finding.witnesses)))
        _add_fixes(grid, telling.of(finding))
    if row.proof:
        grid.add_row(Text("proof", "dim"), Text(safe(telling.proof(row))))
        codes = " ".join(finding.code for finding in row.causes[:1])
        grid.add_row(Text("more", "dim"), Text(f"metricdiff cause {codes}"))
    yield Padding(grid, (0, 0, 1, 2))


def _headline(row: Comparison, task: Task) -> Text:
    gap = style.difference(row) or "nan"
    return Text.assemble((style.where(row, task), "bold"), f" differs by {gap}: {row.verdict}")


def _sides(row: Comparison) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=8)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, side in (("sklearn", row.sklearn), ("keras", row.keras)):
        number = Text(style.value(side.value, row.unit))
        grid.add_row(Text(name, "dim"), number, Text(safe(side.call or "-")))
    return Padding(grid, (0, 0, 0, 2))


def _waterfall(row: Comparison, form: Style) -> Iterator[RenderableType]:
    """Draw the way from one value to the other, where the screen can show it."""
    way = waterfall(row)
    width = min(form.width - 25, _WIDEST)
    if way is None or form.drawing is Drawing.NONE or width < _NARROWEST:
        return
    scale = (way.low, way.high, width, form.drawing)
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=8)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(no_wrap=True)
    if way.element is not None:
        grid.add_row(Text("class", "dim"), Text(safe(way.element)))
    for name, value, before in (("sklearn", way.sklearn, True), ("keras", way.keras, False)):
        ends = Text(drawing.point(value, *scale), "bold")
        if not before:
            for step in way.steps:
                arrow = drawing.arrow(step.start, step.end, *scale)
                grid.add_row(step.code, style.signed(step.end - step.start), Text(arrow, "yellow"))
        grid.add_row(Text(name, "dim"), style.value(value, row.unit), ends)
    yield Padding(grid, (0, 0, 0, 2))


def _add_fixes(grid: Table, fixes: Iterable[Fix]) -> None:
    for fix in fixes:
        grid.add_row(Text(f"fix {fix.side}", "dim"), Text(safe(fix.told(" -> "))))


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=_NAMES)
    grid.add_column(overflow="fold")
    return grid
