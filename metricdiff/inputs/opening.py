"""Files up to their headers: enough to say what is wrong before anything slow begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from metricdiff.errors import InputError, nearest
from metricdiff.inputs.columns import Columns, Finder, choose
from metricdiff.inputs.named import files
from metricdiff.inputs.readers import as_field, open_source
from metricdiff.inputs.roles import joined
from metricdiff.inputs.source import Header, Source


@dataclass(frozen=True)
class OpenColumn:
    """One column of a file, still unread."""

    source: Source
    name: str


@dataclass(frozen=True)
class OpenFile:
    """What the user named, its columns with their roles, its rows still unread.

    Attributes:
        source: The file, or several that are read as one.
        header: Its columns.
        columns: Their roles.
        paths: The files, as the user named them.
        mask: The mask, where it stands in a file of its own.
    """

    source: Source
    header: Header
    columns: Columns
    paths: tuple[str, ...]
    mask: OpenColumn | None = None


def open_files(
    paths: Sequence[str],
    y_true: str | None = None,
    y_pred: Sequence[str] = (),
    sample_weight: str | None = None,
    mask: str | None = None,
) -> OpenFile:
    """Read the headers of files and find the roles of their columns.

    Args:
        paths: One file, ``-`` for CSV on standard input; several, or those of a folder or a glob,
            are parts of one data set when each holds labels and predictions, or one of labels and
            one of predictions.
        y_true: The columns of labels, where the user names them.
        y_pred: The columns of predictions, where the user names them.
        sample_weight: The column of weights, if they are to be used.
        mask: The column, or the file, that says which rows count, if they are to be masked.

    Raises:
        InputError: A file or a column is not there, or the roles cannot be told.
    """
    paths = files(paths)
    asked = Columns((y_true,) if y_true else (), tuple(y_pred))
    source, told = joined(paths, asked) if len(paths) > 1 else (open_source(paths[0]), None)
    header = source.header()
    alone = _mask_file(mask, header) if mask else None
    columns = choose(
        *(header, source.name, y_true, y_pred, sample_weight, None if alone else mask), told=told
    )
    if alone:
        columns = replace(columns, mask=mask, unused_mask=None)
    _check(source.name, header, columns)
    return OpenFile(source, header, columns, tuple(paths), alone)


def _check(source: str, header: Header, columns: Columns) -> None:
    """Make sure that columns can play their roles, as far as the headers tell."""
    aside = (columns.decision, columns.sample_weight, columns.mask)
    used = [*columns.y_true, *columns.y_pred, *(name for name in aside if name)]
    for name in used:
        if name in header.unusable:
            raise InputError(f"{source}, column {name}: {header.unusable[name]}")
    known = [name for name in used if name in header.rows]
    for name in known[1:]:
        if header.rows[name] != header.rows[known[0]]:
            raise InputError(
                f"{source}: {known[0]} has {header.rows[known[0]]} rows and {name} "
                f"{header.rows[name]}; there must be one of each a row"
            )


def _mask_file(mask: str, header: Header) -> OpenColumn | None:
    """Open the file that holds the mask; ``None`` where the name is that of a column."""
    if mask in header.columns or not (Path(mask).suffix or Path(mask).exists()):
        return None
    if not Path(mask).exists():
        near = nearest(mask, header.columns)
        raise InputError(f"--mask {mask}: there is neither such a column nor such a file{near}")
    source = as_field(open_source(mask), "mask")
    find = Finder(source.header(), source.name)
    name = find.known(("mask",), set()) or find.remaining(set(), role="mask")[0]
    return OpenColumn(source, name)
