"""Accounts of a number that depends on the batch size, from numbers alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metricdiff.auditing.bench import Bench
from metricdiff.auditing.cases import cases, sampled
from metricdiff.auditing.experiment import Observed
from metricdiff.auditing.forms import Chosen, Form
from metricdiff.auditing.laboratory import Subject
from metricdiff.auditing.numbers import mean, same, total
from metricdiff.auditing.properties.accounts import Moved, accounted
from metricdiff.auditing.result import Value
from metricdiff.inputs.inference import understand
from metricdiff.inputs.reading import from_arrays
from metricdiff.settings import Overrides

ROWS, SIZE = 10, 4


def bench(first: Value, state: tuple[tuple[str, str], ...] = ()) -> Bench:
    """Ten rows, on which the metric gives a number in one batch."""
    labels = np.array([0, 1] * 5)
    raw = from_arrays(labels, np.linspace(0.1, 0.9, ROWS), None, None)
    case = cases(sampled(understand(raw, Overrides())))[0]
    chosen = Chosen(Form(), (first,), (), {})
    return Bench(case, chosen, Subject("class", True, "metric", state))


def moved(first: float, value: float, each: list[float], **more: Observed) -> Moved:
    batches = Observed(tuple((one,) for one in each))
    seen = {f"{SIZE}": Observed(((value,),)), f"each {SIZE}": batches, **more}
    sizes = {f"{size}": Observed(((value,),)) for size in bench((first,)).batches}
    return Moved(bench((first,)), {**sizes, **seen}, SIZE)


def test_the_mean_of_batches_is_named_with_the_short_last_one() -> None:
    found = accounted(moved(0.5, 0.6, [0.4, 0.5, 0.9]))

    assert found.code == "MD401"
    assert "The last batch holds 2 of 4 rows." in found.evidence
    assert [one.value[0] for one in found.numbers] == [0.5, 0.6, pytest.approx(0.6)]


def test_the_mean_of_sums_is_another_cause() -> None:
    assert accounted(moved(6.0, 2.0, [3.0, 2.0, 1.0])).code == "MD402"


def test_a_sum_of_means_too() -> None:
    assert accounted(moved(0.5, 1.6, [0.4, 0.5, 0.7])).code == "MD402"


def test_the_last_batch_alone() -> None:
    found = accounted(moved(0.5, 0.9, [0.4, 0.5, 0.9]))

    assert (found.code, found.batches) == ("MD409", (3,))


def test_a_batch_without_a_value() -> None:
    found = accounted(moved(0.5, float("nan"), [0.4, float("nan"), 0.9]))

    assert (found.code, found.batches) == ("MD305", (2,))
    assert found.rows == (4, 5, 6, 7)


def test_what_has_no_account_gets_no_code() -> None:
    found = accounted(moved(0.5, 0.123, [0.4, 0.5, 0.9]))

    assert (found.code, found.name) == ("", "batch-dependent")


floats = st.floats(-1e6, 1e6, allow_nan=False)


@given(st.lists(floats, min_size=1, max_size=9))
def test_sums_and_means_are_those_of_numpy(values: list[float]) -> None:
    rows = [(value,) for value in values]

    assert mean(rows)[0] == pytest.approx(np.mean(values))
    assert total(rows)[0] == pytest.approx(np.sum(values), abs=1e-6)


@given(floats, st.floats(-1, 1))
def test_numbers_are_the_same_up_to_the_noise_of_float32(value: float, noise: float) -> None:
    assert same((value,), (value,))
    assert same((float(np.float32(value)),), (value,))
    assert same((value + noise,), (value,)) == (
        abs(value + noise - value) <= 2e-6 + 2e-5 * abs(value)
    )


def test_nan_is_nan_and_no_result_is_none() -> None:
    nan, infinity = float("nan"), float("inf")

    assert same((nan, infinity), (nan, infinity))
    assert not same((nan,), (0.0,))
    assert not same((infinity,), (-infinity,))
    assert not same((), ())
    assert not same((1.0,), (1.0, 1.0))
