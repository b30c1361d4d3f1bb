"""What reported numbers are, as GitHub's markdown."""

from __future__ import annotations

from collections.abc import Iterator

from metricdiff.formats import explain_words as words
from metricdiff.formats import style
from metricdiff.formats.markup import code, table, text
from metricdiff.formats.style import Style
from metricdiff.searching.result import Answer, Explained, Explanation


def render(explanation: Explanation, form: Style) -> str:
    """Return the explanation; the reader's screen does not matter."""
    del form
    return "\n\n".join(_parts(explanation)) + "\n"


def _parts(explanation: Explanation) -> Iterator[str]:
    yield f"## metricdiff explain: {words.verdict(explanation)}"
    predictions = explanation.predictions
    rows = style.count(predictions.rows, "row")
    yield f"{code(predictions.raw.source)}, {rows}, {text(words.summary(explanation))}."
    for one in explanation.answers:
        yield from answer(one)


def answer(one: Explained) -> Iterator[str]:
    """Show one number."""
    yield f"### {text(words.heading(one))}"
    yield table(
        ("library", "plain call", "value:"),
        (
            (
                call.library,
                code(call.call),
                style.value(call.value) if call.value is not None else "",
            )
            for call in one.plain
        ),
    )
    candidates = [candidate for candidate in one.candidates if candidate.steps]
    if candidates:
        yield table(
            ("rank:", "causes", "computed", "value:", "run", "chance:"),
            (
                (
                    str(candidate.rank),
                    text(words.causes(candidate)),
                    text(candidate.recipe),
                    f"{candidate.value:.7g}",
                    code(candidate.confirmed_by) if candidate.confirmed_by else "",
                    f"{candidate.chance:.2g}",
                )
                for candidate in candidates
            ),
        )
        for side, advice in words.advice(candidates[0]):
            yield f"On the {side} side: {text(advice)}"
    if one.excluded:
        yield f"Excluded: {text(one.excluded)}."
    if one.hints:
        yield "\n".join(f"- {hint.code} {hint.name}: {text(hint.evidence)}" for hint in one.hints)
    if one.following:
        yield f"Next: {text(one.following)}."
    if one.answer is not Answer.PLAIN:
        yield f"{text(words.evidence(one))}."
