"""Every cause has its page, and every page can be read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from metricdiff.causes.declaration import Cause
from metricdiff.causes.registry import causes, find
from metricdiff.cli.cause import command
from metricdiff.errors import UsageError
from metricdiff.formats import manual

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.code)
def test_a_cause_is_declared_whole(cause: Cause) -> None:
    assert re.fullmatch(r"MD\d{3}", cause.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cause.name)
    assert cause.summary
    assert not cause.summary.endswith(".")
    page = cause.manual
    for text in (page.what, page.why, page.keras, page.sklearn, page.neighbours):
        assert text.endswith((".", ")"))
    assert (cause.applies is None) == (cause.evidence is None)
    assert cause.fix is None or cause.applies


def test_codes_and_names_are_unique_and_in_order() -> None:
    codes = [cause.code for cause in causes()]

    assert codes == sorted(set(codes))
    assert len({cause.name for cause in causes()}) == len(codes)


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.code)
def test_a_cause_is_found_by_code_and_name(cause: Cause) -> None:
    assert find(cause.code.lower()) is cause
    assert find(cause.name) is cause


def test_an_unknown_cause_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="no cause 'auc-grid'; did you mean auc-threshold-grid"):
        find("auc-grid")


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.code)
def test_a_page_fits_a_screen(cause: Cause, capsys: pytest.CaptureFixture[str]) -> None:
    command.main([cause.code, "--color", "never"], standalone_mode=False)

    page = capsys.readouterr().out
    assert page.startswith(f"{cause.code} {cause.name}\n")
    assert "`" not in page
    assert max(map(len, page.splitlines())) <= 80


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.code)
def test_a_page_shows_what_was_written(cause: Cause, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing of a text is taken for markup: an asterisk, an underscore, a tag."""
    command.main([cause.code, "--color", "never"], standalone_mode=False)

    shown = "".join(capsys.readouterr().out.split())
    page = cause.manual
    for text in (page.what, page.why, page.keras, page.sklearn, page.neighbours):
        assert "".join(text.replace("`", "").split()) in shown


def test_several_pages_are_printed_one_after_another(capsys: pytest.CaptureFixture[str]) -> None:
    command.main(["MD501", "threshold-tie"], standalone_mode=False)

    printed = capsys.readouterr().out
    assert printed.index("MD501 auc-threshold-grid\n") < printed.index("MD202 threshold-tie\n")


def test_a_family_is_listed_by_the_beginning_of_its_codes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    command.main(["md50"], standalone_mode=False)

    printed = capsys.readouterr().out
    codes = set(re.findall(r"MD\d{3}", printed, re.MULTILINE))
    assert codes == {cause.code for cause in causes() if cause.code.startswith("MD50")}
    assert "What happens" not in printed


def test_json_holds_the_whole_page(capsys: pytest.CaptureFixture[str]) -> None:
    command.main(["MD501", "MD207", "-f", "json"], standalone_mode=False)

    document = json.loads(capsys.readouterr().out)
    first, second = document["causes"]
    assert document["schema_version"] == 1
    assert first["code"] == "MD501"
    assert first["what"] == find("MD501").manual.what
    assert first["example"]["keras_value"] == 0.5
    assert isinstance(second["example"], str)


def test_the_printed_manual_is_the_one_in_docs() -> None:
    """`make docs` writes it."""
    assert (ROOT / "docs" / "causes.md").read_text(encoding="utf-8") == manual.book(causes())


def test_the_list_names_every_cause(capsys: pytest.CaptureFixture[str]) -> None:
    command.main(["--all"], standalone_mode=False)

    listed = capsys.readouterr().out
    assert all(f"{cause.code} {cause.name}" in listed for cause in causes())
    assert max(map(len, listed.splitlines())) <= 80


def test_without_a_name_the_way_on_is_said() -> None:
    with pytest.raises(UsageError, match="metricdiff cause --all"):
        command.main([], standalone_mode=False)
