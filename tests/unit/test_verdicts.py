"""From two outcomes to a verdict, and from verdicts to the exit code."""

from __future__ import annotations

import math

import pytest

from metricdiff.calls import parse
from metricdiff.diagnosis.tolerance import Tolerance
from metricdiff.diagnosis.verdicts import exit_code, judge, settled
from metricdiff.engines.outcome import Outcome, Value
from metricdiff.planning import Planned
from metricdiff.report import Comparison
from metricdiff.settings import Policy
from metricdiff.words import FailOn, Pairing, Reason, Verdict

NAN, INF = math.nan, math.inf
EXACT = Tolerance(0.0, 0.0)


def outcome(value: Value | None) -> Outcome:
    return Outcome(value) if value is not None else Outcome(error="ValueError: no")


def row(
    sklearn: Value | None,
    keras: Value | None,
    pairing: Pairing = Pairing.MATCHED,
    tolerance: Tolerance = EXACT,
) -> Comparison:
    planned = Planned(None, {}, pairing, parse("f1_score(y_true, y_pred)"), parse("F1Score()"))
    return judge(planned, outcome(sklearn), outcome(keras), tolerance, ("a", "b", "c"))


@pytest.mark.parametrize(
    ("sklearn", "keras", "verdict", "difference"),
    [
        (0.5, 0.5, Verdict.EQUAL, 0.0),
        (0.5, 0.75, Verdict.UNEXPLAINED, 0.25),
        (0.75, 0.5, Verdict.UNEXPLAINED, -0.25),
        (NAN, NAN, Verdict.EQUAL, 0.0),
        (INF, INF, Verdict.EQUAL, 0.0),
        (INF, -INF, Verdict.UNEXPLAINED, -INF),
        (1.0, INF, Verdict.UNEXPLAINED, INF),
        ([0.5, 1.0], [0.5, 0.5], Verdict.UNEXPLAINED, [0.0, -0.5]),
        ([0.5, 1.0], [0.5, 1.0], Verdict.EQUAL, [0.0, 0.0]),
    ],
)
def test_a_difference_is_keras_less_sklearn(
    sklearn: Value, keras: Value, verdict: Verdict, difference: Value
) -> None:
    comparison = row(sklearn, keras)

    assert (comparison.verdict, comparison.difference) == (verdict, difference)


def test_a_number_against_nan_differs() -> None:
    comparison = row(0.5, NAN)

    assert comparison.verdict is Verdict.UNEXPLAINED
    assert isinstance(comparison.difference, float)
    assert math.isnan(comparison.difference)
    assert settled(comparison, Policy()).failed


def test_the_tolerance_is_absolute_plus_relative_to_sklearn() -> None:
    tolerance = Tolerance(atol=0.1, rtol=0.01)

    assert row(100.0, 101.1, tolerance=tolerance).verdict is Verdict.EQUAL
    assert row(100.0, 101.11, tolerance=tolerance).verdict is Verdict.UNEXPLAINED


@pytest.mark.parametrize(("sklearn", "keras"), [(None, 0.5), (0.5, None), (None, None)])
def test_a_side_that_raised_is_incomparable(sklearn: Value | None, keras: Value | None) -> None:
    comparison = row(sklearn, keras)

    assert comparison.verdict is Verdict.INCOMPARABLE
    assert comparison.reason is Reason.RAISED
    assert comparison.difference is None
    assert not settled(comparison, Policy()).failed


def test_a_side_without_a_call_is_incomparable() -> None:
    planned = Planned(None, {}, Pairing.MATCHED, parse("max_error(y_true, y_pred)"), None)

    comparison = judge(planned, Outcome(0.5), None, EXACT)

    assert (comparison.verdict, comparison.reason) == (
        Verdict.INCOMPARABLE,
        Reason.NO_COUNTERPART,
    )


def test_lists_carry_the_names_of_their_classes() -> None:
    assert row([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]).classes == ("a", "b", "c")
    assert row(1.0, 1.0).classes is None


@pytest.mark.parametrize(
    ("sklearn", "keras", "min_gap", "is_minor"),
    [
        (0.5, 0.5004, None, True),
        (0.5, 0.5006, None, False),
        (100.0, 100.04, None, True),  # the default gap grows with values above 1
        (100.0, 100.06, None, False),
        (0.5, 0.5004, 0.0, False),
        (0.5, 0.9, 1.0, True),
        (0.5, 0.5, None, False),  # equal is not minor
        ([0.5, 0.5], [0.5, 0.9], None, False),
        ([0.5, 0.5], [0.5, 0.5001], None, True),
    ],
)
def test_a_small_gap_is_minor(
    sklearn: Value, keras: Value, min_gap: float | None, is_minor: bool
) -> None:
    assert settled(row(sklearn, keras), Policy(min_gap=min_gap)).minor is is_minor


#        pairing          sklearn keras   mismatch any    unexplained never
FAILS = [
    (Pairing.MATCHED, 0.5, 0.5, False, False, False, False),
    (Pairing.MATCHED, 0.5, 0.9, True, True, True, False),
    (Pairing.MATCHED, 0.5, 0.5001, False, True, False, False),
    (Pairing.CUSTOM, 0.5, 0.9, True, True, True, False),
    (Pairing.DEFAULT, 0.5, 0.9, False, True, False, False),
    (Pairing.MATCHED, None, 0.9, False, True, False, False),
    (Pairing.MATCHED, None, None, False, False, False, False),
]


@pytest.mark.parametrize("case", FAILS)
def test_what_fails_is_what_fail_on_says(case: tuple[Pairing, Value, Value, bool]) -> None:
    pairing, sklearn, keras, *expected = case

    fails = [
        settled(row(sklearn, keras, pairing), Policy(fail_on)).failed
        for fail_on in (FailOn.MISMATCH, FailOn.ANY, FailOn.UNEXPLAINED, FailOn.NEVER)
    ]

    assert fails == expected


@pytest.mark.parametrize(
    ("keras", "problems", "exit_zero", "code"),
    [
        (0.5, (), False, 0),
        (0.9, (), False, 1),
        (0.9, (), True, 0),
        (0.9, ("Keras died",), False, 2),
        (0.5, ("Keras died",), True, 2),
    ],
)
def test_the_exit_code_follows(
    keras: float, problems: tuple[str, ...], exit_zero: bool, code: int
) -> None:
    policy = Policy(exit_zero=exit_zero)

    assert exit_code([settled(row(0.5, keras), policy)], (), problems, policy) == code
