"""What a worker counts: the rows of some parts, into a table; and how tables become one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from metricdiff.cluster.splitting import Part
from metricdiff.errors import InputError
from metricdiff.inputs.columns import Columns
from metricdiff.inputs.opening import OpenFile
from metricdiff.inputs.parts import CsvPart
from metricdiff.inputs.source import Header, Source
from metricdiff.streaming.counting import BLOCK_ROWS, add, empty_table, many
from metricdiff.streaming.rows import FileRows
from metricdiff.streaming.table import Table, TooManyError

#: Some parts that one worker reads.
Group = tuple[Part, ...]


@dataclass(frozen=True)
class Job:
    """What workers need to know of the files.

    Attributes:
        header: The columns of the first.
        columns: Their roles.
        thresholds: Where scores are cut, on the probability scale.
        run: Tells this run from others, whose results Dask or a worker might know.
    """

    header: Header
    columns: Columns
    thresholds: tuple[float, ...]
    run: str


@dataclass(frozen=True)
class Extent:
    """What was found in a part.

    Attributes:
        part: The part.
        rows: Its rows.
        lines: Its lines, of text.
        plain: Whether each of them is a row, but for a header.
        kinds: The types of labels, scores and decisions, as NumPy abbreviates them.
    """

    part: Part
    rows: int
    lines: int
    plain: bool
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Counts:
    """A table of the rows of some parts, and what was found in each, in their order."""

    table: Table
    extents: tuple[Extent, ...]


def rows_of(job: Job, part: Part) -> FileRows:
    """Return the rows of a part.

    Raises:
        InputError: The file is not there, or has other columns than the first.
    """
    source = part.open()
    _check_columns(source, job)
    return FileRows(OpenFile(source, job.header, job.columns, (part.path,)), BLOCK_ROWS)


def counted(group: Group, job: Job) -> Counts:
    """Count the rows of some parts.

    Raises:
        InputError: A file is damaged, or of another schema.
        NotInPartsError: A part of a CSV cannot be read by itself.
    """
    table = empty_table(job.thresholds)
    extents = tuple[Extent, ...]()
    for part in group:
        extents += (_added(table, job, part, extents),)
    table.runs()  # sorts what waits, here and not where it is merged
    return Counts(table, extents)


def merged(job: Job, several: Iterable[Counts]) -> Counts:
    """Return the counts of all parts together; those that are given stay as they are.

    Raises:
        InputError: A file holds text where another holds numbers.
        UnstreamableError: They are no binary predictions.
    """
    table, extents = empty_table(job.thresholds), tuple[Extent, ...]()
    for one in several:
        extents += one.extents
        _check_kinds(job, extents)
        try:
            table.merge(one.table)
        except TooManyError as error:
            raise many(error) from None
    return Counts(table, extents)


def _added(table: Table, job: Job, part: Part, before: tuple[Extent, ...]) -> Extent:
    file_rows, rows, kinds = rows_of(job, part), 0, tuple[str, ...]()
    for piece in file_rows.pieces():
        columns = (piece.y_true, piece.y_pred, piece.decision)
        kinds = tuple(column.dtype.kind for column in columns if column is not None)
        _check_kinds(job, (*before, Extent(part, rows, 0, plain=False, kinds=kinds)))
        add(table, piece)
        rows += piece.rows
    source = file_rows.file.source
    if isinstance(source, CsvPart) and rows:
        return Extent(part, rows, source.lines, source.plain, kinds)
    return Extent(part, rows, 0, plain=False, kinds=kinds)


def _check_columns(source: Source, job: Job) -> None:
    if isinstance(source, CsvPart):  # Arrow tells columns that are missing; there may be no rows
        return
    known, roles = source.header().columns, job.columns
    for name in (*roles.y_true, *roles.y_pred, roles.decision):
        if name is not None and name not in known:
            raise InputError(
                f"{source.name} has no column {name!r}, which the first file has; parts of one "
                "data set have the same columns"
            )


def _check_kinds(job: Job, extents: Sequence[Extent]) -> None:
    """Make sure that the same column holds text, or numbers, in all files."""
    roles = job.columns
    names = [*roles.y_true, *roles.y_pred, roles.decision]
    known = [one for one in extents if one.kinds]
    for other in known[1:]:
        for name, ours, theirs in zip(names, known[0].kinds, other.kinds, strict=False):
            if ours != theirs and not {ours, theirs} <= set("iuf"):
                raise InputError(
                    f"{other.part.path}, column {name}: {_WORDS[theirs]}, and {_WORDS[ours]} in "
                    f"{known[0].part.path}; parts of one data set have the same columns"
                )


_WORDS = {"U": "text", "b": "truth values", "i": "numbers", "u": "numbers", "f": "numbers"}
