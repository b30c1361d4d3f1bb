"""Why numbers that agree do so: what is called robust is, and what is luck is called that."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import metricdiff
from metricdiff.report import Agreement, Report

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("keras")]


def _agreement(report: Report, metric: str) -> Agreement:
    row = next(row for row in report.comparisons if row.metric == metric)
    assert row.agreement is not None
    return row.agreement


def test_logits_that_are_decided_otherwise_agree_by_luck() -> None:
    """Keras cuts the logit at 0.5 and sklearn at 0: one right decision is lost, one won."""
    report = metricdiff.compare([1, 0, 1, 0], [0.2, 0.3, 3.0, -2.0], metrics=["accuracy"])

    assert report.comparisons[0].sklearn.value == report.comparisons[0].keras.value == 0.75
    found = _agreement(report, "accuracy")
    assert (found.code, found.evidence) == ("MD903", "2 decisions differ, and it does not show")
    assert "robust" not in str(report)


def test_logits_that_leave_the_cuts_alone_agree_for_want_of_any_between_them() -> None:
    report = metricdiff.compare([1, 0, 1, 0], [0.7, -0.3, 3.0, -2.0], metrics=["accuracy"])

    assert _agreement(report, "accuracy").evidence == "no logit lies between 0 and 0.5"


def test_nothing_is_said_of_how_far_decisions_are_from_a_threshold() -> None:
    report = metricdiff.compare([1, 0, 1, 0], [1, 0, 0, 0])

    assert _agreement(report, "recall").code == "MD901"
    assert "0.5" not in _agreement(report, "recall").evidence
    assert "robust" not in str(report)


@pytest.mark.parametrize(("nearest", "robust"), [(0.5 - 2**-25, False), (0.51, True)])
def test_a_score_within_rounding_of_the_threshold_is_not_robust(
    nearest: float, robust: bool
) -> None:
    report = metricdiff.compare([1, 0, 1, 0], [nearest, 0.1, 0.9, 0.2], metrics=["recall"])

    assert report.comparisons[0].sklearn.value == report.comparisons[0].keras.value
    told = "no score within 0.01 of 0.5" if robust else "no score is 0.5, but one is only 2.9e-08"
    assert told in _agreement(report, "recall").evidence
    assert ("equal and robust" in str(report)) is robust


@pytest.mark.parametrize("label", [0, 1])
def test_labels_of_one_class_are_not_called_separated(label: int) -> None:
    report = metricdiff.compare([label] * 4, [0.2, 0.3, 0.6, 0.9], metrics=["pr_auc"])

    assert _agreement(report, "pr_auc").evidence == f"every label is {label}"


def test_what_agrees_is_told_in_a_line_each() -> None:
    random = np.random.default_rng(0)
    labels: Any = random.integers(0, 2, 60)
    scores = np.round(random.random(60), 1) * 0.99
    report = metricdiff.compare(labels, scores)

    told = [line for line in str(report).splitlines() if line.startswith("equal ")]
    before_last = str(report).splitlines()[-1 - len(told) : -1]
    assert len(told) >= 2
    assert before_last == told


def test_what_a_cause_moves_is_listed_without_a_break_inside_a_setting() -> None:
    random = np.random.default_rng(1)
    labels: Any = random.integers(0, 2, 80)
    report = metricdiff.compare(labels, random.normal(labels - 0.5, 1))

    assert "[p > 0.5]" in str(report)
    assert not [line for line in str(report).splitlines() if line.count("[") != line.count("]")]
