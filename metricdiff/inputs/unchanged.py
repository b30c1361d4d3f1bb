"""Whether files still are what they were: those that are read in blocks are read more than once."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from metricdiff.errors import InputError

#: The size, and when it was last written.
_State = tuple[int, int]


class Unchanged:
    """Remembers files as they are now; what is no plain file is in memory, and cannot change.

    Args:
        paths: The files, as the user named them.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        states = {path: _state(path) for path in paths}
        self._states = {path: state for path, state in states.items() if state}

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Check when the files have been read, also where one seems damaged: it may have changed.

        Raises:
            InputError: One has been written to, replaced or removed.
        """
        try:
            yield
        except InputError:
            self.check()
            raise
        self.check()

    def check(self) -> None:
        """Make sure that the files are what they were.

        Raises:
            InputError: One has been written to, replaced or removed.
        """
        for path, state in self._states.items():
            now = _state(path)
            if now != state:
                what = "changed" if now else "was removed"
                raise InputError(
                    f"{path} {what} while it was being read; large files are read more than once: "
                    "run this again when they are written"
                )


def _state(path: str) -> _State | None:
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return (status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None
