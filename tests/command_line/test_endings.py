"""Runs that are ended from outside: the right code, at once, and nothing stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.conftest import SAMPLES

#: Far more than anything here takes; only a test that fails waits so long.
PATIENCE = 60


@pytest.fixture(name="temporary")
def _temporary(tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture(name="run")
def _run(tmp_path: Path, temporary: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A comparison whose Keras never loads, so that it is in the middle until it is ended."""
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "keras.py").write_text(
        f"open({str(tmp_path / 'loading')!r}, 'w').close()\nwhile True: pass\n"
    )
    arguments = ["compare", str(SAMPLES / "breast_cancer.csv"), "--stream", "always"]
    process = subprocess.Popen(
        [sys.executable, "-m", "metricdiff", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(modules)},
        start_new_session=True,
    )
    with process:
        wait_for((tmp_path / "loading").exists)
        wait_for(lambda: bool(list(temporary.glob("*/0.0.predictions.npy"))))
        yield process
        process.kill()


def wait_for(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def worker_of(process: subprocess.Popen[bytes]) -> int:
    (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return int(child)


def has_ended(process: int) -> bool:
    """Whether a process is gone, or waits for its parent to look at how it ended."""
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("whole_group", [True, False], ids=["group", "alone"])
def test_a_signal_ends_all_of_it(
    run: subprocess.Popen[bytes], temporary: Path, number: signal.Signals, *, whole_group: bool
) -> None:
    worker = worker_of(run)
    (os.killpg if whole_group else os.kill)(run.pid, number)
    out, err = run.communicate(timeout=PATIENCE)
    assert run.returncode == 128 + number, err
    assert not out
    assert not err.strip()
    assert has_ended(worker)
    assert not list(temporary.iterdir())


def test_a_worker_whose_parent_was_killed_ends_and_cleans_up(
    run: subprocess.Popen[bytes], temporary: Path
) -> None:
    worker = worker_of(run)
    run.kill()
    run.wait(timeout=PATIENCE)
    wait_for(lambda: has_ended(worker))
    assert not list(temporary.iterdir())


def test_a_worker_that_was_killed_costs_its_half_alone(
    run: subprocess.Popen[bytes], temporary: Path
) -> None:
    os.kill(worker_of(run), signal.SIGKILL)
    out, err = run.communicate(timeout=PATIENCE)
    assert run.returncode == 2
    assert not err
    report = " ".join(out.decode().split())
    assert "roc_auc 0.9" in report
    assert "ERROR the Keras worker died (SIGKILL); a system that runs out of memory" in report
    assert not list(temporary.iterdir())
