"""What reported numbers are, as JSON, schema version 1: keys are only ever added."""

from __future__ import annotations

from typing import Any

from metricdiff.formats import strict_json
from metricdiff.formats.answer_json import answer
from metricdiff.formats.json_format import SCHEMA_VERSION, described
from metricdiff.formats.style import Style
from metricdiff.searching.result import Explanation


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
