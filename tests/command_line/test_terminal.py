"""What a person sees on a terminal: colour, and that something is going on."""

from __future__ import annotations

import os
import pty
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SAMPLES


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
