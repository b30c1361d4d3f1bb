"""Which comparisons a run makes, and with which calls.  No library runs here."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from metricdiff.errors import UsageError
from metricdiff.inputs.inference import understand
from metricdiff.inputs.predictions import Predictions
from metricdiff.inputs.reading import from_arrays
from metricdiff.planning import Planned, plan
from metricdiff.settings import Overrides, Settings
from metricdiff.words import Kind, Pairing, Task


def predictions(y_true: Any, y_pred: Any, *, weight: Any = None, **said: Any) -> Predictions:
    return understand(from_arrays(y_true, y_pred, weight), Overrides(**said))


BINARY = predictions([0, 1, 1, 0], [0.2, 0.7, 0.4, 0.1])
LOGITS = predictions([0, 1, 1, 0], [-3.0, 2.0, 0.1, -1.0])
NAMES = predictions(["no", "yes", "yes", "no"], [0.2, 0.7, 0.4, 0.1])
DECISIONS = predictions([0, 1, 1, 0], [0, 1, 0, 0])
SOFTMAX = predictions([0, 1, 2, 1], np.full((4, 3), 1 / 3))
MULTILABEL = predictions([[1, 1], [1, 0], [0, 0]], [[0.9, 0.2], [0.4, 0.1], [0.3, 0.6]])
VALUES = predictions([1.5, 2.5, 3.0], [1.0, 2.0, 3.5])


def calls(rows: tuple[Planned, ...], pairing: Pairing) -> list[tuple[str | None, str | None]]:
    return [(row.sklearn_text, row.keras_text) for row in rows if row.pairing is pairing]


def matched(given: Predictions, *metrics: str, **settings: Any) -> list[Any]:
    return calls(plan(given, Settings(metrics=metrics, **settings)), Pairing.MATCHED)


def default(given: Predictions, *metrics: str, **settings: Any) -> list[Any]:
    return calls(plan(given, Settings(metrics=metrics, **settings)), Pairing.DEFAULT)


def test_both_sides_have_the_same_threshold() -> None:
    assert matched(BINARY, "f1", thresholds=(0.3,)) == [
        ("f1_score(y_true, y_pred > 0.3)", "F1Score(threshold=0.3)")
    ]


def test_what_a_library_does_anyway_is_not_spelled_out() -> None:
    assert matched(BINARY, "precision") == [
        ("precision_score(y_true, y_pred > 0.5)", "Precision()")
    ]


def test_logits_are_cut_at_the_logit_by_sklearn_and_taken_as_they_are_by_keras() -> None:
    assert matched(LOGITS, "accuracy") == [
        ("accuracy_score(y_true, y_pred > 0)", "BinaryAccuracy()")
    ]
    ((sklearn, keras),) = matched(LOGITS, "recall", thresholds=(0.3,))
    assert sklearn == "recall_score(y_true, y_pred > -0.8472978603872036)"
    assert keras == "Recall(thresholds=0.3)"
    assert matched(LOGITS, "log_loss") == [
        ("log_loss(y_true, expit(y_pred))", "BinaryCrossentropy()")
    ]


def test_decisions_are_in_the_space_of_the_labels() -> None:
    assert matched(NAMES, "precision")[0][0] == (
        'precision_score(y_true, np.where(y_pred > 0.5, "yes", "no"), pos_label="yes")'
    )


def test_the_positive_class_can_be_the_first() -> None:
    flipped = predictions(["no", "yes", "no"], [0.2, 0.7, 0.4], pos_label="no")

    assert matched(flipped, "roc_auc") == [('roc_auc_score(y_true == "no", y_pred)', "AUC()")]
    assert matched(flipped, "recall")[0][0] == (
        'recall_score(y_true, np.where(y_pred > 0.5, "no", "yes"), pos_label="no")'
    )


def test_given_decisions_are_not_cut_again() -> None:
    assert matched(DECISIONS, "accuracy") == [
        ("accuracy_score(y_true, y_pred)", "BinaryAccuracy()")
    ]


def test_decisions_alone_are_not_ranked() -> None:
    assert {row.name for row in plan(DECISIONS, Settings())} == {
        *("accuracy", "precision", "recall", "f1", "jaccard")
    }


def test_a_default_that_is_a_matched_call_is_not_shown_twice() -> None:
    assert default(BINARY, "precision") == []
    assert default(BINARY, "precision", thresholds=(0.3,)) == [
        ("precision_score(y_true, y_pred > 0.3)", "Precision()")
    ]
    assert default(BINARY, "precision", thresholds=(0.3, 0.5)) == []


def test_a_default_stands_against_the_usual_threshold_where_that_is_shown() -> None:
    assert default(BINARY, "f1", thresholds=(0.3, 0.5)) == [
        ("f1_score(y_true, y_pred > 0.5)", "F1Score()")
    ]


def test_the_string_accuracy_is_resolved_as_compile_does() -> None:
    assert default(MULTILABEL, "accuracy") == [
        ("accuracy_score(y_true, y_pred > 0.5)", "CategoricalAccuracy()")
    ]
    decided = predictions([0, 1, 2], [0, 2, 2])
    assert default(decided, "accuracy") == [("accuracy_score(y_true, y_pred)", "BinaryAccuracy()")]
    assert matched(decided, "accuracy") == [("accuracy_score(y_true, y_pred)", "Accuracy()")]


def test_averages_are_varied_where_both_libraries_name_them() -> None:
    assert matched(SOFTMAX, "f1", averages=("micro", "none")) == [
        (
            'f1_score(y_true, y_pred.argmax(axis=1), average="micro")',
            'F1Score(average="micro")',
        ),
        ("f1_score(y_true, y_pred.argmax(axis=1), average=None)", "F1Score()"),
    ]


def test_an_average_that_keras_has_not_leaves_its_side_empty() -> None:
    assert matched(MULTILABEL, "f1", averages=("samples",)) == [
        ('f1_score(y_true, y_pred > 0.5, average="samples")', None)
    ]
    assert matched(SOFTMAX, "precision_weighted")[0][1] is None


def test_a_macro_average_is_the_mean_of_the_classes_in_keras() -> None:
    assert matched(SOFTMAX, "recall_macro") == [
        (
            'recall_score(y_true, y_pred.argmax(axis=1), average="macro")',
            "np.mean([Recall(top_k=1, class_id=c) for c in range(3)])",
        )
    ]


def test_k_is_two_where_five_would_be_all() -> None:
    assert matched(SOFTMAX, "top_k") == [
        ("top_k_accuracy_score(y_true, y_pred)", "SparseTopKCategoricalAccuracy(k=2)")
    ]


def test_a_name_may_pin_the_sign() -> None:
    assert matched(VALUES, "neg_mean_squared_error") == [
        ("-mean_squared_error(y_true, y_pred)", "-MeanSquaredError()")
    ]


def test_a_name_may_pin_the_class_of_keras() -> None:
    rows = plan(SOFTMAX, Settings(metrics=("binary_accuracy",)))

    assert calls(rows, Pairing.CUSTOM) == [
        ("accuracy_score(y_true, y_pred.argmax(axis=1))", "BinaryAccuracy()")
    ]
    assert matched(BINARY, "binary_accuracy") == [
        ("accuracy_score(y_true, y_pred > 0.5)", "BinaryAccuracy()")
    ]


def test_weights_go_to_both_sides_and_not_to_the_default() -> None:
    weighted = predictions([0, 1, 1], [0.2, 0.7, 0.4], weight=[1, 2, 3])

    rows = plan(weighted, Settings(metrics=("roc_auc",)))

    assert calls(rows, Pairing.MATCHED) == [
        (
            "roc_auc_score(y_true, y_pred, sample_weight=sample_weight)",
            "AUC()(y_true, y_pred, sample_weight)",
        )
    ]
    assert calls(rows, Pairing.DEFAULT) == [
        ("roc_auc_score(y_true, y_pred, sample_weight=sample_weight)", "AUC()")
    ]
    assert [row.weighted for row in rows] == [True, False]


def test_a_column_of_decisions_is_one_more_row_for_each_metric_of_decisions() -> None:
    given = understand(from_arrays([0, 1, 1], [0.2, 0.7, 0.5], None, [0, 1, 1]))

    rows = plan(given, Settings(metrics=("accuracy", "roc_auc")))

    assert [(row.label, row.sklearn_text) for row in rows] == [
        ("", "accuracy_score(y_true, y_pred > 0.5)"),
        ("column decision", "accuracy_score(y_true, decision)"),
        ("", "roc_auc_score(y_true, y_pred)"),
    ]


def test_columns_in_another_order_than_sorted_are_reordered_for_sklearn() -> None:
    given = predictions([10, 2, 2], [[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]], task=Task.MULTICLASS,
                        labels=("2", "10"))  # fmt: skip
    other = predictions(["b", "a", "c"], np.eye(3), labels=("b", "a", "c"))

    assert matched(given, "log_loss")[0][0] == "log_loss(y_true, y_pred)"
    assert matched(other, "log_loss")[0][0] == "log_loss(y_true, y_pred[:, [1, 0, 2]])"
    assert matched(other, "accuracy")[0][0] == (
        "accuracy_score(y_true, classes[y_pred.argmax(axis=1)])"
    )


def test_classes_that_do_not_occur_are_named_where_sklearn_needs_them() -> None:
    given = predictions([0, 1, 1], np.full((3, 3), 1 / 3))

    assert matched(given, "log_loss")[0][0] == "log_loss(y_true, y_pred, labels=[0, 1, 2])"


def test_one_hot_labels_are_class_numbers_for_sklearn() -> None:
    given = predictions(np.eye(3), np.eye(3) * 0.7 + 0.1)

    assert matched(given, "accuracy") == [
        ("accuracy_score(y_true.argmax(axis=1), y_pred.argmax(axis=1))", "CategoricalAccuracy()")
    ]


def test_custom_calls_stand_alone_unless_metrics_are_named_too() -> None:
    custom = (("f1_score(y_true, y_pred > 0.3)", "F1Score(threshold=0.3)"),)

    alone = plan(BINARY, Settings(custom=custom))
    both = plan(BINARY, Settings(metrics=("accuracy",), custom=custom))

    assert [(row.name, row.pairing) for row in alone] == [("f1_score", Pairing.CUSTOM)]
    assert [row.name for row in both] == ["accuracy", "f1_score"]


def test_arguments_that_are_left_out_are_the_usual_ones() -> None:
    custom = (('f1_score(average="macro")', "F1Score()"), ("roc_auc_score()", "AUC()"))

    rows = plan(BINARY, Settings(custom=custom))

    assert [row.sklearn_text for row in rows] == [
        'f1_score(y_true, y_pred > 0.5, average="macro")',
        "roc_auc_score(y_true, y_pred)",
    ]
    with pytest.raises(UsageError, match="say what it is given"):
        plan(BINARY, Settings(custom=(("fowlkes_mallows_score()", "AUC()"),)))


@pytest.mark.parametrize(
    ("given", "metric", "says"),
    [
        (BINARY, "r2", "neither library computes it on a binary task"),
        (VALUES, "f1", "neither library computes it on a regression task"),
        (DECISIONS, "roc_auc", "it needs scores, and the predictions are decisions"),
    ],
)
def test_a_named_metric_that_does_not_apply_is_an_error(
    given: Predictions, metric: str, says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        plan(given, Settings(metrics=(metric,)))


@pytest.mark.parametrize("given", [SOFTMAX, DECISIONS, VALUES])
def test_a_threshold_needs_something_to_cut(given: Predictions) -> None:
    with pytest.raises(UsageError, match="nothing to cut"):
        plan(given, Settings(thresholds=(0.3,)))


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_a_threshold_at_the_ends_has_no_logit(threshold: float) -> None:
    with pytest.raises(UsageError, match="both excluded, for logits"):
        plan(LOGITS, Settings(thresholds=(threshold,)))


@pytest.mark.parametrize("given", [BINARY, LOGITS, NAMES, SOFTMAX, MULTILABEL, VALUES, DECISIONS])
def test_no_pair_of_calls_is_planned_twice(given: Predictions) -> None:
    rows = plan(given, Settings(metrics=("all", "all")))

    pairs = [(row.name, row.pairing, row.sklearn_text, row.keras_text) for row in rows]
    assert len(set(pairs)) == len(pairs)
    assert given.kind in Kind
