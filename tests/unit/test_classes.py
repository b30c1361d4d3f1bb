"""Which label belongs to which column of scores."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metricdiff.errors import InputError, UsageError
from metricdiff.inputs.classes import as_labels, one_hot_rows, order, positive_last
from metricdiff.inputs.columns import Columns
from metricdiff.inputs.predictions import Raw
from metricdiff.words import Task


def raw(y_true: Any, *columns: str, y_pred: Any = None) -> Raw:
    """Labels, and even scores in columns of those names unless *y_pred* is given."""
    scores = np.full((len(y_true), len(columns)), 1 / max(1, len(columns)))
    if y_pred is not None:
        scores = np.array(y_pred)
    elif len(columns) == 1:
        scores = scores[:, 0]
    return Raw(np.array(y_true), scores, Columns(("label",), columns))


def classes(y_true: Any, columns: str, task: Task = Task.MULTICLASS, **named: Any) -> Any:
    return order(raw(y_true, *columns.split()), task, **named)


@pytest.mark.parametrize(
    ("y_true", "columns", "expected"),
    [
        # names in the suffixes come first
        (["cat", "dog", "ant"], "prob_dog prob_cat prob_ant", ("dog", "cat", "ant")),
        (["cat", "dog"], "prob_dog prob_cat prob_ant", ("dog", "cat", "ant")),
        ([2, 0, 1], "p_2 p_1 p_0", (2, 1, 0)),
        ([1, 2, 3], "p1 p2 p3", (1, 2, 3)),
        ([1, 3], "p_1 p_2 p_3", (1, 2, 3)),
        ([20, 10, 30], "prob_30 prob_20 prob_10", (30, 20, 10)),
        # whole numbers below the number of columns are numbers of columns
        ([0, 1, 2], "a b c", (0, 1, 2)),
        ([0, 2], "a b c", (0, 1, 2)),
        ([1, 2], "a b c d", (0, 1, 2, 3)),
        ([0, 1], "p_0 p_1 p_2", (0, 1, 2)),
        # all else is sorted
        ([3, 1, 2], "a b c", (1, 2, 3)),
        ([3, 1, 2], "p_0 p_1 p_2", (1, 2, 3)),
        ([-1, 0, 1], "a b c", (-1, 0, 1)),
        ([30, 10, 20], "a b c", (10, 20, 30)),
        (["b", "c", "a"], "x y z", ("a", "b", "c")),
    ],
)
def test_suffixes_come_before_column_numbers_and_those_before_the_sorted_labels(
    y_true: Any, columns: str, expected: tuple[Any, ...]
) -> None:
    assert classes(y_true, columns) == expected


@pytest.mark.parametrize(
    ("y_true", "columns", "expected"),
    [
        ([1, 0], "p_0 p_1", (0, 1)),
        (["no", "yes"], "a b", ("no", "yes")),
        (["cat", "dog"], "prob_dog prob_cat", ("dog", "cat")),
        (["cat"], "prob_dog prob_cat", ("dog", "cat")),
        ([1, 2], "p_0 p_1", (1, 2)),
        ([-1], "a b", (-1, 1)),
        # one column: the class that it names is the positive one; a number counts columns
        (["cat", "dog"], "prob_cat", ("dog", "cat")),
        (["cat", "dog"], "prob_dog", ("cat", "dog")),
        (["cat", "dog"], "prob", ("cat", "dog")),
        (["cat", "dog"], "prob_final", ("cat", "dog")),
        ([1, 0], "output_0", (0, 1)),
        ([True, False], "prob", (False, True)),
    ],
)
def test_binary_classes_are_the_negative_and_the_positive_one(
    y_true: Any, columns: str, expected: tuple[Any, ...]
) -> None:
    assert classes(y_true, columns, Task.BINARY) == expected


@settings(deadline=None)
@given(st.permutations(["ant", "bee", "cat", "dog"]), st.permutations(["ant", "bee", "cat", "dog"]))
def test_the_order_of_the_user_beats_every_other(columns: list[str], named: list[str]) -> None:
    text = " ".join(f"prob_{name}" for name in columns)
    assert classes(sorted(columns), text) == tuple(columns)
    assert classes(sorted(columns), text, named=named) == tuple(named)


def test_the_user_may_name_classes_that_do_not_occur() -> None:
    assert classes(["a", "b"], "x y z", named=["c", "b", "a"]) == ("c", "b", "a")
    assert classes([5, 7], "x y z", named=["9", "7", "5"]) == (9, 7, 5)


@pytest.mark.parametrize(
    ("named", "message"),
    [
        (["a", "b"], "--labels leaves out 'c', which occurs in the labels"),
        (["a", "b", "c", "d"], "--labels names 4 classes for 3 columns of scores"),
        (["a", "b", "c", "a"], "--labels names a twice"),
    ],
)
def test_an_order_must_hold_every_label_once_and_one_a_column(
    named: list[str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        classes(["a", "b", "c"], "x y z", named=named)


def test_a_number_that_is_misspelled_is_no_label() -> None:
    with pytest.raises(UsageError, match="--labels: no label 'l'"):
        classes([0, 1], "x", Task.BINARY, named=["0", "l"])


def test_more_columns_than_labels_need_names() -> None:
    with pytest.raises(InputError, match=r"2 classes and 3 columns .*--labels a,b,c \(3 of them\)"):
        classes(["a", "b"], "x y z")
    with pytest.raises(InputError, match="1 class and 3 columns of scores"):
        classes(["a", "a"], "x y z")


def test_a_label_without_a_column_is_named_with_its_row() -> None:
    with pytest.raises(InputError, match=r"row 3: class 'd' has no column among the 3 columns"):
        classes(["a", "b", "c", "d"], "prob_a prob_b prob_c")
    with pytest.raises(InputError, match=r"row 1: class 3 has no column among the 3 columns"):
        classes([0, 3, 2, 1], "x y z")


def test_decisions_add_the_classes_that_only_they_hold() -> None:
    decided = raw(["b", "a"], "pred", y_pred=["c", "a"])
    assert order(decided, Task.MULTICLASS) == ("a", "b", "c")
    counted = raw([2, 0], "pred", y_pred=[1.0, 11.0])
    assert order(counted, Task.MULTICLASS) == (0, 1, 2, 11)


def test_a_single_name_is_completed_by_the_decisions_or_by_the_user() -> None:
    assert order(raw(["b"], "pred", y_pred=["a"]), Task.BINARY) == ("a", "b")
    with pytest.raises(InputError, match=r"the only label is 'b'.*--labels OTHER,b"):
        order(raw(["b"], "pred", y_pred=["b"]), Task.BINARY)


def test_one_hot_columns_are_classes_by_their_number() -> None:
    hot = Raw(np.eye(3), np.eye(3), Columns(("a", "b", "c"), ("x", "y", "z")))
    assert order(hot, Task.MULTICLASS) == (0, 1, 2)


def test_the_positive_class_is_put_last() -> None:
    assert positive_last((0, 1), Task.BINARY, None) == (0, 1)
    assert positive_last((0, 1), Task.BINARY, "0") == (1, 0)
    assert positive_last(("no", "yes"), Task.BINARY, "yes") == ("no", "yes")
    assert positive_last((0, 1), Task.BINARY, "1.0") == (0, 1)
    assert positive_last((False, True), Task.BINARY, "False") == (True, False)


def test_a_positive_class_that_is_no_label_is_refused() -> None:
    for pos_label in ("2", "yes"):
        with pytest.raises(UsageError, match=f"--pos-label: no label '{pos_label}'"):
            positive_last((0, 1), Task.BINARY, pos_label)
    with pytest.raises(UsageError, match=r"--pos-label: no label 'maybe' \(labels"):
        positive_last(("no", "yes"), Task.BINARY, "maybe")
    with pytest.raises(UsageError, match="this is a multiclass task"):
        positive_last((0, 1, 2), Task.MULTICLASS, "1")


@pytest.mark.parametrize(
    ("values", "y_true", "expected"),
    [
        ([0.0, 2.0], [0, 1], [0, 2]),
        ([1, 0], [True, False], [True, False]),
        (["1", "2"], [1, 2], [1, 2]),
        ([1.0, 12345.0], ["a", "1"], ["1", "12345"]),
        (["long name"], ["a"], ["long name"]),
    ],
)
def test_decisions_compare_equal_to_the_labels_they_name(
    values: Any, y_true: Any, expected: Any
) -> None:
    cast = as_labels(np.array(values), np.array(y_true))
    assert cast.tolist() == expected
    assert cast.dtype.kind == np.array(y_true).dtype.kind


@pytest.mark.parametrize(
    ("values", "y_true"),
    [
        ([0.5], [0]),
        ([np.nan], [0]),
        (["x"], [0]),
        (["01"], [1]),
        ([2], [True]),
        ([-1], np.array([1], dtype=np.uint8)),
    ],
)
def test_what_the_type_of_the_labels_cannot_hold_stays_as_it_is(values: Any, y_true: Any) -> None:
    kept = as_labels(np.array(values), np.array(y_true))
    np.testing.assert_array_equal(kept, np.array(values))


def test_one_hot_rows_hold_a_single_1_and_zeros() -> None:
    rows = np.array([[1, 0, 0], [0, 0, 0], [1, 1, 0], [2, -1, 0]])
    assert one_hot_rows(rows).tolist() == [True, False, False, False]
    assert one_hot_rows(np.array([["1", "0"]])).tolist() == [False]
