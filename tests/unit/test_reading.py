"""From files and from arrays to the same typed arrays."""

from __future__ import annotations

import decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metricdiff.errors import InputError
from metricdiff.inputs.inference import understand
from metricdiff.inputs.opening import open_files
from metricdiff.inputs.predictions import Raw
from metricdiff.inputs.readers import open_source
from metricdiff.inputs.reading import from_arrays, read


def from_file(folder: Path, content: str, **named: Any) -> Raw:
    path = folder / "preds.csv"
    path.write_text(content)
    file = open_files((str(path),), **named)
    return read(file)


def test_a_file_becomes_typed_arrays(tmp_path: Path) -> None:
    raw = from_file(
        tmp_path,
        "label,prediction,prob,weight\nyes,no,0.25,1\nno,no,0.5,2.5\n",
        sample_weight="weight",
    )
    assert raw.y_true.tolist() == ["yes", "no"]
    assert raw.y_pred.tolist() == [0.25, 0.5]
    assert raw.y_pred.dtype == np.float64
    assert raw.decision is not None
    assert raw.decision.tolist() == ["no", "no"]
    assert raw.sample_weight is not None
    assert raw.sample_weight.tolist() == [1, 2.5]
    assert raw.files == (str(tmp_path / "preds.csv"),)
    assert raw.row_base == "line"
    assert raw.row(1) == "line 3"


def test_several_columns_stand_side_by_side_in_the_order_of_the_file(tmp_path: Path) -> None:
    raw = from_file(tmp_path, "y_true_a,y_pred_a,y_true_b,y_pred_b\n1,0.25,0,0.5\n0,1,1,0\n")
    assert raw.y_true.tolist() == [[1, 0], [0, 1]]
    assert raw.y_true.dtype.kind == "i"
    assert raw.y_pred.tolist() == [[0.25, 0.5], [1, 0]]


def test_a_column_that_only_begins_whole_holds_numbers_all_the_same(tmp_path: Path) -> None:
    raw = from_file(tmp_path, "label,prob\n" + "1,0\n" * 500 + "0,0.25\n")
    assert raw.y_pred.tolist() == [0.0] * 500 + [0.25]


def test_decisions_with_a_gap_are_numbers_with_a_gap(tmp_path: Path) -> None:
    np.testing.assert_array_equal(from_file(tmp_path, "label,pred\n1,1\n0,\n").y_pred, [1, np.nan])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("label,prob,weight\n1,0.5,1\n0,0.5,\n", "line 3, column weight: the weight is nan"),
        ("label,prob,weight\n1,0.5,inf\n0,0.5,1\n", "line 2, column weight: the weight is inf"),
        ("label,prob,weight\n1,0.5,x\n0,0.5,1\n", "line 2, column weight: 'x' is not a number"),
        ("label,prob,weight\n,0.5,1\n0,0.5,1\n", "preds.csv: line 2, column label: no label"),
    ],
)
def test_labels_and_weights_must_be_there(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        from_file(tmp_path, content, sample_weight="weight")


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 1), st.floats(allow_nan=False)), min_size=1),
    st.sampled_from([list, np.array, pd.Series, tuple]),
)
def test_arrays_keep_every_digit_whatever_holds_them(
    pairs: list[tuple[int, float]], container: Any
) -> None:
    labels, scores = [label for label, _ in pairs], [score for _, score in pairs]
    raw = from_arrays(container(labels), container(scores))
    assert raw.y_true.tolist() == labels
    assert raw.y_pred.tolist() == scores
    assert raw.source == "the arrays"
    assert raw.row(0) == "row 0"


def test_a_frame_and_a_series_bring_their_names() -> None:
    frame = pd.DataFrame({"prob_a": [0.25, 0.5], "prob_b": [0.75, 0.5]})
    raw = from_arrays(pd.Series(["a", "b"], name="animal"), frame)
    assert raw.columns.y_true == ("animal",)
    assert raw.columns.y_pred == ("prob_a", "prob_b")
    plain = understand(from_arrays([0, 1], [[1, 2], [3, 4]])).raw.columns
    assert plain.y_pred == ("y_pred_0", "y_pred_1")


def test_a_single_column_is_a_column() -> None:
    raw = from_arrays(np.array([[0], [1]]), np.array([[0.5], [0.25]], dtype=np.float32))
    assert raw.y_true.shape == raw.y_pred.shape == (2,)
    assert raw.y_pred.dtype == np.float32


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pd.Series(["a", "b"], dtype="category"), ["a", "b"]),
        (pd.Series([1, 2], dtype="Int64"), [1, 2]),
        (pd.Series([1.0, 2.0], dtype="object"), [1, 2]),
        (np.array(["a", "bb"], dtype=object), ["a", "bb"]),
        (np.array(["a", "bb"], dtype=np.dtypes.StringDType()), ["a", "bb"]),
        ([decimal.Decimal(1), decimal.Decimal(2)], [1, 2]),
        ([True, False], [True, False]),
    ],
)
def test_labels_come_in_many_types(values: Any, expected: list[Any]) -> None:
    assert from_arrays(values, [0.5, 0.5]).y_true.tolist() == expected


@pytest.mark.parametrize(
    ("y_true", "message"),
    [
        (["a", None], r"row 1, column y_true: no label \(1 of 2 are missing\)"),
        (pd.Series(["a", np.nan], name="animal"), "row 1, column animal: no label"),
        (pd.Series([1, None], dtype="Int64"), "row 1, column y_true: no label"),
        ([None, None], "all 2 labels are missing"),
        ([np.nan, 1], "row 0, column y_true: no label"),
        ([[1.5, np.nan], [2, 3]], "row 0, column y_true_1: no label"),
    ],
)
def test_missing_labels_are_missing_however_they_are_spelled(y_true: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        from_arrays(y_true, [0.5, 0.5])


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        (([], []), "y_true has no rows"),
        (([0, 1], []), "y_pred has no rows"),
        ((5, [1]), r"y_true: int is no array; it must be \(N,\) or \(N, K\)"),
        (
            ([0, 1], np.ones((2, 2, 2))),
            r"labels of shape \(2,\) and predictions of",
        ),
        (([[0], [1, 2]], [1, 2]), "y_true: not an array"),
        ((["a", 1, {}], [1, 2, 3]), "y_true: mixes text and numbers"),
        (([1 + 2j], [1]), "y_true: complex128 is neither numbers nor text"),
        (([0, 1], [0.5, 0.5], [1, 2, 3]), r"sample_weight: shape \(3,\); there are 2 labels"),
        (([0, 1], [0.5, 0.5], [1, np.nan]), "row 1, column sample_weight: the weight is nan"),
        (([0, 1], [0.5, 0.5], ["x", "y"]), "row 0, column sample_weight: 'x' is not a number"),
        (([0, 1], [0.5, 0.5], None, [0]), r"decision: shape \(1,\); there are 2 labels"),
    ],
)
def test_arrays_that_cannot_be_used_are_refused(arrays: tuple[Any, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        understand(from_arrays(*arrays))


def test_mixed_lists_are_text_as_numpy_has_it() -> None:
    """``np.array(["a", 1])`` is text: nothing says that the number was one."""
    assert from_arrays(["a", 1], [0.5, 0.5]).y_true.tolist() == ["a", "1"]


@pytest.mark.parametrize("suffix", [".csv", ".CSV", ".csv.gz"])
def test_the_suffix_chooses_the_reader(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"preds{suffix}"
    path.write_text("label,prob\n1,0.5\n")
    assert open_source(str(path)).header().columns == ("label", "prob")


def test_an_unknown_suffix_names_those_that_are_known(tmp_path: Path) -> None:
    path = tmp_path / "preds.xlsx"
    path.touch()
    with pytest.raises(InputError, match=r"no reader for this suffix; .* \.csv, .*\.npy"):
        open_source(str(path))


def test_a_file_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "preds.csv").touch()
    with pytest.raises(InputError, match=r"No such file or directory; did you mean preds\.csv\?"):
        open_source(str(tmp_path / "perds.csv"))
    with pytest.raises(InputError, match=r"no/preds\.csv: No such file or directory$"):
        open_source(str(tmp_path / "no" / "preds.csv"))


def test_a_file_that_may_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "preds.csv").touch()
    monkeypatch.setattr("os.access", lambda *_: False)  # root may read everything
    with pytest.raises(InputError, match=r"preds\.csv cannot be read: permission denied"):
        open_source(str(tmp_path / "preds.csv"))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder; name a file in it"):
        open_source(str(tmp_path))
