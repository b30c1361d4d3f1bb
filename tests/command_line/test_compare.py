"""``metricdiff compare`` as users run it, TensorFlow and all."""

from __future__ import annotations

import gzip
import json
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.conftest import SAMPLES, Result, run

pytestmark = pytest.mark.keras


def compared(*arguments: str, **how: Any) -> tuple[Result, dict[str, Any]]:
    """Run compare, and return what it left and its JSON."""
    result = run("compare", *arguments, "-f", "json", **how)
    return result, json.loads(result.out)


@pytest.mark.parametrize(
    ("sample", "task", "kind", "rows", "code"),
    [
        ("breast_cancer.csv", "binary", "probabilities", 228, 0),
        ("breast_cancer_logits.csv", "binary", "logits", 228, 1),
        ("breast_cancer.npy", "binary", "probabilities", 228, 0),
        ("digits.csv", "multiclass", "probabilities", 540, 0),
        ("digits_multilabel.csv", "multilabel", "probabilities", 540, 0),
        ("diabetes.csv", "regression", "values", 177, 0),
        ("diagnosis.csv", "binary", "probabilities", 228, 1),
    ],
)
def test_each_sample_is_understood_and_judged(
    sample: str, task: str, kind: str, rows: int, code: int
) -> None:
    result, document = compared(str(SAMPLES / sample))

    understood = document["input"]
    assert (understood["task"], understood["kind"], understood["rows"]) == (task, kind, rows)
    assert result.code == document["exit_code"] == code
    assert document["problems"] == []
    assert document["summary"]["incomparable"] == 0
    assert document["tool"]["tensorflow"]
    # Nothing of TensorFlow's noise; one line that sums up.
    assert len(result.err.splitlines()) == 1


def test_the_same_data_in_each_format_gives_the_same_json(tmp_path: Path) -> None:
    text = (SAMPLES / "breast_cancer.csv").read_bytes()
    packed = tmp_path / "preds.csv.gz"
    packed.write_bytes(gzip.compress(text))

    documents = [
        compared(str(SAMPLES / "breast_cancer.csv"))[1],
        compared(str(packed))[1],
        compared("-", stdin=text)[1],
        compared(str(SAMPLES / "breast_cancer.npy"))[1],
    ]

    for row in documents[3]["comparisons"]:
        for cause in row["causes"]:  # an array counts from 0, a file's first row is on line 2
            cause["rows"] = cause["rows"] and [number + 2 for number in cause["rows"]]
    for document in documents[1:]:
        assert document["comparisons"] == documents[0]["comparisons"]


def test_a_pipe_gets_plain_text_that_ends_in_the_verdict() -> None:
    result = run("compare", str(SAMPLES / "breast_cancer_logits.csv"))

    assert "\x1b" not in result.out
    assert result.err == ""
    assert result.out.splitlines()[-1].startswith("MISMATCH")
    assert result.out.splitlines()[-1].endswith("exit 1")
    assert max(map(len, result.out.splitlines())) <= 80


def test_exit_zero_keeps_the_report_and_changes_the_code() -> None:
    result, document = compared(str(SAMPLES / "breast_cancer_logits.csv"), "--exit-zero")

    assert (result.code, document["exit_code"]) == (0, 0)
    assert document["summary"]["failed"] > 0


def test_any_difference_fails_when_asked() -> None:
    result = run("compare", str(SAMPLES / "breast_cancer.csv"), "--fail-on", "any", "-q")

    assert result == Result(1, "", "")


def test_one_run_writes_every_file(tmp_path: Path) -> None:
    report, text = tmp_path / "report.json", tmp_path / "report.txt"
    report.write_text("old")

    result = run(
        "compare",
        str(SAMPLES / "diabetes.csv"),
        *("-o", str(report), "-o", str(text), "-f", "concise"),
    )

    assert result.code == 0
    assert json.loads(report.read_text())["input"]["task"] == "regression"
    assert text.read_text().splitlines()[-1].startswith("OK")
    assert result.out == ""  # nothing differs
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.json", "report.txt"]


def test_one_run_serves_a_pull_request_a_ci_server_and_a_program(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("report.md", "report.xml", "report.json", "summary.md")]
    paths[3].write_text("# An earlier step\n")

    result = run(
        *("compare", str(SAMPLES / "breast_cancer_logits.csv"), "-f", "github"),
        *(argument for path in paths[:3] for argument in ("-o", str(path))),
        env={"GITHUB_STEP_SUMMARY": str(paths[3]), "GITHUB_WORKSPACE": str(SAMPLES.parent)},
    )

    failed = json.loads(paths[2].read_text())["summary"]["failed"]
    assert result.code == 1
    assert len(result.out.splitlines()) == min(failed, 10)
    assert "file=sample_data/breast_cancer_logits.csv,line=7::" in result.out
    assert ET.parse(paths[1]).findall("testsuite")[0].attrib["failures"] == str(failed)  # noqa: S314
    report = paths[0].read_text()
    assert report.startswith("## metricdiff: MISMATCH\n")
    assert paths[3].read_text() == f"# An earlier step\n{report}"


def test_a_baseline_lets_only_new_gaps_fail(tmp_path: Path) -> None:
    sample, path = str(SAMPLES / "diagnosis.csv"), str(tmp_path / "baseline.json")

    assert run("compare", sample, "-m", "accuracy,f1", "--write-baseline", path, "-q").code == 0
    known = run("compare", sample, "-m", "accuracy,f1", "--baseline", path)
    more = run("compare", sample, "-m", "precision,f1", "--baseline", path)

    assert (known.code, more.code) == (0, 1)
    assert "accepted" in known.out.splitlines()[-1]
    assert {line.split()[0] for line in more.out.splitlines() if "  MISMATCH" in line} == {
        "precision"
    }


def test_a_custom_pair_is_held_against_each_other() -> None:
    result, document = compared(
        str(SAMPLES / "breast_cancer.csv"),
        *("--sklearn", 'f1_score(average="macro")', "--keras", 'F1Score(average="macro")'),
    )

    (row,) = document["comparisons"]
    assert result.code == 1
    assert row["pairing"] == "custom"
    assert row["sklearn"]["call"] == 'f1_score(y_true, y_pred > 0.5, average="macro")'
    assert row["failed"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--sklearn", "f1_scor(y_true, y_pred)", "--keras", "AUC()"), "did you mean f1_score"),
        (("--sklearn", "roc_auc_score()", "--keras", "AUK()"), "Keras has no class AUK"),
    ],
)
def test_a_function_that_a_library_has_not_is_one_line(arguments: Any, says: str) -> None:
    result = run("compare", str(SAMPLES / "breast_cancer.csv"), *arguments)

    assert result.code == 2
    assert result.out == ""
    assert says in result.err
    assert len(result.err.splitlines()) == 1


def test_broken_predictions_are_compared_with_the_libraries_own_errors(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_text("y_true,y_prob\n0,0.1\n1,nan\n1,0.8\n0,inf\n")

    result, document = compared(str(path))

    rows = {row["metric"]: row for row in document["comparisons"] if row["pairing"] == "matched"}
    assert rows["accuracy"]["verdict"] == "equal"
    assert rows["roc_auc"]["verdict"] == "explained"
    assert [cause["code"] for cause in rows["roc_auc"]["causes"]] == ["MD013"]
    assert rows["roc_auc"]["causes"][0]["rows"] == [3, 5]
    assert "NaN" in rows["roc_auc"]["sklearn"]["error"]
    assert rows["roc_auc"]["keras"]["value"] is not None
    assert result.code in {0, 1}


@pytest.mark.parametrize("text", ["y_true,y_prob\n1,0.7\n", "y_true,y_prob\n1,0.7\n1,0.2\n"])
def test_one_row_and_one_class_are_compared(tmp_path: Path, text: str) -> None:
    path = tmp_path / "few.csv"
    path.write_text(text)

    _, document = compared(str(path))

    rows = {row["metric"]: row for row in document["comparisons"] if row["pairing"] == "matched"}
    assert rows["accuracy"]["verdict"] == "equal"
    assert rows["roc_auc"]["sklearn"]["value"] == "NaN"
    assert rows["roc_auc"]["keras"]["value"] == 0.0


# ------------------------------------------------------------------- when Keras cannot run


def interpreter(folder: Path, script: str) -> str:
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo boom >&2; exit 3", "the Keras worker died (exit code 3)"),
        ("kill -SEGV $$", "the Keras worker died (SIGSEGV)"),
        (f'exec {sys.executable} -S "$@"', "Keras cannot be imported, there is no keras"),
        ("exec sleep 60", "the Keras worker did not answer within 6 s (--timeout)"),
        ("echo hello; cat", "the Keras worker does not answer as it should"),
    ],
)
def test_without_keras_the_half_of_sklearn_is_shown(tmp_path: Path, script: str, says: str) -> None:
    sample = str(SAMPLES / "breast_cancer.csv")
    python = interpreter(tmp_path, script)

    result = run("compare", sample, "--keras-python", python, "--timeout", "6")

    assert result.code == 2
    assert "0.956140" in result.out  # scikit-learn's accuracy
    assert says in result.out.splitlines()[-1] + result.out.splitlines()[-2]
    assert "Traceback" not in result.out + result.err


def test_debug_shows_what_the_worker_printed(tmp_path: Path) -> None:
    python = interpreter(tmp_path, "echo boom >&2; exit 3")

    result = run("compare", str(SAMPLES / "breast_cancer.csv"), "--keras-python", python, "--debug")

    assert "boom" in result.err


# --------------------------------------------------------------------- closed, full, killed


def worker_folders() -> set[str]:
    import tempfile

    return {path.name for path in Path(tempfile.gettempdir()).glob("metricdiff-*")}


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_everything_and_leaves_nothing(sent: signal.Signals, code: int) -> None:
    before = worker_folders()
    process = subprocess.Popen(
        [sys.executable, "-m", "metricdiff", "compare", str(SAMPLES / "digits.csv")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 30
    while not worker_folders() - before and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(sent)
    out, err = process.communicate(timeout=30)

    assert process.returncode == code
    assert (out.strip(), err.strip()) == ("", "")
    assert not worker_folders() - before


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m metricdiff compare {SAMPLES / 'diabetes.csv'} | true"

    done = subprocess.run(
        ["/bin/bash", "-c", f"{command}; exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "metricdiff", "compare", str(SAMPLES / "diabetes.csv")],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 2
    assert done.stderr == "metricdiff: error: standard output: not written, the disk is full\n"
