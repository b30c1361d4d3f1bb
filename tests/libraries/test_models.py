"""Saved models with one fault each, and sound ones: what is found, and that nothing else is."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from metricdiff.engines.keras_process import MODEL_WORKER, Worker, open_worker
from metricdiff.modelling.data_files import DataFiles, understood
from metricdiff.modelling.result import ModelReport, ModelRow
from metricdiff.modelling.running import Request, run_model
from metricdiff.settings import KerasSettings
from metricdiff.words import Verdict
from tests.models import SPECIMENS, Specimen

pytestmark = pytest.mark.keras

Run = Callable[..., ModelReport]


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with open_worker(KerasSettings(), MODEL_WORKER) as one:
        yield one


def saved(keras: Any, name: str, folder: Path) -> tuple[Path, Path]:
    """Save a specimen as people do, and return its two files."""
    specimen = SPECIMENS[name]
    model, arrays = specimen.make(keras)
    path, data = folder / f"{name}{specimen.suffix}", folder / f"{name}.npz"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # HDF5 is said to be legacy
        model.save(path)
    np.savez(data, **arrays)  # type: ignore[arg-type]
    return path, data


@pytest.fixture(scope="module")
def run(keras: Any, worker: Worker, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a specimen, once."""
    done: dict[str, ModelReport] = {}

    def once(name: str) -> ModelReport:
        if name not in done:
            folder = tmp_path_factory.mktemp(name)
            path, data = saved(keras, name, folder)
            files = understood([str(data)])
            assert isinstance(files, DataFiles)
            placed = folder / "placed"
            placed.mkdir()
            request = Request(str(path), files.placed(placed), (path.name, data.name))
            done[name] = run_model(request, worker)
        return done[name]

    return once


def codes(report: ModelReport) -> set[str]:
    causes = {one.code for row in report.comparisons for one in row.causes}
    return causes | {note.code for note in report.notes}


def row(report: ModelReport, key: str) -> ModelRow:
    return next(one for one in report.rows if one.item.key == key)


NAMED = [pytest.param(name, one, id=name) for name, one in SPECIMENS.items()]


@pytest.mark.parametrize(("name", "specimen"), NAMED)
def test_what_is_wrong_is_found(run: Run, name: str, specimen: Specimen) -> None:
    report = run(name)

    assert specimen.codes <= codes(report)
    assert report.exit_code == specimen.fails
    if not specimen.codes:
        assert codes(report) == set()


@pytest.mark.parametrize(("name", "specimen"), NAMED)
def test_every_difference_is_explained_and_adds_up(run: Run, name: str, specimen: Specimen) -> None:
    del specimen
    for one in run(name).rows:
        comparison = one.comparison
        assert comparison.verdict is not Verdict.UNEXPLAINED
        if comparison.verdict is Verdict.EXPLAINED:
            parts = [finding.contribution for finding in comparison.causes]
            assert all(isinstance(part, float) for part in parts)
            total = math.fsum(part for part in parts if isinstance(part, float))
            assert comparison.difference == pytest.approx(total, rel=1e-4, abs=2e-6)


@pytest.mark.parametrize("name", ["penalty_of_weights", "padded_sequences", "two_outputs"])
def test_evaluate_is_what_keras_says_here(keras: Any, run: Run, name: str) -> None:
    """The worker's numbers are those of the same model in this process."""
    report = run(name)
    model, arrays = SPECIMENS[name].make(keras)
    labels = [value for key, value in arrays.items() if key.startswith("y")]
    if len(labels) > 1:
        labels = [arrays[f"y_{output}"] for output in model.output_names]
    said = model.evaluate(
        arrays["x"],
        labels if len(labels) > 1 else labels[0],
        sample_weight=arrays.get("sample_weight"),
        verbose=0,
        return_dict=True,
    )
    evaluated = {
        key.replace("mean_absolute_error", "mae").replace("mean_squared_error", "mse"): value
        for key, value in report.model.evaluated.items()  # .h5 forgets the short names
    }
    assert evaluated == pytest.approx(said, rel=1e-5)


class TestNumbers:
    """What the columns hold, by computations of this test."""

    def test_the_size_of_a_penalty(self, keras: Any, run: Run) -> None:
        model, arrays = SPECIMENS["penalty_of_weights"].make(keras)
        loss = row(run("penalty_of_weights"), "loss")
        model(arrays["x"])

        [finding] = loss.comparison.causes
        assert finding.contribution == pytest.approx(float(sum(model.losses)), rel=1e-5)
        assert finding.keras_fix
        assert finding.keras_fix.value == pytest.approx(loss.comparison.sklearn.value, rel=1e-5)

    def test_a_mask_leaves_positions_out(self, keras: Any, run: Run) -> None:
        model, arrays = SPECIMENS["padded_sequences"].make(keras)
        accuracy = row(run("padded_sequences"), "accuracy")
        right = (model.predict(arrays["x"], verbose=0) > 0.5) == arrays["y"]
        mask = arrays["x"] > 0

        assert accuracy.comparison.keras.value == pytest.approx(right[mask].mean())
        assert accuracy.predict.value == pytest.approx(right.mean())
        assert accuracy.comparison.sklearn.value == pytest.approx(right.mean())

    def test_a_softmax_of_one_unit_and_what_a_sigmoid_gives(self, keras: Any, run: Run) -> None:
        model, arrays = SPECIMENS["softmax_of_one_unit"].make(keras)
        [note] = [one for one in run("softmax_of_one_unit").notes if one.code == "MD209"]
        model.layers[-1].activation = keras.activations.sigmoid
        scores = np.asarray(model(arrays["x"]))[:, 0]

        [mended] = note.mended
        assert mended.value == pytest.approx(((scores > 0.5) == arrays["y"]).mean())
        assert note.failed

    def test_weights_are_applied_where_they_are_asked_for(self, run: Run) -> None:
        applied, ignored = run("weights_applied"), run("weights_ignored")

        assert row(applied, "accuracy").comparison.verdict is Verdict.EQUAL
        assert row(ignored, "accuracy").comparison.keras.value == pytest.approx(0.65)
        [note] = applied.notes
        assert note.mended[0].value == pytest.approx(0.65)
        assert not note.failed

    def test_the_total_loss_adds_the_outputs_up(self, run: Run) -> None:
        report = run("two_outputs")
        total = row(report, "loss").comparison

        assert total.verdict is Verdict.EQUAL
        parts = [row(report, f"{name}_loss").comparison for name in ("first", "second")]
        assert total.sklearn.value == pytest.approx(
            sum(one.sklearn.value for one in parts)  # type: ignore[misc]
        )


@pytest.mark.parametrize(
    ("name", "resolved"),
    [
        ("sound_binary", '"accuracy" is BinaryAccuracy: labels (N,), outputs (N, 1)'),
        ("sound_classes", '"accuracy" is SparseCategoricalAccuracy: labels (N,), outputs (N, 3)'),
        ("several_labels", '"accuracy" is CategoricalAccuracy: labels (N, 3), outputs (N, 3)'),
        ("sound_logits", ""),
    ],
)
def test_what_the_text_accuracy_became(run: Run, name: str, resolved: str) -> None:
    assert row(run(name), "accuracy").resolved == resolved
