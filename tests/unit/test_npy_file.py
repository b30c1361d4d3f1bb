"""NumPy files: what one array can mean, and what is refused without being loaded."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metricdiff.errors import InputError
from metricdiff.inputs.npy_file import NpyFile
from metricdiff.inputs.opening import open_files
from metricdiff.inputs.predictions import Raw
from metricdiff.inputs.reading import read

#: The first example pays for imports, and the machine may be busy.
unhurried = settings(deadline=None)


@pytest.fixture(scope="module")
def path() -> Iterator[Path]:
    """A file that every test, and every example of a property, writes anew."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "preds.npy"


def saved(path: Path, array: Any, **named: Any) -> Raw:
    np.save(path, array)
    file = open_files((str(path),), **named)
    return read(file)


@unhurried
@given(values=st.lists(st.floats(width=32), min_size=1), form=st.sampled_from(["f4", "f8"]))
def test_numbers_come_back_to_the_last_bit(path: Path, values: list[float], form: str) -> None:
    array = np.zeros(len(values), dtype=[("label", "i8"), ("prob", form)])
    array["prob"] = values
    raw = saved(path, array)
    np.testing.assert_array_equal(raw.y_pred, array["prob"])
    assert raw.y_pred.dtype == array["prob"].dtype


@pytest.mark.parametrize("form", ["f2", "f4", "f8", "i4", "u1"])
def test_two_columns_are_labels_and_predictions(path: Path, form: str) -> None:
    raw = saved(path, np.array([[1, 0], [0, 1], [1, 1]], dtype=form))
    assert raw.y_true.tolist() == [1, 0, 1]
    assert raw.y_true.dtype.kind in "iu"
    assert raw.y_pred.tolist() == [0, 1, 1]
    assert raw.y_pred.dtype == form
    assert raw.row_base == "index"
    assert raw.row(2) == "row 2"


def test_more_columns_are_class_scores(path: Path) -> None:
    array = np.array([[2, 0.1, 0.2, 0.7], [0, 0.5, 0.2, 0.3], [1, 0, 1, 0]])
    raw = saved(path, array)
    assert raw.y_true.tolist() == [2, 0, 1]
    np.testing.assert_array_equal(raw.y_pred, array[:, 1:])


def test_labels_with_fractions_stay_fractions(path: Path) -> None:
    assert saved(path, np.array([[0.5, 1], [2, 3], [4, 5]])).y_true.tolist() == [0.5, 2, 4]


def test_fields_are_found_by_name_in_their_own_types(path: Path) -> None:
    array = np.array(
        [("cat", 0.25, 1), ("dog", 0.75, 2)],
        dtype=[("label", "U3"), ("prob", "f4"), ("weight", "i4")],
    )
    raw = saved(path, array, sample_weight="weight")
    assert raw.columns.y_true == ("label",)
    assert raw.y_true.tolist() == ["cat", "dog"]
    assert raw.y_pred.dtype == np.float32
    assert raw.sample_weight is not None
    assert raw.sample_weight.tolist() == [1, 2]


def test_a_field_may_hold_the_scores_of_all_classes(path: Path) -> None:
    array = np.array([(0, [0.2, 0.8]), (1, [0.6, 0.4])], dtype=[("label", "i8"), ("prob", "f8", 2)])
    np.testing.assert_array_equal(saved(path, array).y_pred, array["prob"])


def test_numbers_in_an_array_of_text_are_numbers(path: Path) -> None:
    """The only way to have names and scores in one plain array."""
    raw = saved(path, np.array([["cat", "0.25"], ["dog", "1e-3"], ["cat", "nan"]]))
    assert raw.y_true.tolist() == ["cat", "dog", "cat"]
    np.testing.assert_array_equal(raw.y_pred, [0.25, 1e-3, np.nan])
    wide = saved(path, np.array([["cat", "0.25", "0.75"], ["dog", "0", "1"], ["cow", "1", "0"]]))
    np.testing.assert_array_equal(wide.y_pred, [[0.25, 0.75], [0, 1], [1, 0]])
    with pytest.raises(InputError, match=r"row 1, column 2: 'x' is not a number"):
        saved(path, np.array([["a", "0.5", "0.5"], ["b", "1", "x"], ["c", "1", "0"]]))


def test_columns_of_a_plain_array_are_named_by_their_number(path: Path) -> None:
    array = np.array([[0.5, 1, 3], [0.25, 0, 2], [1, 1, 1]])
    raw = saved(path, array, y_true="1", y_pred=["0"], sample_weight="2")
    assert raw.y_true.tolist() == [1, 0, 1]
    assert raw.y_pred.tolist() == [0.5, 0.25, 1]
    rest = saved(path, array, sample_weight="2")
    assert rest.columns.y_true == ("0",)
    assert rest.columns.y_pred == ("1",)


def test_a_column_for_each_role_must_be_left(path: Path) -> None:
    with pytest.raises(InputError, match="cannot tell which column holds the labels"):
        saved(path, np.ones((3, 2)), y_pred=["0:2"])


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.ones((2, 5)), r"shape \(2, 5\).*np.stack\(\[y_true, y_pred\], axis=1\)"),
        (np.ones(5), r"shape \(5,\).*np.column_stack"),
        (np.ones((5, 1)), r"shape \(5, 1\).*np.column_stack"),
        (np.ones((3, 2, 2)), r"shape \(3, 2, 2\).*\(N, 2\) or \(N, 1\+K\)"),
        (np.ones(()), r"shape \(\)"),
        (np.ones((0, 2)), r"has no rows: its shape is \(0, 2\)"),
        (np.ones((3, 2), dtype="c16"), "complex128 is neither numbers nor text"),
        (np.ones((3, 2), dtype="S3"), r"\|S3 is neither numbers nor text; .*astype\(str\)"),
        (np.ones((3, 3), dtype=[("label", "i4"), ("prob", "f4")]), "must be 1-D"),
        (
            np.zeros(3, dtype=[("label", "M8[D]"), ("prob", "f4")]),
            r"column label: datetime64\[D\] is neither",
        ),
    ],
)
def test_an_array_that_is_no_table_is_refused_with_its_shape_or_type(
    path: Path, array: npt.NDArray[Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        saved(path, array)


class Attack:
    """Creates a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def test_pickled_objects_are_never_loaded(tmp_path: Path) -> None:
    mark, path = tmp_path / "executed", tmp_path / "preds.npy"
    attack = Attack(mark)
    np.save(path, np.array([[attack, attack]], dtype=object), allow_pickle=True)
    with pytest.raises(
        InputError, match="pickled Python objects, which can run code and are never"
    ):
        NpyFile(str(path)).header()
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        path.write_bytes(pickle.dumps(attack, protocol))
        with pytest.raises(InputError, match=r"np\.save\(path, array\)"):
            NpyFile(str(path)).header()
    assert not mark.exists()
    pickle.loads(pickle.dumps(attack))  # noqa: S301 - that the attack is one
    assert mark.exists()


def test_an_archive_under_the_suffix_of_an_array_is_refused(path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, y_true=np.ones(3))
    with pytest.raises(InputError, match="is an archive of arrays, not one array; save one"):
        NpyFile(str(path)).header()


@pytest.mark.parametrize("content", [b"", b"label,prob\n1,0.5\n", b"\x89PNG\r\n", b"\x93NUM"])
def test_other_files_under_the_suffix_of_an_array_are_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"is not an \.npy file"):
        NpyFile(str(path)).header()


@unhurried
@given(st.integers(6, 207))
def test_a_file_that_is_cut_short_is_refused(path: Path, length: int) -> None:
    np.save(path, np.ones((5, 2)))
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(InputError, match=r"is not a whole \.npy file"):
        NpyFile(str(path)).header()


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(st.integers(6, 207), st.integers(0, 255), min_size=1, max_size=3))
def test_a_damaged_file_is_read_or_refused_in_one_line(path: Path, damage: dict[int, int]) -> None:
    np.save(path, np.ones((5, 2)))
    content = bytearray(path.read_bytes())
    for place, value in damage.items():
        content[place] = value
    path.write_bytes(content)
    file = NpyFile(str(path))
    with suppress(InputError):  # any other exception fails
        columns = file.header().columns
        assert set(file.read(columns[1:2], columns[:1])) == set(columns[:2])
