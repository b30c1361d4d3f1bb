"""Which column is what, by the names that people and libraries write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metricdiff.errors import InputError
from metricdiff.inputs.columns import LABELS, PREDICTIONS, SCORES, Columns, choose, class_suffixes
from metricdiff.inputs.source import Header

NAMED = Header(("label", "p_cat", "p_dog", "pred", "w", "note"))


def chosen(columns: str, **asked: object) -> Columns:
    """The roles of columns whose names are separated by spaces."""
    return choose(Header(tuple(columns.split())), "preds.csv", **asked)  # type: ignore[arg-type]


def of_array(width: int, **asked: object) -> Columns:
    header = Header(tuple(map(str, range(width))), named=False)
    return choose(header, "preds.npy", **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("columns", "y_true", "y_pred", "decision"),
    [
        ("y_true y_pred", "y_true", "y_pred", None),
        ("y_test y_pred", "y_test", "y_pred", None),
        ("y_test y_pred y_proba", "y_test", "y_proba", "y_pred"),
        ("id target prediction", "target", "prediction", None),
        ("references predictions", "references", "predictions", None),
        ("actual predicted", "actual", "predicted", None),
        ("label prediction proba", "label", "proba", "prediction"),
        ("label pred prob_1", "label", "prob_1", "pred"),
        (
            "label prediction_label prediction_score",
            "label",
            "prediction_score",
            "prediction_label",
        ),
        ("y_true y_pred_class y_pred_proba", "y_true", "y_pred_proba", "y_pred_class"),
        ("index label pred_class pred_prob", "label", "pred_prob", "pred_class"),
        ("true_label predicted_label", "true_label", "predicted_label", None),
        ("True_Label Predicted_Label Confidence", "True_Label", "Confidence", "Predicted_Label"),
        ("yTrue yScore", "yTrue", "yScore", None),
        ("diagnosis proba", "diagnosis", "proba", None),
        ("truth outcome", "truth", "outcome", None),
        ("digit p_0 p_1 p_2", "digit", "p_0 p_1 p_2", None),
        ("label y_pred prob_cat prob_dog", "label", "prob_cat prob_dog", "y_pred"),
        ("y p0 p1 p2", "y", "p0 p1 p2", None),
        ("label logit_a logit_b p", "label", "logit_a logit_b", None),
        ("y_true_0 y_true_1 y_pred_0 y_pred_1", "y_true_0 y_true_1", "y_pred_0 y_pred_1", None),
        ("label_a label_b prob_a prob_b", "label_a label_b", "prob_a prob_b", None),
        ("target_x target_y output_x output_y", "target_x target_y", "output_x output_y", None),
    ],
)
def test_names_that_people_use_are_recognised(
    columns: str, y_true: str, y_pred: str, decision: str | None
) -> None:
    found = chosen(columns)
    assert found.y_true == tuple(y_true.split())
    assert found.y_pred == tuple(y_pred.split())
    assert found.decision == decision


@given(
    st.sampled_from(LABELS),
    st.sampled_from(SCORES),
    st.sampled_from(PREDICTIONS),
    st.permutations([0, 1, 2, 3]),
    st.sampled_from([str, str.upper, str.title, lambda name: f" {name.replace('_', ' ')} "]),
)
def test_every_known_name_is_found_in_any_order_and_spelling(
    label: str, score: str, decision: str, order: list[int], spelling: type[str]
) -> None:
    names = [spelling(name) for name in (label, score, decision, "anything")]
    found = choose(Header(tuple(names[place] for place in order)), "preds.csv")
    assert found == Columns((names[0],), (names[1],), names[2])


def test_names_of_rows_and_weights_are_neither_labels_nor_predictions() -> None:
    found = choose(Header(("Unnamed: 0", "id", "", "outcome", "prob", "weight")), "preds.csv")
    assert found == Columns(("outcome",), ("prob",), unused_weight="weight")


def test_a_weight_column_is_used_when_it_is_asked_for() -> None:
    found = chosen("label prob weight", sample_weight="weight")
    assert found == Columns(("label",), ("prob",), sample_weight="weight")


def test_columns_can_be_named() -> None:
    assert choose(NAMED, "f", y_true="note", y_pred=["w"]) == Columns(("note",), ("w",))


@pytest.mark.parametrize("pattern", ["p_cat,p_dog", "p_*", "p_cat, p_dog", "1:3", "p_[cd]*"])
def test_several_columns_can_be_named_by_list_glob_or_slice(pattern: str) -> None:
    assert choose(NAMED, "f", y_pred=[pattern]).y_pred == ("p_cat", "p_dog")


def test_a_second_column_of_predictions_is_one_of_decisions() -> None:
    found = choose(NAMED, "f", y_pred=["p_dog", "pred"])
    assert (found.y_pred, found.decision) == (("p_dog",), "pred")


def test_a_name_with_a_comma_or_a_bracket_is_found_as_it_is() -> None:
    header = Header(("label", "p[0]", "a, b"))
    assert choose(header, "f", y_pred=["p[0]"]).y_pred == ("p[0]",)
    assert choose(header, "f", y_pred=["a, b"]).y_pred == ("a, b",)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"y_true": "lable"}, "--y-true: no column 'lable'; did you mean label.*columns: label,"),
        ({"y_pred": ["P_CAT"]}, "--y-pred: no column 'P_CAT'; did you mean p_cat"),
        ({"y_pred": ["q_*"]}, r"--y-pred: no column 'q_\*'"),
        ({"y_pred": ["7:9"]}, "--y-pred: no column '7:9'"),
        ({"sample_weight": "p_*"}, "--sample-weight takes one column"),
        ({"sample_weight": "weigth"}, "--sample-weight: no column 'weigth'"),
        ({"y_true": "pred", "y_pred": ["pred"]}, "column pred is both labels and predictions"),
    ],
)
def test_a_column_that_is_not_there_or_taken_is_named(
    asked: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        choose(NAMED, "preds.csv", **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize("columns", ["a b c", "y_true a b", "prob a b", "label"])
def test_what_cannot_be_told_is_for_the_user_to_say(columns: str) -> None:
    with pytest.raises(InputError, match=r"cannot tell which column .* --y-true COL --y-pred COL"):
        chosen(columns)


def test_a_long_list_of_columns_is_cut() -> None:
    header = Header(tuple(f"column {place}" for place in range(1000)))
    with pytest.raises(InputError) as caught:
        choose(header, "f")
    assert len(str(caught.value)) < 400


@given(st.integers(2, 30))
def test_in_an_array_the_labels_come_first(width: int) -> None:
    assert of_array(width) == Columns(("0",), tuple(map(str, range(1, width))))


@pytest.mark.parametrize(
    ("asked", "y_true", "y_pred"),
    [
        ({"y_true": "3"}, "3", "0 1 2"),
        ({"y_true": "0:2"}, "0 1", "2 3"),
        ({"y_pred": ["0"]}, "1", "0"),
        ({"y_pred": ["1", "2"]}, "0", "1 2"),
        ({"sample_weight": "0"}, "1", "2 3"),
        ({"sample_weight": "3"}, "0", "1 2"),
    ],
)
def test_in_an_array_what_is_named_leaves_the_rest_in_order(
    asked: dict[str, object], y_true: str, y_pred: str
) -> None:
    found = of_array(4, **asked)
    assert (found.y_true, found.y_pred) == (tuple(y_true.split()), tuple(y_pred.split()))


@pytest.mark.parametrize(
    ("names", "suffixes"),
    [
        (("prob_cat", "prob_dog"), ("cat", "dog")),
        (("p0", "p1"), ("0", "1")),
        (("Prob_a_b",), ("a_b",)),
        (("prob_cat", "other"), ()),
        (("prob",), ()),
    ],
)
def test_class_names_stand_in_the_suffixes(
    names: tuple[str, ...], suffixes: tuple[str, ...]
) -> None:
    assert class_suffixes(names) == suffixes
