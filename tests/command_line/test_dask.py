"""``compare --dask`` as users run it: no noise, one line for what is wrong, nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from tests.command_line.test_streaming import differences, predictions
from tests.conftest import SAMPLES, run

DIAGNOSIS = str(SAMPLES / "diagnosis.csv")


@pytest.mark.keras
def test_a_cluster_of_this_machine_prints_the_report_and_nothing_else(tmp_path: Path) -> None:
    path = str(predictions(tmp_path / "preds.npy", 100_000))
    written = []
    (temporary := tmp_path / "temporary").mkdir()
    for number, options in enumerate((["--dask", "local"], ["--stream", "always"])):
        rows, env = tmp_path / f"{number}.csv", {"TMPDIR": str(temporary)}
        done = run("compare", path, *options, "-f", "json", "--rows-out", str(rows), env=env)
        assert done.code == 1, done.err
        assert done.err == "MISMATCH 6 metrics, 4 causes, all explained exit 1\n"
        written.append((json.loads(done.out), rows.read_text()))
    (ours, our_rows), (theirs, their_rows) = written
    assert differences(ours, theirs) == []
    assert our_rows == their_rows
    assert not list(temporary.iterdir())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--stream", "never"], "workers read in blocks; leave out --stream never"),
        (["--reported", "accuracy=0.9"], "--reported needs all rows in their order"),
        (["--sklearn", "f1_score()", "--keras", "F1Score()"], "calls of your own need all rows"),
        (["--keras-python", sys.executable], "Keras runs where the workers run"),
    ],
)
def test_what_does_not_go_together_is_told_in_a_line(arguments: list[str], words: str) -> None:
    done = run("compare", DIAGNOSIS, "--dask", "local", *arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert done.err.count("\n") == 1


def test_files_that_workers_cannot_read_are_told_in_a_line() -> None:
    for file, words in (("-", "workers do not see standard input"), ("digits.csv", "several")):
        path = file if file == "-" else str(SAMPLES / file)
        done = run("compare", path, "--dask", "local")
        assert (done.code, done.out) == (2, "")
        assert words in done.err
        assert done.err.count("\n") == 1


def test_a_mask_in_a_file_of_its_own_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = predictions(tmp_path / "preds.npy", 100)
    np.save(tmp_path / "mask.npy", np.ones(100, bool))
    done = run("compare", str(path), "--mask", str(tmp_path / "mask.npy"), "--dask", "local")
    assert (done.code, done.out) == (2, "")
    assert "make it a column of the data, --mask COL, or leave out --dask" in done.err
    assert done.err.count("\n") == 1


def test_an_address_without_a_scheduler_is_told_in_a_line() -> None:
    with socket.socket() as silent:  # takes connections and says nothing
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        for address in (f"tcp://127.0.0.1:{port}", "nonesuch", "http://a:1"):
            done = run("compare", DIAGNOSIS, "--dask", address)
            assert (done.code, done.out) == (2, ""), done.err
            assert f"--dask {address}: no scheduler answers there" in done.err
            assert done.err.count("\n") == 1


def test_without_dask_it_is_told_how_to_install_it() -> None:
    code = (
        "import sys; sys.modules['distributed'] = None\n"
        "from metricdiff.cli import main\n"
        f"main(['compare', {DIAGNOSIS!r}, '--dask', 'local'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "metricdiff: error: --dask needs Dask: pip install 'metricdiff[dask]'\n"


def test_a_url_that_cannot_be_read_is_told_in_a_line() -> None:
    for url, words in (
        ("file:///nonesuch/preds.parquet", "there is no such file"),
        ("nonesuch://bucket/preds.csv", "cannot be read: Protocol not known: nonesuch"),
        ("file:///preds.npy", "of URLs metricdiff reads .parquet, .csv and .tsv"),
        ("memory://nothing/*.csv", "no file matches"),
    ):
        done = run("compare", url, "--dask", "local")
        assert (done.code, done.out) == (2, "")
        assert words in done.err
        assert done.err.count("\n") == 1


@pytest.mark.keras
def test_an_interrupt_in_the_middle_leaves_no_process_behind(tmp_path: Path) -> None:
    path = predictions(tmp_path / "preds.npy", 3_000_000)
    (temporary := tmp_path / "temporary").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "metricdiff", "compare", str(path), "--dask", "local", "-q"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    started: list[psutil.Process] = []
    deadline = time.monotonic() + 60
    while not any(_imports_keras(one) for one in started) and time.monotonic() < deadline:
        started = psutil.Process(process.pid).children(recursive=True)
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, b"", b"")
    _, alive = psutil.wait_procs(started, timeout=30)
    assert not alive
    assert not list(temporary.iterdir())


def _imports_keras(process: psutil.Process) -> bool:
    try:
        return any("tensorflow" in one.path for one in process.memory_maps())
    except psutil.Error:
        return False
