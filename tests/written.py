"""Writes the same columns of data in every format that is read."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Columns = Mapping[str, npt.NDArray[Any]]


def _text(columns: Columns, separator: str) -> bytes:
    frame = pd.DataFrame(dict(columns))
    return frame.to_csv(index=False, sep=separator, lineterminator="\n").encode()


def _lines(columns: Columns) -> bytes:
    frame = pd.DataFrame(dict(columns))
    text: str = frame.to_json(orient="records", lines=True, double_precision=15)
    return text.encode()


def _structured(path: Path, columns: Columns) -> None:
    rows = len(next(iter(columns.values())))
    array = np.zeros(rows, dtype=[(name, values.dtype) for name, values in columns.items()])
    for name, values in columns.items():
        array[name] = values
    np.save(path, array)


def _archive(path: Path, columns: Columns) -> None:
    arrays: dict[str, Any] = dict(columns)
    np.savez(path, **arrays)


#: For each suffix, what writes a file of it.
WRITERS: dict[str, Callable[[Path, Columns], object]] = {
    ".csv": lambda path, columns: path.write_bytes(_text(columns, ",")),
    ".csv.gz": lambda path, columns: path.write_bytes(gzip.compress(_text(columns, ","))),
    ".tsv": lambda path, columns: path.write_bytes(_text(columns, "\t")),
    ".tsv.gz": lambda path, columns: path.write_bytes(gzip.compress(_text(columns, "\t"))),
    ".parquet": lambda path, columns: pd.DataFrame(dict(columns)).to_parquet(path),
    ".jsonl": lambda path, columns: path.write_bytes(_lines(columns)),
    ".jsonl.gz": lambda path, columns: path.write_bytes(gzip.compress(_lines(columns))),
    ".npy": _structured,
    ".npz": _archive,
}


def write(folder: Path, name: str, suffix: str, columns: Columns) -> Path:
    """Write columns into a file of that suffix, and return its path."""
    path = folder / f"{name}{suffix}"
    WRITERS[suffix](path, columns)
    return path
