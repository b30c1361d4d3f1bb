"""Data that are odd and do occur: every difference between the libraries has its cause."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import metricdiff
from metricdiff.report import Comparison, Report
from metricdiff.words import Pairing, Verdict

pytestmark = [
    pytest.mark.keras,
    pytest.mark.usefixtures("keras"),
    pytest.mark.filterwarnings("ignore"),
]


def row(report: Report, metric: str, pairing: Pairing = Pairing.MATCHED) -> Comparison:
    return next(one for one in report.comparisons if (one.metric, one.pairing) == (metric, pairing))


def codes(found: Comparison) -> list[str]:
    assert found.verdict is Verdict.EXPLAINED
    return [finding.code for finding in found.causes]


def weighted(scale: float) -> tuple[Any, Any, npt.NDArray[np.float64]]:
    random = np.random.default_rng(5)
    return random.integers(0, 3, 60), random.dirichlet(np.ones(3), 60), random.random(60) * scale


def test_advice_is_that_of_the_case() -> None:
    random = np.random.default_rng(0)
    logits = metricdiff.compare(random.integers(0, 3, 40), random.normal(0, 3, (40, 3)))
    zeros = metricdiff.compare(
        [[0.0, 0.0], [1.0, 2.0]], [[1.0, 3.0], [1.0, 2.5]], metrics=["cosine_similarity"]
    )

    assert "softmax(logits, axis=1)" in str(logits)
    assert "expit" not in str(logits)
    assert "Leave rows of zeros out." in str(zeros)
