"""The report on a screen: a coloured table, what Keras gives by default, the findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from metricdiff.formats import explain_table, findings, listing, screen, style, summary
from metricdiff.formats.heading import header
from metricdiff.formats.histogram import histogram
from metricdiff.formats.style import Style, safe
from metricdiff.report import Comparison, DataNote, Report
from metricdiff.words import Pairing, Reason, Task, Verdict

_MOST_ROWS = 14
_MOST_DEFAULTS = 4
_LINE = 80
#: The width of the names in a note: "sklearn side" is the longest.
_SIDES = 12
_VERDICT_COLOURS = {"OK": "bold green", "MISMATCH": "bold red", "ERROR": "bold red"}


def render(report: Report, form: Style) -> str:
    """Return the report as text for a screen of ``form.width`` columns."""
    return screen.drawn(_blocks(report, form), form.width, color=form.color)


def plain(report: Report) -> str:
    """Return the report as it looks in a pipe."""
    return render(report, Style()).rstrip("\n")


def _blocks(report: Report, form: Style) -> Iterator[RenderableType]:
    sklearn, keras = report.tool["sklearn"], report.tool["keras"] or "did not run"
    yield header(report.predictions, f"sklearn {sklearn}, keras {keras}", form)
    yield Text()
    if form.verbose:
        yield from histogram(report, form)
    yield from _notes(report)
    rows = report.of(Pairing.MATCHED, Pairing.CUSTOM)
    if rows:
        shown = rows if form.verbose else _most_telling(rows)
        yield listing.table(shown, report.predictions.task, form.width)
        if len(shown) < len(rows):
            yield Text(f" and {style.count(len(rows) - len(shown), 'more row')}: -v", "dim")
        yield Text()
    if report.keras_ran:
        yield from _defaults(report, form)
        yield from findings.blocks(report, form)
        yield from _raised(rows, report.predictions.task)
    for one in report.reported:
        yield from explain_table.block(one, form)
        yield Text()
    if form.verbose:
        yield from _calls(report)
    yield from _last(report, form)


def _notes(report: Report) -> Iterator[RenderableType]:
    """Show what the data themselves show, unless a row below says it with more numbers."""
    told = {finding.code for row in report.comparisons for finding in row.causes}
    for one in report.notes:
        if one.code not in told:
            yield from note(one)


def note(one: DataNote) -> Iterator[RenderableType]:
    """Show what the data, or a model, show by themselves."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=_SIDES)
    grid.add_column()
    grid.add_row(Text("shown by", "dim"), Text(safe(one.evidence)))
    if one.mended:
        values = ", ".join(f"{safe(each.metric)} {style.value(each.value)}" for each in one.mended)
        grid.add_row(Text("mended", "dim"), Text(values))
    for side, advice in (("keras", one.keras), ("sklearn", one.sklearn)):
        if advice:
            grid.add_row(Text(f"{side} side", "dim"), Text(safe(advice)))
    aside = "  accepted" if one.accepted else "  MISMATCH" if one.failed else ""
    colour = "bold red" if one.failed else "bold yellow"
    yield Text.assemble("note: ", (f"{one.code} {one.name}", colour), aside)
    yield Padding(grid, (0, 0, 1, 1))


def _most_telling(rows: Sequence[Comparison]) -> Sequence[Comparison]:
    """Return the rows to show, those that agree left out first."""
    if len(rows) <= _MOST_ROWS:
        return rows
    by_weight = sorted(
        rows, key=lambda row: (not row.failed, row.verdict is Verdict.EQUAL, -abs(row.largest))
    )
    kept = {id(row) for row in by_weight[:_MOST_ROWS]}
    return [row for row in rows if id(row) in kept]


def _defaults(report: Report, form: Style) -> Iterator[RenderableType]:
    """Show what Keras gives when nothing is set, where that is another number."""
    rows = [
        row
        for row in report.of(Pairing.DEFAULT)
        if form.verbose or row.verdict is not Verdict.EQUAL
    ]
    if not rows:
        return
    yield Text("If you set nothing, Keras gives", "bold")
    shown = rows if form.verbose else rows[:_MOST_DEFAULTS]
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for row in shown:
        call = row.keras.call or ""
        if row.metric == "accuracy":
            call = f'"accuracy", {call}'
        table.add_row(Text(call), Text(style.value(row.keras.value)), _against(row))
    yield table
    if len(shown) < len(rows):
        yield Text(f" and {len(rows) - len(shown)} more: -v", "dim")
    yield Text()


def _against(row: Comparison) -> Text:
    """Say what scikit-learn's usual call gives instead, and why."""
    named = f" ({row.label})" if row.label else ""
    if row.verdict is Verdict.EQUAL:
        return Text(f"= {style.value(row.sklearn.value)}{named}", "green")
    error = row.keras.error or row.sklearn.error
    if error:
        side = "keras" if row.keras.error else "sklearn"
        raised = f"{side} raises {safe(error).partition(':')[0]} (-v)"
        return Text(f"{raised}  {style.codes(row)}".rstrip(), "yellow")
    if row.difference is None and isinstance(row.sklearn.value, list):
        text = f"not sklearn's {len(row.sklearn.value)}{named}: it leaves classes out"
    elif isinstance(row.keras.value, list) and isinstance(row.sklearn.value, list):
        text = f"not sklearn's{named}: up to {style.difference(row)}"
    else:
        text = f"not {style.value(row.sklearn.value)}{named}"
    return Text(f"{text}  {style.codes(row)}", "yellow")


def _side(name: str, number: str, call: str | None) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=8)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(name, "dim"), Text(number), Text(safe(call or "-")))
    return Padding(grid, (0, 0, 0, 2))


def _raised(rows: Sequence[Comparison], task: Task) -> Iterator[RenderableType]:
    """Show the libraries' own errors, each once."""
    messages: dict[str, list[str]] = {}
    for row in rows:
        for name, side in (("scikit-learn", row.sklearn), ("Keras", row.keras)):
            if side.error and row.reason is Reason.RAISED:
                messages.setdefault(f"{name}: {safe(side.error)}", []).append(
                    style.where(row, task)
                )
    for message, metrics in messages.items():
        yield Text.assemble(
            (", ".join(dict.fromkeys(metrics)), "bold"), (" not compared", "yellow")
        )
        yield Padding(Text(message, "yellow"), (0, 0, 0, 2))
    if messages:
        yield Text()


def _calls(report: Report) -> Iterator[RenderableType]:
    """Show every call with its full value, its tolerance and its warnings."""
    yield Text("Calls (they agree when |keras - sklearn| <= atol + rtol * |sklearn|)", "bold")
    for row in report.comparisons:
        tolerance = f"atol {row.atol:.1e}, rtol {row.rtol:.1e}"
        lines: list[RenderableType] = [
            Text.assemble(style.where(row, report.predictions.task), (f"  {tolerance}", "dim"))
        ]
        for name, side in (("sklearn", row.sklearn), ("keras", row.keras)):
            shown = _full(side.value) if side.value is not None else side.error or "no counterpart"
            lines.append(_side(name, "", f"{side.call or '-'} = {shown}"))
            lines += [_side("", "", f"warns: {warning}") for warning in side.warnings]
        yield Padding(Group(*lines), (0, 0, 0, 1))
    tool = report.tool
    yield Text(
        f"tensorflow {tool['tensorflow']}, backend {tool['keras_backend']}, floatx "
        f"{tool['floatx']}, epsilon {tool['epsilon']}, {tool['chunk_rows']} rows a chunk",
        "dim",
    )
    yield Text()


def _full(number: float | list[float]) -> str:
    return f"[{', '.join(map(repr, number))}]" if isinstance(number, list) else repr(number)


def _last(report: Report, form: Style) -> Iterator[RenderableType]:
    verdict = summary.verdict(report)
    line = summary.last_line(report, min(form.width, _LINE))
    for text in summary.agreements(report):
        yield Text(text, "dim")
    yield Text(verdict, _VERDICT_COLOURS[verdict]).append(line.removeprefix(verdict), "default")
