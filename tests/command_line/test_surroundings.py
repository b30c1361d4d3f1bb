"""Machines as they are: closed streams, no temporary folder, little memory, few open files."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.command_line.refusals import PREFIX, contains
from tests.conftest import SAMPLES, Result, run
from tests.written import write

GOOD = str(SAMPLES / "breast_cancer.csv")
CLOSED = "standard output is closed, where the report was to go"


def run_limited(*arguments: str, limited: Callable[[], object]) -> Result:
    done = subprocess.run(
        [sys.executable, "-m", "metricdiff", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=120,
        preexec_fn=limited,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize("arguments", [("sweep", GOOD), ("metrics",), ("cause", "MD201")])
def test_a_closed_output_is_told(arguments: tuple[str, ...]) -> None:
    done = run_limited(*arguments, limited=lambda: os.close(1))
    assert done.code == 2
    assert f"{PREFIX}{CLOSED}\n" in done.err


def test_closed_streams_do_not_cost_the_files(tmp_path: Path) -> None:
    path = tmp_path / "report.json"

    def closed() -> None:
        os.closerange(0, 3)

    done = run_limited("sweep", GOOD, "-q", "-o", str(path), limited=closed)
    assert done == Result(0, "", "")
    assert json.loads(path.read_text())


def test_no_folder_for_temporary_files_is_told() -> None:
    code = (
        "import tempfile, sys; tempfile._candidate_tempdir_list = lambda: ['/proc'];"
        "from metricdiff.cli import main; main(sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "compare", GOOD], capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 2
    message = done.stderr.decode()
    contains(message, "no folder for temporary files can be made", "set TMPDIR to a folder that")
    assert message.count("\n") == 1


def test_too_little_memory_is_told() -> None:
    def limited() -> None:  # less than the libraries take to load
        resource.setrlimit(resource.RLIMIT_AS, (350_000_000, 350_000_000))

    done = run_limited("sweep", GOOD, limited=limited)
    assert done.code == 2
    assert not done.out
    contains(done.err, "there is not enough memory", "raise the limit that is set (ulimit -v)")


@pytest.mark.parametrize("suffix", [".csv", ".npy", ".parquet"])
def test_a_folder_of_more_files_than_may_be_open_is_read(tmp_path: Path, suffix: str) -> None:
    columns = {"label": np.array([0, 1]), "proba": np.array([0.25, 0.75])}
    for part in range(60):
        write(tmp_path, f"part-{part}", suffix, columns)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))

    done = run_limited("sweep", str(tmp_path), "-f", "json", limited=limited)
    assert done.code == 0, done.err
    assert json.loads(done.out)["input"]["rows"] == 120


@pytest.mark.parametrize("names", [{"HOME": "/nonexistent"}, {"LC_ALL": "C"}, {"LC_ALL": "POSIX"}])
def test_surroundings_that_matter_to_nobody(names: dict[str, str]) -> None:
    assert run("sweep", GOOD, "-f", "csv", env=names).code == 0
