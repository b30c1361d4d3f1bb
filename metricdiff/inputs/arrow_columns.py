"""From Arrow's columns to NumPy's: numbers, text, and lists of numbers as more dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from metricdiff.errors import InputError
from metricdiff.inputs.arrow_text import text
from metricdiff.inputs.source import Column, Source, Text

if TYPE_CHECKING:
    import pyarrow as pa


def column(values: pa.ChunkedArray, name: str, source: Source) -> Column:
    """Return a column in NumPy's types; what is missing is NaN, or empty text.

    Args:
        values: (N,) numbers, booleans, text, or lists of numbers that are equally long.
        name: Its name, for messages.
        source: The file, for messages.

    Returns:
        (N,) text or numbers in their own type, (N, K) or more of lists.

    Raises:
        InputError: The column holds something else, or lists of several lengths.
    """
    import pyarrow as pa

    types = pa.types
    if types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if types.is_null(values.type) or types.is_decimal(values.type):
        values = values.cast(pa.float64())
    if types.is_string(values.type) or types.is_large_string(values.type):
        return text(values.fill_null(""))
    if types.is_list(values.type) or types.is_large_list(values.type):
        return _lists(values, name, source)
    if types.is_fixed_size_list(values.type):
        return _lists(values.cast(pa.list_(values.type.value_type)), name, source)
    reason = unusable_type(values.type)
    if reason:
        raise InputError(f"{source.name}, column {name}: {reason}")
    if types.is_boolean(values.type) and values.null_count:
        values = values.cast(pa.int8())
    return np.asarray(values.to_numpy())


def unusable_type(kind: pa.DataType) -> str:
    """Say why a column of a type can play no role; nothing where it can."""
    from pyarrow import types

    if types.is_dictionary(kind) or types.is_list(kind) or types.is_large_list(kind):
        return unusable_type(kind.value_type)
    if types.is_fixed_size_list(kind):
        return unusable_type(kind.value_type)
    tests = ("integer", "floating", "boolean", "string", "large_string", "decimal", "null")
    if any(getattr(types, f"is_{test}")(kind) for test in tests):
        return ""
    what = "nested data" if types.is_nested(kind) else str(kind)
    return f"{what} is neither numbers nor text; write it as one of them"


def _lists(values: pa.ChunkedArray, name: str, source: Source) -> npt.NDArray[Any]:
    """Stack lists that are equally long, deeper ones too."""
    import pyarrow.compute as pc

    lengths = pc.list_value_length(values).to_numpy()
    odd = lengths != lengths[0]  # that of a missing list is NaN
    if odd.any() or np.isnan(lengths[0]):
        first = int(np.argmax(odd))
        found = "nothing" if np.isnan(lengths[first]) else f"{lengths[first]:g} values"
        raise InputError(
            f"{source.name}: {source.row(first)}, column {name}: {found}, and {lengths[0]:g} "
            "in the first row; every row takes as many"
        )
    inner = column(pc.list_flatten(values), name, source)
    if isinstance(inner, Text):
        raise InputError(f"{source.name}: column {name} holds lists of text, not of numbers")
    return inner.reshape(len(lengths), int(lengths[0]), *inner.shape[1:])
