"""Text that spells many numbers is taken as a whole, for the numbers that its cells spell."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from metricdiff.inputs import cells
from metricdiff.inputs.arrow_text import MANY, text
from metricdiff.inputs.source import Text

Spell = Callable[[int], str]


def column(spell: Spell, rows: int = MANY + 5) -> pa.ChunkedArray:
    return pa.chunked_array([[spell(row) for row in range(rows)]])


@pytest.mark.parametrize(
    "spell",
    [
        lambda row: str(row - 100),
        lambda row: f"{row}.25",
        lambda row: f" {row}e-3 ",
        lambda row: f"{row}.0",
        lambda row: f"-{row}.5" if row else "inf",
    ],
    ids=["whole", "fractions", "exponents", "whole in floats", "infinite"],
)
def test_many_numbers_are_those_of_their_cells(spell: Spell) -> None:
    many = text(column(spell))
    each = cells.labels(few(spell), "y", "row {}".format)

    assert isinstance(many, np.ndarray)
    typed = cells.labels(many, "y", "row {}".format)
    assert typed.dtype == each.dtype
    assert np.array_equal(typed, each)


@pytest.mark.parametrize(
    "spell",
    [lambda row: f"{row:07}", lambda row: f"x{row}", lambda row: str(row) if row else ""],
    ids=["padded", "names", "missing"],
)
def test_many_cells_that_are_no_numbers_stay_text(spell: Spell) -> None:
    assert isinstance(text(column(spell)), Text)


def few(spell: Spell) -> Text:
    """The same column, cell by cell."""
    spelled = [spell(row) for row in range(MANY + 5)]
    return Text(np.arange(len(spelled)), tuple(spelled))
