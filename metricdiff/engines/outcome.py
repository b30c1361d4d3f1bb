"""What came of one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Value = float | list[float]

_MOST_CHARACTERS = 300


@dataclass(frozen=True)
class Outcome:
    """A value, or the library's own error.

    Attributes:
        value: A number, or one a class.
        error: The error's type and message.
        warnings: What the library warned of.
    """

    value: Value | None = None
    error: str | None = None
    warnings: tuple[str, ...] = ()


def number(result: Any) -> Value:
    """Return a result as a float, or as a list of them when it has several.

    Raises:
        TypeError: The result is not a number or a row of numbers.
    """
    array = np.asarray(result, dtype=np.float64)
    if array.size == 1:
        return float(array.ravel()[0])
    if array.ndim == 1:
        return [float(item) for item in array]
    raise TypeError(f"the call returns an array of shape {array.shape}, not a number")


def described(error: BaseException) -> str:
    """Return an error's type and the first lines of its message, as one line."""
    text = " ".join(str(error).split())
    if len(text) > _MOST_CHARACTERS:
        text = text[: _MOST_CHARACTERS - 3] + "..."
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
