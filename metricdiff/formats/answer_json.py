"""What one reported number is, as JSON: in explanations, and in reports of comparisons."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from metricdiff.searching.result import Candidate, Explained


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
