"""What reported numbers are, on a screen: a block a number."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from metricdiff.formats import explain_words as words
from metricdiff.formats import screen, style
from metricdiff.formats.heading import header
from metricdiff.formats.style import Style, safe
from metricdiff.searching.result import Answer, Candidate, Explained, Explanation

_LINE = 80
_COLOURS = {
    Answer.PLAIN: "bold green",
    Answer.FOUND: "bold red",
    Answer.AMBIGUOUS: "bold yellow",
    Answer.NOT_FOUND: "bold yellow",
}
_VERDICTS = {"PLAIN": "bold green", "FOUND": "bold red", "OPEN": "bold yellow", "ERROR": "bold red"}
_MOST_HINTS = 4


def render(explanation: Explanation, form: Style) -> str:
    """Return the explanation as text for a screen of ``form.width`` columns."""
    return screen.drawn(_blocks(explanation, form), form.width, color=form.color)


def plain(explanation: Explanation) -> str:
    """Return the explanation as it looks in a pipe."""
    return render(explanation, Style()).rstrip("\n")


def _blocks(explanation: Explanation, form: Style) -> Iterator[RenderableType]:
    tool = explanation.tool
    keras = tool["keras"] or "did not run"
    yield header(explanation.predictions, f"sklearn {tool['sklearn']}, keras {keras}", form)
    yield Text()
    for one in explanation.answers:
        yield from block(one, form)
        yield Text()
    verdict = words.verdict(explanation)
    text = f"  {words.summary(explanation)}"
    code = f"exit {explanation.exit_code}"
    gap = max(min(form.width, _LINE) - len(verdict) - len(text), len(code) + 2)
    yield Text(verdict, _VERDICTS[verdict]).append(f"{safe(text)}{code:>{gap}}", "default")


def block(one: Explained, form: Style) -> Iterator[RenderableType]:
    """Show one number: the plain values, what gives it, and what to do."""
    yield Text(safe(words.heading(one)), _COLOURS[one.answer])
    grid = _grid()
    for call in one.plain:
        shown = style.value(call.value) if call.value is not None else (call.error or "several")
        mark = "  = this number" if call.gives else ""
        grid.add_row(Text(call.library, "dim"), Text(safe(f"{shown}  {call.call}{mark}")))
    yield Padding(grid, (0, 0, 0, 1))
    for place, candidate in enumerate(one.candidates):
        if place == 0 or form.verbose:
            yield from _full(candidate, one)
        else:
            yield _short(candidate)
    if one.coincidences and (form.verbose or one.answer is Answer.NOT_FOUND):
        yield Text(" hit as well, and no more than chance would", "dim")
        for candidate in one.coincidences:
            yield _short(candidate)
    yield from _rest(one)


def _full(candidate: Candidate, one: Explained) -> Iterator[RenderableType]:
    """Show a candidate with the way from the plain value to the reported one, proof and fix."""
    if candidate.steps:
        yield Text(f" {candidate.rank}. {safe(words.causes(candidate))}", "bold")
    grid = _grid()
    if candidate.steps:
        grid.add_row(Text("computed", "dim"), Text(safe(candidate.recipe)))
        grid.add_row(
            Text("from", "dim"), Text(f"{style.value(candidate.start)}  {safe(candidate.call)}")
        )
        for step in candidate.steps:
            gap, after = style.signed(step.contribution), style.value(step.value_after)
            grid.add_row(
                Text(step.code, "bold"),
                Text.assemble((gap, "yellow"), f" -> {after}  {safe(step.summary)}"),
            )
    if candidate.confirmed_by and one.answer is not Answer.PLAIN:
        gave = "" if candidate.confirmed_value is None else f" = {candidate.confirmed_value:.7g}"
        grid.add_row(Text("run", "dim"), Text(safe(f"{candidate.confirmed_by}{gave}")))
    if candidate.equivalent:
        grid.add_row(Text("the same", "dim"), Text(words.equivalent(candidate)))
    if one.answer is not Answer.PLAIN:
        grid.add_row(Text("chance", "dim"), Text(words.chance(candidate)))
    for side, text in words.advice(candidate):
        grid.add_row(Text(f"fix {side}", "dim"), Text(safe(text)))
    if candidate.steps:
        codes = " ".join(dict.fromkeys(candidate.codes))
        grid.add_row(Text("more", "dim"), Text(f"metricdiff cause {codes}"))
    yield Padding(grid, (0, 0, 0, 2))


def _short(candidate: Candidate) -> RenderableType:
    share = f"{candidate.chance * 100:.2g} %"
    value = style.value(candidate.value)
    return Text(f" {candidate.rank}. {value}  {safe(words.causes(candidate))}, chance {share}")


def _rest(one: Explained) -> Iterator[RenderableType]:
    grid = _grid()
    if one.excluded:
        grid.add_row(Text("excluded", "dim"), Text(one.excluded))
    for hint in one.hints[:_MOST_HINTS]:
        grid.add_row(Text(hint.code, "dim"), Text(f"{hint.name}: {hint.evidence}"))
    if one.following:
        grid.add_row(Text("next", "dim"), Text(safe(one.following)))
    if one.answer is not Answer.PLAIN:
        grid.add_row(Text("searched", "dim"), Text(words.evidence(one)))
    if one.together:
        grid.add_row(Text("together", "dim"), Text("one pipeline gives all these numbers"))
    if grid.row_count:
        yield Padding(grid, (0, 0, 0, 1))


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=11)
    grid.add_column(overflow="fold")
    return grid
