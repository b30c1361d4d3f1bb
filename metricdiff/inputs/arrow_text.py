"""Columns of text, from Arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from metricdiff.inputs.cells import NUMBER, PADDED, WHOLE, whole
from metricdiff.inputs.source import Column, Text

if TYPE_CHECKING:
    import pyarrow as pa

#: With more distinct cells than these, text is looked at as a whole, not cell by cell.
MANY = 10_000


def text(column: pa.ChunkedArray) -> Column:
    """Return a column of text; where it spells many numbers, the numbers themselves.

    They are those that :func:`metricdiff.inputs.cells.labels` makes of the cells one by one, which
    takes seconds for a million values to predict.

    Args:
        column: (N,) text, nothing missing.
    """
    if column.num_chunks and len(column.chunk(0).unique()) > MANY:
        numbers = _numbers(column)
        if numbers is not None:
            return numbers
    encoded = column.combine_chunks().dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return Text(codes, tuple(encoded.dictionary.to_pylist()))


def _numbers(column: pa.ChunkedArray) -> npt.NDArray[Any] | None:
    """Return the numbers that all cells spell; ``None`` where one spells none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    spelled = pc.utf8_trim_whitespace(column)

    def spell(pattern: str) -> pa.ChunkedArray:
        return pc.match_substring_regex(spelled, f"^(?:{pattern})$")

    try:
        if pc.all(spell(WHOLE.pattern)).as_py():
            return np.asarray(spelled.cast(pa.int64()).to_numpy())
        if not pc.all(spell(NUMBER.pattern)).as_py() or pc.any(spell(PADDED.pattern)).as_py():
            return None
        return whole(np.asarray(spelled.cast(pa.float64()).to_numpy()))
    except pa.ArrowInvalid:  # 19 digits may be too many, and Arrow spells some numbers otherwise
        return None
