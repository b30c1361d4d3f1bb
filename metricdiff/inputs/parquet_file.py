"""Parquet: the columns of a table, read by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from metricdiff.errors import InputError, NoRowsError
from metricdiff.inputs.source import Column, Header, RowBase
from metricdiff.inputs.urls import is_url, opened

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_MAGIC = b"PAR1"


class ParquetFile:
    """A Parquet file.

    Args:
        path: The path of the file.
    """

    row_base: RowBase = "index"

    def __init__(self, path: str) -> None:
        self.name = path

    @cached_property
    def _head(self) -> tuple[pa.Schema, int]:
        """The schema and the number of rows; of many files none stays open for them."""
        with opened(self.name) as file:
            start = file.read(len(_MAGIC))
        if start != _MAGIC:
            raise InputError(
                f"{self.name} is not a Parquet file (it does not begin with PAR1); save it with "
                "DataFrame.to_parquet(path)"
            )
        with self._opened() as file:
            return file.schema_arrow, int(file.metadata.num_rows)

    def _opened(self) -> pq.ParquetFile:
        import pyarrow.parquet as pq  # not for help, nor for other files

        source = opened(self.name) if is_url(self.name) else self.name
        try:
            # Read ahead, the bytes of all row groups would stay in memory until the last is read.
            return pq.ParquetFile(source, pre_buffer=False)
        except Exception as error:  # noqa: BLE001 - a damaged file can raise anything
            raise self._damaged(error) from None

    def _damaged(self, error: Exception) -> InputError:
        first = " ".join(str(error).split())
        return InputError(f"{self.name} is not a whole Parquet file ({first}); save it again")

    def header(self) -> Header:
        """Read the schema."""
        from pyarrow import types

        from metricdiff.inputs.arrow_columns import unusable_type

        schema, rows = self._head
        for place, name in enumerate(schema.names):
            if name in schema.names[:place]:
                raise InputError(f"{self.name}: two columns are named {name!r}; rename one of them")
        if not rows:
            raise NoRowsError(f"{self.name} has no rows")
        fractions = {field.name for field in schema if types.is_floating(field.type)}
        unusable = {field.name: reason for field in schema if (reason := unusable_type(field.type))}
        return Header(tuple(schema.names), True, frozenset(schema.names) - fractions, unusable)

    def read(self, numbers: tuple[str, ...], texts: tuple[str, ...]) -> dict[str, Column]:
        """Return the columns in their own types, read one after another."""
        import pyarrow as pa

        from metricdiff.inputs.arrow_columns import column

        columns = {}
        with self._opened() as file:
            for name in (*numbers, *texts):
                try:
                    table = file.read(columns=[name])
                except Exception as error:  # noqa: BLE001 - a damaged file can raise anything
                    raise self._damaged(error) from None
                columns[name] = column(table[name], name, self)
                del table  # the memory is needed elsewhere: for the next column, for TensorFlow
                pa.default_memory_pool().release_unused()
        return columns

    @property
    def rows_about(self) -> int:
        """The number of rows."""
        return self._head[1]

    @property
    def group_rows(self) -> list[int]:
        """The rows of each row group."""
        with self._opened() as file:
            metadata = file.metadata
            return [metadata.row_group(place).num_rows for place in range(metadata.num_row_groups)]

    def blocks(
        self, numbers: tuple[str, ...], texts: tuple[str, ...], rows: int
    ) -> Iterator[dict[str, Column]]:
        """Read the columns at most so many rows at a time."""
        import pyarrow as pa

        from metricdiff.inputs.arrow_columns import column

        names = [*numbers, *texts]
        batches = self._batches(rows, names)
        while True:
            try:
                batch = next(batches, None)
            except Exception as error:  # noqa: BLE001 - a damaged file can raise anything
                raise self._damaged(error) from None
            if batch is None:
                return
            table = pa.Table.from_batches([batch])
            yield {name: column(table[name], name, self) for name in names}

    def _batches(self, rows: int, names: list[str]) -> Iterator[Any]:
        batches: Iterator[Any] = self._opened().iter_batches(batch_size=rows, columns=names)
        return batches

    def row(self, index: int) -> str:
        """Return the 0-based index of the row."""
        return f"row {index}"

    def numbers(self, indices: Sequence[int]) -> list[int]:
        """Return the indices: that is how the rows of a table are known."""
        return list(indices)
