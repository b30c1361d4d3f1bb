"""An audit on a screen: what the metric is, every property, then what failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from metricdiff.auditing.result import Audit, Checked, Fault, Verdict
from metricdiff.formats import audit_words as words
from metricdiff.formats import screen
from metricdiff.formats.heading import header
from metricdiff.formats.style import Style, safe

_LINE = 80
_COLOURS = {
    Verdict.HOLDS: "green",
    Verdict.NOTE: "yellow",
    Verdict.FAILS: "bold red",
    Verdict.UNTESTED: "dim",
}


def render(audit: Audit, form: Style) -> str:
    """Return the audit as text for a screen of ``form.width`` columns."""
    return screen.drawn(_blocks(audit, form), form.width, color=form.color)


def plain(audit: Audit) -> str:
    """Return the audit as it looks in a pipe."""
    return render(audit, Style()).rstrip("\n")


def _blocks(audit: Audit, form: Style) -> Iterator[RenderableType]:
    tool = audit.tool
    yield Text.assemble((safe(audit.target), "bold"), f"  {words.kind(audit)}")
    yield header(audit.predictions, f"sklearn {tool['sklearn']}, keras {tool['keras']}", form)
    yield Text()
    grid = _grid()
    for name, told in (*words.identity(audit), *words.values(audit)):
        grid.add_row(Text(name, "dim"), Text(safe(told)))
    grid.add_row(Text("tested", "dim"), Text(_tested(audit)))
    yield grid
    yield Text()
    shown = [one for one in audit.properties if one.tested or form.verbose]
    yield _table(shown)
    yield Text()
    for fault in audit.faults:
        if fault.fails or form.verbose:
            yield from _block(fault)
    yield from _notes(audit, form)
    yield from _last(audit, form)


def _tested(audit: Audit) -> str:
    rows, given = audit.rows, audit.predictions.counted.rows
    some = f" of {given:,}, evenly spaced" if rows < given else ""
    return f"on {rows:,} rows{some}"


def _table(properties: Sequence[Checked]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("property", no_wrap=True)
    table.add_column("")
    table.add_column("seen")
    table.add_column("why")
    for one in properties:
        colour = _COLOURS[one.verdict]
        table.add_row(
            Text(one.name),
            Text(words.WORDS[one.verdict], colour),
            Text(safe(one.told), "dim" if one.verdict is Verdict.UNTESTED else ""),
            Text(words.codes(one), colour),
        )
    return table


def _block(fault: Fault) -> Iterator[RenderableType]:
    """Name a fault, what shows it, the numbers, and the change that mends it."""
    colour = "bold red" if fault.fails else "bold yellow"
    yield Text(f"{fault.code} {fault.name}".strip(), colour)
    grid = _grid()
    grid.add_row(Text("shown by", "dim"), Text(safe(fault.evidence)))
    inner = Table.grid(padding=(0, 2, 0, 0))
    inner.add_column()
    inner.add_column()
    for one in fault.numbers:
        inner.add_row(Text(safe(one.of)), Text(safe(words.number(one))))
    if fault.numbers:
        grid.add_row(Text("numbers", "dim"), inner)
    for name, told in words.where(fault):
        grid.add_row(Text(name, "dim"), Text(told))
    if fault.fix:
        grid.add_row(Text("fix", "dim"), Text(safe(fault.fix.replace("`", ""))))
    yield Padding(grid, (0, 0, 0, 1))


def _notes(audit: Audit, form: Style) -> Iterator[RenderableType]:
    """Show what is to be known in a line each; with ``-v`` they stand above in full."""
    notes = [fault for fault in audit.faults if not fault.fails]
    if notes and not form.verbose:
        for fault in notes:
            yield Text.assemble(
                "note: ",
                (f"{fault.code} {fault.name}".strip(), "yellow"),
                f"  {safe(fault.evidence)}",
            )
    if audit.faults:
        yield Text()


def _last(audit: Audit, form: Style) -> Iterator[RenderableType]:
    verdict, told = words.verdict(audit), f"  {words.sentence(audit)}"
    code = f"exit {audit.exit_code}"
    gap = max(min(form.width, _LINE) - len(verdict) - len(told), len(code) + 2)
    colour = "bold green" if audit.ok else "bold red"
    yield Text(verdict, colour).append(f"{told}{code:>{gap}}", "default")


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=8)
    grid.add_column()
    return grid
