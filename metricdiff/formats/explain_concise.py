"""One line a reported number, for grep."""

from __future__ import annotations

from metricdiff.formats import explain_words as words
from metricdiff.formats.style import Style, safe
from metricdiff.searching.result import Explained, Explanation


def render(explanation: Explanation, form: Style) -> str:
    """Return a line for each number."""
    del form  # a line is as long as it is
    source = safe(explanation.predictions.raw.source)
    return "".join(f"{source}: {line(one)}\n" for one in explanation.answers)


def line(one: Explained) -> str:
    """Return what one number is."""
    parts = [safe(words.number(one.reported)), str(one.answer)]
    if one.candidates:
        first = one.candidates[0]
        causes = safe(words.causes(first)) if first.steps else safe(first.call)
        parts += [causes, f"{first.value!r}", f"chance {first.chance:.2g}"]
    return ": ".join(parts)
