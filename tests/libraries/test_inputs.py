"""The same data gives the same report in every format; maps, tensors and types are as in Keras."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import metricdiff
from metricdiff.comparing import compare_file
from metricdiff.engines.keras_engine import InProcess
from metricdiff.inputs.opening import open_files
from metricdiff.report import Report
from metricdiff.settings import Options, Overrides
from metricdiff.words import Pairing, Verdict
from tests.unit.test_same_data import DATA
from tests.written import WRITERS, write

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("keras")]

#: What depends on where the rows stand.
_ROWS = frozenset({"rows", "row_files"})


def _report(*paths: Path, **named: Any) -> Report:
    file = open_files([str(path) for path in paths], **named)
    return compare_file(file, Overrides(), Options(), InProcess())


def _without_rows(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_rows(one) for key, one in value.items() if key not in _ROWS}
    return [_without_rows(one) for one in value] if isinstance(value, list) else value


def _comparable(report: Report) -> Any:
    """The document without files, and without where in them the rows stand."""
    document = report.to_dict()
    assert document["input"].pop("files") is not None
    assert document["input"].pop("row_base") in {"line", "index"}
    rows = document["input"]["rows"]
    return {**_without_rows(document), "rows": rows}


@pytest.mark.parametrize("data", ["scores and decisions", "multiclass, class names", "masked"])
def test_the_same_data_gives_the_same_report_in_every_format(
    tmp_path: Path, data: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = DATA[data]
    mask = "mask" if "mask" in columns else None
    whole = write(tmp_path, "whole", ".csv", columns)
    reference = _comparable(_report(whole, mask=mask))
    with whole.open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert _comparable(_report(Path("-"), mask=mask)) == reference
    for suffix in WRITERS:
        report = _report(write(tmp_path, "preds", suffix, columns), mask=mask)
        assert _comparable(report) == reference, suffix
    halves = [
        write(tmp_path, f"part{place}", ".parquet", {name: v[cut] for name, v in columns.items()})
        for place, cut in enumerate([slice(0, 25), slice(25, None)])
    ]
    assert _comparable(_report(*halves, mask=mask)) == reference


def test_arrays_give_the_report_that_a_file_gives(tmp_path: Path) -> None:
    columns = DATA["logits, weights"]
    path = write(tmp_path, "preds", ".csv", columns)
    file = _comparable(_report(path, sample_weight="sample_weight"))
    arrays = metricdiff.compare(
        columns["label"], columns["logit"], sample_weight=columns["sample_weight"]
    )
    given = arrays.to_dict()
    names = {"y_true": file["input"]["y_true"], "y_pred": file["input"]["y_pred"]}
    assert (given["input"].pop("files"), given["input"].pop("row_base")) == ([], "index")
    given["input"] |= names
    assert {**_without_rows(given), "rows": given["input"]["rows"]} == file


# ------------------------------------------------------------------------------------- maps


def _maps() -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    random = np.random.default_rng(4)
    labels = random.integers(0, 4, (5, 6, 7))
    scores = random.dirichlet(np.ones(4), (5, 6, 7)) + np.eye(4)[labels] * 0.3
    return labels, (scores / scores.sum(axis=-1, keepdims=True)).astype(np.float32)


def test_keras_says_of_maps_what_it_says_of_their_positions(keras: Any) -> None:
    """All that takes maps at all: their positions one a row change none of its numbers."""
    labels, scores = _maps()
    hot, several = np.eye(4, dtype=np.float32)[labels], {"labels": labels, "scores": scores}
    calls = {
        "accuracy": ("SparseCategoricalAccuracy", labels),
        "top_k_accuracy": ("SparseTopKCategoricalAccuracy", labels),
        "log_loss": ("SparseCategoricalCrossentropy", labels),
        "precision": ("Precision", hot),
        "recall": ("Recall", hot),
        "roc_auc": ("AUC", hot),
    }
    report = metricdiff.compare(several["labels"], several["scores"], metrics=[*calls])
    seen = set()
    for row in report.comparisons:
        name, truth = calls[row.metric]
        if row.keras.call != f"{name}()":
            continue
        metric = getattr(keras.metrics, name)()
        for start in range(len(truth)):  # a map an update, as in a batch of one
            metric.update_state(truth[start : start + 1], scores[start : start + 1])
        assert row.keras.value == pytest.approx(float(metric.result()), rel=1e-6)
        seen.add(row.metric)
    assert seen == set(calls)


def test_a_report_of_maps_is_that_of_their_positions() -> None:
    labels, scores = _maps()
    maps = metricdiff.compare(labels, scores)
    flat = metricdiff.compare(labels.ravel(), scores.reshape(-1, 4))
    pairs = zip(maps.comparisons, flat.comparisons, strict=True)
    assert all(
        ours.keras == theirs.keras and ours.sklearn == theirs.sklearn for ours, theirs in pairs
    )
    assert maps.to_dict()["input"]["shape"] == [5, 6, 7]
    assert flat.to_dict()["input"]["shape"] is None


def test_witnesses_of_maps_are_positions() -> None:
    labels, scores = _maps()
    mask = np.ones(labels.shape, dtype=bool)
    mask[2, 3:] = False
    report = metricdiff.compare(labels, scores, mask=mask, metrics="precision")
    (row,) = report.of(Pairing.DEFAULT)
    finding = next(one for one in row.causes if one.code == "MD706")
    assert finding.row_count == 3 * 7
    assert finding.rows == (2,) * 21
    assert finding.row_positions is not None
    assert finding.row_positions[:2] == [(3, 0), (3, 1)]
    frame = report.witnesses()
    own = frame[frame["code"] == "MD706"]
    assert own["row"].tolist() == [2] * 21
    assert own["position"].tolist()[:2] == ["3 0", "3 1"]


# ------------------------------------------------------------------------- tensors and types


def test_tensors_are_taken_as_arrays_are(keras: Any) -> None:
    columns = DATA["multiclass"]
    labels = columns["label"]
    scores = np.stack([columns[f"prob_{place}"] for place in range(3)], axis=1).astype(np.float32)
    mask = np.arange(len(labels)) % 3 > 0
    weights = columns["prob_0"]
    expected = metricdiff.compare(labels, scores, mask=mask, sample_weight=weights).to_dict()
    tensor = keras.ops.convert_to_tensor
    given = metricdiff.compare(
        *(tensor(labels), tensor(scores)),
        mask=tensor(mask),
        sample_weight=tensor(weights.astype(np.float64)),
    )
    assert given.to_dict() == expected


class _Torch:
    """A tensor as PyTorch has it: it must be detached and brought to memory first."""

    def __init__(self, values: Any, *, attached: bool = True) -> None:
        self.values, self.attached = values, attached

    def detach(self) -> _Torch:
        return _Torch(self.values, attached=False)

    def cpu(self) -> _Torch:
        return self

    def __array__(self, dtype: Any = None, copy: Any = None) -> npt.NDArray[Any]:
        del copy
        if self.attached:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        return np.asarray(self.values, dtype)


def test_tensors_with_a_gradient_are_detached() -> None:
    report = metricdiff.compare([0, 1, 1], _Torch([0.2, 0.7, 0.4]), metrics="accuracy")
    assert report.comparisons[0].keras.value == pytest.approx(2 / 3)


@pytest.mark.parametrize("kind", ["f2", "f4", "f8", "i1", "u1", "i8", "?"])
@pytest.mark.parametrize("suffix", [".npz", ".npy", ".parquet"])
def test_predictions_of_every_type_are_compared(tmp_path: Path, kind: str, suffix: str) -> None:
    """Half precision as Keras takes it; whole predictions are decisions."""
    random = np.random.default_rng(6)
    labels = random.integers(0, 2, 40)
    scores = random.random(40) if kind[0] == "f" else labels ^ (random.random(40) < 0.2)
    columns = {"label": labels, "pred": scores.astype(kind)}
    report = _report(write(tmp_path, "preds", suffix, columns))
    raw = report.predictions.raw
    np.testing.assert_array_equal(raw.y_pred, columns["pred"])
    assert raw.y_pred.dtype == (kind if kind[0] == "f" else np.int64)
    for row in report.of(Pairing.MATCHED):
        assert row.verdict is Verdict.EQUAL or row.causes or row.minor or kind == "f2", row
