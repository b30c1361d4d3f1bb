"""A file up to its header: enough to say what is wrong with it before anything slow begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metricdiff.errors import InputError
from metricdiff.inputs.columns import Columns, choose
from metricdiff.inputs.readers import open_source
from metricdiff.inputs.source import Header, Source


@dataclass(frozen=True)
class OpenFile:
    """A file whose columns have their roles and whose rows are still unread."""

    source: Source
    header: Header
    columns: Columns


def open_files(
    paths: Sequence[str],
    y_true: str | None = None,
    y_pred: Sequence[str] = (),
    sample_weight: str | None = None,
) -> OpenFile:
    """Open one file; what it holds is found as :func:`open_file` says.

    Raises:
        InputError: There are several, or a column is not there, or the roles cannot be told.
    """
    if len(paths) > 1:
        raise InputError(f"{paths[1]}: one file at a time")
    return open_file(paths[0], y_true, y_pred, sample_weight)


def open_file(
    path: str,
    y_true: str | None = None,
    y_pred: Sequence[str] = (),
    sample_weight: str | None = None,
) -> OpenFile:
    """Read a file's header and find the roles of its columns.

    Args:
        path: The file, or ``-`` for CSV on standard input.
        y_true: The columns of labels, where the user names them.
        y_pred: The columns of predictions, where the user names them.
        sample_weight: The column of weights, if they are to be used.

    Raises:
        InputError: The file or a column is not there, or the roles cannot be told.
    """
    source = open_source(path)
    header = source.header()
    return OpenFile(source, header, choose(header, source.name, y_true, y_pred, sample_weight))
