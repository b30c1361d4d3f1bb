"""From fewer entries of a table scikit-learn returns the areas that it returns from all."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sklearn.metrics
from hypothesis import given, settings
from hypothesis import strategies as st

from metricdiff.engines.ranking import Entries, corners, recalls, weights_of

unhurried = settings(deadline=None, max_examples=300)
tables = st.lists(
    st.tuples(st.integers(0, 12), st.booleans(), st.integers(1, 4)), min_size=2, max_size=50
)


def entries_of(rows: list[tuple[int, bool, int]]) -> Entries:
    """Labels, scores and counts, in the order of the scores."""
    pairs = sorted({(score / 12, label): count for score, label, count in rows}.items())
    scores, labels = (np.array(column) for column in zip(*(pair for pair, _ in pairs), strict=True))
    return labels, scores, np.array([count for _, count in pairs])


@given(tables)
@unhurried
def test_the_corners_of_a_roc_curve_have_its_area_to_the_last_bit(
    rows: list[tuple[int, bool, int]],
) -> None:
    labels, scores, counts = entries_of(rows)
    found = corners(labels, scores, counts)
    assert found[2].sum() == counts.sum()
    if len(set(labels)) > 1:
        area = sklearn.metrics.roc_auc_score
        whole = area(labels, scores, sample_weight=counts)
        assert area(*found[:2], sample_weight=weights_of(found[2])) == whole


@given(tables, st.booleans())
@unhurried
def test_where_recall_stands_still_entries_are_taken_together(
    rows: list[tuple[int, bool, int]], positive: bool
) -> None:
    labels, scores, counts = entries_of(rows)
    found = recalls(labels, scores, counts, positive, many=1)
    assert found[2].sum() == counts.sum()
    assert (found[0] == positive).sum() == (labels == positive).sum()
    if positive in labels:
        area = sklearn.metrics.average_precision_score
        whole = area(labels, scores, pos_label=positive, sample_weight=counts)
        fewer = area(*found[:2], pos_label=positive, sample_weight=weights_of(found[2]))
        assert fewer == pytest.approx(whole, rel=1e-14)


def test_few_positive_rows_leave_few_entries() -> None:
    random = np.random.default_rng(0)
    scores = np.sort(random.random(1_000))
    labels = np.zeros(1_000, int)
    labels[random.choice(1_000, 10, replace=False)] = 1
    found = recalls(labels, scores, np.ones(1_000, int), 1, many=1)
    assert len(found[0]) <= 21
    assert found[2].sum() == 1_000


def test_a_few_entries_stay_as_they_are() -> None:
    labels, scores, counts = np.zeros(5, int), np.arange(5) / 8, np.ones(5, int)
    assert len(recalls(labels, scores, counts, 1)[0]) == 5
    assert len(recalls(labels, scores, counts, 1, many=5)[0]) == 1


def test_between_rows_that_tie_nothing_is_taken_together() -> None:
    labels, scores = np.array([0, 0, 1, 0]), np.array([0.1, 0.2, 0.2, 0.3])
    found = recalls(labels, scores, np.array([1, 2, 3, 4]), 1, many=1)
    assert [one.tolist() for one in found] == [[0, 0, 1, 0], [0.1, 0.2, 0.2, 0.3], [1, 2, 3, 4]]


def test_of_a_run_of_one_label_that_counts_alike_one_entry_is_left() -> None:
    labels, counts = np.array([0, 0, 0, 1, 1, 0, 0]), np.array([2, 2, 2, 1, 3, 1, 1])
    scores = np.arange(7) / 10
    found = corners(labels, scores, counts)
    assert [one.tolist() for one in found] == [
        [0, 1, 1, 0, 0],
        [0.0, 0.3, 0.4, 0.5, 0.6],
        [6, 1, 3, 1, 1],
    ]


def test_scores_in_another_order_or_that_are_no_numbers_are_left_as_they_are() -> None:
    labels, counts = np.array([0, 0, 1]), np.array([1, 2, 3])
    for scores in ([0.3, 0.1, 0.2], [0.1, 0.2, np.nan], [0.1, 0.2, np.inf]):
        for found in (
            corners(labels, np.array(scores), counts),
            recalls(labels, np.array(scores), counts, 1, many=1),
        ):
            assert len(found[0]) == 3


def test_weights_hold_the_counts_exactly() -> None:
    for largest, kind in ((2**24, np.float32), (2**24 + 1, np.float64)):
        weights = weights_of(np.array([1, largest]))
        assert weights.dtype == kind
        assert math.fsum(weights) == largest + 1
