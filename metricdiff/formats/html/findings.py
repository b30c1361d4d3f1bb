"""The findings as cards: what shows a cause, what it is worth, what to write instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metricdiff.formats import style, telling
from metricdiff.formats.html.elements import Html, element, joined, marked
from metricdiff.formats.html.page import Page, grid
from metricdiff.formats.telling import Fix, Told
from metricdiff.formats.waterfall import Waterfall, waterfall
from metricdiff.report import Comparison, DataNote, Report
from metricdiff.words import Pairing, Task

#: Waterfalls that are shown at once; the others are folded away.
_MOST_OPEN = 3


def findings(report: Report, page: Page | None) -> Html:
    """Return a card for each cause and for each difference without one.

    Args:
        report: What they are of.
        page: Where waterfalls go; ``None`` for none.
    """
    rows = telling.differing(report.comparisons)
    failing = [row for row in rows if row.failed]
    cards = list(_cards(failing, report, page))
    milder = list(_cards([row for row in rows if not (row.failed or row.accepted)], report, page))
    if milder:
        summary = element("summary", f"{len(milder)} that do not fail")
        cards.append(element("details", summary, *milder, class_="milder"))
    # What a difference shows with more numbers is not noted again.
    told = {finding.code for row in report.comparisons for finding in row.causes}
    notes = [_note(note) for note in report.notes if note.code not in told]
    parts = [*notes, *cards] or [element("p", "Nothing: the numbers agree.")]
    defaults = [row for row in report.of(Pairing.DEFAULT) if not (row.failed or row.accepted)]
    if unset := list(_cards(defaults, report, page)):
        summary = element("summary", f"{len(unset)} when nothing is set in Keras")
        parts.append(element("details", summary, *unset, class_="milder"))
    return joined(parts)


def _cards(rows: Sequence[Comparison], report: Report, page: Page | None) -> Iterator[Html]:
    task = report.predictions.task
    for told in telling.by_cause(rows, task):
        moved = [row for row in rows if told.code in {one.code for one in row.causes}]
        yield _cause(told, moved, task, page)
    for row in telling.unexplained(rows):
        yield _unexplained(row, task)


def _cause(told: Told, moved: Sequence[Comparison], task: Task, page: Page | None) -> Html:
    facts = [_fact("shown by", told.evidence)]
    if told.rows:
        facts.append(_fact("rows", told.rows))
    facts.append(_fact("proven", f"{told.how}: {', '.join(told.worth)}"))
    facts += [_fact(f"fix {fix.side}", *_fix(fix)) for fix in told.fixes]
    title = element(
        "h3", element("span", told.code, class_="code"), f" {told.name} ", _small(_moves(told))
    )
    ways = _ways(moved, task, page) if page else []
    return element("article", title, element("dl", *facts), *ways, class_="finding")


def _fix(fix: Fix) -> Iterator[object]:
    """Yield a call and what it gives, or advice in which code is marked as in the manual."""
    if fix.call:
        yield element("code", fix.call)
        yield f" gives {fix.gives}"
        return
    yield from marked(fix.gives)


def _moves(told: Told) -> str:
    return f"moves {style.count(told.metrics, 'metric')}"


def _ways(moved: Sequence[Comparison], task: Task, page: Page) -> list[Html]:
    """Return the waterfalls of what a cause moves."""
    drawn = [
        page.figure("waterfall", _caption(row, way, task), _data(way, row))
        for row in moved
        if (way := waterfall(row))
    ]
    if not drawn:
        return []
    parts = [grid(drawn[:_MOST_OPEN])]
    if len(drawn) > _MOST_OPEN:
        summary = element("summary", f"{len(drawn) - _MOST_OPEN} more")
        parts.append(element("details", summary, grid(drawn[_MOST_OPEN:])))
    return parts


def _caption(row: Comparison, way: Waterfall, task: Task) -> str:
    element_ = "" if way.element is None else f", class {way.element}"
    return f"{style.where(row, task)}{element_}"


def _data(way: Waterfall, row: Comparison) -> dict[str, object]:
    return {
        "ends": [
            {"name": name, "value": value, "text": style.value(value, row.unit)}
            for name, value in (("sklearn", way.sklearn), ("keras", way.keras))
        ],
        "steps": [
            {
                "code": step.code,
                "name": step.name,
                "start": step.start,
                "end": step.end,
                "text": style.signed(step.end - step.start),
            }
            for step in way.steps
        ],
    }


def _unexplained(row: Comparison, task: Task) -> Html:
    gap = style.difference(row) or "one side has no number"
    facts = [
        _fact(name, element("code", side.call or "-"), f" = {style.value(side.value, row.unit)}")
        for name, side in (("sklearn", row.sklearn), ("keras", row.keras))
    ]
    title = element("h3", style.where(row, task), " ", _small(f"{gap}, unexplained"))
    return element("article", title, element("dl", *facts), class_="finding")


def _note(note: DataNote) -> Html:
    accepted = " (accepted)" if note.accepted else ""
    facts = [_fact("shown by", note.evidence)]
    if note.mended:
        values = ", ".join(f"{one.metric} {style.value(one.value)}" for one in note.mended)
        facts.append(_fact("mended", values))
    facts += [
        _fact(f"{side} side", advice)
        for side, advice in (("keras", note.keras), ("sklearn", note.sklearn))
        if advice
    ]
    title = element(
        "h3", element("span", note.code, class_="code"), f" {note.name}{accepted} ", _small("note")
    )
    return element("article", title, element("dl", *facts), class_="finding note")


def _fact(term: str, *words: object) -> Html:
    return element("div", element("dt", term), element("dd", *words))


def _small(words: str) -> Html:
    return element("small", words)
