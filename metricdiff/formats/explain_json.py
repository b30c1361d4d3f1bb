"""What reported numbers are, as JSON, schema version 1: keys are only ever added."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from metricdiff.formats import strict_json
from metricdiff.formats.json_format import SCHEMA_VERSION, described
from metricdiff.formats.style import Style
from metricdiff.searching.result import Candidate, Explained, Explanation


def render(explanation: Explanation, form: Style) -> str:
    """Return the document, indented for people who look into it."""
    del form
    return strict_json.dumps(document(explanation))


def document(explanation: Explanation) -> dict[str, Any]:
    """Return the explanation as plain dictionaries, lists, texts and numbers."""
    answers = [str(one.answer) for one in explanation.answers]
    strict: dict[str, Any] = strict_json.spelled(
        {
            "schema_version": SCHEMA_VERSION,
            "tool": dict(explanation.tool),
            "input": described(explanation.predictions),
            "notes": [],
            "comparisons": [],
            "reported": [answer(one) for one in explanation.answers],
            "problems": list(explanation.problems),
            "summary": {
                **dict.fromkeys(_VERDICTS, 0),
                "failed": sum(name != "plain" for name in answers),
                **{name: answers.count(name) for name in _ANSWERS},
            },
            "exit_code": explanation.exit_code,
        }
    )
    return strict


_ANSWERS = ("plain", "found", "ambiguous", "not_found")
#: What comparisons come to, of which an explanation has none.
_VERDICTS = ("equal", "explained", "minor", "unexplained", "incomparable")


def answer(one: Explained) -> dict[str, Any]:
    """Return what one reported number is."""
    return {
        "metric": one.metric,
        "name": one.reported.name,
        "value": one.reported.value,
        "resolution": one.reported.resolution,
        "library": one.reported.library,
        "verdict": str(one.answer),
        "searched": one.searched,
        "plain": [asdict(call) for call in one.plain],
        "candidates": [_candidate(candidate) for candidate in one.candidates],
        "coincidences": [_candidate(candidate) for candidate in one.coincidences],
        "hints": [asdict(hint) for hint in one.hints],
        "excluded": one.excluded or None,
        "next": one.following or None,
        "together": one.together,
    }


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        "rank": one.rank,
        "causes": [
            {
                "code": step.code,
                "name": step.name,
                "parameters": dict(step.parameters),
                "contribution": step.contribution,
                "value_after": step.value_after,
                "fix": {"sklearn": step.sklearn or None, "keras": step.keras or None},
            }
            for step in one.steps
        ],
        "start": {"call": one.call, "value": one.start},
        "recipe": one.recipe,
        "value": one.value,
        "confirmed_by": one.confirmed_by,
        "confirmed_value": one.confirmed_value,
        "chance": one.chance,
        "equivalent": [list(codes) for codes in one.equivalent],
    }
