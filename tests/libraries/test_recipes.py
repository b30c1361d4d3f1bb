"""Recipes make what the libraries return, on data that force ties, absent classes and the like."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings

import metricdiff
from metricdiff.diagnosis.walk import walk
from metricdiff.planning import plan
from metricdiff.recipes.evaluation import evaluate
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.of_keras import recipe_of_keras
from metricdiff.recipes.of_sklearn import recipe_of_sklearn
from metricdiff.report import Report
from metricdiff.settings import Settings
from metricdiff.words import Verdict
from tests.conftest import SAMPLES
from tests.libraries.test_properties import (
    Given,
    binary,
    compared,
    fixed,
    multiclass,
    multilabel,
    regression,
)

pytestmark = pytest.mark.keras

DATA = {
    "binary": binary(),
    "multiclass": multiclass(),
    "multilabel": multilabel(),
    "regression": regression(),
}
#: float64 against float64, and float32 sums of few rows against float64.
EXACT, FLOAT32 = 1e-12, 2e-6


def sample(name: str) -> Report:
    import pandas as pd

    frame = pd.read_csv(SAMPLES / name)
    columns = [str(column) for column in frame]
    truth = {"benign", "digit", "progression"}
    labels = [name for name in columns if name in truth or "true" in name]
    scores = [name for name in columns if name not in labels]
    y, p = frame[labels].to_numpy(), frame[scores].to_numpy()
    return metricdiff.compare(y[:, 0] if len(labels) == 1 else y, p, metrics="all")


def described(report: Report, *averages: str) -> list[tuple[str, Any, Any, float]]:
    """Each call that has a recipe: its text, what it returned, what the recipe makes, the noise."""
    predictions = report.predictions
    facts = Facts(predictions)
    if not np.isfinite(facts.scores).all():
        return []
    planned_rows = plan(predictions, Settings(("all",), averages=averages))
    rows = zip(planned_rows, report.comparisons, strict=True)
    found = []
    for planned, row in rows:
        theirs = planned.sklearn and recipe_of_sklearn(planned.sklearn, predictions)
        ours = planned.keras and recipe_of_keras(
            planned.keras, predictions, weighted=planned.weighted
        )
        for recipe, side, noise in ((theirs, row.sklearn, EXACT), (ours, row.keras, FLOAT32)):
            if recipe and side.value is not None and np.isfinite(side.value).all():
                found.append((str(side.call), side.value, evaluate(recipe, facts), noise))
    return found


@pytest.mark.parametrize(
    "name",
    [
        "breast_cancer.csv",
        "breast_cancer_logits.csv",
        "digits.csv",
        "digits_multilabel.csv",
        "diabetes.csv",
    ],
)
def test_a_recipe_makes_what_its_call_returns(name: str, keras: Any) -> None:
    del keras
    found = described(sample(name))

    assert len(found) > 12
    for call, value, made, noise in found:
        assert made == pytest.approx(value, rel=noise, abs=noise), call


@pytest.mark.parametrize("kind", DATA)
def test_whatever_the_data_a_recipe_makes_what_its_call_returns(kind: str, keras: Any) -> None:
    del keras

    @settings(fixed, max_examples=12, phases=(Phase.explicit, Phase.generate))
    @given(DATA[kind])
    def check(one: Given) -> None:
        # Weights that cancel out, or are lost in the epsilons, are beyond float32.
        usual = one.weights is not None and one.weights.min() >= 0 and one.weights.sum() > 0.1
        # Labels whose squares float32 has no numbers for are nothing to Keras.
        y = np.where(np.abs(one.y) < 1e-15, 0, one.y) if kind == "regression" else one.y
        report = compared(Given(y, one.p, one.weights if usual else None))
        for call, value, made, noise in described(report) if report else []:
            finite = np.nan_to_num(np.asarray(made), nan=-1.0)
            assert finite == pytest.approx(value, rel=noise, abs=noise), (call, one)

    check()


@pytest.mark.parametrize("kind", ["multiclass", "multilabel"])
def test_the_recipe_of_each_class_makes_what_its_call_returns(kind: str, keras: Any) -> None:
    del keras
    classes = 0

    @settings(fixed, max_examples=12, phases=(Phase.explicit, Phase.generate))
    @given(DATA[kind])
    def check(one: Given) -> None:
        nonlocal classes
        report = compared(Given(one.y, one.p), average="none")
        for call, value, made, noise in described(report, "none") if report else []:
            classes += isinstance(value, list)
            assert np.nan_to_num(np.asarray(made), nan=-1.0) == pytest.approx(
                value, rel=noise, abs=noise
            ), (call, one)

    check()
    assert classes > 10


def test_a_walk_adds_up(keras: Any) -> None:
    del keras
    report = sample("breast_cancer_logits.csv")
    predictions = report.predictions
    facts, walked = Facts(predictions), 0
    for planned in plan(predictions, Settings(("all",))):
        theirs = planned.sklearn and recipe_of_sklearn(planned.sklearn, predictions)
        ours = planned.keras and recipe_of_keras(planned.keras, predictions, weighted=False)
        path = walk(theirs, ours, facts) if theirs and ours else None
        if path:
            walked += 1
            total = sum((step.contribution for step in path.steps), np.zeros(1))
            assert path.start + total == pytest.approx(path.end, abs=1e-12)
            assert path.end == pytest.approx(evaluate(ours, facts))  # type: ignore[arg-type]
    assert walked > 10


@pytest.mark.parametrize("kind", DATA)
def test_causes_add_up_to_the_difference(kind: str, keras: Any) -> None:
    del keras

    @settings(fixed, max_examples=12, phases=(Phase.explicit, Phase.generate))
    @given(DATA[kind])
    def check(one: Given) -> None:
        report = compared(one)
        for row in report.comparisons if report else ():
            assert bool(row.causes) == (row.verdict is Verdict.EXPLAINED) == bool(row.proof)
            if row.proof and row.difference is not None and np.isfinite(row.difference).all():
                contributions = [np.array(one.contribution, float, ndmin=1) for one in row.causes]
                residual = np.array(row.difference, float, ndmin=1) - sum(contributions)
                values = np.array([row.sklearn.value, row.keras.value], float)
                digits = 1e-12 * max(1.0, float(np.abs(values).max()))
                assert residual == pytest.approx(np.atleast_1d(row.proof.residual), abs=digits)
                allowed = row.atol + row.rtol * np.abs(values).max(axis=0)
                assert (np.abs(residual) <= allowed).all()

    check()
