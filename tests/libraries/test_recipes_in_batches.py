"""Batches, pairs, soft counts and edits: recipes make what real runs of the libraries return."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sklearn import metrics as sk

from metricdiff.engines import keras_compiled, keras_engine
from metricdiff.engines.keras_compiled import Compiled
from metricdiff.engines.keras_engine import Asked, InProcess
from metricdiff.engines.sklearn_engine import SklearnEngine
from metricdiff.inputs.inference import understand
from metricdiff.inputs.reading import from_arrays
from metricdiff.recipes.edits.labels import AllFirst, OtherClass, TwoColumns
from metricdiff.recipes.edits.rows import FirstRows, Shifted
from metricdiff.recipes.edits.scores import Complement, Hard, Ones, Ordered, Squashed, Whole
from metricdiff.recipes.edits.values import Logarithms, Scaled, Swapped
from metricdiff.recipes.edits.weights import ClassWeights
from metricdiff.recipes.evaluation import evaluate
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Argmax, Itself, Recipe, Threshold
from metricdiff.searching.runs import Loop, runs_of
from tests.libraries.test_properties import fixed

pytestmark = pytest.mark.keras

CUT = Recipe("positive", cast="float32", decide=Threshold(0.5), count="fbeta")
SIZES = (1, 3, 8, 32, 1000)


@st.composite
def binary(draw: st.DrawFn) -> tuple[Any, Any]:
    """Labels with both classes, scores with ties, exact 0, 1 and 0.5."""
    rows = draw(st.integers(5, 40))
    y = draw(st.lists(st.sampled_from([0, 1]), min_size=rows, max_size=rows))
    scores = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]) | st.floats(0, 1, width=32)
    p = draw(st.lists(scores, min_size=rows, max_size=rows))
    return np.array([0, 1, *y]), np.array([0.3, 0.6, *p], dtype=np.float32)


@st.composite
def values(draw: st.DrawFn) -> tuple[Any, Any]:
    """Targets and predictions above 0, some equal."""
    rows = draw(st.integers(5, 30))
    numbers = st.lists(st.floats(0.5, 40, width=32), min_size=rows, max_size=rows)
    y, p = np.array([1.5, 3.0, *draw(numbers)]), np.array([1.0, 2.5, *draw(numbers)])
    return y.astype(np.float32), p.astype(np.float32)


def facts(y: Any, p: Any, **given_too: Any) -> Facts:
    return Facts(understand(from_arrays(y, p, **given_too)))


def ran(recipe: Recipe, of: Facts) -> list[tuple[str, float]]:
    """Run a recipe for real, in every way that there is."""
    found = []
    for run in runs_of(recipe, of):
        if isinstance(run.made, Asked):
            (outcome,) = keras_engine.run(InProcess(), [run.made])
        elif isinstance(run.made, Compiled):
            (outcome,) = keras_compiled.run(InProcess(), [run.made])
        elif isinstance(run.made, Loop):
            found.append((run.text, run.finished(run.made.run())))
            continue
        else:
            outcome = SklearnEngine(run.made[1]).run(run.made[0])
        assert outcome.error is None or "Only one class" in outcome.error, run.text
        if isinstance(outcome.value, float):
            found.append((run.text, run.finished(outcome.value)))
    return found


def held(recipe: Recipe, of: Facts, noise: float = 3e-6, least: int = 1) -> None:
    """Hold what a recipe makes to what every run of it returns."""
    made, real = evaluate(recipe, of), ran(recipe, of)
    assert len(real) >= least, recipe
    for text, value in real:
        assert made == pytest.approx(value, rel=noise, abs=noise), text


@pytest.mark.parametrize("count", ["precision", "recall", "fbeta", "jaccard", "accuracy"])
def test_a_function_of_decisions_is_averaged_over_batches(count: str, keras: Any) -> None:
    del keras

    @settings(fixed, max_examples=4, phases=(Phase.explicit, Phase.generate))
    @given(binary(), st.sampled_from(SIZES[1:]))
    def check(data: tuple[Any, Any], size: int) -> None:
        columns = "row" if count == "accuracy" else "positive"
        held(replace(CUT, count=count, columns=columns, batch=size), facts(*data))  # type: ignore[arg-type]

    check()


@pytest.mark.parametrize("count", ["fbeta", "jaccard", "precision", "recall"])
@pytest.mark.parametrize("smooth", [0.0, 1.0])
def test_soft_counts(count: str, smooth: float, keras: Any) -> None:
    del keras

    @settings(fixed, max_examples=3, phases=(Phase.explicit, Phase.generate))
    @given(binary(), st.sampled_from((0, *SIZES[1:])))
    def check(data: tuple[Any, Any], size: int) -> None:
        above = smooth if count in {"fbeta", "jaccard"} else 0.0
        soft = replace(CUT, count=count, decide=None, soft=True, smooth=above, batch=size)
        held(soft, facts(*data), noise=2e-5)
        if count in {"fbeta", "jaccard"}:
            held(replace(soft, squared=True), facts(*data), noise=2e-5)

    check()


@pytest.mark.parametrize(
    "count", ["squares", "absolute", "root", "r2", "log_squares", "percentage"]
)
@pytest.mark.parametrize("pairs", [False, True])
def test_errors_of_batches_and_of_all_pairs(count: str, pairs: bool, keras: Any) -> None:
    del keras

    @settings(fixed, max_examples=4, phases=(Phase.explicit, Phase.generate))
    @given(values(), st.sampled_from((3, 8, 32)))
    def check(data: tuple[Any, Any], size: int) -> None:
        if count == "r2" and any(len(np.unique(part)) < 3 for part in _parts(data[0], size)):
            return  # of one target, or two as good as equal, R2 is what the epsilon says
        of = facts(*data)
        for whole in (0, size) if pairs else (size,):
            recipe = Recipe("cells", coding="number", count=count, k=0, epsilon=1e-7, batch=whole)
            held(replace(recipe, pairs=pairs), of, noise=1e-4)

    check()


def _parts(values: Any, size: int) -> list[Any]:
    return [values[start : start + size] for start in range(0, len(values), size)]


@pytest.mark.parametrize("count", ["accuracy", "fbeta", "precision", "log_loss", "squares"])
def test_every_label_against_every_prediction(count: str, keras: Any) -> None:
    del keras

    @settings(fixed, max_examples=4, phases=(Phase.explicit, Phase.generate))
    @given(binary(), st.sampled_from((0, 4, 32)))
    def check(data: tuple[Any, Any], size: int) -> None:
        decided = count in {"accuracy", "fbeta", "precision"}
        recipe = replace(
            *(CUT,),
            columns="row" if count == "accuracy" else "positive",
            coding="number",
            decide=CUT.decide if decided else None,
            count=count,
            clip=1e-7 if count == "log_loss" else 0.0,
        )
        held(replace(recipe, pairs=True, batch=size), facts(*data), noise=1e-4)

    check()


def test_sums_and_means_by_size(keras: Any) -> None:
    del keras
    y, p = np.arange(1.0, 12.0), np.arange(1.0, 12.0) * 1.3
    recipe = Recipe("cells", coding="number", count="squares", batch=4, total=True)

    held(recipe, facts(y, p))
    held(replace(recipe, batches="by_size"), facts(y, p))


@pytest.mark.parametrize("curve", ["step", "trapezoid", "interpolated"])
@pytest.mark.parametrize("grid", [0, 200])
def test_areas_of_batches_are_those_of_each_batch(curve: Any, grid: int) -> None:
    @settings(fixed, max_examples=8, phases=(Phase.explicit, Phase.generate))
    @given(binary(), st.sampled_from((3, 7, 16)))
    def check(data: tuple[Any, Any], size: int) -> None:
        for count in ("roc", "pr"):
            whole = Recipe("positive", count=count, curve=curve, grid=grid)
            each = [evaluate(whole, facts(a, b)) for a, b in zip(*(_parts(one, size) for one in data), strict=True) if len(np.unique(a)) > 1]  # noqa: E501  # fmt: skip
            if count == "pr" or not each:
                continue
            made = evaluate(replace(whole, batch=size), facts(*data))
            zeros = sum(len(np.unique(part)) < 2 for part in _parts(data[0], size)) if grid else 0
            assert made == pytest.approx(np.sum(each) / (len(each) + zeros))

    check()


@pytest.mark.parametrize("size", [0, 7])
def test_what_is_made_of_a_score_or_of_the_largest_error(size: int, keras: Any) -> None:
    del keras
    y, p = np.arange(40) % 3 // 2, np.linspace(0.01, 0.97, 40)
    soft = replace(CUT, count="fbeta", decide=None, soft=True, smooth=1.0, batch=size)

    held(replace(soft, scale=-1.0, offset=1.0), facts(y, p), noise=2e-5)
    held(Recipe("cells", coding="number", count="largest", batch=size), facts(p * 3.7 + y, p))


def test_areas_of_pairs_and_cells_that_equal_their_label(keras: Any) -> None:
    del keras
    rng = np.random.default_rng(3)
    y, z = rng.integers(0, 4, 90), rng.normal(size=(90, 4))
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    p[:20] = np.eye(4)[y[:20]]

    held(Recipe("each", count="roc", average="pairs"), facts(y, p))
    entropy = Recipe("cells", cast="float32", count="log_loss", clip=1e-7)
    held(entropy, facts(y, p))
    held(replace(entropy, transform="sigmoid", clip=0.0), facts(y, z))
    itself = Recipe("cells", coding="number", cast="float32", decide=Itself(), count="accuracy")
    held(itself, facts(y, p))


@pytest.mark.parametrize("average", ["micro", "weighted"])
@pytest.mark.parametrize("size", [0, 9])
def test_r2_of_several_outputs_by_other_means(average: Any, size: int, keras: Any) -> None:
    del keras
    y = np.random.default_rng(5).normal([3, 40], [1, 9], (60, 2))

    held(Recipe("row", coding="number", count="r2", k=0, average=average, batch=size), facts(y, y * 0.8 + 5))  # noqa: E501  # fmt: skip


def test_average_precision_of_batches() -> None:
    y, p = (
        np.array([0, 1, 1, 0, 1, 0, 0, 1, 1]),
        np.array([0.1, 0.4, 0.4, 0.8, 0.9, 0.2, 0.7, 0.6, 0.6]),
    )
    recipe = Recipe("positive", count="pr", curve="step", batch=3)
    parts = [sk.average_precision_score(y[at : at + 3], p[at : at + 3]) for at in (0, 3, 6)]

    assert evaluate(recipe, facts(y, p)) == pytest.approx(np.mean(parts))


def test_the_area_by_trapezoids_is_that_of_scikit_learn() -> None:
    @settings(fixed, max_examples=20, phases=(Phase.explicit, Phase.generate))
    @given(binary())
    def check(data: tuple[Any, Any]) -> None:
        precision, recall, _ = sk.precision_recall_curve(*data)
        recipe = Recipe("positive", count="pr", curve="trapezoid")
        assert evaluate(recipe, facts(*data)) == pytest.approx(sk.auc(recall, precision))

    check()


@pytest.mark.parametrize(
    "edit",
    [
        *(FirstRows(9), Shifted(1), Shifted(-2), Shifted(3, around=True), AllFirst()),
        *(OtherClass(), Complement(), Ones(), Hard(), Squashed(), ClassWeights()),
        ClassWeights((1.0, 5.0)),
    ],
    ids=lambda edit: type(edit).__name__,
)
def test_an_edit_is_seen_by_recipes_and_libraries_alike(edit: Any, keras: Any) -> None:
    del keras
    rng = np.random.default_rng(3)
    y = (rng.random(60) < 0.4).astype(int)
    of = facts(y, rng.random(60).astype(np.float32))
    weighted = isinstance(edit, ClassWeights)
    for count, columns in (("accuracy", "row"), ("precision", "positive"), ("fbeta", "positive")):
        recipe = replace(CUT, count=count, columns=columns, edits=(edit,), weight=weighted)  # type: ignore[arg-type]
        held(recipe, of)
    if not isinstance(edit, AllFirst):
        held(Recipe("positive", count="roc", edits=(edit,), weight=weighted), of)


def test_two_columns_are_pooled(keras: Any) -> None:
    del keras
    rng = np.random.default_rng(4)
    of = facts((rng.random(80) < 0.3).astype(int), rng.random(80).astype(np.float32))
    pooled = replace(CUT, columns="each", average="micro", edits=(TwoColumns(),))

    held(replace(pooled, count="precision"), of)
    held(replace(pooled, decide=None, count="roc", grid=200), of)


@pytest.mark.parametrize("count", ["squares", "absolute", "root", "r2", "explained"])
@pytest.mark.parametrize(
    "edit",
    [Scaled((2.0,), (3.0,), "scaled"), Logarithms(), Swapped(), Whole(), Whole(labels=True)],
    ids=lambda edit: type(edit).__name__,
)
def test_edits_of_values(count: str, edit: Any, keras: Any) -> None:
    del keras
    rng = np.random.default_rng(5)
    y = rng.gamma(3.0, 2.0, 40)
    of = facts(y, y + rng.normal(size=40) * 0.5 + 1)

    held(Recipe("cells", coding="number", count=count, k=0, edits=(edit,)), of, noise=1e-5)


def test_columns_in_another_order(keras: Any) -> None:
    del keras
    rng = np.random.default_rng(6)
    y = rng.integers(0, 4, 50)
    of = facts(y, rng.dirichlet(np.ones(4), 50).astype(np.float32))

    held(Recipe("row", decide=Argmax(), count="accuracy", edits=(Ordered((1, 3, 0, 2)),)), of)


def test_weights_over_the_number_of_rows_are_those_of_a_loss(keras: Any) -> None:
    rng = np.random.default_rng(8)
    y, p, w = (rng.random(40) < 0.5).astype(int), rng.random(40).astype(np.float32), rng.random(40)
    loss = keras.losses.BinaryCrossentropy()(y[:, None], p[:, None], sample_weight=w)
    recipe = Recipe("positive", count="log_loss", clip=1e-7, weight=True, over_rows=True)

    assert evaluate(recipe, facts(y, p, sample_weight=w)) == pytest.approx(float(loss), rel=1e-6)
    held(recipe, facts(y, p, sample_weight=w))


@pytest.mark.parametrize("smoothing", [0.1, 0.3])
def test_smoothed_labels(smoothing: float, keras: Any) -> None:
    del keras
    rng = np.random.default_rng(9)
    y, p = rng.integers(0, 3, 40), rng.dirichlet(np.ones(3), 40).astype(np.float32)
    two = Recipe("positive", cast="float32", count="log_loss", clip=1e-7, smoothing=smoothing)
    three = replace(two, columns="row", unit_rows="before")

    held(replace(two, coding="number"), facts((y > 0).astype(int), p[:, 0]))
    held(three, facts(y, p))
