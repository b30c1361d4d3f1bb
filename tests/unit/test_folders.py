"""Folders and globs: their files are parts of one data set, and a bad one among them is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from metricdiff.errors import InputError
from metricdiff.inputs.named import files
from metricdiff.inputs.opening import open_files
from metricdiff.inputs.predictions import Raw
from metricdiff.inputs.reading import read


def table(path: Path, **columns: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    parquet.write_table(pa.table(columns), path)


def opened(*names: str) -> Raw:
    return read(open_files(names))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as Spark leaves it: parts in folders of a column, and files beside the data."""
    path = tmp_path / "preds"
    for part in (2, 10, 1):
        table(path / f"day={part % 2}" / f"part-{part}.parquet", label=[part % 2], score=[part / 8])
    (path / "_SUCCESS").touch()
    (path / "day=0" / ".part-2.parquet.crc").touch()
    table(path / "_temporary" / "part-3.parquet", label=[0], score=[0.0])
    return path


def test_the_files_of_a_folder_are_parts_of_one_data_set(folder: Path) -> None:
    raw = opened(str(folder))
    assert [Path(path).name for path in raw.files] == [
        *("part-2.parquet", "part-10.parquet", "part-1.parquet")  # sorted by their folders first
    ]
    assert raw.y_pred.tolist() == [0.25, 1.25, 0.125]


def test_a_glob_that_no_shell_has_resolved_is_resolved(folder: Path) -> None:
    assert opened(str(folder / "day=0" / "*.parquet")).y_pred.tolist() == [0.25, 1.25]
    assert len(files((str(folder / "**" / "part-1*"),))) == 2
    assert files(("-", "no.csv")) == ("-", "no.csv")


def test_a_file_whose_name_looks_like_a_glob_is_itself(tmp_path: Path) -> None:
    path = tmp_path / "fold[1].csv"
    path.write_text("label,score\n1,0.5\n")
    assert opened(str(path)).files == (str(path),)


def test_the_two_files_of_a_folder_may_be_labels_and_predictions(tmp_path: Path) -> None:
    np.save(tmp_path / "y_true.npy", [0, 1, 1])
    np.save(tmp_path / "y_pred.npy", [0.5, 0.25, 0.75])
    assert opened(str(tmp_path)).y_true.tolist() == [0, 1, 1]


#: What is done to a good part, and the words that must be said of it.
BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "truncated": (
        lambda path: path.write_bytes(path.read_bytes()[:-9]),
        "part-2.parquet is not a whole Parquet file",
    ),
    "other columns": (
        lambda path: table(path, label=[1], proba=[0.5]),
        "part-2.parquet has no column 'score', which .*part-10.parquet has",
    ),
    "text for numbers": (
        lambda path: table(path, label=[1], score=["high"]),
        "part-2.parquet: row 0, column score: 'high' is not a number",
    ),
    "no rows": (
        lambda path: table(path, label=pa.array([], pa.int64()), score=pa.array([], pa.float32())),
        "part-2.parquet has no rows",
    ),
    "of another format": (
        lambda path: path.with_suffix(".csv").touch(),
        r"preds is a folder with files of several formats \(.csv, .parquet\)",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_among_many_is_named(folder: Path, case: str) -> None:
    (folder / "day=0" / "part-2.parquet").rename(folder / "day=1" / "part-2.parquet")
    spoil, words = BAD[case]
    spoil(folder / "day=1" / "part-2.parquet")
    with pytest.raises(InputError, match=words):
        opened(str(folder))


def test_a_truncated_array_among_many_is_named(tmp_path: Path) -> None:
    for part in range(3):
        np.save(tmp_path / f"{part}.npy", np.ones((9, 2)))
    (tmp_path / "1.npy").write_bytes((tmp_path / "1.npy").read_bytes()[:-9])
    with pytest.raises(InputError, match=r"1\.npy is not a whole \.npy file"):
        opened(str(tmp_path))


def test_what_holds_no_data_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(InputError, match="is a folder without files that metricdiff reads"):
        opened(str(tmp_path))
    with pytest.raises(InputError, match=r"\*\.csv: no file matches"):
        opened(str(tmp_path / "*.csv"))
