"""What a column of cells is typed as: nothing is lost, and names stay names."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metricdiff.errors import InputError
from metricdiff.inputs import cells
from metricdiff.inputs.source import Text

#: The first example pays for imports, and the machine may be busy.
unhurried = settings(deadline=None)
INT64 = st.integers(-(2**63) + 1, 2**63 - 1)
FLOATS = st.floats(allow_nan=False)
#: Text that NumPy keeps: it drops NULs at the end.
NAMES = st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1)


def column(*values: str) -> Text:
    """A column of text as a reader returns it."""
    distinct = tuple(dict.fromkeys(values))
    return Text(np.array([distinct.index(value) for value in values], dtype=np.int64), distinct)


def labels(*values: str) -> list[object]:
    """The values that a column of labels holds."""
    typed: list[object] = cells.labels(column(*values), "label", "line {}".format).tolist()
    return typed


@unhurried
@given(st.lists(INT64, min_size=1))
def test_whole_labels_keep_every_digit(values: list[int]) -> None:
    assert labels(*map(str, values)) == values


@unhurried
@given(st.lists(FLOATS, min_size=1))
def test_labels_that_are_numbers_keep_every_digit(values: list[float]) -> None:
    assert labels(*map(repr, values)) == values


@unhurried
@given(st.lists(NAMES, min_size=1))
def test_labels_with_a_name_among_them_stay_as_they_are_spelled(names: list[str]) -> None:
    typed = cells.decisions(column("a name", *names))
    assert typed.tolist() == ["a name", *names]


@pytest.mark.parametrize("name", ["NA", "None", "nan", "NaN", "null", "N/A", "01", "007", "-01"])
def test_what_only_looks_like_a_number_or_missing_is_a_name(name: str) -> None:
    assert labels(name, "1") == [name, "1"]
    assert labels(name, "cat") == [name, "cat"]


@pytest.mark.parametrize("name", ["1e3", "True", "false", "inf", "0x10", "1_000", "٣"])
def test_numbers_and_truth_values_among_names_are_names(name: str) -> None:
    assert labels(name, "cat") == [name, "cat"]


def test_true_and_false_are_truth_values() -> None:
    typed = cells.labels(column("True", "false", "TRUE"), "label", "line {}".format)
    assert typed.dtype == bool
    assert typed.tolist() == [True, False, True]


def test_whole_numbers_are_integers_however_they_are_spelled() -> None:
    typed = cells.labels(column("1.0", "1e3", "+2", " 3"), "label", "line {}".format)
    assert typed.dtype == np.int64
    assert typed.tolist() == [1, 1000, 2, 3]


def test_labels_of_19_digits_stay_apart() -> None:
    assert labels("1234567890123456789", "1234567890123456788") == [
        1234567890123456789,
        1234567890123456788,
    ]


def test_numbers_too_large_for_an_integer_are_floats() -> None:
    assert labels("9999999999999999999", "1") == [1e19, 1.0]


def test_spaces_are_part_of_a_name_and_no_part_of_a_number() -> None:
    assert labels(" cat", "cat ") == [" cat", "cat "]
    assert labels(" 1", "0 ") == [1, 0]


@pytest.mark.parametrize("empty", ["", " ", "\t"])
def test_the_first_missing_label_is_named_with_its_row(empty: str) -> None:
    with pytest.raises(InputError, match=r"line 1, column label: no label \(2 of 4 are missing\)"):
        labels("cat", empty, "dog", empty)


def test_missing_labels_among_numbers_are_missing_too() -> None:
    with pytest.raises(InputError, match=r"line 2, column label: no label \(1 of 3 are missing\)"):
        labels("1", "0", "")
    with pytest.raises(InputError, match=r"line 1, column y: no label"):
        cells.labels(np.array([0.0, np.nan]), "y", "line {}".format)


def test_a_column_without_a_single_label_is_called_so() -> None:
    with pytest.raises(InputError, match=r"column label: all 3 labels are missing; .*--y-true"):
        labels("", "", "")


def test_a_missing_decision_among_numbers_is_not_a_number() -> None:
    typed = cells.decisions(column("1", "", "NA", "0"))
    np.testing.assert_array_equal(typed, [1.0, np.nan, np.nan, 0.0])


def test_decisions_without_gaps_are_typed_as_labels_are() -> None:
    assert cells.decisions(column("1", "0")).dtype == np.int64
    assert cells.decisions(column("cat", "NA")).tolist() == ["cat", "NA"]
    assert cells.decisions(np.array([1.0, 0.0])).dtype == np.int64


@unhurried
@given(st.lists(st.one_of(FLOATS, st.just(np.nan)), min_size=1))
def test_scores_written_as_text_keep_every_digit(values: list[float]) -> None:
    typed = cells.numbers(column(*map(repr, values)), "prob", "line {}".format)
    np.testing.assert_array_equal(typed, values)


def test_text_among_scores_is_named_with_its_row() -> None:
    with pytest.raises(InputError, match=r"line 2, column prob: 'oops' is not a number"):
        cells.numbers(column("0.5", "", "oops"), "prob", "line {}".format)


@unhurried
@given(st.lists(NAMES, min_size=1))
def test_an_array_of_text_becomes_the_column_of_text_that_it_is(names: list[str]) -> None:
    made = cells.text(np.array(names))
    assert [made.cells[code] for code in made.codes] == names
    assert len(set(made.cells)) == len(made.cells)


@unhurried
@given(st.lists(FLOATS, min_size=1))
def test_whole_changes_the_type_and_never_a_value(values: list[float]) -> None:
    array = np.array(values)
    np.testing.assert_array_equal(cells.whole(array), array)


def test_whole_keeps_fractions_gaps_and_infinities() -> None:
    for values in ([0.5, 1.0], [1.0, np.nan], [np.inf, 1.0], [1e300]):
        assert cells.whole(np.array(values)).dtype == np.float64


@pytest.mark.parametrize(
    "cell", ["0", "-1", "+1", ".5", "5.", "1e-3", "1E+3", "inf", "-Infinity", " 2 "]
)
def test_numbers_are_recognised(cell: str) -> None:
    assert cells.is_number(cell)


@pytest.mark.parametrize("cell", ["", "nan", "1,5", "1e", "0x1", "1_0", "one", "--1", "٣"])
def test_other_cells_are_no_numbers(cell: str) -> None:
    assert not cells.is_number(cell)


def test_a_long_cell_is_cut_and_a_decimal_comma_is_explained() -> None:
    assert cells.shown("x" * 5000).endswith("... (5000 characters)")
    assert len(cells.shown("x" * 5000)) < 100
    assert cells.shown("0,5") == "'0,5' (decimals are written with a point)"
    assert cells.shown(np.float64(0.5)) == "0.5"
    assert cells.shown("\x1b[31m") == r"'\x1b[31m'"
