"""Files that change between two readings: named, whatever the format; nothing is made of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from metricdiff.errors import InputError
from metricdiff.inputs.opening import open_files
from metricdiff.streaming.rows import FileRows
from tests.written import write

ROWS = 3000


def data(seed: int, rows: int = ROWS) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    return {"label": random.integers(0, 2, rows), "proba": random.random(rows)}


def rewritten(path: Path, seed: int, rows: int) -> None:
    suffix = path.suffix
    write(path.parent, path.name.removesuffix(suffix), suffix, data(seed, rows))
    # However coarse the clock of the file system is.
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000))


#: What happens to a part, and what is said of it.
HAPPENINGS: dict[str, tuple[Callable[[Path], object], str]] = {
    "other rows": (lambda path: rewritten(path, 9, ROWS), "changed"),
    "fewer rows": (lambda path: rewritten(path, 9, ROWS // 2), "changed"),
    "more rows": (lambda path: rewritten(path, 9, ROWS * 2), "changed"),
    "cut": (lambda path: os.truncate(path, path.stat().st_size // 2), "changed"),
    "emptied": (lambda path: os.truncate(path, 0), "changed"),
    "removed": (Path.unlink, "was removed"),
}


@pytest.mark.parametrize("suffix", [".npy", ".parquet", ".csv"])
@pytest.mark.parametrize("case", HAPPENINGS)
@pytest.mark.parametrize("middle", [False, True], ids=["between", "in the middle"])
def test_what_changes_is_named(tmp_path: Path, suffix: str, case: str, *, middle: bool) -> None:
    for part in range(3):
        write(tmp_path, f"part-{part}", suffix, data(part))
    rows = FileRows(open_files([str(tmp_path)]), 1000)
    pieces = rows.pieces()
    if middle:
        next(pieces)
    else:
        assert sum(piece.rows for piece in pieces) == 3 * ROWS
        pieces = rows.pieces()
    happens, what = HAPPENINGS[case]
    happens(tmp_path / f"part-1{suffix}")
    with pytest.raises(InputError, match=rf"part-1{suffix} {what} while it was being read"):
        list(pieces)


def test_another_reading_does_not_make_the_ends_of_files_forgotten(tmp_path: Path) -> None:
    for part in range(3):
        write(tmp_path, f"part-{part}", ".npy", data(part))
    file = open_files([str(tmp_path)])
    rows = FileRows(file, 1000)
    list(rows.pieces())
    next(rows.pieces())
    assert file.source.row(2 * ROWS) == f"{tmp_path / 'part-2.npy'}: row 0"
