"""Files that a URL names: S3, Google Cloud Storage, HTTP and whatever else fsspec knows."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

from metricdiff.errors import InputError


def is_url(path: str) -> bool:
    """Whether a file is named by a URL, such as ``s3://bucket/preds.parquet``."""
    return "://" in path


def opened(path: str) -> IO[bytes]:
    """Open a file on this machine, or what a URL names.

    Raises:
        InputError: The URL cannot be read.
    """
    if not is_url(path):
        return Path(path).open("rb")
    system, inside = _system(path)
    try:
        file: IO[bytes] = system.open(inside, "rb")
    except Exception as error:  # noqa: BLE001 - each file system raises its own
        raise _unreadable(path, error) from None
    return file


def size(path: str) -> int:
    """Return the bytes of a file on this machine, or of what a URL names.

    Raises:
        InputError: The URL cannot be read, or does not say how large it is.
    """
    if not is_url(path):
        return Path(path).stat().st_size
    system, inside = _system(path)
    try:
        found = system.size(inside)
    except Exception as error:  # noqa: BLE001 - each file system raises its own
        raise _unreadable(path, error) from None
    if found is None:
        raise InputError(f"{path}: the server does not say how large it is; download the file")
    return int(found)


def matching(pattern: str) -> list[str]:
    """Return what matches the glob in a URL, in order."""
    return _listed(pattern, "glob")


def inside(folder: str) -> list[str]:
    """Return all files of the folder that a URL names, and of those inside, in order."""
    return _listed(folder, "find")


def _listed(url: str, how: str) -> list[str]:
    system, path = _system(url)
    try:
        found = getattr(system, how)(path)
    except Exception as error:  # noqa: BLE001 - each file system raises its own
        raise _unreadable(url, error) from None
    return sorted(str(system.unstrip_protocol(one)) for one in found)


def _system(url: str) -> tuple[Any, str]:
    """Return the file system of a URL, and the path in there."""
    try:
        from fsspec.core import url_to_fs  # an optional library, and only for URLs
    except ImportError:
        raise InputError(
            f"{url}: URLs are read with fsspec: pip install 'metricdiff[dask]'"
        ) from None
    try:
        system, path = url_to_fs(url)
    except Exception as error:  # noqa: BLE001 - unknown protocols, and libraries that are missing
        raise _unreadable(url, error) from None
    return system, path


def _unreadable(url: str, error: Exception) -> InputError:
    if isinstance(error, FileNotFoundError):
        return InputError(f"{url}: there is no such file")
    return InputError(
        f"{url} cannot be read: {' '.join(str(error).split()) or type(error).__name__}"
    )
