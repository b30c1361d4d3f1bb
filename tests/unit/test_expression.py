"""The language of calls: what it takes, what it refuses, and how it is written back."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metricdiff.calls import parse
from metricdiff.calls.expression import unparse
from metricdiff.errors import UsageError


@pytest.mark.parametrize(
    "text",
    [
        'f1_score(y_true, y_pred > 0.5, average="macro")',
        "accuracy_score(y_true, classes[y_pred.argmax(axis=1)])",
        "100 * mean_absolute_percentage_error(y_true, y_pred)",
        "1 - np.mean(paired_cosine_distances(y_true.reshape(3, -1), y_pred.reshape(3, -1)))",
        'precision_score(y_true, np.where(y_pred > 0.5, "b", "a"), pos_label="b")',
        "confusion_matrix(y_true, y_pred, labels=[0, 1])[1, 1]",
        "np.mean([Recall(top_k=1, class_id=c) for c in range(10)])",
        "log_loss(y_true, y_pred[:, [1, 0]])",
        "-log_loss(y_true, expit(y_pred))",
    ],
)
def test_a_call_is_written_back_as_it_was_read(text: str) -> None:
    assert parse(text).text == text


def test_strings_come_in_double_quotes_whatever_they_hold() -> None:
    assert parse("f1_score(y_true, y_pred, pos_label='it\\'s \"x\"')").text == (
        'f1_score(y_true, y_pred, pos_label="it\'s \\"x\\"")'
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not a call: character 1"),
        ("f1_score(y_true", "not a call: character 9"),
        ("f1_score(y_true, lambda: 1)", "lambda is not allowed in a call: character 18"),
        ("f1_score(*y_true)", "write each argument out"),
        ("f1_score(**y_true)", "write each argument out"),
        ("1 + 1", "no metric is called: character 1"),
        ("np.mean(y_true)", "no metric is called"),
        ("AUC().result()", ".result"),
        ("sklearn.metrics.f1_score(y_true, y_pred)", "is not a metric: character 1"),
        ("f1_score(y_true, y_pred.__class__)", ".__class__ is not allowed"),
        ("f1_score(y_true, 0 < y_pred < 1)", "one comparison at a time"),
        ("f1_score(y_true, y_pred ** 9)", "pow is not allowed"),
        ("f1_score(y_true, b'x')", "only numbers, strings"),
        ("f1_score(y_true, [c for c in y_pred])", "only [... for name in range(n)]"),
        ("f1_score(y_true, [c for c in range(9999999)])", "n up to 10000"),
        ("f1_score(y_true, y_pred); import os", "not a call"),
        ("(f1_score)(y_true, (x := 1))", "namedexpr is not allowed"),
        ("f1_score(y_true, f'{y_pred}')", "joinedstr is not allowed"),
        ("f1_score(y_true, y_pred)" + " + 1" * 600, "too deep to read"),
        ("(" * 3000 + ")" * 3000, "not a call"),
        ("(" * 1500 + "1" + ")" * 1500, "not a call"),
    ],
)
def test_anything_else_is_refused_with_its_place(text: str, says: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse(text)

    assert says in str(raised.value)


def test_parsing_runs_nothing(tmp_path: Path) -> None:
    trap = tmp_path / "ran"

    for text in (
        f"__import__('pathlib').Path({str(trap)!r}).touch()",
        f"open({str(trap)!r}, 'w').write('x')",
    ):
        with pytest.raises(UsageError):
            parse(text)

    assert not trap.exists()


@given(st.text(max_size=60))
def test_any_text_is_a_call_or_a_usage_error(text: str) -> None:
    try:
        call = parse(text)
    except UsageError:
        return
    assert ast.dump(parse(call.text).tree) == ast.dump(call.tree)


def test_arguments_that_say_the_default_are_dropped() -> None:
    call = parse("Precision(thresholds=0.5, top_k=1)")

    assert call.without({"Precision": {"thresholds": 0.5}}).text == "Precision(top_k=1)"


def test_true_is_not_the_default_one() -> None:
    call = parse("f1_score(y_true, y_pred, pos_label=True)")

    assert call.without({"f1_score": {"pos_label": 1}}).text == call.text


def test_weights_go_to_each_function_that_takes_them_once() -> None:
    call = parse("a(y_true, sample_weight=sample_weight) + b(y_true) - c(np.mean(y_pred))")

    weighted = call.with_keyword("sample_weight", "sample_weight", unless=frozenset({"c"}))

    assert weighted.text == (
        "a(y_true, sample_weight=sample_weight) + b(y_true, sample_weight=sample_weight)"
        " - c(np.mean(y_pred))"
    )


def test_a_comprehension_is_written_short_and_run_long() -> None:
    call = parse("np.mean([Recall(class_id=c) for c in range(3)])")

    assert [unparse(node) for node in call.library_calls()] == [
        "Recall(class_id=0)",
        "Recall(class_id=1)",
        "Recall(class_id=2)",
    ]


def test_an_input_can_be_replaced_by_an_expression() -> None:
    call = parse("f1_score(y_true, y_pred)").with_input("y_true", "y_true.argmax(axis=1)")

    assert call.text == "f1_score(y_true.argmax(axis=1), y_pred)"
