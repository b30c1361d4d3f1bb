"""Whatever the data: a report keeps its promises, and a call never lies."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from functools import partial
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
import sklearn.metrics
from hypothesis import HealthCheck, given, settings
from hypothesis.extra import numpy as arrays
from scipy.special import expit, softmax
from sklearn.metrics import pairwise

import metricdiff
from metricdiff import MetricdiffError
from metricdiff.diagnosis.tolerance import Tolerance
from metricdiff.engines.given import keras_arrays, keras_forms
from metricdiff.inputs.predictions import Predictions
from metricdiff.report import Report
from metricdiff.words import Verdict
from tests.libraries.direct import Array, Data, same

pytestmark = pytest.mark.keras

fixed = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Given:
    """Arguments of ``compare``."""

    y: Array
    p: Array
    weights: Array | None = None


def numbers(*special: float) -> st.SearchStrategy[float]:
    return st.one_of(st.sampled_from(special), st.floats(0, 1, width=16))


@st.composite
def weighted(draw: st.DrawFn, y: Array, p: Array) -> Given:
    """Perhaps with weights: none, zero, tiny, whole, negative."""
    size = len(y)
    kinds = (
        st.just(0.0),
        st.sampled_from([0.0, 1.0]),
        st.floats(0, 1e-30),
        st.integers(0, 5),
        st.floats(-1, 1, width=16),
    )
    if draw(st.booleans()):
        return Given(y, p)
    of = draw(st.sampled_from(kinds))
    return Given(y, p, np.array(draw(st.lists(of, min_size=size, max_size=size)), float))


@st.composite
def binary(draw: st.DrawFn) -> Given:
    size = draw(st.integers(1, 12))
    codes = draw(st.sampled_from([(0, 1), (-1, 1), (1, 2), (False, True), ("no", "yes")]))
    share = st.lists(st.sampled_from(codes), min_size=size, max_size=size)
    kind = draw(st.sampled_from(["tied", "decisions", "logits", "broken"]))
    if kind == "decisions":
        return draw(weighted(np.array(draw(share)), np.array(draw(share))))
    special = (0.0, 0.5, 1.0, 0.3)
    if kind == "logits":
        special = (0.0, -2.0, 3.0, 1e30)
    if kind == "broken":
        special = (0.5, math.nan, math.inf, -math.inf)
    scores = np.array(draw(st.lists(numbers(*special), min_size=size, max_size=size)))
    dtype = draw(st.sampled_from(["float16", "float32", "float64"]))
    with np.errstate(over="ignore"):
        return draw(weighted(np.array(draw(share)), scores.astype(dtype)))


@st.composite
def small_types(draw: st.DrawFn) -> Given:
    """Labels and predictions of every small type."""
    size = draw(st.integers(1, 12))
    types = st.sampled_from(["int8", "uint8", "bool", "float16", "float32", "float64"])
    y, p = (draw(arrays.arrays(draw(types), size, elements=st.integers(0, 1))) for _ in range(2))
    return draw(weighted(y, p))


@st.composite
def multiclass(draw: st.DrawFn) -> Given:
    """Few rows, so classes are absent; ties between classes; broken rows."""
    size, classes = draw(st.integers(1, 10)), draw(st.integers(3, 6))
    y = draw(arrays.arrays(np.int64, size, elements=st.integers(0, classes - 1)))
    kind = draw(st.sampled_from(["probabilities", "logits", "broken", "decisions", "one-hot"]))
    if kind == "decisions":
        p = draw(arrays.arrays(np.int8, size, elements=st.integers(0, classes - 1)))
        return draw(weighted(y, p))
    values = st.sampled_from([0.0, 0.5, 1.0, 2.0] + [math.nan, -math.inf] * (kind == "broken"))
    scores = draw(arrays.arrays(np.float32, (size, classes), elements=values))
    if kind in {"probabilities", "one-hot"}:
        scores = softmax(scores, axis=1)
    return draw(weighted(np.eye(classes)[y] if kind == "one-hot" else y, scores))


@st.composite
def multilabel(draw: st.DrawFn) -> Given:
    shape = draw(st.integers(1, 10)), draw(st.integers(2, 4))
    y = draw(arrays.arrays(np.int8, shape, elements=st.integers(0, 1)))
    values = numbers(0.0, 0.5, 1.0, *draw(st.sampled_from([(), (math.nan, 2.0)])))
    dtype = draw(st.sampled_from(["float16", "float32"]))
    return draw(weighted(y, draw(arrays.arrays(np.float64, shape, elements=values)).astype(dtype)))


@st.composite
def regression(draw: st.DrawFn) -> Given:
    size = draw(st.integers(1, 10))
    shape = draw(st.sampled_from([(size,), (size, 2)]))
    broken = draw(st.booleans())
    values = st.one_of(
        st.sampled_from([0.0, 1.0, -2.5, 1e-9, 3e4] + [math.nan, math.inf] * broken),
        st.floats(-100, 100, width=32),
    )
    y = draw(arrays.arrays(np.float64, shape, elements=st.floats(-100, 100, width=32)))
    dtype = draw(st.sampled_from(["f4", "f8", "i8", "u1"]))
    if dtype in {"i8", "u1"}:
        values = st.integers(0, 200)
    return draw(weighted(y, draw(arrays.arrays(dtype, shape, elements=values))))


DATA = {
    "binary": binary(),
    "small types": small_types(),
    "multiclass": multiclass(),
    "multilabel": multilabel(),
    "regression": regression(),
}


def compared(one: Given, **ask: Any) -> Report | None:
    """The report, or ``None`` where the data fit no task and one clear line says so."""
    try:
        return metricdiff.compare(one.y, one.p, sample_weight=one.weights, metrics="all", **ask)
    except MetricdiffError:
        return None


def items(value: Any) -> list[float]:
    return value if isinstance(value, list) else [value]


def keeps_its_promises(report: Report) -> None:
    for row in report.comparisons:
        for side in (row.sklearn, row.keras):
            assert side.value is None or side.error is None
            assert side.call is not None or (side.value is None and side.error is None)
        if row.verdict is Verdict.INCOMPARABLE or row.difference is None:
            assert row.difference is None
            assert row.reason or (row.proof and row.proof.kind == "mending")
            continue
        pairs = list(zip(items(row.keras.value), items(row.sklearn.value), strict=True))
        tolerance = Tolerance(row.atol, row.rtol)
        within = all(tolerance.covers(*pair) for pair in pairs)
        assert (row.verdict is Verdict.EQUAL) == within
        for (ours, theirs), gap in zip(pairs, items(row.difference), strict=True):
            agree = ours == theirs or (math.isnan(ours) and math.isnan(theirs))
            assert same(gap, 0.0 if agree else ours - theirs)
    failed = any(row.failed for row in report.comparisons)
    assert report.exit_code == (2 if report.problems else int(failed))
    assert report.summary["failed"] == sum(row.failed for row in report.comparisons)
    document = report.to_dict()
    assert len(document["comparisons"]) == len(report.comparisons)


class Fed(np.lib.mixins.NDArrayOperatorsMixin):
    """A Keras metric in arithmetic: the number that it gives, with weights where it is called."""

    def __init__(self, kind: Any, predictions: Predictions, *args: Any, **keywords: Any) -> None:
        self.metric, self.predictions = kind(*args, **keywords), predictions

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Array | None) -> Array:
        del y_true, y_pred  # in the form that the class takes, which the parity tests spell out
        made = keras_arrays(self.predictions)
        eye = np.eye(made.classes, dtype=np.float32)
        names = ("labels", "label_index"), ("predictions", "prediction_index")
        forms = keras_forms(type(self.metric).__name__, self.predictions)
        labels, scores = (
            made.arrays[plain] if form == "as_is" else columns(form, made.arrays[index], eye)
            for form, (plain, index) in zip(forms, names, strict=True)
        )
        whole = self.predictions.whole_numbers
        value: Array = Data(labels, scores, sample_weight, whole=whole).keras(self.metric)
        return value

    def __array__(self, dtype: Any = None, copy: Any = None) -> Array:
        return self(None, None, None)

    def __float__(self) -> float:
        return float(self.__array__())

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **more: Any) -> Any:
        return getattr(ufunc, method)(*map(np.asarray, inputs), **more)


def columns(form: str, index: Array, eye: Array) -> Array:
    return index[:, None] if form == "class_index" else eye[index]


class Pasted:
    """What a user's session holds when a call is pasted into it."""

    def __init__(self, report: Report, keras: Any) -> None:
        predictions = report.predictions
        raw = predictions.raw
        common: dict[str, Any] = {"np": np, "expit": expit, "softmax": softmax}
        common["y_true"], common["sample_weight"] = raw.y_true, raw.sample_weight
        common["classes"] = np.array(predictions.classes)
        self.sklearn = {
            **common,
            **{name: getattr(sklearn.metrics, name) for name in sklearn.metrics.__all__},
            "cosine_similarity": pairwise.cosine_similarity,
            "paired_cosine_distances": pairwise.paired_cosine_distances,
            "y_pred": raw.y_pred.astype(np.float64) if raw.y_pred.dtype.kind == "f" else raw.y_pred,
        }
        self.keras = {**common, "y_pred": raw.y_pred, **vars(keras.losses)}
        for name in dir(keras.metrics):
            kind = getattr(keras.metrics, name)
            if isinstance(kind, type) and issubclass(kind, keras.metrics.Metric):
                self.keras[name] = partial(Fed, kind, predictions)

    def run(self, call: str, names: dict[str, Any]) -> tuple[Any, str]:
        """The value of a call, or the type of what it raises."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                value = eval(call, dict(names))  # noqa: S307 - what a user does
                return np.asarray(value, np.float64), ""
            except Exception as raised:  # noqa: BLE001 - a library's own error
                return None, type(raised).__name__


def never_lies(report: Report, session: Pasted) -> None:
    """Each call, pasted, gives the number that is reported with it, or raises as reported."""
    for row in report.comparisons:
        for side, names in ((row.sklearn, session.sklearn), (row.keras, session.keras)):
            if side.call is not None:
                value, error = session.run(side.call, names)
                assert (side.error or "").partition(":")[0] == error, side
                assert same(side.value, value), side


@pytest.mark.parametrize("kind", DATA)
def test_a_report_keeps_its_promises_and_its_calls_never_lie(kind: str, keras: Any) -> None:
    @fixed
    @given(DATA[kind])
    def check(one: Given) -> None:
        report = compared(one)
        if report:
            keeps_its_promises(report)
            never_lies(report, Pasted(report, keras))

    check()


@pytest.mark.parametrize("metric", ["accuracy", "precision", "f1", "jaccard", "false_positives"])
def test_the_order_of_the_rows_does_not_matter_to_counts(metric: str, keras: Any) -> None:
    del keras

    @fixed
    @given(binary(), st.randoms(use_true_random=False))
    def check(one: Given, random: Any) -> None:
        order = random.sample(range(len(one.y)), len(one.y))
        try:
            rows, moved = (
                metricdiff.compare(
                    y, p, metrics=metric, labels=np.unique(one.y).tolist()
                ).comparisons
                for y, p in ((one.y, one.p), (one.y[order], one.p[order]))
            )
        except MetricdiffError:
            return
        for before, after in zip(rows, moved, strict=True):
            assert same(before.sklearn.value, after.sklearn.value)
            assert same(before.keras.value, after.keras.value)

    check()
