"""JUnit's XML: well-formed whatever the data hold, and it fails where the run does."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from metricdiff.formats import junit
from metricdiff.formats.style import Style, safe
from metricdiff.settings import Policy
from metricdiff.words import FailOn
from tests.fake_keras import FakeKeras
from tests.unit.hostile import NAMES, hostile, names
from tests.unit.test_formats import ALL, DEAD, DIFFERS, RAISES, report


def suite(one: Any) -> ET.Element:
    (found,) = ET.fromstring(junit.render(one, Style()).encode())  # noqa: S314 - our own
    return found


@pytest.mark.parametrize("one", ALL)
def test_the_counts_are_those_of_the_report(one: Any) -> None:
    found = suite(one)

    cases = found.findall("testcase")
    assert int(found.attrib["tests"]) == len(cases)
    assert len(cases) == len(one.comparisons) + len(one.notes) + len(one.problems)
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert int(found.attrib[name]) == len(found.findall(f"testcase/{tag}"))
    assert int(found.attrib["failures"]) == one.summary["failed"]
    assert int(found.attrib["errors"]) == len(one.problems)
    broken = int(found.attrib["failures"]) + int(found.attrib["errors"])
    assert bool(broken) == bool(one.exit_code)


def test_a_mismatch_is_a_failure_with_both_calls() -> None:
    (case,) = [one for one in suite(DIFFERS) if one.find("failure") is not None]

    assert case.attrib["name"] == "f1 [p > 0.5]"
    failure = case.find("failure")
    assert failure is not None
    assert failure.attrib["message"] == "-0.166667: unexplained"
    assert "keras  F1Score(threshold=0.5) = 0.5\n" in (failure.text or "")


def test_what_cannot_be_compared_is_skipped() -> None:
    skipped = [one for one in suite(RAISES) if one.find("skipped") is not None]

    assert {one.attrib["name"] for one in skipped} == {"roc_auc"}
    assert int(suite(DEAD).attrib["skipped"]) == len(DEAD.comparisons)


def test_a_note_fails_where_every_difference_does() -> None:
    logits: Any = {"y_true": [0, 1, 1, 0], "y_pred": [-3.0, 4.0, 2.0, -1.0]}
    for fail_on, failures in ((FailOn.MISMATCH, 0), (FailOn.ANY, 1)):
        one = report(
            FakeKeras({"BinaryAccuracy": {"value": 1.0}}),
            "accuracy",
            policy=Policy(fail_on=fail_on),
            **logits,
        )
        (case,) = suite(one).findall("testcase[@classname='metricdiff.data']")
        assert case.attrib["name"] == "MD201 logits-as-probabilities"
        assert len(case.findall("failure")) == failures
        assert one.exit_code == failures


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_text_whatever_it_holds(name: str) -> None:
    text = junit.render(hostile(name), Style())

    found = ET.fromstring(text.encode())  # noqa: S314 - our own
    assert {one.tag for one in found.iter()} <= {
        *("testsuites", "testsuite", "properties", "property", "testcase"),
        *("failure", "error", "skipped", "system-out"),
    }
    assert "\x1b" not in text


@settings(max_examples=50)
@given(names)
def test_any_text_is_well_formed(name: str) -> None:
    element = ET.Element("x", name=junit._xml(name))
    element.text = junit._xml(safe(name))

    again = ET.fromstring(ET.tostring(element))  # noqa: S314 - our own

    assert (again.text or "") == junit._xml(safe(name))
