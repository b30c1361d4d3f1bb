"""The same data means the same in every format, alone, in parts, and in two files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from metricdiff.formats.json_format import described
from metricdiff.inputs.inference import understand
from metricdiff.inputs.opening import open_files
from metricdiff.inputs.predictions import Predictions
from metricdiff.inputs.readers import READERS
from metricdiff.inputs.reading import from_arrays, read
from tests.written import WRITERS, write

Columns = dict[str, npt.NDArray[Any]]

_RANDOM = np.random.default_rng(5)
_ROWS = 60
_SCORES = _RANDOM.dirichlet(np.ones(3), _ROWS).round(6)
_LOGITS = _RANDOM.normal(size=(_ROWS, 3)).round(6)
_HOT = np.eye(3, dtype=np.int64)[_RANDOM.integers(0, 3, _ROWS)]
_MANY = (_RANDOM.random((_ROWS, 3)) < 0.5).astype(np.int64)
_NAMES = np.array(["cat", "dog", "owl"])


def _wide(name: str, values: npt.NDArray[Any]) -> Columns:
    return {f"{name}_{place}": values[:, place] for place in range(values.shape[1])}


#: Data of each task, kind and coding, as columns that any format can hold.
DATA: dict[str, Columns] = {
    "binary": {"label": _MANY[:, 0], "prob": _SCORES[:, 0]},
    "binary, text": {"label": _NAMES[_MANY[:, 0]], "prob_dog": _SCORES[:, 0]},
    "binary, two columns": {"label": _MANY[:, 0], **_wide("prob", _SCORES[:, :2])},
    "logits, weights": {
        "label": _MANY[:, 0],
        "logit": _LOGITS[:, 0],
        "sample_weight": _SCORES[:, 1],
    },
    "decisions": {"label": _MANY[:, 0], "pred": _MANY[:, 1]},
    "decisions, text": {"label": _NAMES[_HOT.argmax(1)], "pred": _NAMES[_MANY.argmax(1)]},
    "scores and decisions": {
        "label": _MANY[:, 0],
        "prediction": _MANY[:, 1],
        "proba": _SCORES[:, 0],
    },
    "multiclass": {"label": _HOT.argmax(1), **_wide("prob", _SCORES)},
    "multiclass, class names": {
        "label": _NAMES[_HOT.argmax(1)],
        "prob_owl": _SCORES[:, 0],
        "prob_cat": _SCORES[:, 1],
        "prob_dog": _SCORES[:, 2],
    },
    "one-hot": {**_wide("y_true", _HOT), **_wide("y_pred", _SCORES)},
    "multi-hot": {**_wide("y_true", _MANY), **_wide("y_pred", _LOGITS)},
    "regression": {"y_true": _LOGITS[:, 0], "y_pred": _LOGITS[:, 1]},
    "outputs": {**_wide("y_true", _LOGITS), **_wide("y_pred", _LOGITS[::-1])},
    "masked": {
        "label": np.where(_MANY[:, 1], _MANY[:, 0], -1),
        "prob": _SCORES[:, 0],
        "mask": _MANY[:, 1],
    },
}


def _read(*paths: Path, columns: Columns) -> Predictions:
    weight = "sample_weight" if "sample_weight" in columns else None
    mask = "mask" if "mask" in columns else None
    names = [str(path) for path in paths]
    return understand(read(open_files(names, sample_weight=weight, mask=mask)))


def _same(one: Predictions, other: Predictions) -> None:
    """Compare what the two mean, and every value."""
    apart = {"files", "row_base"}
    meanings = [
        {key: value for key, value in described(predictions).items() if key not in apart}
        for predictions in (one, other)
    ]
    assert meanings[0] == meanings[1]
    for name in ("y_true", "y_pred", "decision", "sample_weight", "mask"):
        first, second = getattr(one.raw, name), getattr(other.raw, name)
        assert (first is None) == (second is None)
        if first is not None:
            np.testing.assert_array_equal(first, second)


def test_every_format_is_written_here() -> None:
    assert set(WRITERS) == set(READERS)


@pytest.mark.parametrize("suffix", list(WRITERS))
@pytest.mark.parametrize("data", list(DATA))
def test_the_same_data_means_the_same_in_every_format(
    tmp_path: Path, data: str, suffix: str
) -> None:
    columns = DATA[data]
    reference = _read(write(tmp_path, "reference", ".csv", columns), columns=columns)
    read_back = _read(write(tmp_path, "preds", suffix, columns), columns=columns)
    _same(reference, read_back)


@pytest.mark.parametrize("suffix", list(WRITERS))
@pytest.mark.parametrize("data", list(DATA))
def test_parts_mean_what_the_whole_means(tmp_path: Path, data: str, suffix: str) -> None:
    columns = DATA[data]
    whole = _read(write(tmp_path, "whole", suffix, columns), columns=columns)
    cuts = [slice(0, 1), slice(1, 40), slice(40, None)]
    paths = [
        write(tmp_path, f"part-{place}", suffix, {name: v[cut] for name, v in columns.items()})
        for place, cut in zip((2, 9, 10), cuts, strict=True)
    ]
    parts = _read(*reversed(paths), columns=columns)
    _same(whole, parts)
    assert parts.raw.files == tuple(map(str, paths))
    first = 2 if parts.raw.row_base == "line" and not suffix.startswith(".jsonl") else 0
    first += suffix.startswith(".jsonl")
    assert parts.raw.numbers([0, 1, 39, 40]) == [first, first, first + 38, first]
    assert parts.raw.where.files([0, 1, 39, 40]) == [0, 1, 1, 2]
    word = "line" if parts.raw.row_base == "line" else "row"
    assert parts.raw.row(40) == f"{paths[2]}: {word} {first}"


@pytest.mark.parametrize("suffix", list(WRITERS))
@pytest.mark.parametrize("data", list(DATA))
def test_labels_and_predictions_may_stand_in_two_files(
    tmp_path: Path, data: str, suffix: str
) -> None:
    columns = DATA[data]
    whole = _read(write(tmp_path, "whole", suffix, columns), columns=columns)
    names = [name for name in columns if name in {"label", "mask"} or name.startswith("y_true")]
    ours = write(tmp_path, "a", suffix, {name: columns[name] for name in names})
    theirs = {name: values for name, values in columns.items() if name not in names}
    other = write(tmp_path, "b", ".parquet", theirs)
    _same(whole, _read(ours, other, columns=columns))
    _same(whole, _read(other, ours, columns=columns))


@pytest.mark.parametrize("data", list(DATA))
def test_arrays_mean_what_a_file_means(tmp_path: Path, data: str) -> None:
    columns = DATA[data]
    whole = _read(write(tmp_path, "whole", ".csv", columns), columns=columns)
    raw = whole.raw
    given = from_arrays(raw.y_true, raw.y_pred, raw.sample_weight, raw.decision, raw.mask)
    if (raw.y_pred.ndim == 1 and len(raw.columns.y_pred) > 1) or "names" in data:
        return  # the names of the columns say what the arrays do not
    again = understand(given)
    assert (again.task, again.kind) == (whole.task, whole.kind)
    for name in ("y_true", "y_pred", "decision", "sample_weight", "mask"):
        np.testing.assert_array_equal(getattr(again.raw, name), getattr(raw, name))


@pytest.mark.parametrize("suffix", [".npz", ".parquet", ".jsonl", ".npy"])
@pytest.mark.parametrize("data", ["multiclass", "one-hot", "multi-hot", "binary, two columns"])
def test_a_column_may_hold_all_scores_of_a_row(tmp_path: Path, data: str, suffix: str) -> None:
    columns = DATA[data]
    whole = _read(write(tmp_path, "whole", ".csv", columns), columns=columns)
    packed: dict[str, Any] = {}
    for name in ("label", "y_true", "prob", "y_pred"):
        group = [values for key, values in columns.items() if key.rpartition("_")[0] == name]
        if group or name in columns:
            packed[name] = np.stack(group, axis=1) if group else columns[name]
    path = tmp_path / f"packed{suffix}"
    if suffix == ".npz":
        np.savez(path, **packed)
    elif suffix == ".npy":
        kinds = [(name, values.dtype, values.shape[1:]) for name, values in packed.items()]
        array = np.zeros(_ROWS, dtype=kinds)
        for name, values in packed.items():
            array[name] = values
        np.save(path, array)
    else:
        lists = {name: values.tolist() for name, values in packed.items()}
        write(tmp_path, "packed", suffix, lists)
    _same(whole, _read(path, columns=columns))
