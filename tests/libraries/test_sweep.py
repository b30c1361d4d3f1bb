"""A sweep gives at every threshold what calling the libraries there gives."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import metricdiff
from metricdiff.report import Report
from metricdiff.sweeping.result import Sweep
from tests.libraries.test_properties import fixed

pytestmark = pytest.mark.keras

#: Scores that tie, that float32 cannot tell apart, that are exactly 0, 1 or a round threshold.
SCORES = st.one_of(
    st.sampled_from([0.0, 1.0, 0.5, 0.3, 0.30000000000000004, 0.300000001, 1e-9]),
    st.floats(0, 1),
)


def called(report: Report) -> dict[tuple[Any, ...], tuple[Any, Any]]:
    """What each library returned, by metric, settings and threshold."""
    return {
        (row.metric, row.label, tuple(sorted(row.variant.items()))): (
            row.sklearn.value,
            row.keras.value,
        )
        for row in report.comparisons
        if row.pairing == "matched" and "threshold" in row.variant
    }


def agrees(sweep: Sweep, report: Report) -> int:
    """Hold every number of a sweep against the call, and return how many were held."""
    held = 0
    calls = called(report)
    for curve in sweep.curves:
        for place, threshold in enumerate(sweep.thresholds.at.tolist()):
            variant = {**curve.variant, "threshold": threshold}
            key = (curve.metric, curve.label, tuple(sorted(variant.items())))
            theirs, ours = calls[key]
            for swept, value, noise in (
                (curve.sklearn, theirs, 1e-12),
                (curve.keras, ours, 2e-6),
            ):
                if swept is None or value is None:
                    continue
                number = float(swept[place])
                both_nan = math.isnan(number) and math.isnan(value)
                assert both_nan or number == pytest.approx(value, rel=noise, abs=noise), key
                held += 1
    return held


@st.composite
def binary(draw: st.DrawFn) -> tuple[Any, Any, Any]:
    size = draw(st.integers(2, 9))
    classes = draw(st.sampled_from([(0, 1), (1, 2), ("no", "yes")]))
    chosen = draw(arrays.arrays(np.int64, size, elements=st.integers(0, 1)))
    chosen[0], chosen[1] = 0, 1
    scores = draw(arrays.arrays(np.float64, size, elements=SCORES))
    weights = st.sampled_from([0.0, 0.5, 1.0, 3.0])
    given_weights = draw(st.none() | arrays.arrays(np.float64, size, elements=weights))
    if given_weights is not None:
        given_weights[0] = 1.0
    return np.array(classes)[chosen], scores, given_weights


@st.composite
def multilabel(draw: st.DrawFn) -> tuple[Any, Any, Any]:
    shape = draw(st.integers(2, 6)), draw(st.integers(2, 3))
    labels = draw(arrays.arrays(np.int8, shape, elements=st.integers(0, 1)))
    labels[0] = 1
    labels[1] = 0
    return labels, draw(arrays.arrays(np.float64, shape, elements=SCORES)), None


@pytest.mark.filterwarnings("ignore:.*:UserWarning")
@pytest.mark.parametrize("kind", ["binary", "multilabel"])
def test_whatever_the_data_a_sweep_is_the_calls(kind: str, keras: Any) -> None:
    del keras
    strategy = binary() if kind == "binary" else multilabel()

    @settings(fixed, max_examples=12, phases=(Phase.explicit, Phase.generate))
    @given(strategy)
    def check(data: tuple[Any, Any, Any]) -> None:
        labels, scores, weights = data
        options = {"task": kind, "kind": "probabilities", "sample_weight": weights}
        sweep = metricdiff.sweep(labels, scores, metrics="all", **options)
        report = metricdiff.compare(
            labels, scores, metrics="all", threshold=sweep.thresholds.at, **options
        )
        assert agrees(sweep, report) > 50

    check()


def test_logits_are_cut_where_their_probability_is(keras: Any) -> None:
    del keras
    rng = np.random.default_rng(3)
    labels, logits = rng.integers(0, 2, 40), rng.normal(0, 2, 40).astype(np.float32)
    thresholds = [0.1, 0.25, 0.5, 0.9]

    sweep = metricdiff.sweep(labels, logits, metrics="all", thresholds=thresholds)
    report = metricdiff.compare(labels, logits, metrics="all", threshold=thresholds)

    assert agrees(sweep, report) > 100
    high = np.log(0.9 / 0.1)
    assert sweep.parted[-1] == ((logits > high) != (logits > 0.9)).sum()


def test_one_class_against_the_rest(keras: Any) -> None:
    del keras
    rng = np.random.default_rng(4)
    scores = rng.dirichlet(np.ones(3), 50)
    labels = rng.integers(0, 3, 50)

    sweep = metricdiff.sweep(labels, scores, pos_label=2, thresholds=[0.2, 0.4])
    report = metricdiff.compare(
        (labels == 2).astype(int), scores[:, 2], metrics="all", threshold=[0.2, 0.4]
    )

    assert agrees(sweep, report) > 20
