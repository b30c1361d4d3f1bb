"""``metricdiff audit`` as users run it: a file of predictions, and a metric in a file of theirs."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.conftest import ROOT, SAMPLES, run

pytestmark = pytest.mark.keras

PREDICTIONS = str(SAMPLES / "breast_cancer.csv")
SOUND = str(ROOT / "tests" / "zoo" / "binary_classes.py") + ":F1FromParts"
FAULTY = str(ROOT / "tests" / "zoo" / "binary_functions.py") + ":custom_accuracy"

METRICS = """
import os
import sys
import time

import keras
from keras import ops

print("a line on standard output", flush=True)
os.write(1, b"and one past Python\\n")


def hangs(y_true, y_pred):
    time.sleep(600)


def dies(y_true, y_pred):
    os._exit(7)


def leaves(y_true, y_pred):
    sys.exit("that was it")


def raises(y_true, y_pred):
    raise KeyError("no such column\\x1b[31m")


def reads(y_true, y_pred):
    return ops.mean(ops.abs(y_pred)) + len(sys.stdin.read())


def needs_more(y_true, y_pred, weights_of_classes):
    return ops.mean(y_pred)


def prints(y_true, y_pred):
    print("called")
    y_true = ops.reshape(ops.cast(y_true, y_pred.dtype), ops.shape(y_pred))
    return ops.cast(ops.equal(y_true, ops.round(y_pred)), "float32")


class NeedsBeta(keras.metrics.Metric):
    def __init__(self, beta, **kwargs):
        super().__init__(**kwargs)
        self.inner = keras.metrics.FBetaScore(beta=beta, threshold=0.5, average="micro")

    def update_state(self, y_true, y_pred, sample_weight=None):
        y_true = ops.reshape(ops.cast(y_true, "float32"), ops.shape(y_pred))
        self.inner.update_state(y_true, y_pred, sample_weight)

    def result(self):
        return self.inner.result()

    def reset_state(self):
        self.inner.reset_state()


number = 7
made = keras.metrics.BinaryAccuracy(name="accuracy")
"""


@pytest.fixture(scope="module")
def metrics(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("mine") / "my_metrics.py"
    path.write_text(METRICS)
    return str(path)


def test_a_sound_metric_gets_a_clean_bill() -> None:
    result = run("audit", PREDICTIONS, SOUND)

    assert (result.code, result.err) == (0, "")
    assert "equals    scikit-learn's f1_score(y_true, y_pred > 0.5)" in result.out
    assert result.out.splitlines()[-1].startswith("CLEAN")
    assert result.out.splitlines()[-1].endswith("exit 0")
    assert max(map(len, result.out.splitlines()[3:])) <= 80


def test_a_faulty_one_gets_causes_numbers_and_changes() -> None:
    result = run("audit", PREDICTIONS, FAULTY, "-f", "json")

    document = json.loads(result.out)
    schema = resources.files("metricdiff.formats").joinpath("audit_schema.json").read_text()
    jsonschema.Draft202012Validator(json.loads(schema)).validate(document)
    failures = {one["code"]: one for one in document["findings"] if one["severity"] == "failure"}
    assert set(failures) == {"MD401", "MD403"}
    whole, batches, mean = failures["MD401"]["numbers"]
    assert batches["value"] == pytest.approx(mean["value"]) != whole["value"]
    assert "binary_functions.py:custom_accuracy" in document["metric"]["target"]
    assert document["identity"]["metric"] == "accuracy"
    assert (result.code, document["exit_code"]) == (1, 1)
    assert result.err.startswith("FAULTY 2 properties failed")


@pytest.mark.parametrize(
    ("metric", "equals"),
    [(":prints", "accuracy"), (":made", "accuracy"), (":NeedsBeta(beta=2.0)", "fbeta")],
)
def test_what_the_metric_prints_is_out_of_the_way(metrics: str, metric: str, equals: str) -> None:
    result = run("audit", PREDICTIONS, metrics + metric, "-f", "json")

    assert json.loads(result.out)["identity"]["metric"] == equals
    assert "called" not in result.err
    assert "a line on standard output" not in result.out + result.err


def test_a_metric_that_raises_is_a_finding(metrics: str) -> None:
    result = run("audit", PREDICTIONS, f"{metrics}:raises", "-f", "concise")

    assert result.code == 1
    assert "MD413 metric-raises" in result.out
    assert "KeyError: 'no such column" in result.out
    assert "\x1b" not in result.out


def test_one_that_ends_python_is_a_finding_too(metrics: str) -> None:
    result = run("audit", PREDICTIONS, f"{metrics}:leaves", "-f", "concise")

    assert result.code == 1
    assert "SystemExit: that was it" in result.out


def test_one_that_reads_standard_input_gets_none(metrics: str) -> None:
    result = run("audit", PREDICTIONS, f"{metrics}:reads", "-f", "json", stdin=b"1\n2\n")

    assert json.loads(result.out)["metric"]["error"] is None


@pytest.mark.parametrize(
    ("metric", "message"),
    [
        (":raise", "did you mean raises?"),
        (":NeedsBeta", "needs arguments; give them: NAME(beta=...)"),
        (":dies", "the Keras worker died (exit code 7)"),
    ],
)
def test_what_is_no_metric_is_one_line(metrics: str, metric: str, message: str) -> None:
    result = run("audit", PREDICTIONS, metrics + metric)

    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert len(result.err.splitlines()) == 1


def test_a_metric_that_hangs_is_ended(metrics: str) -> None:
    result = run("audit", PREDICTIONS, f"{metrics}:hangs", "--timeout", "20")

    assert (result.code, result.out) == (2, "")
    assert "did not answer within 20 s (--timeout)" in result.err


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("metrics.py", "no metric; write path/to/metrics.py:NAME or package.module:NAME"),
        ("nowhere.py:f1", "nowhere.py: no such file"),
        ("metrics:f1(beta=make())", "the arguments of a metric are plain values"),
        ("metrics:1st", "'1st' is no name"),
        (":f1", "no metric"),
    ],
)
def test_a_wrong_name_is_seen_before_anything_slow(target: str, message: str) -> None:
    result = run("audit", PREDICTIONS, target)

    assert (result.code, result.out) == (2, "")
    assert message in result.err


def test_a_module_that_does_not_import_is_one_line_and_a_traceback_for_those_who_ask(
    tmp_path: Path,
) -> None:
    path = tmp_path / "broken.py"
    path.write_text("import keras\n\nraise RuntimeError('not today')\n")

    result = run("audit", PREDICTIONS, f"{path}:f1")
    asked = run("audit", PREDICTIONS, f"{path}:f1", "--debug")

    assert (result.code, asked.code) == (2, 2)
    assert "cannot be imported: RuntimeError: not today (line 3)" in result.err
    assert len(result.err.splitlines()) == 1
    assert f'File "{path}", line 3' in asked.err


def test_keras_itself_is_audited_by_the_name_of_its_module(tmp_path: Path) -> None:
    out = tmp_path / "audit.md"
    result = run("audit", PREDICTIONS, "keras.metrics:F1Score", "-o", str(out), "-q")

    assert (result.code, result.out, result.err) == (1, "", "")
    assert "### MD212 argmax-of-one-column" in out.read_text()


def test_several_classes_fill_in_what_is_needed(tmp_path: Path) -> None:
    module = ROOT / "tests" / "zoo" / "several_classes.py"
    result = run("audit", str(SAMPLES / "digits.csv"), f"{module}:MacroF1", "-f", "json")

    document: Any = json.loads(result.out)
    assert document["identity"]["call"].endswith('average="macro")')
    assert result.code == 0, document["findings"]
    assert list(tmp_path.iterdir()) == []


def test_weights_that_are_given_must_be_taken(tmp_path: Path) -> None:
    lines = (SAMPLES / "breast_cancer.csv").read_text().splitlines()
    path = tmp_path / "weighted.csv"
    weighted = [f"{line},{1 + place % 3}" for place, line in enumerate(lines[1:])]
    path.write_text("\n".join([f"{lines[0]},weight", *weighted]))
    unweighted = SOUND.replace("F1FromParts", "UnweightedAccuracy")

    ignored = run("audit", str(path), unweighted, "--sample-weight", "weight", "-f", "concise")
    taken = run("audit", str(path), SOUND, "--sample-weight", "weight", "-f", "concise")

    assert (ignored.code, taken.code) == (1, 0)
    assert "MD701 weights-ignored: with sample_weight" in ignored.out
