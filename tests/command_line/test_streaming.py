"""Files that are read in blocks: the same report as from memory, and clean ends."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.conftest import SAMPLES, run

pytestmark = pytest.mark.keras

#: How far numbers may be apart: sums in another order, and Keras's float32.
_CLOSE = 1e-6


def differences(one: Any, other: Any, where: str = "") -> list[str]:
    """Return where two documents differ by more than the order of adding explains."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [text for key in one for text in differences(one[key], other[key], f"{where}.{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [text for place, pair in pairs for text in differences(*pair, f"{where}[{place}]")]
    if isinstance(one, float) and isinstance(other, float):
        return [] if abs(one - other) <= _CLOSE else [f"{where}: {one} {other}"]
    return [] if one == other else [f"{where}: {one} {other}"]


def predictions(path: Path, rows: int, *, logits: bool = False) -> Path:
    random = np.random.default_rng(rows)
    array = np.zeros(rows, dtype=[("label", "i8"), ("pred", "i8"), ("proba", "f4")])
    array["label"] = random.integers(0, 2, rows)
    scores = random.normal(size=rows) * 2 + array["label"] * 2 - 1
    scores = scores if logits else 1 / (1 + np.exp(-scores))
    array["proba"] = np.where(random.random(rows) < 0.2, np.round(scores, 1) + 0.0, scores)
    array["pred"] = array["proba"] >= (0 if logits else 0.5)
    np.save(path, array)
    return path


@pytest.mark.parametrize(
    "file", ["diagnosis.csv", "breast_cancer.csv", "breast_cancer_logits.csv", "", "logits"]
)
def test_the_report_is_that_of_the_file_in_memory(tmp_path: Path, file: str) -> None:
    path = SAMPLES / file
    if not file.endswith("csv"):  # more than two of Keras's chunks
        path = predictions(tmp_path / "preds.npy", 150_000, logits=file == "logits")
    written, tables = [], []
    for stream in ("always", "never"):
        rows = tmp_path / f"{stream}.csv"
        arguments = ["--stream", stream, "-f", "json", "--rows-out", str(rows), "-m", "all"]
        done = run("compare", str(path), "--threshold", "0.5", "--threshold", "0.3", *arguments)
        assert done.code in {0, 1}, done.err
        written.append(json.loads(done.out))
        tables.append(rows.read_text())
    assert differences(*written) == []
    assert tables[0] == tables[1]


def candidates(document: Any) -> Any:
    """Return what a search found by causes that no order of rows but batches is needed for."""
    for one in document["reported"]:
        for key in ("searched", "excluded", "hints"):
            one.pop(key)
        for each in (one["candidates"], one["coincidences"]):
            for place, found in enumerate(each):
                found["rank"] = place + 1
                found.pop("chance")  # of fewer families
    return document["reported"]


@pytest.mark.parametrize(
    "number",
    [
        "accuracy=PLAIN",
        "keras:precision=MEAN32",
        "f1=MEAN64",
        "roc_auc=MEAN128",
        "log_loss=MEAN100",
    ],
)
def test_a_reported_number_is_explained_from_blocks_as_from_memory(
    tmp_path: Path, number: str
) -> None:
    path = predictions(tmp_path / "preds.npy", 9_123)
    array = np.load(path)
    metric, _, how = number.partition("=")
    value = reported(metric.rpartition(":")[2], how, array["label"], array["proba"])
    written = []
    for stream in ("always", "never"):
        arguments = ["--stream", stream, "-f", "json", f"{metric}={value:.7f}"]
        done = run("explain", str(path), *arguments)
        assert done.code in {0, 1}, done.err
        written.append(json.loads(done.out))
    (answer,) = written[0]["reported"]
    if how != "PLAIN":
        assert answer["candidates"][0]["causes"][0]["code"] == "MD401"
        assert answer["candidates"][0]["causes"][0]["parameters"]["batch_size"] == int(how[4:])
        assert answer["candidates"][0]["confirmed_by"]
        assert "MD008 shifted-rows, MD012 partial-evaluation" in answer["excluded"]
    assert differences(*map(candidates, written)) == []


def reported(metric: str, how: str, labels: Any, scores: Any) -> float:
    """Return a metric, or its mean over batches, as people write the loop."""
    from sklearn import metrics

    function = {
        "accuracy": metrics.accuracy_score,
        "precision": metrics.precision_score,
        "f1": metrics.f1_score,
        "roc_auc": metrics.roc_auc_score,
        "log_loss": metrics.log_loss,
    }[metric]
    size = len(labels) if how == "PLAIN" else int(how[4:])
    made = scores if metric in {"roc_auc", "log_loss"} else scores > 0.5
    starts = range(0, len(labels), size)
    return float(np.mean([function(labels[at : at + size], made[at : at + size]) for at in starts]))


def test_a_comparison_explains_a_reported_number_from_blocks(tmp_path: Path) -> None:
    path = predictions(tmp_path / "preds.npy", 9_123)
    array = np.load(path)
    value = reported("precision", "MEAN32", array["label"], array["proba"])
    arguments = ["--stream", "always", "-m", "precision", "-f", "json"]
    done = run("compare", str(path), *arguments, "--reported", f"precision={value:.7f}")
    assert done.code == 1, done.err
    (answer,) = json.loads(done.out)["reported"]
    assert answer["candidates"][0]["causes"][0]["code"] == "MD401"


def test_pages_show_rows_and_not_what_they_were_counted_into(tmp_path: Path) -> None:
    pages = []
    for stream in ("always", "never"):
        page = tmp_path / f"{stream}.html"
        file = str(SAMPLES / "diagnosis.csv")
        done = run("compare", file, "--stream", stream, "-q", "-o", str(page))
        assert done.code == 1, done.err
        pages.append(page.read_text())
    assert pages[0] == pages[1]


def test_what_does_not_stream_says_why() -> None:
    for file, words in (
        ("digits.csv", "several columns of labels or scores do not stream"),
        ("diabetes.csv", "only binary predictions stream"),
    ):
        done = run("compare", str(SAMPLES / file), "--stream", "always")
        assert done.code == 2
        assert words in done.err
        assert done.err.count("\n") == 1
        assert not done.out


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def begun(path: Path, temporary: Path, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "metricdiff", "compare", str(path), "--stream", "always", "-q"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(temporary)},
        **options,
    )


def test_a_full_disk_is_told_in_a_line(tmp_path: Path, temporary: Path) -> None:
    path = predictions(tmp_path / "preds.npy", 300_000)

    def limited() -> None:  # as a full disk: no file may grow beyond this
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    process = begun(path, temporary, preexec_fn=limited)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert b"rows cannot be handed to Keras" in err
    assert b"free some space, or set TMPDIR" in err
    assert b"Traceback" not in err
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("megabytes", [922, 1_843, 2_200])  # importing scipy waits in the first two
def test_a_memory_limit_is_told_in_a_line(megabytes: int, tmp_path: Path, temporary: Path) -> None:
    path = predictions(tmp_path / "preds.npy", 300_000)

    def limited() -> None:  # less than the libraries take, or hardly as much
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000,) * 2)

    process = begun(path, temporary, preexec_fn=limited)
    _, err = process.communicate(timeout=60)
    if process.returncode == 2:
        assert b"Traceback" not in err
        assert len(err.splitlines()) == 1
        assert b"raise the limit that is set (ulimit -v)" in err
    else:
        assert megabytes > 2_100
    assert not list(temporary.iterdir())
