"""Workflow annotations: what GitHub's runner reads back, and where they point."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given

from metricdiff.formats import github
from metricdiff.formats.style import Style
from metricdiff.settings import Policy
from metricdiff.words import FailOn
from tests.fake_keras import FakeKeras
from tests.unit.hostile import NAMES, hostile, names
from tests.unit.test_formats import AGREES, DEAD, DIFFERS, report


def read(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read annotations as the runner does: split, then undo the escapes."""
    found = []
    for line in text.splitlines():
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert match, line
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        plain = {name: undone(value, ":,") for name, value in properties.items()}
        found.append((match[1], plain, undone(match[3])))
    return found


def undone(value: str, more: str = "") -> str:
    for character in f"\r\n{more}":
        value = value.replace(f"%{ord(character):02X}", character)
    return value.replace("%25", "%")


def test_agreement_annotates_nothing() -> None:
    assert github.render(AGREES, Style()) == ""


def test_a_mismatch_is_an_error_with_both_calls() -> None:
    ((level, properties, message),) = read(github.render(DIFFERS, Style()))

    assert level == "error"
    assert properties == {"title": "metricdiff: f1 [p > 0.5]"}
    assert "sklearn 0.666667  f1_score(y_true, y_pred > 0.5)\n" in message
    assert "keras 0.500000  F1Score(threshold=0.5)\n" in message


def test_a_run_that_is_not_whole_comes_first() -> None:
    assert read(github.render(DEAD, Style()))[0][2] == "the Keras worker died (SIGSEGV)"


def test_there_are_at_most_ten_and_the_worst_are_first() -> None:
    thresholds = tuple(place / 20 for place in range(1, 20))
    many = report(FakeKeras(otherwise=0.9), "accuracy", "f1", thresholds=thresholds)
    failed = sorted((abs(row.largest) for row in many.comparisons if row.failed), reverse=True)

    found = read(github.render(many, Style()))

    assert len(found) == 10
    gaps = [abs(float(re.findall(r"keras-sklearn ([+-][\d.]+)", one[2])[0])) for one in found]
    assert gaps == [pytest.approx(gap, abs=1e-6) for gap in failed[:10]]
    assert found[-1][2].endswith(f"\nand {len(failed) - 9 - 1} more that GitHub would not show")


def test_what_does_not_fail_is_no_error() -> None:
    tolerant = report(FakeKeras(), "f1", policy=Policy(fail_on=FailOn.NEVER))
    minor = report(FakeKeras(), "f1", policy=Policy(min_gap=0.5))

    assert [one[0] for one in read(github.render(tolerant, Style()))] == ["warning"]
    assert [one[0] for one in read(github.render(minor, Style()))] == ["notice"]


def test_everything_that_fails_is_an_error() -> None:
    engine = FakeKeras({"AUC": {"error": "ValueError: no"}})
    strict = report(engine, "f1", "roc_auc", policy=Policy(fail_on=FailOn.ANY))

    found = [one for one in read(github.render(strict, Style())) if one[0] == "error"]

    problems = len(strict.problems)
    assert len(found) - problems == strict.summary["failed"] == 3  # nothing set, and one raised
    assert any("keras ValueError: no  AUC()" in one[2] for one in found)


@pytest.mark.parametrize("name", NAMES)
def test_names_can_neither_end_a_property_nor_begin_a_command(name: str) -> None:
    for _, properties, message in read(github.render(hostile(name), Style())):
        assert set(properties) <= {"title", "file", "line"}
        assert "\r" not in message


@given(names)
def test_any_file_name_is_read_back(name: str) -> None:
    line = github._line("error", {"file": name, "line": "1"}, name)

    if len(line.splitlines()) == 1:  # Python breaks lines where the runner does not
        assert read(line) == [("error", {"file": name, "line": "1"}, name)]
    assert not set("\r\n") & set(line)


def test_the_file_is_named_from_the_root_of_the_repository(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "models" / "a"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))

    files = {one[1]["file"] for one in read(github.render(hostile("preds.csv"), Style()))}

    assert files == {"models/a/preds.csv"}


def test_standard_input_is_no_file_to_point_at() -> None:
    found = read(github.render(hostile("<stdin>"), Style()))

    assert found
    assert not any({"file", "line"} & set(properties) for _, properties, _ in found)
