"""The formats that can be read, each with the reader that opens it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from metricdiff.errors import InputError, nearest
from metricdiff.inputs.source import Source
from metricdiff.inputs.urls import is_url


def _csv(path: str) -> Source:
    from metricdiff.inputs.csv_file import CsvFile  # a reader loads when needed

    return CsvFile(path)


def _npy(path: str) -> Source:
    from metricdiff.inputs.npy_file import NpyFile

    return NpyFile(path)


def _npz(path: str) -> Source:
    from metricdiff.inputs.npz_file import NpzFile

    return NpzFile(path)


def _parquet(path: str) -> Source:
    from metricdiff.inputs.parquet_file import ParquetFile

    return ParquetFile(path)


def _jsonl(path: str) -> Source:
    from metricdiff.inputs.jsonl_file import JsonlFile

    return JsonlFile(path)


READERS: dict[str, Callable[[str], Source]] = {
    ".csv": _csv,
    ".csv.gz": _csv,
    ".tsv": _csv,
    ".tsv.gz": _csv,
    ".parquet": _parquet,
    ".jsonl": _jsonl,
    ".jsonl.gz": _jsonl,
    ".npy": _npy,
    ".npz": _npz,
}


def open_source(path: str) -> Source:
    """Open a file with the reader of its suffix, ``-`` as CSV on standard input.

    Raises:
        InputError: There is no such file, it is a folder, or no reader takes its suffix.
    """
    if path == "-":
        return _csv(path)
    if is_url(path):
        return _of_url(path)
    try:
        status = Path(path).stat()
    except OSError as error:
        raise InputError(_not_there(path, error)) from None
    if stat.S_ISDIR(status.st_mode):
        raise InputError(f"{path} is a folder; name a file in it")
    if not os.access(path, os.R_OK):
        raise InputError(f"{path} cannot be read: permission denied")
    if not stat.S_ISREG(status.st_mode):  # a pipe, as in: compare <(zcat preds.csv.gz)
        return _csv(path)
    for suffix, reader in READERS.items():
        if path.lower().endswith(suffix):
            return reader(path)
    raise InputError(
        f"{path}: no reader for this suffix; metricdiff reads {', '.join(READERS)}, "
        "and CSV on standard input as -"
    )


def _of_url(url: str) -> Source:
    from metricdiff.inputs.parts import CsvUrl

    name = url.lower()
    if name.endswith(".parquet"):
        return _parquet(url)
    if name.endswith((".csv", ".tsv", ".csv.gz", ".tsv.gz")):
        return CsvUrl(url)
    raise InputError(f"{url}: of URLs metricdiff reads .parquet, .csv and .tsv, the text also .gz")


def as_field(source: Source, name: str) -> Source:
    """Return a plain array as one column of that name, whatever its shape; others as they are."""
    from metricdiff.inputs.npy_file import NpyFile

    plain = isinstance(source, NpyFile) and source.plain
    return NpyFile(source.name, field=name) if plain else source


def _not_there(path: str, error: OSError) -> str:
    try:
        siblings = [sibling.name for sibling in Path(path).parent.iterdir()]
    except OSError:
        siblings = []
    return f"{path}: {error.strerror or error}{nearest(Path(path).name, siblings)}"
