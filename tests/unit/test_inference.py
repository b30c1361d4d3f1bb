"""Task and kind, row by row of the table, and what the user says instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metricdiff.errors import InputError, MetricdiffError, UsageError
from metricdiff.inputs.inference import understand
from metricdiff.inputs.predictions import Predictions
from metricdiff.inputs.reading import from_arrays
from metricdiff.settings import Overrides
from metricdiff.words import Kind, Task

#: The first example pays for imports, and the machine may be busy.
unhurried = settings(deadline=None)
NAN, INF = np.nan, np.inf


def understood(y_true: Any, y_pred: Any, decision: Any = None, **said: Any) -> Predictions:
    return understand(from_arrays(y_true, y_pred, decision=decision), Overrides(**said))


@pytest.mark.parametrize(
    ("y_true", "y_pred", "task", "kind"),
    [
        # two values, one column, all in those two values
        ([0, 1, 1], [0, 1, 0], "binary", "decisions"),
        ([1, 2, 1], [1, 1, 1], "binary", "decisions"),
        ([-1, 1, 1], [1, -1, 1], "binary", "decisions"),
        ([0.5, 1.5, 0.5], [0.5, 1.5, 1.5], "binary", "decisions"),
        ([True, False], [True, True], "binary", "decisions"),
        ([True, False], [1, 0], "binary", "decisions"),
        (["no", "yes", "no"], ["no", "no", "yes"], "binary", "decisions"),
        # two values, one column in [0, 1]
        ([0, 1, 1], [0.0, 0.5, 1.0], "binary", "probabilities"),
        ([0, 1], [-1e-7, 1 + 1e-7], "binary", "probabilities"),
        (["no", "yes"], [0.2, 0.8], "binary", "probabilities"),
        ([1, 2], [0.2, 0.8], "binary", "probabilities"),
        # two values, one column, some outside
        ([0, 1], [-0.2, 0.8], "binary", "logits"),
        ([0, 1], [0.2, 1.1], "binary", "logits"),
        ([0, 1], [5, -7], "binary", "logits"),
        # two values, two columns
        ([0, 1], [[0.4, 0.6], [0.7, 0.3]], "binary", "probabilities"),
        ([0, 1], [[0.4, 0.4], [0.7, 0.2]], "binary", "scores"),
        ([0, 1], [[-2, 2], [0.5, 0.5]], "binary", "logits"),
        # more than two whole or string values, one column, each a label value
        ([0, 1, 2], [2, 1, 0], "multiclass", "decisions"),
        ([10, 20, 30], [10, 10, 30], "multiclass", "decisions"),
        (["a", "b", "c"], ["c", "c", "a"], "multiclass", "decisions"),
        (["a", "b", "c"], ["a", "d", "b"], "multiclass", "decisions"),
        # K labels, K or more columns
        ([0, 1, 2], [[0.2, 0.3, 0.5]] * 3, "multiclass", "probabilities"),
        ([0, 1, 2], [[0.2, 0.3, 0.5005]] * 3, "multiclass", "probabilities"),
        ([0, 1, 2], [[0.2, 0.3, 0.6]] * 3, "multiclass", "scores"),
        ([0, 1, 2], [[-1, 0.3, 0.6]] * 3, "multiclass", "logits"),
        ([0, 1, 2], [[3, 0.3, 0.6]] * 3, "multiclass", "logits"),
        ([0, 3, 1], [[0.1, 0.2, 0.3, 0.4]] * 3, "multiclass", "probabilities"),
        ([0, 1], [[0.2, 0.3, 0.5]] * 2, "multiclass", "probabilities"),
        # several columns of 0 and 1, each row one 1
        ([[1, 0, 0], [0, 0, 1]], [[0.5, 0.3, 0.2]] * 2, "multiclass", "probabilities"),
        ([[1, 0], [0, 1]], [[0.5, 0.5]] * 2, "multiclass", "probabilities"),
        # several columns of 0 and 1
        ([[1, 1, 0], [0, 0, 1]], [[0.5, 0.3, 0.9]] * 2, "multilabel", "probabilities"),
        ([[0, 0], [0, 1]], [[0.5, 0.3]] * 2, "multilabel", "probabilities"),
        ([[1, 1], [0, 1]], [[-3, 0.3]] * 2, "multilabel", "logits"),
        ([[1, 1], [0, 1]], [[1, 0], [0, 0]], "multilabel", "decisions"),
        # numbers, one column, not all label values
        ([0.5, 1.5, 2.5], [0.4, 1.2, 2.5], "regression", "values"),
        ([1, 2, 3], [1.1, 2.2, 3.3], "regression", "values"),
        ([1, 2, 3], [1, 2, 4], "regression", "values"),
        ([0.5, 1.5, 2.5], [0.5, 1.5, 2.5], "regression", "values"),
        # numbers, several columns
        ([[0.5, 2], [3, 4]], [[0.5, 2], [3, 4]], "regression", "values"),
        ([[1, 2], [3, 4]], [[1, 2], [3, 4]], "regression", "values"),
    ],
)
def test_task_and_kind_follow_the_table(y_true: Any, y_pred: Any, task: str, kind: str) -> None:
    found = understood(y_true, y_pred)
    assert (found.task, found.kind) == (task, kind)


@unhurried
@given(st.integers(3, 40))
def test_counts_that_are_predicted_whole_are_classes_up_to_20_values(values: int) -> None:
    found = understood(list(range(values)), list(range(values)))
    assert found.task == ("multiclass" if values <= 20 else "regression")


@pytest.mark.parametrize(
    ("y_true", "y_pred", "task", "kind", "classes"),
    [
        ([1], [0.7], "binary", "probabilities", (0, 1)),
        ([0, 0], [0.7, 0.2], "binary", "probabilities", (0, 1)),
        ([-1, -1], [0.7, 0.2], "binary", "probabilities", (-1, 1)),
        ([True, True], [0.7, 0.2], "binary", "probabilities", (0, 1)),
        (["b", "b"], ["b", "a"], "binary", "decisions", ("a", "b")),
        ([1], [[0.2, 0.8]], "binary", "probabilities", (0, 1)),
        ([2], [[0.2, 0.3, 0.5]], "multiclass", "probabilities", (0, 1, 2)),
        ([3.5], [3.1], "regression", "values", ()),
        ([7, 7, 7], [6.5, 7.5, 7], "regression", "values", ()),
        ([0, 1, 0], [0.5, 0.5, 0.5], "binary", "probabilities", (0, 1)),
        ([0, 1, 0], [0, 0, 0], "binary", "decisions", (0, 1)),
        ([1.5, 2.5, 3], [2, 2, 2], "regression", "values", ()),
    ],
)
def test_a_single_row_a_single_class_and_constant_columns_are_understood(
    y_true: Any, y_pred: Any, task: str, kind: str, classes: tuple[Any, ...]
) -> None:
    found = understood(y_true, y_pred)
    assert (found.task, found.kind, found.classes) == (task, kind, classes)


@pytest.mark.parametrize(
    ("y_true", "y_pred", "task", "kind"),
    [
        ([0, 1, 1], [0.2, NAN, 0.7], "binary", "probabilities"),
        ([0, 1, 1], [0.2, INF, 0.7], "binary", "probabilities"),
        ([0, 1, 1], [NAN, NAN, NAN], "binary", "probabilities"),
        ([0, 1, 1], [-3, NAN, 5], "binary", "logits"),
        ([0, 1, 2], [[0.2, 0.3, 0.5], [NAN] * 3, [0, 0, 1]], "multiclass", "probabilities"),
        ([1.5, 2.5, 3], [NAN, -INF, 2], "regression", "values"),
        ([[1, 1], [0, 1]], [[NAN, 0.5], [0.5, INF]], "multilabel", "probabilities"),
    ],
)
def test_broken_predictions_are_no_evidence_and_stay_in_the_data(
    y_true: Any, y_pred: Any, task: str, kind: str
) -> None:
    found = understood(y_true, y_pred)
    assert (found.task, found.kind) == (task, kind)
    np.testing.assert_array_equal(found.raw.y_pred, y_pred)


def test_a_missing_decision_among_classes_is_told() -> None:
    with pytest.raises(InputError, match=r"row 2, column y_pred: nan is not one of the classes"):
        understood([0, 1, 2], [0, 1, NAN])
    with pytest.raises(InputError, match=r"row 1, column y_pred: '' is not one of the classes"):
        understood(["a", "b", "c"], ["a", None, "c"])


def test_two_columns_become_the_score_of_the_second_class() -> None:
    found = understood(["no", "yes"], [[0.4, 0.6], [0.7, 0.3]])
    assert found.classes == ("no", "yes")
    assert found.raw.y_pred.tolist() == [0.6, 0.3]
    assert found.remarks == ("the second of the two columns is the score of yes",)


def test_the_positive_class_that_the_user_names_brings_its_column() -> None:
    found = understood([0, 1], [[0.4, 0.6], [0.7, 0.3]], pos_label="0")
    assert found.classes == (1, 0)
    assert found.raw.y_pred.tolist() == [0.4, 0.7]
    assert found.remarks == ("the first of the two columns is the score of 0",)


def test_decisions_take_the_type_of_the_labels() -> None:
    found = understood([0, 1, 2], [0.0, 2.0, 1.0])
    assert found.raw.y_pred.dtype.kind == "i"
    assert found.raw.y_pred.tolist() == [0, 2, 1]
    of_text = understood(["1", "2", "x"], np.array([1.0, 2.0, 1.0]))
    assert of_text.raw.y_pred.tolist() == ["1", "2", "1"]


def test_scores_from_0_to_100_are_asked_about() -> None:
    assert "percent?" in understood([0, 1], [20.0, 80.0]).remarks[0]
    assert not understood([0, 1], [-20.0, 80.0]).remarks
    assert not understood([0, 1], [20.0, 180.0]).remarks
    assert not understood([0, 1], [0.2, 0.8]).remarks


def test_fractions_as_labels_are_asked_about() -> None:
    (remark,) = understood([2.5, 3.5, 2.5], [2.6, 3.1, 2.2]).remarks
    assert remark == "2.5 and 3.5 are taken for two classes; if they are values: --task regression"
    assert not understood([0.1, 0.9, 0.1], [-2.6, 3.1, 2.2]).remarks
    assert not understood([2, 3, 2], [-2.6, 3.1, 2.2]).remarks
    assert not understood([2.5, 3.5], [2.6, 3.1], task=Task.REGRESSION).remarks


def test_a_column_of_decisions_beside_the_scores_is_kept_when_it_holds_labels() -> None:
    found = understood(["no", "yes"], [0.2, 0.8], decision=["no", "no"])
    assert found.raw.decision is not None
    assert found.raw.decision.tolist() == ["no", "no"]
    other = understood([0, 1], [0.2, 0.8], decision=[0.25, 1])
    assert other.raw.decision is None
    assert other.raw.columns.decision is None
    assert other.remarks == ("column decision is not used: its values are not all labels",)


@pytest.mark.parametrize(
    ("y_true", "y_pred", "said", "task", "kind", "classes"),
    [
        ([0, 1], [0.2, 0.8], {"task": Task.REGRESSION}, "regression", "values", ()),
        ([0, 1, 2], [0, 1, 3], {"task": Task.MULTICLASS}, "multiclass", "decisions", (0, 1, 2, 3)),
        (list(range(30)), [5] * 30, {"task": Task.MULTICLASS}, "multiclass", "decisions", None),
        (
            [[1, 0], [0, 1]],
            [[1, 0], [1, 1]],
            {"task": Task.MULTILABEL},
            "multilabel",
            "decisions",
            (),
        ),
        ([7, 7], [0.2, 0.8], {"labels": ("7", "9")}, "binary", "probabilities", (7, 9)),
        ([0, 1], [0.2, 0.8], {"kind": Kind.LOGITS}, "binary", "logits", (0, 1)),
        ([0, 1], [0.2, 0.8], {"kind": Kind.SCORES}, "binary", "scores", (0, 1)),
        ([0, 1], [0, 1], {"kind": Kind.PROBABILITIES}, "binary", "probabilities", (0, 1)),
        ([0, 1], [0.2, 0.8], {"labels": ("1", "0")}, "binary", "probabilities", (1, 0)),
        ([0, 1], [0.2, 0.8], {"pos_label": "0"}, "binary", "probabilities", (1, 0)),
        (["a", "b"], ["a", "c"], {"task": Task.MULTICLASS}, "multiclass", "decisions", None),
        (["b", "b"], [0.2, 0.8], {"labels": ("a", "b")}, "binary", "probabilities", ("a", "b")),
        (
            ["a", "b"],
            [[0.2, 0.3, 0.5]] * 2,
            {"labels": ("b", "a", "c")},
            "multiclass",
            "probabilities",
            ("b", "a", "c"),
        ),
    ],
)
def test_what_the_user_says_is_done(
    y_true: Any, y_pred: Any, said: Any, task: str, kind: str, classes: Any
) -> None:
    found = understood(y_true, y_pred, **said)
    assert (found.task, found.kind) == (task, kind)
    assert classes is None or found.classes == classes


@pytest.mark.parametrize(
    ("y_true", "y_pred", "said", "message"),
    [
        ([0, 1, 2], [0, 1, 2], {"task": Task.BINARY}, "a binary task has 2 classes, .* say --task"),
        ([0, 1], [0.2, 0.8], {"task": Task.MULTILABEL}, "one column of labels; name several"),
        ([[1, 0]], [[0.5, 0.5]], {"task": Task.BINARY}, "2 columns of labels; name one: --y-true"),
        ([0, 1], [0.2, 0.8], {"kind": Kind.DECISIONS}, "row 0, column y_pred: 0.2 is not one of"),
        ([0, 1], [0.2, 0.8], {"kind": Kind.VALUES}, "--kind values is not for a binary task"),
        ([1.5, 2, 3], [1, 2, 3.5], {"kind": Kind.LOGITS}, "--kind logits is not for a regression"),
        (
            ["a", "b"],
            ["a", "b"],
            {"kind": Kind.LOGITS},
            "--kind logits: the predictions are labels",
        ),
        ([0, 1, 2], [[0.2, 0.3, 0.5]] * 3, {"kind": Kind.DECISIONS}, "columns .* are scores"),
        ([1.5, 2, 3], [1, 2, 3.5], {"pos_label": "2"}, "--pos-label is for two classes; this is"),
        ([0, 1, 2], [0, 1, 2], {"pos_label": "2"}, "--pos-label is for two classes"),
        ([[1, 1], [0, 1]], [[0.5, 0.5]] * 2, {"labels": ("a", "b")}, "--labels orders classes"),
        ([[1, 0], [0, 1]], [[0.5, 0.5]] * 2, {"labels": ("a", "b")}, "in the order of their col"),
    ],
)
def test_what_the_user_says_must_fit_the_data(
    y_true: Any, y_pred: Any, said: Any, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        understood(y_true, y_pred, **said)


@pytest.mark.parametrize(
    ("y_true", "y_pred", "said", "message"),
    [
        ([0, 1, 1], [0.2, 0.8], {}, "3 labels and 2 predictions; there must be one of each a row"),
        ([0.5, 1.5, 2], [[0.2, 0.8]] * 3, {}, "one column of numbers as labels and 2 columns"),
        ([[0.5, 2]] * 2, [[1, 2, 3]] * 2, {}, "2 columns of labels and 3 of predictions"),
        ([[0.5, 2]] * 2, [1, 2], {}, "2 columns of labels and 1 of predictions"),
        ([[1, 0], [0, 1]], [[0.2, 0.3, 0.5]] * 2, {}, "one-hot labels of 2 columns need as many"),
        (["a", "b", "c"], ["x", "y", "z"], {}, "row 0, column y_pred: 'x' is none of the 3 labels"),
        (["a", "b", "c"], [0.5, 0.5, 1], {}, "row 0, column y_pred: 0.5 is none of the 3 labels"),
        (["a", "b"], ["a", "x"], {}, "row 1, column y_pred: 'x' is neither a number nor one of"),
        (["1", "x", "3"], [1, 2, 3], {}, "row 1, column y_true: 'x' is text among numbers"),
        ([1, 2, 3], ["1", "2", "x"], {}, "row 2, column y_pred: 'x' is text among numbers"),
        (["a", "a"], [0.5, 0.5], {}, "the only label is 'a'; name both .*--labels OTHER,a"),
        ([7, 7], [[0.5, 0.5]] * 2, {}, "the only label is 7; name both .*--labels OTHER,7"),
        (["a", "b"], [1, 2], {"task": Task.REGRESSION}, "row 0, column y_true: 'a' is text, and"),
        ([1, 2], ["1", "b"], {"task": Task.REGRESSION}, "row 1, column y_pred: 'b' is text, and"),
        ([0, 1], [0.5, 0.5], {"task": Task.MULTICLASS}, "0.5 is not one of the classes"),
        ([0, 1], ["a", "b"], {"task": Task.MULTICLASS}, "'a' is not one of the classes"),
        ([[1, 1], [1, 0]], [[0.5] * 2] * 2, {"task": Task.MULTICLASS}, "row 0: .* not one-hot"),
        ([[2, -1], [1, 0]], [[0.5] * 2] * 2, {"task": Task.MULTICLASS}, "row 0: .* not one-hot"),
        (
            [[1, 2], [1, 0]],
            [[0.5] * 2] * 2,
            {"task": Task.MULTILABEL},
            "row 0, column y_true_1: 2 is neither 0 nor 1",
        ),
        (
            [["1", "2"], ["3", "x"]],
            [[0.5] * 2] * 2,
            {},
            "row 1, column y_true_1: 'x' is text, and regression needs numbers",
        ),
        ([0, 1], [["a", "b"], ["a", "b"]], {}, "the columns of predictions are text"),
    ],
)
def test_what_fits_no_task_is_told_with_the_cell(
    y_true: Any, y_pred: Any, said: Any, message: str
) -> None:
    with pytest.raises(MetricdiffError, match=message):
        understood(y_true, y_pred, **said)


def test_weights_that_are_all_0_are_told_and_some_that_are_0_are_not() -> None:
    weights = [0.0, 0.0, 1.0]
    understand(from_arrays([1, 0, 1], [0.2, 0.4, 0.6], sample_weight=weights))
    with pytest.raises(InputError, match="column sample_weight: every weight is 0, so that no row"):
        understand(
            from_arrays([1, 0, 1], [0.2, 0.4, 0.6], sample_weight=weights, mask=[True, True, False])
        )


VALUES: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
    "whole": lambda: st.integers(-2, 3),
    "numbers": lambda: st.one_of(st.floats(), st.integers(0, 2)),
    "text": lambda: st.sampled_from(["a", "b", "1", "2", "01", "", "nan"]),
    "truth": st.booleans,
}


@settings(deadline=None, max_examples=400)
@given(st.data())
def test_whatever_the_arrays_they_are_understood_or_refused(data: st.DataObject) -> None:
    rows = data.draw(st.integers(1, 5))

    def array() -> list[Any]:
        values = VALUES[data.draw(st.sampled_from(sorted(VALUES)))]()
        width = data.draw(st.integers(0, 3))
        row = st.lists(values, min_size=width, max_size=width) if width else values
        return data.draw(st.lists(row, min_size=rows, max_size=rows))

    labels = tuple(data.draw(st.lists(st.sampled_from(["0", "1", "2", "a", "b"]), max_size=3)))
    said = {
        "task": data.draw(st.none() | st.sampled_from(Task)),
        "kind": data.draw(st.none() | st.sampled_from(Kind)),
        "labels": labels,
        "pos_label": data.draw(st.none() | st.sampled_from(["0", "1", "a"])),
    }
    try:
        found = understood(array(), array(), array(), **said)
    except MetricdiffError:  # any other exception fails
        return
    assert said["task"] in {None, found.task}
    assert said["kind"] in {None, found.kind}
    classification = found.task in {Task.BINARY, Task.MULTICLASS}
    assert bool(found.classes) == classification
    assert len(set(found.classes)) == len(found.classes)
    assert len(found.raw.y_pred) == found.rows == rows
    if found.kind is Kind.DECISIONS and classification:
        assert set(found.raw.y_pred.tolist()) <= set(found.classes)
    if classification and not found.one_hot:
        assert set(found.raw.y_true.tolist()) <= set(found.classes)
    if found.task is Task.BINARY:
        assert found.raw.y_pred.ndim == 1
        assert len(found.classes) == 2
    if found.raw.y_pred.ndim > 1 and classification:
        assert len(found.classes) == found.raw.y_pred.shape[1]
