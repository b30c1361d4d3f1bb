"""Recipes on small data, with values worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from metricdiff.calls import parse
from metricdiff.causes.cuts import cut_of
from metricdiff.diagnosis.walk import walk
from metricdiff.inputs.inference import understand
from metricdiff.inputs.reading import from_arrays
from metricdiff.recipes.curves import bucket
from metricdiff.recipes.evaluation import evaluate
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.of_keras import recipe_of_keras
from metricdiff.recipes.of_sklearn import recipe_of_sklearn
from metricdiff.recipes.recipe import Given, Recipe, RowMaximum, Threshold

LABELS, SCORES = [0, 1, 1, 0], [0.2, 0.7, 0.4, 0.5]
PREDICTIONS = understand(from_arrays(LABELS, SCORES))
FACTS = Facts(PREDICTIONS)
HALF = Recipe("positive", decide=Threshold(0.5), count="precision")


def facts(y_true: Any, y_pred: Any, decision: Any = None) -> Facts:
    return Facts(understand(from_arrays(y_true, y_pred, None, decision)))


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({}, 1.0),  # 0.7 alone is above
        ({"decide": Threshold(0.5, inclusive=True)}, 0.5),
        ({"decide": RowMaximum()}, 0.5),
        ({"count": "recall"}, 0.5),
        ({"count": "fbeta"}, 2 / 3),
        ({"count": "fbeta", "beta": 2.0}, 5 * 0.5 / (4 + 0.5)),
        ({"count": "jaccard"}, 0.5),
        ({"count": "jaccard", "columns": "both", "average": "macro"}, (2 / 3 + 1 / 2) / 2),
        ({"count": "accuracy", "columns": "row"}, 0.75),
        ({"count": "error", "columns": "row"}, 0.25),
        ({"count": "tn"}, 2.0),
        ({"scale": -100.0}, -100.0),
    ],
)
def test_counts_of_decisions(changes: dict[str, Any], value: float) -> None:
    assert evaluate(replace(HALF, **changes), FACTS) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    ("recipe", "value"),
    [
        (Recipe("positive", count="roc"), 0.75),
        (Recipe("positive", count="roc", grid=2), 0.5),  # all share the only cell
        (Recipe("positive", count="pr", curve="step"), (1 + 2 / 3) / 2),
        (Recipe("positive", count="squares"), (0.04 + 0.09 + 0.36 + 0.25) / 4),
    ],
)
def test_scores(recipe: Recipe, value: float) -> None:
    assert evaluate(recipe, FACTS) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize("ties", [3, 1000])
@pytest.mark.parametrize(("count", "curve"), [("roc", "step"), ("pr", "step"), ("pr", "trapezoid")])
def test_a_curve_is_the_same_in_any_order_of_the_rows(count: Any, curve: Any, ties: int) -> None:
    random = np.random.default_rng(ties)
    labels, scores = random.integers(0, 2, 200), random.integers(0, ties, 200) / ties
    recipe = Recipe("positive", count=count, curve=curve)
    order = np.argsort(scores, kind="stable")
    shuffled, ordered = facts(labels, scores), facts(labels[order], scores[order])
    assert evaluate(recipe, ordered) == pytest.approx(evaluate(recipe, shuffled), abs=1e-14)


def test_cells_of_the_grid_are_those_of_keras() -> None:
    scores = np.array([-1.0, 0.0, 0.004, 0.006, 0.5, 1.0, 2.0, np.inf, np.nan])

    assert bucket(scores, 200).tolist() == [0, 0, 0, 1, 99, 198, 198, 198, 0]


@pytest.mark.parametrize(
    "call",
    [
        'cohen_kappa_score(y_true, y_pred > 0.5, weights="linear")',
        'f1_score(y_true, y_pred > 0.5, average="samples")',
        "f1_score(y_true, y_pred > 0.5) + f1_score(y_true, y_pred > 0.4)",
        "1 - f1_score(y_true, y_pred > 0.5)",
        "accuracy_score(y_true, y_pred < 0.5)",
        "accuracy_score(y_true, np.where(y_pred > 0.5, 0, 1))",
    ],
)
def test_a_call_that_is_not_described_has_no_recipe(call: str) -> None:
    assert recipe_of_sklearn(parse(call), PREDICTIONS) is None


@pytest.mark.parametrize(
    ("function", "of_class"),
    [
        ("MeanMetricWrapper(binary_accuracy, threshold=0.3)", "BinaryAccuracy(threshold=0.3)"),
        ("MeanMetricWrapper(binary_crossentropy)", "BinaryCrossentropy()"),
        ("1 - MeanMetricWrapper(binary_accuracy)", "1 - BinaryAccuracy()"),
        ("MeanMetricWrapper(mean_squared_error)", "MeanSquaredError()"),
    ],
)
def test_a_function_of_keras_is_made_as_its_class_is(function: str, of_class: str) -> None:
    recipes = [
        recipe_of_keras(parse(call), PREDICTIONS, weighted=False) for call in (function, of_class)
    ]

    assert recipes[0] == recipes[1]
    assert recipes[0] is not None


def test_a_walk_changes_one_field_at_a_time_and_adds_up() -> None:
    theirs = recipe_of_sklearn(parse("precision_score(y_true, y_pred > 0.3)"), PREDICTIONS)
    ours = recipe_of_keras(parse("Precision()"), PREDICTIONS, weighted=False)
    assert theirs
    assert ours

    path = walk(theirs, ours, FACTS)

    assert path
    assert [step.field for step in path.steps] == ["coding", "cast", "decide"]
    contributions = [float(step.contribution[0]) for step in path.steps]
    assert contributions == pytest.approx([0.0, 0.0, 1 / 3])
    assert (path.start[0], path.end[0]) == pytest.approx((2 / 3, 1.0))


@pytest.mark.parametrize(
    ("decision", "cut"),
    [
        ([0, 1, 0, 1], Threshold(0.5, inclusive=True)),
        ([0, 1, 0, 0], Threshold(0.5)),
        ([0, 1, 1, 1], Threshold(0.4, inclusive=True)),
        ([1, 0, 1, 0], None),  # no threshold makes it
        ([1, 1, 1, 1], None),
    ],
)
def test_the_threshold_behind_a_column_of_decisions(
    decision: list[int], cut: Threshold | None
) -> None:
    assert cut_of(Given("decision"), facts(LABELS, SCORES, decision)) == cut
