"""CSV: plain, gzip, or on standard input; commas, semicolons or tabs."""

from __future__ import annotations

import codecs
import csv
import io
import mmap
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from metricdiff.errors import InputError, NoRowsError
from metricdiff.inputs.cells import MISSING, is_number, shown
from metricdiff.inputs.content import (
    content,
    is_cut,
    packed,
    stream,
    telling_damage,
    unpacked_size,
    unpacking,
)
from metricdiff.inputs.source import Column, Header, RowBase

if TYPE_CHECKING:
    import pyarrow as pa

_HEADER_BYTES = 64 * 1024
_SAMPLE_ROWS = 200
#: Fewer bytes at a time are slow, and might not hold a row.
_LEAST_BLOCK = 1 << 20
_DELIMITERS = ",;\t|"
#: Encodings that are told by their first bytes, and that are not read.
_WIDE = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_LINE_END = re.compile(r"[\r\n]")
_QUOTED = re.compile(r'"[^"]*"')


class CsvFile:
    """A CSV file whose first line names the columns.

    Args:
        path: The path, or ``-`` for standard input.
    """

    row_base: RowBase = "line"
    #: The lines of the file that stand before this content, where it is a part of it.
    _before = 0

    def __init__(self, path: str) -> None:
        self.name = "<stdin>" if path == "-" else path
        self._path = path

    @cached_property
    def _content(self) -> bytes | mmap.mmap:
        """A plain file mapped; gzip, standard input and pipes in memory."""
        return content(self._path, self.name)

    @cached_property
    def _packed(self) -> bool:
        return packed(self._path)

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        """Read the file from the beginning on, without having all of it in memory."""
        if self._packed:
            with unpacking(self._path, self.name) as file:
                yield file
        elif isinstance(self._content, bytes):
            yield io.BytesIO(self._content)
        else:
            with Path(self._path).open("rb") as file:
                yield file

    @cached_property
    def _head(self) -> str:
        """The first line and about 64 kB more, in whole lines."""
        with self._opened() as file:
            head = file.readline() + file.read(_HEADER_BYTES) + file.readline()
        if head[:2] in _WIDE or b"\0" in head:
            kind = _WIDE.get(head[:2], "binary data")
            raise InputError(f"{self.name} is {kind}, not UTF-8 text; save it as UTF-8 CSV")
        try:
            text = codecs.decode(head, "utf-8-sig")
        except UnicodeDecodeError as error:
            raise self._encoding_error(error) from None
        if not text.strip():
            raise InputError(f"{self.name} is empty; it should begin with a line of column names")
        return text

    @cached_property
    def _delimiter(self) -> str:
        first = _LINE_END.split(_QUOTED.sub("", self._head.lstrip("\r\n")), maxsplit=1)[0]
        return max(_DELIMITERS, key=first.count)

    @cached_property
    def _sample(self) -> tuple[list[str], list[tuple[int, list[str]]]]:
        """The names of the columns, and the first rows with the line that each begins on."""
        head = io.StringIO(self._head, newline="")
        (_, names), *rows = islice(self._records(head), _SAMPLE_ROWS + 1)
        if not rows:
            raise NoRowsError(f"{self.name} has a header and no rows")
        return names, rows

    def header(self) -> Header:
        """Read the names of the columns and look at the first rows."""
        names, rows = self._sample
        for place, name in enumerate(names):
            if name in names[:place] and name.strip():  # spreadsheets write columns of no name
                raise InputError(
                    f"{self.name}: line 1: two columns are named {name!r}; rename one of them"
                )
        whole = {
            name
            for place, name in enumerate(names)
            if not any(_has_fraction(cells[place]) for _, cells in rows if place < len(cells))
        }
        self._let_go()
        return Header(tuple(names), looks_whole=frozenset(whole))

    def _let_go(self) -> None:
        """Close a mapped file, which is mapped anew when needed: not all parts are at once."""
        if isinstance(self.__dict__.get("_content"), mmap.mmap):
            self.__dict__.pop("_content", None)  # another thread may have been here

    @cached_property
    def _quoted(self) -> bool:
        """Whether cells may hold line breaks: of gzip it takes less to allow for it than to see."""
        return self._packed or self._holds(b'"')

    def read(self, numbers: tuple[str, ...], texts: tuple[str, ...]) -> dict[str, Column]:
        """Read *numbers* as float64, to the last digit, and *texts* as they stand."""
        import pyarrow as pa  # not needed to say what is wrong with a file
        from pyarrow import csv as arrow_csv

        try:
            table = arrow_csv.read_csv(
                stream(self._path, self._content), **self._options(numbers, texts)
            )
        except pa.ArrowInvalid as error:
            raise self._explained(error, numbers) from None
        columns = _columns(table, numbers, texts)
        del table  # the memory is needed elsewhere: for TensorFlow
        pa.default_memory_pool().release_unused()
        self._let_go()
        return columns

    @cached_property
    def rows_about(self) -> int:
        """The number of rows, if all take as many bytes as the first."""
        size = unpacked_size(self._path, self.name) if self._packed else len(self._content)
        self._let_go()
        return size // self._row_bytes

    @property
    def _row_bytes(self) -> int:
        return len(self._head) // (self._head.count("\n") + 1) + 1

    def blocks(
        self, numbers: tuple[str, ...], texts: tuple[str, ...], rows: int
    ) -> Iterator[dict[str, Column]]:
        """Read the columns about so many rows at a time."""
        import pyarrow as pa
        from pyarrow import csv as arrow_csv

        bytes_at_once = max(rows * self._row_bytes, _LEAST_BLOCK)
        options = self._options(numbers, texts, bytes_at_once)
        try:
            with self._source() as source:
                batches = arrow_csv.open_csv(source, **options)
                self._let_go()
                for batch in batches:
                    yield _columns(pa.Table.from_batches([batch]), numbers, texts)
        except pa.ArrowInvalid as error:
            raise self._explained(error, numbers) from None

    @contextmanager
    def _source(self) -> Iterator[pa.NativeFile]:
        """Let Arrow read the file in blocks."""
        import pyarrow as pa

        if not self._packed:
            yield stream(self._path, self._content)
            return
        with telling_damage(self.name), pa.OSFile(self._path) as file:
            yield pa.CompressedInputStream(file, "gzip")

    def row(self, index: int) -> str:
        """Return the physical line on which the row with that index begins."""
        if self._a_row_a_line:
            return f"line {self.numbers([index])[0]}"
        line, _ = next(islice(self._rows(), index, None))
        return f"line {line}"

    def numbers(self, indices: Sequence[int]) -> list[int]:
        """Return the physical lines on which rows begin."""
        if self._a_row_a_line:
            first_line, _ = self._sample[1][0]
            return [self._before + first_line + index for index in indices]
        return [self._lines[index] for index in indices]

    @cached_property
    def _a_row_a_line(self) -> bool:
        """Whether no line is blank and no row takes several, as quotes allow."""
        begins, _ = self._sample[1][0]
        return begins == 2 and not self._holds(b'"', b"\r", b"\n\n")  # noqa: PLR2004 - below the header

    def _holds(self, *odd: bytes) -> bool:
        """Whether any of some one or two bytes stand in the file."""
        if not self._packed:
            return any(self._content.find(one) >= 0 for one in odd)
        last = b""
        with self._opened() as file:
            while part := file.read(_LEAST_BLOCK):
                if any(one in last + part for one in odd):
                    return True
                last = part[-1:]
        return False

    @cached_property
    def _lines(self) -> list[int]:
        """The first line of every row, found in one pass."""
        return [line for line, _ in self._rows()]

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row's first line and cells."""
        with self._opened() as file:
            text = io.TextIOWrapper(file, "utf-8-sig", "replace", newline="")
            for line, cells in islice(self._records(text), 1, None):
                yield self._before + line, cells

    def _records(self, text: io.TextIOBase) -> Iterator[tuple[int, list[str]]]:
        """Yield the header, and each row, with its first line; blank lines are neither."""
        reader = csv.reader(text, delimiter=self._delimiter)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise InputError(
                    f"{self.name}: line {line}: {error}; is there a quote that does not close?"
                ) from None
            if cells is None:
                return
            if cells:
                yield line, cells

    def _options(
        self, numbers: tuple[str, ...], texts: tuple[str, ...], block_bytes: int | None = None
    ) -> dict[str, Any]:
        """Return how Arrow reads the file; *block_bytes* at a time, or as it likes."""
        import pyarrow as pa
        from pyarrow import csv as arrow_csv

        self._check_length()
        names, rows = self._sample
        first_line, _ = rows[0]
        types = dict.fromkeys(numbers, pa.float64()) | dict.fromkeys(texts, pa.string())
        return {
            # The names and where the rows begin are known: there is one reading of a header.
            "read_options": arrow_csv.ReadOptions(
                column_names=names, skip_rows=first_line - 1, block_size=block_bytes
            ),
            "parse_options": arrow_csv.ParseOptions(
                delimiter=self._delimiter, newlines_in_values=self._quoted
            ),
            "convert_options": arrow_csv.ConvertOptions(
                column_types=types,
                include_columns=list(types),
                null_values=sorted(MISSING),
                strings_can_be_null=False,
            ),
        }

    def _check_length(self) -> None:
        if not self._packed and is_cut(self._path, self._content):
            raise InputError(f"{self.name} was cut while it was being read; run this again")

    def _explained(self, error: Exception, numbers: tuple[str, ...]) -> InputError:
        """Find the row and the column of what Arrow could not take."""
        self._check_length()
        with self._opened() as file:
            for line, text in enumerate(file):
                try:
                    text.decode()
                except UnicodeDecodeError as bad:
                    return self._encoding_error(bad, line)
        names, _ = self._sample
        for line, cells in self._rows():
            if len(cells) != len(names):
                return InputError(
                    f"{self.name}: line {line} has {len(cells)} cells, the header has "
                    f"{len(names)}; mend the line, or quote cells that hold {self._delimiter!r}"
                )
            for name, cell in zip(names, cells, strict=True):
                if name in numbers and cell not in MISSING and not is_number(cell):
                    return InputError(
                        f"{self.name}: line {line}, column {name}: {shown(cell)} is not a number; "
                        "mend it, or leave the cell empty"
                    )
        return InputError(f"{self.name}: {error}")

    def _encoding_error(self, error: UnicodeDecodeError, before: int = 0) -> InputError:
        """Say where a byte is none of UTF-8, *before* it so many lines that are."""
        line = self._before + before + len((error.object[: error.start] + b".").splitlines())
        return InputError(
            f"{self.name}: line {line} is not UTF-8 text (byte {error.object[error.start]:#04x}); "
            f"convert it: iconv -f LATIN1 -t UTF-8"
        )


def _columns(
    table: pa.Table, numbers: tuple[str, ...], texts: tuple[str, ...]
) -> dict[str, Column]:
    from metricdiff.inputs.arrow_text import text

    columns: dict[str, Column] = {
        name: table[name].to_numpy(zero_copy_only=False) for name in numbers
    }
    return columns | {name: text(table[name]) for name in texts}


def _has_fraction(cell: str) -> bool:
    return is_number(cell) and not cell.strip().lstrip("+-").isdigit()
