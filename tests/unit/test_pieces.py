"""What is made of rows in pieces is what is made of all of them at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metricdiff import pieces
from metricdiff.calls import parse
from metricdiff.engines import piecewise
from metricdiff.engines.outcome import Outcome
from metricdiff.engines.sklearn_engine import SklearnEngine
from metricdiff.errors import MetricdiffError
from metricdiff.inputs.inference import understand
from metricdiff.inputs.predictions import Predictions
from metricdiff.inputs.reading import from_arrays
from metricdiff.pieces import largest, moments, slices
from metricdiff.planning import Planned, plan
from metricdiff.recipes.evaluation import evaluate
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.of_keras import recipe_of_keras
from metricdiff.recipes.of_sklearn import recipe_of_sklearn
from metricdiff.recipes.recipe import Recipe
from metricdiff.settings import Overrides, Settings
from metricdiff.words import Task

Array = npt.NDArray[Any]

unhurried = settings(deadline=None, max_examples=60)
WHOLE = 1 << 40
#: Next to nothing, a difference of digits of what it was made from.
NEXT_TO_NOTHING = 1e-12


@contextmanager
def in_pieces_of(cells: int) -> Iterator[None]:
    with (
        patch.object(pieces, "CELLS", cells),
        patch.object(piecewise, "CELLS", cells),
        patch.object(piecewise, "FEWEST_CELLS", 0 if cells < WHOLE else WHOLE),
    ):
        yield


@st.composite
def data(draw: st.DrawFn) -> Predictions:
    """Predictions of any task, odd ones too."""
    task = draw(st.sampled_from([Task.REGRESSION, Task.MULTICLASS, Task.MULTILABEL]))
    rows, columns = draw(st.integers(1, 40)), draw(st.integers(1, 4))
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    kind = draw(st.sampled_from([np.float16, np.float32, np.float64]))
    labels, scores = made(task, random, rows, columns)
    scores = scores.astype(kind)
    if draw(st.booleans()):  # ties, zeros, and rows that are alike
        labels, scores = np.round(labels), np.round(scores, 1)
    if draw(st.integers(0, 4)) == 0 and scores.dtype.kind == "f":
        scores.flat[draw(st.integers(0, scores.size - 1))] = np.nan
    if task is Task.REGRESSION and draw(st.booleans()):
        labels = labels + draw(st.sampled_from([0.0, -3.0, 1e4]))
    weights = random.choice([0.0, 0.5, 1.0, 3.0], rows) if draw(st.booleans()) else None
    mask = random.integers(0, 2, rows) if draw(st.booleans()) else np.zeros(rows)
    raw = from_arrays(
        labels, scores, weights, mask=mask if mask is not None and mask.any() else None
    )
    return understand(raw, Overrides(task=task))


def made(task: Task, random: np.random.Generator, rows: int, columns: int) -> tuple[Array, Array]:
    if task is Task.REGRESSION:
        labels = random.normal(size=(rows, columns)) * 3
        scores = labels + random.normal(size=(rows, columns))
        return (labels[:, 0], scores[:, 0]) if columns == 1 else (labels, scores)
    if task is Task.MULTILABEL:
        shape = (rows, columns + 1)
        return random.integers(0, 2, shape), random.random(shape)
    scores = random.random((rows, columns + 2))
    return random.integers(0, columns + 2, rows), scores / scores.sum(axis=1, keepdims=True)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Predictions, int]:
    try:
        predictions = draw(data())
        plan(predictions, Settings(("all",)))
    except MetricdiffError:  # labels and columns that fit no task
        predictions = understand(from_arrays([1.5, 2.5, 4.0], [1.0, 2.0, 4.5]))
    return predictions, draw(st.integers(1, 7))


def planned(predictions: Predictions) -> list[Planned]:
    return list(plan(predictions, Settings(("all",), averages=("macro", "micro", "weighted"))))


def recipes(predictions: Predictions) -> Iterator[Recipe]:
    for one in planned(predictions):
        for weighted in (False, predictions.raw.sample_weight is not None):
            ours = one.keras and recipe_of_keras(one.keras, predictions, weighted=weighted)
            theirs = one.sklearn and recipe_of_sklearn(one.sklearn, predictions)
            yield from (recipe for recipe in (ours, theirs) if recipe)


def value(recipe: Recipe, predictions: Predictions) -> Any:
    try:
        return evaluate(recipe, Facts(predictions.counted))
    except (ValueError, ZeroDivisionError) as error:
        return type(error).__name__


def same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, str) or isinstance(theirs, str):
        return bool(ours == theirs)
    return np.shape(ours) == np.shape(theirs) and np.allclose(
        ours, theirs, rtol=NEXT_TO_NOTHING, atol=NEXT_TO_NOTHING * 100, equal_nan=True
    )


@unhurried
@given(cases())
def test_a_recipe_makes_the_same_of_pieces(case: tuple[Predictions, int]) -> None:
    predictions, cells = case
    for recipe in recipes(predictions):
        with in_pieces_of(WHOLE):
            whole = value(recipe, predictions)
        with in_pieces_of(cells):
            assert same(value(recipe, predictions), whole), recipe


def ran(predictions: Predictions, text: str, cells: int) -> Outcome:
    with in_pieces_of(cells):
        return SklearnEngine(predictions).run(parse(text))


@pytest.mark.filterwarnings("ignore")
@unhurried
@given(cases())
def test_scikit_learn_returns_the_same_of_pieces(case: tuple[Predictions, int]) -> None:
    predictions, cells = case
    calls = {str(one.sklearn.text) for one in planned(predictions) if one.sklearn}
    for text in sorted(calls):
        whole, merged = ran(predictions, text, WHOLE), ran(predictions, text, cells)
        assert (merged.error, set(merged.warnings)) == (whole.error, set(whole.warnings)), text
        assert (merged.value is None) == (whole.value is None), text
        if whole.value is not None:
            assert same(merged.value, whole.value), text


@pytest.mark.parametrize(
    "text",
    [
        *("mean_squared_error(y_true, y_pred)", "root_mean_squared_error(y_true, y_pred)"),
        *("r2_score(y_true, y_pred)", "max_error(y_true, y_pred)"),
        "100 * mean_absolute_percentage_error(y_true, y_pred, sample_weight=sample_weight)",
        *("mean_poisson_deviance(y_true, y_pred)", "mean_squared_log_error(y_true, y_pred)"),
        *("r2_score(y_true, y_pred, sample_weight=sample_weight)",),
    ],
)
def test_means_are_taken_in_pieces_and_agree_to_twelve_digits(text: str) -> None:
    random = np.random.default_rng(3)
    labels = random.lognormal(size=5_000).astype(np.float32)
    scores = (labels * random.lognormal(size=5_000) * 0.9).astype(np.float32)
    predictions = understand(from_arrays(labels, scores, random.random(5_000)))
    node = next(parse(text).library_calls())

    with in_pieces_of(64):
        import sklearn.metrics

        function = getattr(sklearn.metrics, node.func.id)  # type: ignore[attr-defined]
        assert piecewise.in_pieces(node, predictions, function) is not None
    whole, merged = ran(predictions, text, WHOLE).value, ran(predictions, text, 64).value
    assert merged == pytest.approx(whole, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "median_absolute_error(y_true, y_pred)",
        "mean_squared_error(y_true, y_pred.ravel())",
        "mean_squared_error(y_true, y_pred, multioutput=[1.0])",
        "mean_squared_error(y_pred[:2], y_true[:2])",
    ],
)
def test_what_does_not_merge_is_run_on_all_rows(text: str) -> None:
    predictions = understand(from_arrays([1.5, 2.5, 3.5], [1.0, 2.0, 4.0]))
    node = next(parse(text).library_calls())

    def fails(*_: Any, **__: Any) -> float:
        raise AssertionError("it was run")

    with in_pieces_of(1):
        assert piecewise.in_pieces(node, predictions, fails) is None


def test_a_file_of_some_rows_is_one_plain_call() -> None:
    predictions = understand(from_arrays([1.5, 2.5, 3.5], [1.0, 2.0, 4.0]))
    node = next(parse("mean_squared_error(y_true, y_pred)").library_calls())

    assert piecewise.in_pieces(node, predictions, lambda *_: 0.0) is None


@given(st.integers(1, 50), st.integers(1, 5), st.integers(1, 20))
def test_pieces_are_all_rows_in_their_order(rows: int, columns: int, cells: int) -> None:
    array = np.arange(rows * columns).reshape(rows, columns)
    with in_pieces_of(cells):
        parts = [array[part] for part in slices(array)]

    assert all(0 < part.size <= max(cells, columns) for part in parts)
    np.testing.assert_array_equal(np.concatenate(parts), array)


@given(
    st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=40),
    st.sampled_from([0.0, 1e9]),
    st.integers(1, 7),
)
def test_moments_and_the_largest_are_numpys(values: list[float], far: float, cells: int) -> None:
    array = np.array(values) + far
    with in_pieces_of(cells):
        mean, spread = moments(array)
        most = largest(np.append(array, np.nan))

    assert mean == pytest.approx(array.mean(), rel=1e-12, abs=1e-9)
    assert spread == pytest.approx(array.std(), rel=1e-6, abs=1e-6)
    assert most == np.abs(array).max()


def test_numbers_that_are_all_alike_have_no_spread() -> None:
    with in_pieces_of(2):
        assert [float(one) for one in moments(np.full(7, 0.1, np.float32))] == [
            float(np.float32(0.1)),
            0.0,
        ]
