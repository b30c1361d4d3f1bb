"""What the user names as files: files, folders, and globs that a shell has not resolved."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from glob import glob, has_magic
from pathlib import Path
from typing import NoReturn

from metricdiff.errors import InputError
from metricdiff.inputs import urls
from metricdiff.inputs.readers import READERS
from metricdiff.inputs.urls import is_url

#: What the names of files begin with that writers of folders leave beside the data: ``_SUCCESS``.
_ASIDE = ("_", ".")


def files(names: Sequence[str]) -> tuple[str, ...]:
    """Return the files that names stand for; what is neither folder nor glob stays as it is.

    Args:
        names: Paths of files, ``-``, folders, whose files are meant, and globs.

    Raises:
        InputError: A folder or a glob holds no file that can be read, one that cannot, or files of
            several formats.
    """
    return tuple(path for name in names for path in _files(name))


def _files(name: str) -> Iterator[str]:
    path = Path(name)
    if is_url(name):
        yield from _of_url(name)
    elif path.is_dir():
        yield from _of_one_format(name, _inside(path))
    elif has_magic(name) and not path.exists():
        found = sorted(glob(name, recursive=True))  # noqa: PTH207 - a path may be absolute
        if not found:
            raise InputError(f"{name}: no file matches")
        for one in found:
            yield from _files(one)
    else:
        yield name


def _of_url(url: str) -> Iterator[str]:
    """Return what a URL names: a file where it has the suffix of one, else those of a folder."""
    if has_magic(url):
        found = urls.matching(url)
        if not found:
            raise InputError(f"{url}: no file matches")
        yield from found
    elif _suffix(url):
        yield url
    else:
        shown = [
            path
            for path in urls.inside(url)
            if _suffix(path)
            and not any(part.startswith(_ASIDE) for part in path.removeprefix(url).split("/"))
        ]
        yield from _of_one_format(url, shown)


def _inside(folder: Path) -> list[str]:
    """Return the files that have a reader, of all folders inside too.

    Raises:
        InputError: One of them, or a folder, cannot be read: it is no part that may be left out.
    """
    found: list[str] = []
    for parent, folders, names in os.walk(folder, onerror=_refuse, followlinks=True):
        _check_way(Path(parent))
        folders[:] = [name for name in folders if not name.startswith(_ASIDE)]
        found += [
            str(Path(parent) / name)
            for name in names
            if _suffix(name) and not name.startswith(_ASIDE)
        ]
    for name in found:
        if not Path(name).is_file():
            raise InputError(_no_file(Path(name)))
    return sorted(found)


def _refuse(error: OSError) -> NoReturn:
    raise InputError(f"{error.filename}: {error.strerror}; mend it, or move it away")


def _check_way(folder: Path) -> None:
    """Make sure that links have not led back to where the way came from."""
    if any(folder.samefile(parent) for parent in folder.parents if folder.is_symlink()):
        raise InputError(f"{folder} is a link to a folder that it stands in; remove it")


def _no_file(path: Path) -> str:
    if path.is_symlink() and not path.exists():
        what = f"is a link to {path.readlink()}, which is not there"
    else:
        what = "is no plain file, but a pipe or a device"
    return f"{path} {what}; mend it, or move it away"


def _of_one_format(folder: str, found: list[str]) -> list[str]:
    suffixes = sorted({_suffix(path) for path in found})
    if not found:
        raise InputError(
            f"{folder} is a folder without files that metricdiff reads ({', '.join(READERS)})"
        )
    if len(suffixes) > 1:
        pattern = str(Path(folder) / f"*{suffixes[0]}")
        raise InputError(
            f"{folder} is a folder with files of several formats ({', '.join(suffixes)}); "
            f"name those that belong together: '{pattern}'"
        )
    return found


def _suffix(name: str) -> str:
    """Return the longest suffix that has a reader; nothing where none has one."""
    fitting = [suffix for suffix in READERS if name.lower().endswith(suffix)]
    return max(fitting, key=len, default="")
