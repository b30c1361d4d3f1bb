"""The bytes of a text file: plain, gzip, or on standard input."""

from __future__ import annotations

import gzip
import mmap
import sys
import zlib
from pathlib import Path

from metricdiff.errors import InputError

_GZIP_MAGIC = b"\x1f\x8b"


def content(path: str, name: str) -> bytes | mmap.mmap:
    """Return what a file holds, gzip unpacked; a plain file is mapped and not read.

    Args:
        path: The path, or ``-`` for standard input.
        name: What to call the file in messages.

    Raises:
        InputError: Standard input is closed, or a gzip file is damaged.
    """
    data = _stored(path)
    if data[:2] != _GZIP_MAGIC:
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{name}: not a whole gzip file ({error})") from None


def release(data: bytes | mmap.mmap) -> None:
    """Let go of the pages of a mapped file; they come back when they are asked for."""
    if isinstance(data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        data.madvise(mmap.MADV_DONTNEED)


def _stored(path: str) -> bytes | mmap.mmap:
    if path == "-":
        if sys.stdin is None:
            raise InputError("standard input is closed; name a file, or pipe one in")
        return sys.stdin.buffer.read()
    file_path = Path(path)
    if not file_path.is_file() or not file_path.stat().st_size:  # a pipe such as <(zcat ...)
        return file_path.read_bytes()
    with file_path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
