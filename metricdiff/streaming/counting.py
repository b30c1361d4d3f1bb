"""From a file that is not read into memory to predictions: its rows are counted into a table."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from metricdiff.errors import InputError
from metricdiff.inputs.inference import understand
from metricdiff.inputs.joined import Pair, Parts
from metricdiff.inputs.npy_file import NpyFile
from metricdiff.inputs.opening import OpenFile
from metricdiff.inputs.predictions import Predictions, Raw, Streamed
from metricdiff.inputs.reading import some_left
from metricdiff.inputs.source import Blocked, Source
from metricdiff.inputs.where import Where
from metricdiff.settings import Overrides
from metricdiff.streaming.bounds import bounds
from metricdiff.streaming.entries import entries
from metricdiff.streaming.rows import Counted, FileRows, grouping
from metricdiff.streaming.runs import Runs
from metricdiff.streaming.table import MOST_EXACT, Group, Table, TooManyError
from metricdiff.words import Task

#: The rows of a block: as many as make the time for a block count, and a multiple of Keras's.
BLOCK_ROWS = 1 << 20
#: To so few entries neighbouring scores are taken together for all that does not rank them.
FEW = 1 << 21
_KERAS_GRID = 200
#: Where people cut scores.
_ROUND = tuple(place / 20 for place in range(1, 20))
_STEPS = 2


class UnstreamableError(InputError):
    """What a file holds cannot be counted into a table; it can be read into memory."""


def unstreamable(file: OpenFile) -> str:
    """Say what of a file's columns keeps it from being streamed; nothing where nothing does."""
    columns = file.columns
    if len(columns.y_true) != 1 or len(columns.y_pred) != 1:
        return "several columns of labels or scores do not stream"
    if not _blocked(file.source) or (file.mask and not _blocked(file.mask.source)):
        return "files of this format do not stream"
    return ""


def counted(
    file: OpenFile,
    overrides: Overrides,
    thresholds: Sequence[float] = (),
    most: int = MOST_EXACT,
    block_rows: int = BLOCK_ROWS,
) -> Predictions:
    """Count the rows of a file into a table, and understand what it holds.

    Args:
        file: The file, its header, and the role of each column.
        overrides: What the user says about it.
        thresholds: Where scores are cut, on the probability scale.
        most: How many distinct pairs of label and score are kept exactly.
        block_rows: How many rows are read at once.

    Raises:
        UnstreamableError: It holds no binary predictions, or other than numbers.
        InputError: The file is damaged, or its contents fit no task.
    """
    rows = FileRows(file, block_rows)
    table = empty_table(thresholds, most)
    for piece in rows.pieces():
        add(table, piece)
    return understood_table(file, table, overrides, partial(Counted, rows))


def empty_table(thresholds: Sequence[float] = (), most: int = MOST_EXACT) -> Table:
    """Return a table to count rows into.

    Args:
        thresholds: Where scores are cut, on the probability scale.
        most: How many distinct pairs of label and score are kept exactly.
    """
    return Table(_cuts((*_ROUND, *thresholds)), most)


def add(table: Table, piece: Raw) -> None:
    """Count some rows of a file.

    Raises:
        UnstreamableError: They are not those of binary predictions.
    """
    _check(piece)
    try:
        table.add(piece.y_pred, *grouping(piece).values(), weights=piece.sample_weight)
    except TooManyError as error:
        raise many(error) from None


def many(error: TooManyError) -> UnstreamableError:
    """Return the error of a table that has no room for what the rows hold."""
    return UnstreamableError(f"{error}: only binary predictions stream")


def understood_table(
    file: OpenFile,
    table: Table,
    overrides: Overrides,
    streamed: Callable[[dict[Group, Runs]], Streamed],
    where: Where | None = None,
) -> Predictions:
    """Understand what the rows of a file hold that were counted into a table.

    Args:
        file: The file.
        table: All of its rows.
        overrides: What the user says about it.
        streamed: Leads from the entries of the table back to the rows.
        where: Tells where rows stand; ``None`` where the file that was read does.

    Raises:
        UnstreamableError: They are no binary predictions.
        InputError: Their contents fit no task.
    """
    raw = entries(file, table, streamed, FEW)
    raw = replace(raw, where=where or raw.where)
    some_left(raw)
    predictions = understand(raw, overrides)
    if predictions.task is not Task.BINARY:
        raise UnstreamableError(f"a {predictions.task} task: only binary predictions stream")
    if table.exact:
        return predictions
    told = bounds(
        table.runs(),
        masked=raw.mask is not None,
        weighted=raw.sample_weight is not None,
    )
    remark = (
        f"over {table.most:,} distinct labels and scores: neighbouring scores are taken together, "
        f"so that the exact areas are within {told.roc:.1g} (roc_auc) and {told.precision:.1g} "
        "(pr_auc)"
    )
    return replace(predictions, remarks=(*predictions.remarks, remark))


def _blocked(source: Source) -> bool:
    if isinstance(source, Parts):
        return all(map(_blocked, source.parts))
    if isinstance(source, Pair):
        return isinstance(source.labels, NpyFile) and isinstance(source.predictions, NpyFile)
    return isinstance(source, Blocked)


def _check(piece: Raw) -> None:
    columns = [piece.y_pred, *grouping(piece).values()]
    if piece.sample_weight is not None:
        columns.append(piece.sample_weight)
        if (piece.sample_weight < 0).any():
            raise UnstreamableError("negative weights do not stream")
    if any(column.ndim > 1 for column in columns):
        raise UnstreamableError("maps, sequences and lists of scores do not stream")
    if len({len(column) for column in columns}) > 1:
        raise UnstreamableError("columns of different length do not stream")


def _cuts(thresholds: Iterable[float]) -> list[float]:
    """Return where scores must be told apart: thresholds, as logits too, and Keras's grid.

    What is a number of float64 there is another of float32, so its neighbours are cuts as well.
    """
    at = [*thresholds, 0.0, 1.0, 1e-7, 1 - 1e-7, 2.0**-52, 1 - 2.0**-52, 1e-9]
    at += [math.log(one / (1 - one)) for one in thresholds if 0 < one < 1]
    at += [place / (_KERAS_GRID - 1) for place in range(_KERAS_GRID)]
    narrow = np.asarray(at, dtype=np.float32)
    beside = [narrow]
    for direction in (-np.inf, np.inf):
        moved = narrow
        for _ in range(_STEPS):
            moved = np.nextafter(moved, np.float32(direction))
            beside.append(moved)
    return [*at, *np.concatenate(beside).astype(np.float64).tolist()]
