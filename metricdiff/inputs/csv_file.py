"""CSV: plain, gzip, or on standard input; commas, semicolons or tabs."""

from __future__ import annotations

import csv
import gzip
import io
import sys
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from metricdiff.errors import InputError
from metricdiff.inputs.cells import MISSING, NUMBER
from metricdiff.inputs.source import Column, Header, RowBase, Text

if TYPE_CHECKING:
    import pyarrow as pa

_HEADER_BYTES = 64 * 1024
_SAMPLE_ROWS = 200
_DELIMITERS = ",;\t|"
_GZIP_MAGIC = b"\x1f\x8b"
#: Encodings that are told by their first bytes, and that are not read.
_WIDE = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


class CsvFile:
    """A CSV file whose first line names the columns.

    Args:
        path: The path, or ``-`` for standard input.
    """

    row_base: RowBase = "line"

    def __init__(self, path: str) -> None:
        self.name = "<stdin>" if path == "-" else path
        self._path = path

    @cached_property
    def _content(self) -> bytes | Path:
        """Standard input and gzip in memory, a plain file by its path."""
        if self._path == "-":
            data = sys.stdin.buffer.read()
        else:
            path = Path(self._path)
            if path.is_file():
                with path.open("rb") as file:
                    if file.read(2) != _GZIP_MAGIC:
                        return path
            data = path.read_bytes()  # gzip, or a pipe such as <(zcat ...)
        if data[:2] != _GZIP_MAGIC:
            return data
        try:
            return gzip.decompress(data)
        except (OSError, EOFError) as error:
            raise InputError(f"{self.name}: not a whole gzip file ({error})") from None

    @cached_property
    def _head(self) -> str:
        if isinstance(self._content, Path):
            with self._content.open("rb") as file:
                head = file.read(_HEADER_BYTES)
        else:
            head = self._content[:_HEADER_BYTES]
        if not head.strip():
            raise InputError(f"{self.name} is empty; it should begin with a line of column names")
        if head[:2] in _WIDE or b"\0" in head:
            kind = _WIDE.get(head[:2], "binary data")
            raise InputError(f"{self.name} is {kind}, not UTF-8 text; save it as UTF-8 CSV")
        try:
            return head.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            if len(head) == _HEADER_BYTES and error.start > len(head) - 4:
                return head[: error.start].decode("utf-8-sig")
            raise self._encoding_error(head, error.start) from None

    @cached_property
    def _delimiter(self) -> str:
        first = self._head.splitlines()[0]
        return max(_DELIMITERS, key=first.count)

    def header(self) -> Header:
        """Read the names of the columns and look at the first rows."""
        rows = csv.reader(io.StringIO(self._head, newline=""), delimiter=self._delimiter)
        names = next(rows)
        for place, name in enumerate(names):
            if name in names[:place]:
                raise InputError(
                    f"{self.name}: line 1: two columns are named {name!r}; rename one of them"
                )
        sample = [row for row in islice(rows, _SAMPLE_ROWS) if len(row) == len(names)]
        if not sample and len(self._head.encode()) < _HEADER_BYTES and not any(rows):
            raise InputError(f"{self.name} has a header and no rows")
        whole = {
            name
            for place, name in enumerate(names)
            if not any(_has_fraction(row[place]) for row in sample)
        }
        return Header(tuple(names), looks_whole=frozenset(whole))

    def read(self, numbers: tuple[str, ...], texts: tuple[str, ...]) -> dict[str, Column]:
        """Read *numbers* as float64, to the last digit, and *texts* as they stand."""
        import pyarrow as pa  # not needed to say what is wrong with a file

        try:
            table = self._table(
                dict.fromkeys(numbers, pa.float64()) | dict.fromkeys(texts, pa.string())
            )
        except pa.ArrowInvalid as error:
            raise self._explained(error, numbers) from None
        if not table.num_rows:
            raise InputError(f"{self.name} has a header and no rows")
        columns: dict[str, Column] = {
            name: table[name].to_numpy(zero_copy_only=False) for name in numbers
        }
        return columns | {name: _text(table[name]) for name in texts}

    def row(self, index: int) -> str:
        """Return the physical line on which the row with that index begins."""
        line = 1
        for place, _ in self._records():
            if index < 0:
                break
            line, index = place, index - 1
        return f"line {line}"

    def _records(self) -> Any:
        """Yield each row's first line and cells; blank lines are no rows."""
        content = self._content
        data = content.read_bytes() if isinstance(content, Path) else content
        text = io.StringIO(data.decode("utf-8-sig", errors="replace"), newline="")
        reader = csv.reader(text, delimiter=self._delimiter)
        next(reader, None)
        while True:
            before = reader.line_num
            cells = next(reader, None)
            if cells is None:
                return
            if cells:
                yield before + 1, cells

    def _table(self, types: dict[str, pa.DataType]) -> pa.Table:
        import pyarrow as pa
        from pyarrow import csv as arrow_csv

        content = self._content
        # A file opened here keeps Arrow from guessing a compression from the name.
        source = (
            pa.memory_map(str(content)) if isinstance(content, Path) else pa.BufferReader(content)
        )
        return arrow_csv.read_csv(
            source,
            parse_options=arrow_csv.ParseOptions(
                delimiter=self._delimiter, newlines_in_values='"' in self._head
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=types,
                include_columns=list(types),
                null_values=sorted(MISSING),
                strings_can_be_null=False,
            ),
        )

    def _explained(self, error: Exception, numbers: tuple[str, ...]) -> InputError:
        """Find the row and the column of what Arrow could not take."""
        data = self._content.read_bytes() if isinstance(self._content, Path) else self._content
        try:
            data.decode()
        except UnicodeDecodeError as bad:
            return self._encoding_error(data, bad.start)
        names = self.header().columns
        for line, cells in self._records():
            if len(cells) != len(names):
                return InputError(
                    f"{self.name}: line {line} has {len(cells)} cells, the header has {len(names)}"
                )
            for name, cell in zip(names, cells, strict=True):
                if name in numbers and cell not in MISSING and not NUMBER.fullmatch(cell.strip()):
                    return InputError(
                        f"{self.name}: line {line}, column {name}: {cell!r} is not a number"
                    )
        return InputError(f"{self.name}: {error}")

    def _encoding_error(self, data: bytes, start: int) -> InputError:
        line = data[:start].count(b"\n") + 1
        return InputError(
            f"{self.name}: line {line} is not UTF-8 text (byte {data[start]:#04x}); "
            f"convert it: iconv -f LATIN1 -t UTF-8"
        )


def _has_fraction(cell: str) -> bool:
    return bool(NUMBER.fullmatch(cell)) and not cell.lstrip("+-").isdigit()


def _text(column: pa.ChunkedArray) -> Text:
    encoded = column.combine_chunks().dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return Text(codes, tuple(encoded.dictionary.to_pylist()))
