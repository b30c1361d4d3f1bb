"""What a person sees on a terminal: colour, and that something is going on."""

from __future__ import annotations

import os
import pty
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SAMPLES, run


def on_a_terminal(env: dict[str, str], *arguments: str) -> str:
    """Run ``metricdiff`` on a pseudo-terminal and return all that it wrote there."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "metricdiff", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", **env},
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        written += part
        if not part:
            break
    os.close(ours)
    process.wait(timeout=60)
    return written.decode()


@pytest.fixture(name="no_keras")
def _no_keras(tmp_path: Path) -> str:
    """An interpreter that ends at once, so that only scikit-learn runs."""
    path = tmp_path / "python"
    path.write_text("#!/bin/sh\nexit 3\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_a_terminal_gets_colour_and_a_sign_of_life(no_keras: str) -> None:
    seen = on_a_terminal({}, "compare", str(SAMPLES / "diabetes.csv"), "--keras-python", no_keras)

    assert "running scikit-learn and Keras" in seen
    assert "\x1b[1;31mERROR" in seen


def test_no_color_is_heeded(no_keras: str) -> None:
    seen = on_a_terminal(
        {"NO_COLOR": "1"},
        *("compare", str(SAMPLES / "diabetes.csv"), "--keras-python", no_keras, "--color", "auto"),
    )

    report = seen[seen.index("y_true=") :]
    assert "ERROR" in report
    assert "\x1b[" not in report


def test_quiet_means_errors_alone(no_keras: str) -> None:
    seen = on_a_terminal(
        {}, "compare", str(SAMPLES / "diabetes.csv"), "--keras-python", no_keras, "-q"
    )

    assert seen.splitlines() == ["metricdiff: error: the Keras worker died (exit code 3)"]


@pytest.mark.parametrize(
    ("encoding", "arrow"), [("utf-8", "▲"), ("ascii", "^"), ("iso-8859-1", "^")]
)
def test_pictures_are_drawn_in_the_characters_of_the_terminal(encoding: str, arrow: str) -> None:
    seen = on_a_terminal(
        {"PYTHONIOENCODING": encoding, "COLUMNS": "80"},
        *("sweep", str(SAMPLES / "breast_cancer.csv"), "-m", "f1", "--plot", "--color", "never"),
    )

    assert f"scikit-learn over the threshold  {arrow} the best" in seen
    assert (arrow == "▲") == (not seen.isascii())


def test_a_dumb_terminal_and_a_pipe_get_no_pictures(no_keras: str) -> None:
    sweep = ("sweep", str(SAMPLES / "breast_cancer.csv"), "-m", "f1", "--plot")
    compare = ("compare", str(SAMPLES / "diabetes.csv"), "--keras-python", no_keras, "-v")

    assert "over the threshold" not in on_a_terminal({"TERM": "dumb"}, *sweep)
    assert "over the threshold" not in run(*sweep).out
    assert "residuals" in on_a_terminal({}, *compare)
    assert "residuals" not in run(*compare).out


def test_a_name_that_the_terminal_cannot_write_is_spelled(tmp_path: Path) -> None:
    path = tmp_path / "preds.csv"
    path.write_text("größe,y_pred\n0,0.2\n1,0.7\n", encoding="utf-8")

    shown = run("sweep", str(path), "--y-true", "größe", env={"PYTHONIOENCODING": "ascii"})

    assert shown.code == 0
    assert r"y_true=gr\xf6\xdfe" in shown.out
