"""The findings on a screen: a block a cause in short, or a block a comparison in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from metricdiff.formats import style
from metricdiff.formats.style import Style, safe
from metricdiff.report import Comparison, Finding, FixLine, Report, Witnesses
from metricdiff.words import Pairing, Task, Verdict

_MOST_BLOCKS = 3
_MOST_FIXES = 2
_MOST_ROWS = 5


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
            yield from _full(row, report)
        return
    failed = [row for row in differing if row.failed]
    found = [*_by_cause(failed, report), *_unexplained(failed, task)]
    for block in found[:_MOST_BLOCKS]:
        yield from block
    if len(found) > _MOST_BLOCKS:
        yield Text(f"and {len(found) - _MOST_BLOCKS} more: -v", "dim")
    if found:
        yield Text()


def _by_cause(failed: Sequence[Comparison], report: Report) -> Iterator[list[RenderableType]]:
    moved: dict[str, list[tuple[Comparison, Finding]]] = {}
    for row in failed:
        for finding in (one for one in row.causes if not one.accepted):
            moved.setdefault(finding.code, []).append((row, finding))
    for pairs in sorted(moved.values(), key=len, reverse=True):
        yield _cause(pairs, report)


def _cause(pairs: Sequence[tuple[Comparison, Finding]], report: Report) -> list[RenderableType]:
    """Name a cause, what shows it, what it is worth to each metric, and what to write instead."""
    (_, first), metrics = pairs[0], len({row.metric for row, _ in pairs})
    worth = ", ".join(
        f"{style.where(row, report.predictions.task)} {style.signed(finding.contribution)}"
        for row, finding in pairs[:4]
    )
    grid = _grid()
    evidence = first.evidence[:1].upper() + first.evidence[1:]
    grid.add_row(Text("shown by", "dim"), Text(safe(evidence)))
    if first.witnesses:
        grid.add_row(Text("rows", "dim"), Text(_rows(first.witnesses)))
    more = ", ..." if len(pairs) > 4 else ""  # noqa: PLR2004 - as many fit a line or two
    mended = pairs[0][0].proof and pairs[0][0].proof.kind == "mending"
    how = "both called again without it, and they agree" if mended else "recomputed step by step"
    grid.add_row(Text("proven", "dim"), Text(f"{how}: {worth}{more}"))
    _add_fixes(grid, [finding.keras_fix for _, finding in pairs], "keras")
    _add_fixes(grid, [finding.sklearn_fix for _, finding in pairs], "sklearn")
    headline = Text.assemble(
        (f"{first.code} {first.name}", "bold red"), f"   moves {style.count(metrics, 'metric')}"
    )
    return [headline, Padding(grid, (0, 0, 0, 1))]


def _unexplained(failed: Sequence[Comparison], task: Task) -> Iterator[list[RenderableType]]:
    rows = [row for row in failed if row.verdict is Verdict.UNEXPLAINED]
    for row in sorted(rows, key=lambda row: -abs(row.largest)):
        yield [_headline(row, task), _sides(row)]


def _full(row: Comparison, report: Report) -> Iterator[RenderableType]:
    """Show one comparison with both calls, the way between them, the proof and the fixes."""
    yield _headline(row, report.predictions.task)
    yield _sides(row)
    grid = _grid()
    for finding in row.causes:
        gap = style.signed(finding.contribution)
        grid.add_row(
            Text(finding.code, "bold"), Text.assemble((gap, "yellow"), f"  {finding.name}")
        )
        grid.add_row("", Text(safe(finding.evidence)))
        if finding.witnesses:
            grid.add_row(Text("rows", "dim"), Text(_rows(finding.witnesses)))
        _add_fixes(grid, [finding.keras_fix], "keras")
        _add_fixes(grid, [finding.sklearn_fix], "sklearn")
    if row.proof:
        residual = style.signed(row.proof.residual)
        ends = "the path ends at" if row.proof.kind == "landing" else f"{row.proof.call} ="
        proof = f"{row.proof.kind}: {ends} {style.value(row.proof.value, row.unit)}"
        grid.add_row(Text("proof", "dim"), Text(f"{proof}, residual {residual}"))
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


def _add_fixes(grid: Table, fixes: Sequence[FixLine | None], side: str) -> None:
    distinct = list({fix.call: fix for fix in fixes if fix}.values())
    # The first and the last are of metrics that differ most: a count and a score.
    for fix in distinct if len(distinct) <= _MOST_FIXES else (distinct[0], distinct[-1]):
        gives = style.value(fix.value) if fix.value is not None else safe(fix.error or "")
        grid.add_row(Text(f"{side} fix", "dim"), Text(f"{safe(fix.call)} -> {gives}"))


def _rows(witnesses: Witnesses) -> str:
    """Write ``4: lines 7, 42, 71, 192``."""
    kind = "line" if witnesses.predictions.raw.row_base == "line" else "row"
    shown = ", ".join(str(row) for row in witnesses.numbers(_MOST_ROWS))
    more = ", ..." if len(witnesses) > _MOST_ROWS else ""
    plural = "" if len(witnesses) == 1 else "s"
    return f"{len(witnesses):,}: {kind}{plural} {shown}{more}"


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=11)
    grid.add_column()
    return grid
