"""From the arrays that files of NumPy hold to columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.errors import InputError
from metricdiff.inputs import cells
from metricdiff.inputs.source import Column

_BFLOAT16 = np.dtype("V2")


def column(values: npt.NDArray[Any], name: str, source: str) -> Column:
    """Return an array as a column, in its own type; text as a text file's would be.

    Args:
        values: (N,) or more.
        name: The name of the column, for messages.
        source: The name of the file, for messages.

    Raises:
        InputError: The array holds neither numbers nor text.
    """
    reason = unusable(values.dtype)
    if reason:
        raise InputError(f"{source}, column {name}: {reason}")
    if values.dtype.kind == "U" and values.ndim == 1:
        return cells.text(values)
    return np.asarray(values)


def unusable(dtype: np.dtype[Any]) -> str:
    """Say why an array of that type can play no role; nothing where it can."""
    if dtype.base.kind in "fiubU":
        return ""
    if dtype.hasobject:
        return (
            "it holds pickled Python objects, which can run code and are never loaded; "
            "save plain numbers, array.astype(float)"
        )
    if dtype == _BFLOAT16 or dtype.name == "bfloat16":
        return (
            f"{dtype} is how NumPy saves bfloat16, which it cannot read; "
            "save array.astype(np.float32), which keeps every digit"
        )
    return f"{dtype} is neither numbers nor text; convert it with astype(float) or astype(str)"


def unreadable(name: str, suffix: str, reason: str) -> InputError:
    """Return the error of a file that NumPy cannot read, or must not."""
    if "Object arrays" in reason or "Python objects" in reason:
        return InputError(
            f"{name} holds pickled Python objects, which can run code and are never loaded; "
            "save plain numbers: np.save(path, array.astype(float))"
        )
    first = " ".join(reason.splitlines()[:1])
    return InputError(f"{name} is not a whole {suffix} file ({first}); save it again")
