"""Code of the user: named by file or module, and every way in which it cannot be had."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from metricdiff.engines.user_code import UserCodeError, load


@pytest.fixture(autouse=True)
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


def write(path: Path, text: str) -> str:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return str(path)


def test_a_file_imports_its_neighbours(tmp_path: Path) -> None:
    write(tmp_path / "own" / "helping_hand.py", "value = 3")
    path = write(tmp_path / "own" / "mine.py", "from helping_hand import value")

    assert load(f"{path}:value") == 3


def test_a_module_is_found_from_the_current_folder(tmp_path: Path) -> None:
    write(tmp_path / "parcel" / "__init__.py", "")
    write(tmp_path / "parcel" / "part.py", "class Box:\n    lid = 'red'\n")

    assert load("parcel.part:Box.lid") == "red"


def test_a_file_may_be_called_as_a_library_is(tmp_path: Path) -> None:
    path = write(tmp_path / "pytest.py", "value = 4")

    assert load(f"{path}:value") == 4
    assert sys.modules["pytest"] is pytest


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 / 0", r"mine.py cannot be imported: ZeroDivisionError: division by zero \(line 1\)$"),
        ("\nimport nonesuch", r"ModuleNotFoundError: No module named 'nonesuch' \(line 2\)$"),
        ("def (", r"mine.py cannot be imported: SyntaxError: .*\(mine.py, line 1\)$"),
        ("import sys; sys.exit('no')", r"cannot be imported: SystemExit: no \(line 1\)$"),
        ("make_metric = 1", r"mine.py has no make_metrics; did you mean make_metric\?$"),
        ("x = 1", r"mine.py has no make_metrics$"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path / "mine.py", text)

    with pytest.raises(UserCodeError, match=message) as caught:
        load(f"{path}:make_metrics")
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(UserCodeError, match=r"nonesuch.py cannot be imported: FileNotFoundError"):
        load("nonesuch.py:f")
