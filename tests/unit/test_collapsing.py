"""On the distinct pairs of two columns scikit-learn returns what it returns on all rows."""

from __future__ import annotations

import ast
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import sklearn.metrics
from hypothesis import given, settings
from hypothesis import strategies as st

from metricdiff.calls import parse
from metricdiff.engines.collapsing import COUNTING, FEWEST_ROWS, RANKING, Collapsing

Array = npt.NDArray[Any]

unhurried = settings(deadline=None, max_examples=300)

DECIDED = [
    *("accuracy_score", "accuracy_score:normalize=False", "balanced_accuracy_score"),
    *(f"balanced_accuracy_score:adjusted={adjusted}" for adjusted in (True, False)),
    *(
        f"{name}_score:average={average!r}, zero_division={zero}"
        for name in ("precision", "recall", "f1", "jaccard")
        for average in ("micro", "macro", "weighted", None)
        for zero in (0, 1)
    ),
    *(f"fbeta_score:beta=0.5, average={average!r}" for average in ("macro", "weighted")),
    *("matthews_corrcoef", "hamming_loss", "zero_one_loss", "zero_one_loss:normalize=False"),
    *("cohen_kappa_score", 'cohen_kappa_score:weights="linear"'),
    *("confusion_matrix", 'confusion_matrix:normalize="true"', "multilabel_confusion_matrix"),
]
RANKED = [
    *("roc_auc_score", "roc_auc_score:max_fpr=0.3", "average_precision_score"),
    *("roc_curve", "roc_curve:drop_intermediate=False", "precision_recall_curve"),
]
CODINGS: list[list[Any]] = [[0, 1], [-1, 1], [1, 2], ["no", "yes"], [False, True], [0.0, 1.0]]
MANY: list[list[Any]] = [
    *CODINGS,
    [0, 1, 2],
    list(range(30)),
    ["a", "b", "c", "a "],
    [1.0, 2.0, 5.0],
]


def call_of(spelled: str, *, weighted: bool) -> ast.Call:
    name, _, given = spelled.partition(":")
    weight = "sample_weight=sample_weight" if weighted else ""
    text = ", ".join(filter(None, ("y_true", "y_pred", given, weight)))
    return next(parse(f"{name}({text})").library_calls())


def ran(node: ast.Call, columns: list[Any], keywords: dict[str, Any]) -> tuple[Any, list[str]]:
    """What scikit-learn returns or raises, and its warnings."""
    function = getattr(sklearn.metrics, ast.unparse(node.func))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = function(*columns, **keywords)
        except Exception as error:  # noqa: BLE001 - it must be the same one
            value = repr(error)
    return value, sorted({str(warning.message) for warning in caught})


def both(spelled: str, labels: Array, predictions: Array, weights: Array | None) -> list[Any]:
    """What comes of all rows, and what comes of the pairs."""
    node = call_of(spelled, weighted=weights is not None)
    given = {
        word.arg or "": ast.literal_eval(word.value)
        for word in node.keywords
        if word.arg != "sample_weight"
    }
    if weights is not None:
        given["sample_weight"] = weights
    columns = [labels, predictions]
    return [
        ran(node, columns, given),
        ran(node, *Collapsing(fewest_rows=1).collapsed(node, columns, given)),
    ]


def assert_same(whole: tuple[Any, list[str]], pairs: tuple[Any, list[str]]) -> None:
    assert pairs[1] == whole[1]
    if isinstance(whole[0], str):
        assert pairs[0] == whole[0]
        return
    parts = [one if isinstance(one, tuple) else (one,) for one in (pairs[0], whole[0])]
    for ours, theirs in zip(*parts, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def weights_of(draw: st.DrawFn, rows: int) -> Array | None:
    kind = draw(st.sampled_from(["none", "whole", "large", "fractions"]))
    if kind == "none":
        return None
    number = {
        "whole": st.integers(0, 3).map(float),
        "large": st.integers(0, 2**40).map(float),
        "fractions": st.floats(0, 10),
    }[kind]
    return np.array(draw(st.lists(number, min_size=rows, max_size=rows)))


@st.composite
def decided(draw: st.DrawFn) -> tuple[Array, Array, Array | None]:
    classes = draw(st.sampled_from(MANY))
    rows = draw(st.integers(1, 60))
    columns = [
        np.array(draw(st.lists(st.sampled_from(classes), min_size=rows, max_size=rows)))
        for _ in range(2)
    ]
    if draw(st.booleans()):  # nearly always right: as few pairs as there are classes
        columns[1] = columns[0].copy()
    return columns[0], columns[1], weights_of(draw, rows)


@st.composite
def ranked(draw: st.DrawFn) -> tuple[Array, Array, Array | None]:
    classes = draw(st.sampled_from(CODINGS))
    rows = draw(st.integers(1, 60))
    labels = np.array(draw(st.lists(st.sampled_from(classes), min_size=rows, max_size=rows)))
    kind = draw(st.sampled_from([np.float16, np.float32, np.float64]))
    step = draw(st.sampled_from([4, 1000, 2**30]))  # many ties, some, none
    score = st.integers(0, step).map(lambda place: place / step)
    scores = np.array(draw(st.lists(score, min_size=rows, max_size=rows)), dtype=kind)
    return labels, scores.astype(np.float64), weights_of(draw, rows)


@pytest.mark.filterwarnings("ignore")
@unhurried
@given(st.sampled_from(DECIDED), decided())
def test_a_metric_of_decisions_is_the_same_to_the_last_bit(
    spelled: str, data: tuple[Array, Array, Array | None]
) -> None:
    assert_same(*both(spelled, *data))


@unhurried
@given(st.sampled_from(RANKED), ranked())
def test_a_metric_of_the_order_of_scores_is_the_same_to_the_last_bit(
    spelled: str, data: tuple[Array, Array, Array | None]
) -> None:
    assert_same(*both(spelled, *data))


def test_every_function_that_is_collapsed_is_tested() -> None:
    assert {one.partition(":")[0] for one in DECIDED} == COUNTING
    assert {one.partition(":")[0] for one in RANKED} == RANKING


def collapsed(spelled: str, labels: Array, predictions: Array, **keywords: Array) -> list[Any]:
    node = call_of(spelled, weighted=bool(keywords))
    columns, given = Collapsing().collapsed(node, [labels, predictions], dict(keywords))
    return [*columns, given.get("sample_weight")]


def test_a_million_rows_of_two_classes_become_four() -> None:
    random = np.random.default_rng(0)
    labels, decisions = random.integers(0, 2, 10**6), random.random(10**6) > 0.5
    *_, counts = collapsed("f1_score", labels, decisions)
    assert len(counts) == 4
    assert counts.sum() == 10**6


@pytest.mark.parametrize(
    ("spelled", "scores", "weights"),
    [
        ("log_loss", [0.25, 0.75], None),  # no count
        ("f1_score", [0.0, 1.0], [0.5, 0.25]),  # fractions
        ("f1_score", [0.0, 1.0], [np.nan, 1]),
        ("f1_score", [0.0, 1.0], [2.0**53, 1]),  # a sum that float64 rounds
        ("roc_auc_score", [np.nan, 0.5], None),
        ("roc_auc_score", [np.inf, 0.5], None),
    ],
)
def test_what_would_not_be_the_same_is_left_as_it_is(
    spelled: str, scores: list[float], weights: list[float] | None
) -> None:
    labels, values = np.tile([0, 1], FEWEST_ROWS), np.tile(scores, FEWEST_ROWS)
    given = {} if weights is None else {"sample_weight": np.tile(weights, FEWEST_ROWS)}
    first, second, weight = collapsed(spelled, labels, values, **given)
    assert first is labels
    assert second is values
    assert weight is given.get("sample_weight")


def test_a_few_rows_are_left_as_they_are() -> None:
    labels = np.zeros(FEWEST_ROWS - 1, dtype=int)
    assert collapsed("accuracy_score", labels, labels)[0] is labels


def test_one_data_set_is_sorted_once_for_all_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    labels, scores = np.tile([0, 1, 1], FEWEST_ROWS), np.tile([0.1, 0.2, 0.3], FEWEST_ROWS)
    sorting, unique = [], np.unique

    def counted(column: Array, **given: Any) -> Any:
        sorting.append(column)
        return unique(column, **given)

    monkeypatch.setattr(np, "unique", counted)
    collapsing = Collapsing()
    for spelled in ("roc_auc_score", "average_precision_score", "roc_auc_score"):
        columns, _ = collapsing.collapsed(call_of(spelled, weighted=False), [labels, scores], {})
        assert len(columns[0]) == 3
    assert len(sorting) == 2
