"""Where models and data come from: files, functions of the user, data sets, and what goes wrong."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import accuracy_score

from metricdiff.engines.keras_process import MODEL_WORKER, Worker, open_worker
from metricdiff.errors import InputError, UsageError
from metricdiff.modelling.result import ModelReport
from metricdiff.modelling.running import Request, run_model
from metricdiff.settings import KerasSettings
from metricdiff.words import Verdict
from tests.conftest import ROOT

pytestmark = pytest.mark.keras

Run = Callable[..., ModelReport]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as users have it: their code, and a file of data."""
    here = tmp_path_factory.mktemp("user")
    for path in (ROOT / "tests" / "user_code").glob("*.py"):
        shutil.copy(path, here)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(100, 4)).astype("float32")
    np.save(here / "x.npy", x)
    np.save(here / "wide.npy", x[:, :3])
    np.save(here / "y.npy", (x[:, 0] + rng.normal(size=100) > 0).astype(int))
    np.save(here / "one_hot.npy", np.eye(3)[rng.integers(0, 3, 100)])
    return here


@pytest.fixture(scope="module")
def saved(keras: Any, folder: Path) -> Path:
    """The folder with models that cannot be loaded, or evaluated, as they are."""
    import sys

    sys.path.insert(0, str(folder))
    try:
        import build  # type: ignore[import-not-found]

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            build.with_lambda().save(folder / "lambda.keras")
            build.with_layer_of_its_own().save(folder / "own.keras")
            build.not_compiled().save(folder / "bare.keras")
            build.plain().save(folder / "plain.keras")
            build.doubling().save(folder / "doubling.keras")
            build.plain().save_weights(folder / "plain.weights.h5")
    finally:
        sys.path.remove(str(folder))
        sys.modules.pop("build")
    del keras
    return folder


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with open_worker(KerasSettings(), MODEL_WORKER) as one:
        yield one


@pytest.fixture(scope="module")
def run(worker: Worker, folder: Path) -> Run:
    def once(model: str, data: Any = None, **more: Any) -> ModelReport:
        arrays = {"x": str(folder / "x.npy"), "y": str(folder / "y.npy")}
        given = f"{folder}/{data}" if isinstance(data, str) else {**arrays, **(data or {})}
        request = Request(f"{folder}/{model}", given, (model, str(data)), **more)
        return run_model(request, worker)

    return once


def causes(report: ModelReport) -> dict[str, list[str]]:
    return {
        row.metric: [one.code for one in row.causes] for row in report.comparisons if row.causes
    }


@pytest.mark.parametrize("data", ["arrays", "named", "frames", "batches"])
def test_sound_data_of_a_function(run: Run, data: str) -> None:
    report = run("build.py:plain", f"pipeline.py:{data}")

    assert report.exit_code == 0
    assert all(row.verdict is Verdict.EQUAL for row in report.comparisons)
    assert report.model.rows == 100


@pytest.mark.parametrize("data", ["shuffled", "dataset"])
def test_a_source_that_shuffles(run: Run, data: str) -> None:
    report = run("build.py:plain", f"pipeline.py:{data}")

    accuracy = next(row for row in report.rows if row.item.key == "accuracy")
    output = report.model.outputs[0]
    assert report.model.twice == "order"
    # What a user computes from predict and labels that were read in another pass.
    theirs = accuracy_score(output.labels, output.predictions[:, 0] > 0.5)
    assert accuracy.predict.value == pytest.approx(theirs)
    assert accuracy.comparison.keras.value == pytest.approx(run("build.py:plain").rows[1]
                                                            .comparison.keras.value)  # fmt: skip
    found = {one.code for row in report.comparisons for one in row.causes}
    assert found | {note.code for note in report.notes} == {"MD007"}
    assert report.exit_code == 1


def test_a_step_that_evaluates_in_training_mode(run: Run) -> None:
    report = run("build.py:in_training")

    assert causes(report) == {"loss": ["MD801"], "accuracy": ["MD801"]}
    assert "BatchNormalization" in report.comparisons[0].causes[0].evidence


def test_a_function_of_the_user_that_returns_one_number_a_batch(run: Run) -> None:
    report = run("build.py:batch_mean")

    [row] = [one for one in report.rows if one.item.key == "squared_mean"]
    output = report.model.outputs[0]
    errors = np.abs(output.labels - output.predictions[:, 0])
    of_batches = [errors[start : start + 32].mean() ** 2 for start in range(0, 100, 32)]
    assert causes(report) == {"squared_mean": ["MD401"]}
    assert row.comparison.keras.value == pytest.approx(np.mean(of_batches))
    assert row.predict.value == pytest.approx(errors.mean() ** 2)
    assert row.comparison.sklearn.value is None


def test_a_batch_size_that_divides_the_rows(run: Run) -> None:
    report = run("build.py:plain", batch_size=20)

    assert report.model.batch_sizes == (20,) * 5


def test_a_metric_that_is_never_reset(run: Run) -> None:
    report = run("build.py:sticky")

    [note] = report.notes
    first, second = report.model.evaluated["sticky"], report.model.again["sticky"]
    assert note.code == "MD404"
    assert second == pytest.approx(2 * first)
    assert report.exit_code == 1


@pytest.mark.parametrize(
    ("model", "data", "message"),
    [
        ("lambda.keras", None, r"lambda.keras holds Python code, such as a Lambda layer, which "),
        ("own.keras", None, r"own.keras needs class Own, which is code of yours and not in the "),
        ("plain.weights.h5", None, r"plain.weights.h5 holds weights and no model; give a function"),
        ("build.py:no_model", None, r"build.py:no_model is int, not a Keras model$"),
        ("build.py:xyzzy", None, r"build.py has no xyzzy$"),
        ("plain.keras", {"x": "wide.npy"}, r"takes \(None, 4\), and the data are x \(100, 3\); y "),
        ("plain.keras", {"y": "one_hot.npy"}, r"evaluate raises ValueError: .*y \(100, 3\)$"),
        ("plain.keras", "pipeline.py:alone", r"returns ndarray alone; return x and y"),
        ("plain.keras", "pipeline.py:labels_forgotten", r"returns 2 things; return x and y"),
        ("plain.keras", "pipeline.py:broken", r"raises RuntimeError: the disk is away \(line \d+"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_line(
    run: Run, saved: Path, model: str, data: Any, message: str
) -> None:
    if isinstance(data, dict):
        data = {part: str(saved / name) for part, name in data.items()}

    with pytest.raises(InputError, match=message) as caught:
        run(model, data)
    assert "\n" not in str(caught.value)


def test_a_model_that_is_not_compiled_says_what_can_still_be_shown(
    run: Run, saved: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=r"not compiled.* --save-predictions preds.npz, then"):
        run("bare.keras")
    with pytest.raises(UsageError, match=r"metricdiff compare .*preds.npz$"):
        run("bare.keras", save=str(tmp_path / "preds.npz"))
    del saved
    kept = np.load(tmp_path / "preds.npz")
    assert set(kept.files) == {"y_true", "y_pred"}
    assert kept["y_pred"].shape == (100, 1)


def test_a_function_of_data_registers_what_a_model_needs(run: Run, saved: Path) -> None:
    """The module of the data is imported before the model is loaded."""
    del saved

    assert run("doubling.keras", "build.py:ones").exit_code == 0
