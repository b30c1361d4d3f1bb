"""The bytes of a text file: plain, gzip, or on standard input; whole, or from the beginning on."""

from __future__ import annotations

import gzip
import mmap
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from metricdiff.errors import InputError
from metricdiff.inputs.urls import is_url, opened

_BEGINNING = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"


def content(path: str, name: str) -> bytes | mmap.mmap:
    """Return what a file holds, gzip unpacked; a plain file is mapped and not read.

    Args:
        path: The path, or ``-`` for standard input.
        name: What to call the file in messages.

    Raises:
        InputError: Standard input is closed, or a gzip file is damaged.
    """
    try:
        data = _stored(path)
    except OSError as error:  # removed a moment ago
        raise InputError(f"{name}: {error.strerror}") from None
    if data[:2] != _GZIP_MAGIC:
        return data
    with telling_damage(name):
        return gzip.decompress(data)


def packed(path: str) -> bool:
    """Whether a path is that of a gzip file, which can be read again and again."""
    if path == "-" or not Path(path).is_file():
        return False
    with Path(path).open("rb") as file:
        return file.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC


@contextmanager
def unpacking(path: str, name: str) -> Iterator[BinaryIO]:
    """Read what a gzip file holds from the beginning on.

    Raises:
        InputError: It is damaged.
    """
    with telling_damage(name), gzip.open(path) as file:
        yield cast("BinaryIO", file)


def unpacked_size(path: str, name: str) -> int:
    """Return about how many bytes a gzip file holds, if all of it is packed as its beginning is.

    Raises:
        InputError: It is damaged.
    """
    packed_size = Path(path).stat().st_size
    with telling_damage(name), Path(path).open("rb") as file, gzip.open(file) as inside:
        return packed_size * len(inside.read(_BEGINNING)) // file.tell()


@contextmanager
def telling_damage(name: str) -> Iterator[None]:
    """Say of which gzip file it is that it is damaged."""
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{name}: not a whole gzip file ({error})") from None


def release(data: bytes | mmap.mmap) -> None:
    """Let go of the pages of a mapped file; they come back when they are asked for."""
    if isinstance(data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        data.madvise(mmap.MADV_DONTNEED)


def stream(path: str, data: bytes | mmap.mmap) -> Any:
    """Return what Arrow reads: the file itself where it is mapped.

    A file that is cut while its map is being read kills the process.

    Raises:
        InputError: It is no longer there.
    """
    import pyarrow as pa  # not needed to say what is wrong with a file

    if not isinstance(data, mmap.mmap):
        return pa.BufferReader(data)
    try:
        return pa.OSFile(path)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None


def is_cut(path: str, data: bytes | mmap.mmap) -> bool:
    """Whether a mapped file is shorter than it was, so that its map must not be read."""
    try:
        return isinstance(data, mmap.mmap) and Path(path).stat().st_size < len(data)
    except OSError:  # a file that was removed stays whole under its map
        return False


def _stored(path: str) -> bytes | mmap.mmap:
    if path == "-":
        if sys.stdin is None:
            raise InputError("standard input is closed; name a file, or pipe one in")
        return sys.stdin.buffer.read()
    if is_url(path):
        with opened(path) as file:
            return file.read()
    file_path = Path(path)
    if not file_path.is_file() or not file_path.stat().st_size:  # a pipe such as <(zcat ...)
        return file_path.read_bytes()
    with file_path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
