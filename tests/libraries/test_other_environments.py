"""Keras under another interpreter: TensorFlow 2.15 with Keras 2, where there is one.

``make keras2`` sets it up; METRICDIFF_KERAS2_PYTHON names another.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.conftest import ROOT, SAMPLES, run

pytestmark = pytest.mark.keras

ITS_OWN = """
import json, sys
import keras, numpy as np
sys.path.insert(0, {root!r})
from tests import models
made = {{}}
for name in sys.argv[2:]:
    model, arrays = models.SPECIMENS[name].make(keras)
    model.save(f"{{sys.argv[1]}}/{{name}}.h5")
    np.savez(f"{{sys.argv[1]}}/{{name}}.npz", **arrays)
    x, y, weights = arrays["x"], arrays["y"], arrays.get("sample_weight")
    made[name] = model.evaluate(x, y, sample_weight=weights, verbose=0, return_dict=True)
y, p = np.random.default_rng(1).integers(0, 2, (500, 1)), np.random.default_rng(2).random((500, 1))
for metric in (keras.metrics.AUC(), keras.metrics.BinaryAccuracy(), keras.metrics.Recall()):
    metric.update_state(y, p.astype("float32"))
    made[type(metric).__name__] = float(metric.result())
print(json.dumps({{"versions": keras.__version__, **made}}))
"""

ITS_METRICS = """
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import backend as K


def custom_accuracy(y_true, y_pred):
    return K.mean(K.equal(K.cast(y_true, "float32"), K.round(y_pred)))


class F1(keras.metrics.Metric):
    def __init__(self, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.p, self.r = keras.metrics.Precision(), keras.metrics.Recall()

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.p.update_state(y_true, y_pred, sample_weight)
        self.r.update_state(y_true, y_pred, sample_weight)

    def result(self):
        p, r = self.p.result(), self.r.result()
        return 2 * p * r / (p + r + 1e-7)

    def reset_state(self):
        self.p.reset_state()
        self.r.reset_state()


class NeverReset(F1):
    def __init__(self, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.total = self.add_weight("total", initializer="zeros")

    def reset_state(self):
        self.p.reset_state()
"""


@pytest.fixture(scope="module")
def python() -> str:
    usual = ROOT / ".venv-keras2" / "bin" / "python"
    path = os.environ.get("METRICDIFF_KERAS2_PYTHON") or (str(usual) if usual.exists() else "")
    if not path:
        pytest.skip(
            "there is no environment with Keras 2: make keras2, or METRICDIFF_KERAS2_PYTHON"
        )
    return path


@pytest.fixture(scope="module")
def theirs(python: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Models that Keras 2 saves, and what it says of them itself."""
    folder = tmp_path_factory.mktemp("keras2")
    names = ("sound_binary", "penalty_of_weights", "padded_sequences", "weights_ignored")
    done = subprocess.run(
        [python, "-c", ITS_OWN.format(root=str(ROOT)), str(folder), *names],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "CUDA_VISIBLE_DEVICES": "-1"},
    )
    return folder, json.loads(done.stdout.splitlines()[-1])


def test_compare_runs_the_keras_of_the_other_interpreter(
    python: str, theirs: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    labels = np.random.default_rng(1).integers(0, 2, 500)
    scores = np.random.default_rng(2).random(500).astype(np.float32)
    np.savez(tmp_path / "preds.npz", y_true=labels, y_pred=scores)

    result = run(
        *("compare", str(tmp_path / "preds.npz"), "-m", "roc_auc,accuracy,recall", "-f", "json"),
        *("--keras-python", python),
    )

    report = json.loads(result.out)
    _, own = theirs
    assert report["tool"]["keras"] == own["versions"] == "2.15.0"
    assert report["tool"]["tensorflow"].startswith("2.15.")
    said = {row["keras"]["call"].partition("(")[0]: row["keras"]["value"]
            for row in report["comparisons"]}  # fmt: skip
    for name in ("AUC", "BinaryAccuracy", "Recall"):
        assert said[name] == own[name]


def test_the_report_names_both_versions(python: str) -> None:
    from sklearn import __version__ as sklearn

    result = run("compare", str(SAMPLES / "digits.csv"), "--keras-python", python)

    assert f"sklearn {sklearn}, keras 2.15.0" in result.out
    assert result.code == 0


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("sound_binary", set()),
        ("penalty_of_weights", {"MD606"}),
        ("padded_sequences", {"MD705"}),  # Keras 2 gives the mask to every metric
        ("weights_ignored", {"MD701", "MD704"}),
    ],
)
def test_a_model_of_keras_2(
    python: str, theirs: tuple[Path, dict[str, Any]], name: str, codes: set[str]
) -> None:
    folder, own = theirs
    result = run(
        *("model", str(folder / f"{name}.h5"), str(folder / f"{name}.npz"), "-f", "json"),
        *("--keras-python", python),
    )

    report = json.loads(result.out)
    said = {row["metric"]: row["keras"]["value"] for row in report["comparisons"]}
    causes = {one["code"] for row in report["comparisons"] for one in row["causes"]}
    assert report["tool"]["keras"] == "2.15.0"
    assert said == pytest.approx(own[name], rel=1e-5)
    assert codes <= causes | {note["code"] for note in report["notes"]}
    assert all(row["verdict"] != "unexplained" for row in report["comparisons"])
    assert result.code == bool(codes)


@pytest.mark.parametrize("command", ["compare", "model", "audit"])
def test_a_package_that_is_not_there_is_one_line(command: str, tmp_path: Path) -> None:
    venv.create(tmp_path / "bare", with_pip=False)
    bare = str(tmp_path / "bare" / "bin" / "python")
    (tmp_path / "model.h5").write_bytes(b"\x89HDF\r\n\x1a\n")
    np.savez(tmp_path / "data.npz", x=np.zeros((3, 1)), y=np.zeros(3))
    (tmp_path / "metrics.py").touch()
    files = {
        "compare": [str(SAMPLES / "digits.csv")],
        "audit": [str(SAMPLES / "digits.csv"), f"{tmp_path / 'metrics.py'}:f1"],
        "model": [str(tmp_path / "model.h5"), str(tmp_path / "data.npz")],
    }

    result = run(command, *files[command], "--keras-python", bare, "--quiet")

    assert result.code == 2
    assert result.out == ""
    [line] = result.err.splitlines()
    assert f"{bare}: Keras cannot be imported, there is no " in line
    assert "install tensorflow there" in line
    assert sys.executable not in line


@pytest.mark.parametrize(
    ("name", "equals", "codes"),
    [
        ("custom_accuracy", "accuracy", {"MD401"}),
        ("F1", "f1", set()),
        ("NeverReset", "f1", {"MD404"}),
    ],
)
def test_a_metric_of_keras_2_is_audited_there(
    python: str, tmp_path: Path, name: str, equals: str, codes: set[str]
) -> None:
    """There labels (N,) become (N, 1) on their way, so that what broadcasts here is right there."""
    path = tmp_path / "its_metrics.py"
    path.write_text(ITS_METRICS)
    files = (str(SAMPLES / "breast_cancer.csv"), f"{path}:{name}")
    result = run("audit", *files, "--keras-python", python, "-f", "json")

    document = json.loads(result.out)
    failures = {one["code"] for one in document["findings"] if one["severity"] == "failure"}
    assert document["tool"]["keras"].startswith("2.")
    assert document["identity"]["metric"] == equals
    assert failures == codes
