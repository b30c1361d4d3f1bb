"""What an explanation says, in words: shared by the formats that show it, each in its own way."""

from __future__ import annotations

import math
from collections.abc import Iterator

from metricdiff.formats.style import count
from metricdiff.searching.reported import Reported
from metricdiff.searching.result import Answer, Candidate, Explained, Explanation, Step

#: Numbers with more decimals than this are shown as they are.
_MOST_DECIMALS = 8
_HEADINGS = {
    Answer.PLAIN: "is the plain value",
    Answer.FOUND: "is found",
    Answer.AMBIGUOUS: "is one of these",
    Answer.NOT_FOUND: "is not found",
}


def number(reported: Reported) -> str:
    """Write a number with the decimals that it was reported in, a percentage as a share."""
    decimals = max(0, round(-math.log10(2 * reported.resolution)))
    shown = f"{reported.value:.{decimals}f}" if decimals < _MOST_DECIMALS else f"{reported.value!r}"
    return f"{reported.name} = {shown}"


def heading(one: Explained) -> str:
    """Write ``accuracy = 0.9512 is found``."""
    library = f"{one.reported.library}'s " if one.reported.library else ""
    alone = one.answer is Answer.AMBIGUOUS and len(one.candidates) == 1
    said = "may be this" if alone else _HEADINGS[one.answer]
    return f"{library}{number(one.reported)} {said}"


def causes(candidate: Candidate) -> str:
    """Write ``MD201 logits-as-probabilities + MD401 batch-mean (batch_size 32)``."""
    return " + ".join(cause(step) for step in candidate.steps) or "no cause"


def cause(step: Step) -> str:
    """Write a code, a name, and what was free."""
    free = ", ".join(f"{name} {_short(value)}" for name, value in step.parameters.items())
    return f"{step.code} {step.name}" + (f" ({free})" if free else "")


def _short(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def chance(candidate: Candidate) -> str:
    """Say how likely a stranger's number is hit as well."""
    share = candidate.chance * 100
    shown = f"{share:.2g} %" if share >= 0.1 else "under 0.1 %"  # noqa: PLR2004
    return f"{shown} of the numbers of other predictions would be hit as well"


def equivalent(candidate: Candidate, most: int = 4) -> str:
    """Write the other ways to the same value; empty where there are none."""
    ways = [" + ".join(codes) for codes in candidate.equivalent]
    more = f" and {len(ways) - most} more" if len(ways) > most else ""
    return ", ".join(ways[:most]) + more


def evidence(one: Explained) -> str:
    """Say how much the number says: its digits, and how many recipes were held against it."""
    return (
        f"{one.searched:,} ways to compute it were held against "
        f"{one.reported.value - one.reported.resolution:.10g} to "
        f"{one.reported.value + one.reported.resolution:.10g}"
    )


def summary(explanation: Explanation) -> str:
    """Say what the numbers are, and so why the exit code is what it is."""
    if explanation.problems:
        return "; ".join(explanation.problems)
    answers = [one.answer for one in explanation.answers]
    named = {"not_found": "not found", "found": "found, and not plain"}
    parts = [
        f"{answers.count(answer)} {named.get(str(answer), str(answer))}"
        for answer in Answer
        if answer in answers
    ]
    return f"{count(len(answers), 'number')}: {', '.join(parts)}"


def verdict(explanation: Explanation) -> str:
    """Return ``PLAIN``, ``EXPLAINED``, ``OPEN`` or ``ERROR``."""
    if explanation.problems:
        return "ERROR"
    answers = {one.answer for one in explanation.answers}
    if answers == {Answer.PLAIN}:
        return "PLAIN"
    return "FOUND" if answers <= {Answer.PLAIN, Answer.FOUND} else "OPEN"


def advice(candidate: Candidate) -> Iterator[tuple[str, str]]:
    """Yield what to change on each side: for each cause by its code, where there are several."""
    for side in ("keras", "sklearn"):
        told = {getattr(step, side): step.code for step in candidate.steps if getattr(step, side)}
        for text, code in told.items():
            yield side, text if len(told) == 1 else f"{code}: {text}"
