"""JSON lines: an object a line, plain, gzip, or through a pipe."""

from __future__ import annotations

import codecs
import json
import mmap
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from metricdiff.errors import InputError
from metricdiff.inputs.cells import is_number, shown
from metricdiff.inputs.content import content
from metricdiff.inputs.source import Column, Header, RowBase

if TYPE_CHECKING:
    import pyarrow as pa

_HEADER_BYTES = 64 * 1024
_SAMPLE_ROWS = 200
#: What a value is called in messages; whole numbers and others are alike.
_WIDE = {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
_KINDS = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "an object",
    type(None): "null",
}


class JsonlFile:
    """A file with a JSON object a line, whose keys name the columns.

    Args:
        path: The path.
    """

    row_base: RowBase = "line"

    def __init__(self, path: str) -> None:
        self.name = path

    @cached_property
    def _content(self) -> bytes | mmap.mmap:
        return content(self.name, self.name)

    @cached_property
    def _sample(self) -> list[dict[str, Any]]:
        """The first objects."""
        stored = self._content
        end = stored.find(b"\n", _HEADER_BYTES)
        head = stored[: end if end > 0 else len(stored)]
        if head[:2] in _WIDE or b"\0" in head:
            kind = "UTF-16" if head[:2] in _WIDE else "binary data"
            raise InputError(f"{self.name} is {kind}, not UTF-8 text; save it as UTF-8 JSON lines")
        sample = [row for _, row in islice(self._objects(head), _SAMPLE_ROWS)]
        if not sample:
            raise InputError(f"{self.name} is empty; it should hold a JSON object a line")
        return sample

    def header(self) -> Header:
        """Collect the keys of the first objects."""
        names = dict.fromkeys(name for row in self._sample for name in row)
        fractions = {
            name for row in self._sample for name, value in row.items() if _has_fraction(value)
        }
        nested = {name for row in self._sample for name in row if _is_nested(row[name])}
        unusable = dict.fromkeys(nested, "an object is neither a number nor text; take it apart")
        return Header(tuple(names), True, frozenset(names) - fractions, unusable)

    def read(self, numbers: tuple[str, ...], texts: tuple[str, ...]) -> dict[str, Column]:
        """Return the columns: numbers, text, or (N, K) and more of lists."""
        from metricdiff.inputs.arrow_columns import column

        names = [*numbers, *texts]
        table = self._table(names)
        return {name: column(table[name], name, self) for name in names}

    def row(self, index: int) -> str:
        """Return the line on which a row stands."""
        return f"line {self._lines[index]}"

    def numbers(self, indices: Sequence[int]) -> list[int]:
        """Return the lines on which rows stand."""
        return [self._lines[index] for index in indices]

    @cached_property
    def _lines(self) -> list[int]:
        """The line of every row; blank lines are none."""
        lines = self._content[:].split(b"\n")
        return [number for number, line in enumerate(lines, 1) if line.strip()]

    def _table(self, names: Iterable[str]) -> pa.Table:
        """Let Arrow read; what it does not take is read object by object, or refused."""
        import pyarrow as pa
        from pyarrow import json as arrow_json

        texts = {name for row in self._sample for name in row if isinstance(row[name], str)}
        # Text is named as such, for Arrow would make times of what looks like one.
        schema = pa.schema([(name, pa.string()) for name in sorted(texts)])
        options = arrow_json.ParseOptions(explicit_schema=schema)
        try:
            table = arrow_json.read_json(pa.BufferReader(self._content), parse_options=options)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            return self._slowly(names)
        dated = any(pa.types.is_temporal(table.schema.field(name).type) for name in names)
        return self._slowly(names) if dated or len(table) != len(self._lines) else table

    def _slowly(self, names: Iterable[str]) -> pa.Table:
        import pyarrow as pa

        kinds: dict[str, str] = {}
        columns: dict[str, list[Any]] = {name: [] for name in names}
        for line, row in self._objects(self._content[:]):
            for name, values in columns.items():
                value = row.get(name)
                self._check_kind(value, name, line, kinds)
                values.append(value)
        try:
            return pa.table({name: pa.array(values) for name, values in columns.items()})
        except (pa.ArrowException, OverflowError) as error:
            raise InputError(f"{self.name}: {' '.join(str(error).split())}") from None

    def _check_kind(self, value: Any, name: str, line: int, kinds: dict[str, str]) -> None:
        """Refuse a value of another kind than those of the lines before."""
        if value is None:
            return
        kind = _KINDS[type(value)]
        before = kinds.setdefault(name, kind)
        if kind != before:
            raise InputError(
                f"{self.name}: line {line}, column {name}: {shown(value)} is {kind}, and {before} "
                "in the lines before; write all of them alike"
            )

    def _objects(self, stored: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the number and the object of every line that is not blank."""
        for number, line in enumerate(stored.removeprefix(codecs.BOM_UTF8).split(b"\n"), 1):
            if not line.strip():
                continue
            try:
                value = _DECODER.decode(line.decode())
            except UnicodeDecodeError as error:
                raise InputError(
                    f"{self.name}: line {number} is not UTF-8 text (byte "
                    f"{line[error.start]:#04x}); convert it: iconv -f LATIN1 -t UTF-8"
                ) from None
            except (ValueError, RecursionError) as error:
                reason = " ".join(str(error).split())
                raise InputError(
                    f"{self.name}: line {number} is not JSON ({reason}); write an object a line"
                ) from None
            if not isinstance(value, dict):
                how = ": jq -c '.[]' turns a list into lines" if isinstance(value, list) else ""
                raise InputError(
                    f"{self.name}: line {number} is {_KINDS[type(value)]}, not an object such as "
                    f'{{"label": 1, "prob": 0.5}}{how}'
                )
            yield number, value


def _whole(digits: str) -> int | float:
    """Read a whole number; one of too many digits is a float."""
    return int(digits) if len(digits) < 19 else float(digits)  # noqa: PLR2004 - int64


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object with two values under one key."""
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for place, name in enumerate(names) if name in names[:place])
        raise ValueError(f"two values for {twice!r}")
    return values


_DECODER = json.JSONDecoder(parse_int=_whole, object_pairs_hook=_distinct)


def _is_nested(value: Any) -> bool:
    """Whether a value is an object, or a list of such."""
    return isinstance(value, dict) or (isinstance(value, list) and any(map(_is_nested, value)))


def _has_fraction(value: Any) -> bool:
    """Whether a value is written with a fraction, or is a list that holds such a one."""
    if isinstance(value, list):
        return any(map(_has_fraction, value))
    if isinstance(value, str):
        return is_number(value) and not value.strip().lstrip("+-").isdigit()
    return isinstance(value, float)
