"""Where reports go: colour when it is wanted, files whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from metricdiff.cli import streams
from metricdiff.errors import InputError, UsageError


@pytest.mark.parametrize(
    ("choice", "env", "terminal", "colour"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colour_is_for_terminals_unless_someone_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, choice: str, env: dict[str, str], terminal: bool, colour: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal, raising=False)

    assert streams.use_color(choice) is colour


def test_a_file_is_replaced_whole_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")
    path.chmod(0o600)

    streams.write(str(path), "new")

    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [child.name for child in tmp_path.iterdir()] == ["report.json"]


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("")

    streams.write(str(tmp_path / "report.json"), "new")

    assert (tmp_path / "report.json").stat().st_mode == other.stat().st_mode


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")

    def fail(*_: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", fail)

    with pytest.raises(InputError, match="not written, the disk is full"):
        streams.write(str(path), "new")
    assert path.read_text() == "old"
    assert [child.name for child in tmp_path.iterdir()] == ["report.json"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_device_is_written_to_and_not_replaced() -> None:
    with pytest.raises(InputError, match="the disk is full"):
        streams.write("/dev/full", "text")
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


def test_outputs_are_checked_before_anything_slow_begins(tmp_path: Path) -> None:
    streams.check_output(str(tmp_path / "report.json"))
    with pytest.raises(UsageError, match="there is no folder"):
        streams.check_output(str(tmp_path / "no" / "report.json"))
    with pytest.raises(UsageError, match="is a folder; name a file in it"):
        streams.check_output(str(tmp_path))


def test_control_characters_in_messages_are_made_visible() -> None:
    assert streams.visible("a\x1b[31m\u202eb") == "a\\x1b[31m\\u202eb"
