"""Folders and globs: their files are parts of one data set, and a bad one among them is named."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import csv, parquet

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


def linked(path: Path) -> None:
    path.unlink()
    path.symlink_to("gone.parquet")


def piped(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


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
    "a link to nothing": (
        linked,
        "part-2.parquet is a link to gone.parquet, which is not there; mend it, or move it away",
    ),
    "a pipe": (
        piped,
        "part-2.parquet is no plain file, but a pipe or a device",
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


def test_of_many_files_all_that_are_bad_are_named(tmp_path: Path) -> None:
    for part in range(9):
        table(tmp_path / f"{part}.parquet", label=[part % 2], score=[0.5])
    (tmp_path / "3.parquet").write_bytes(b"PA")
    one = r"3\.parquet is not a Parquet .* \(one of 9 files; the other 8 can be read\)$"
    with pytest.raises(InputError, match=one):
        opened(str(tmp_path))
    for part in (5, 6):
        (tmp_path / f"{part}.parquet").write_bytes(b"")
    with pytest.raises(InputError, match=r"other 6 can be read, but for .*5\.parquet, .*6\.parq"):
        opened(str(tmp_path))


def test_a_folder_of_unrelated_files_is_told_by_its_columns(tmp_path: Path) -> None:
    for part in range(9):
        table(tmp_path / f"{part}.parquet", label=[part % 2], score=[0.5])
    table(tmp_path / "8.parquet", label=[1], ctr=[0.5])
    told = (
        r"no column 'score'.* of 9 files 8 have label, score \(.*0\.parquet, \.\.\.\); 1 has label"
    )
    with pytest.raises(InputError, match=told):
        opened(str(tmp_path))
    for part in range(2, 8):
        table(tmp_path / f"{part}.parquet", **{"a": [1], "b": [2], f"c{part % 4}": [3]})
    told = r"of 9 files 2 have .*; 2 have .*; 2 have .*; 3 others\. Parts of one data set each hold"
    with pytest.raises(InputError, match=told):
        opened(str(tmp_path))


def test_of_files_that_are_all_alike_the_first_tells_what_is_missing(tmp_path: Path) -> None:
    for part in range(9):
        table(tmp_path / f"{part}.parquet", user=[1], click=[part % 2], pctr=[0.5])
    with pytest.raises(
        InputError, match=r"0\.parquet: cannot tell which column .* user, click, pctr"
    ):
        opened(str(tmp_path))
    assert read(open_files([str(tmp_path)], "click", ["pctr"])).rows == 9


def test_folders_that_are_links_are_read_but_for_those_that_lead_back(
    folder: Path, tmp_path: Path
) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    for day in ("day=0", "day=1"):
        (whole / day).symlink_to(folder / day)
    assert opened(str(whole)).y_pred.tolist() == [0.25, 1.25, 0.125]
    (whole / "day=2").symlink_to(whole)
    with pytest.raises(InputError, match="day=2 is a link to a folder that it stands in"):
        opened(str(whole))


@pytest.mark.parametrize("good", [1, 2, 5])
@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_a_part_without_rows_is_left_out(tmp_path: Path, suffix: str, good: int) -> None:
    def part(name: str, labels: list[int], scores: list[float]) -> None:
        columns = pa.table({"label": pa.array(labels, pa.int64()), "score": pa.array(scores)})
        path = str(tmp_path / f"{name}{suffix}")
        parquet.write_table(columns, path) if suffix == ".parquet" else csv.write_csv(columns, path)

    part("empty", [], [])
    with pytest.raises(InputError, match="no rows"):
        opened(str(tmp_path))
    for number in range(good):
        part(str(number), [number % 2], [0.5])
    raw = opened(str(tmp_path))
    assert raw.rows == len(raw.files) == good
    row = 2 if suffix == ".csv" else 0
    assert raw.where.numbers(range(good)) == [row] * good


def test_labels_without_rows_are_not_left_out(tmp_path: Path) -> None:
    table(tmp_path / "labels.parquet", label=pa.array([], pa.int64()))
    table(tmp_path / "predictions.parquet", score=[0.5])
    with pytest.raises(InputError, match=r"labels\.parquet has no rows"):
        opened(str(tmp_path))


def test_what_holds_no_data_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(InputError, match="is a folder without files that metricdiff reads"):
        opened(str(tmp_path))
    with pytest.raises(InputError, match=r"\*\.csv: no file matches"):
        opened(str(tmp_path / "*.csv"))
