"""What can go wrong that is not a result.

The whole tree::

    MetricdiffError           one clear line for the user, exit code 2
    + InputError              the file, its columns or its cells cannot be used
      + NoRowsError           the file has columns and no rows
    + UsageError              an option, a metric name or a call cannot be used
    + EngineError             a library could not run at all
      + WorkerError           the Keras worker died, hung or could not import TensorFlow

A library that raises on the user's data is none of these: that is a finding, and stays in the
comparison that it belongs to.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class MetricdiffError(Exception):
    """An error that the user reads as one line: what, where and how to go on."""

    exit_code = 2


class InputError(MetricdiffError):
    """The input cannot be read, or what it holds cannot be used."""


class NoRowsError(InputError):
    """The file has columns and no rows, as a part of a data set may."""


class UsageError(MetricdiffError):
    """An option, a metric name or a call expression cannot be used."""


class EngineError(MetricdiffError):
    """A library could not run."""


class WorkerError(EngineError):
    """The Keras worker died, hung or could not start.

    Args:
        message: One line for the user.
        log: What the worker wrote to its standard error, for ``--debug``.
    """

    def __init__(self, message: str, log: str = "") -> None:
        super().__init__(message)
        self.log = log


def nearest(name: str, known: Iterable[str]) -> str:
    """Return ``'; did you mean X?'`` for the known name nearest to *name*, or ``''``."""
    lowered = {candidate.lower(): candidate for candidate in known}
    close = difflib.get_close_matches(name.lower(), lowered, n=1, cutoff=0.6)
    return f"; did you mean {lowered[close[0]]}?" if close else ""
