"""What reported numbers are, as a page: each with the ways to it and what to change."""

from __future__ import annotations

from collections.abc import Iterator

from metricdiff.formats import explain_words as words
from metricdiff.formats import style
from metricdiff.formats.html.elements import Html, element, joined, marked
from metricdiff.formats.html.frame import header, plain_table, tool
from metricdiff.formats.html.page import Page, grid, section
from metricdiff.formats.style import Style
from metricdiff.searching.result import Answer, Candidate, Explained, Explanation


def render(explanation: Explanation, form: Style) -> str:
    """Return the page; the reader's screen does not matter."""
    del form
    verdict, predictions = words.verdict(explanation), explanation.predictions
    page = Page(f"metricdiff explain: {verdict}, {style.safe(predictions.raw.source)}")
    cards = [_answer(one, page) for one in explanation.answers]
    code = f"exit {explanation.exit_code}"
    parts = [
        header(verdict, f"{words.summary(explanation)}.", predictions, code),
        element(
            "main",
            section("What the numbers are", *cards, id_="findings"),
            section("What was run", tool(explanation), id_="tool"),
        ),
    ]
    return page.html(parts)


def _answer(one: Explained, page: Page) -> Html:
    """Return a card for one number."""
    plain = one.answer is Answer.PLAIN
    return element(
        "article",
        element("h3", words.heading(one)),
        element("dl", *_facts(one)),
        plain_table(
            f"{one.reported.name} as the plain calls give it",
            ("library", "call", "value"),
            [
                (call.library, element("code", call.call), _value(call.value, call.error))
                for call in one.plain
            ],
            numbers=(2,),
        ),
        *_candidates(one, page),
        class_="finding note" if plain else "finding",
    )


def _facts(one: Explained) -> Iterator[Html]:
    explained = [candidate for candidate in one.candidates if candidate.steps]
    if explained:
        first = explained[0]
        yield _fact("cause" if one.answer is Answer.FOUND else "likeliest", words.causes(first))
        yield _fact("computed", first.recipe)
        if first.confirmed_by:
            yield _fact("run", element("code", first.confirmed_by))
        yield _fact("chance", words.chance(first))
        if same := words.equivalent(first):
            yield _fact("the same here", same)
        for side, advice in words.advice(first):
            yield _fact(f"{side} side", *marked(advice))
    if one.excluded:
        yield _fact("excluded", one.excluded)
    for hint in one.hints:
        yield _fact("perhaps", f"{hint.code} {hint.name}: {hint.evidence}")
    if one.following:
        yield _fact("next", one.following)
    if one.answer is not Answer.PLAIN:
        yield _fact("searched", words.evidence(one))


def _candidates(one: Explained, page: Page) -> Iterator[Html]:
    """Yield the ways to the number, drawn, and as a table."""
    ways = [candidate for candidate in one.candidates if candidate.steps]
    if not ways:
        return
    yield grid(
        [
            page.figure("waterfall", f"{way.rank}: {words.causes(way)}", _data(way, one))
            for way in ways
        ]
    )
    rows = [
        (str(way.rank), words.causes(way), way.recipe, f"{way.value:.7g}", f"{way.chance:.2g}")
        for way in ways
    ]
    names = ("rank", "causes", "computed", "value", "chance")
    yield plain_table("What gives the number", names, rows, numbers=(3, 4))


def _data(way: Candidate, one: Explained) -> dict[str, object]:
    starts = [way.start, *(step.value_after for step in way.steps)]
    reported = one.reported.value
    return {
        "ends": [
            {"name": "plain", "value": way.start, "text": style.value(way.start)},
            {"name": "reported", "value": reported, "text": f"{reported:g}"},
        ],
        "steps": [
            {
                "code": step.code,
                "name": step.name,
                "start": start,
                "end": step.value_after,
                "text": style.signed(step.contribution),
            }
            for step, start in zip(way.steps, starts, strict=False)
        ],
    }


def _value(value: float | None, error: str | None) -> str:
    return style.value(value) if value is not None else f"raises {error}" if error else "-"


def _fact(term: str, *told: object) -> Html:
    return element("div", element("dt", term), element("dd", joined(told)))
