"""No metric of the catalogue is left out of the lists of direct calls."""

from __future__ import annotations

import pytest

from metricdiff.metrics.registry import METRICS
from metricdiff.words import Task
from tests.libraries import (
    test_parity_binary,
    test_parity_multiclass,
    test_parity_multilabel,
    test_parity_regression,
)

LISTS = {
    Task.BINARY: test_parity_binary.CASES,
    Task.MULTICLASS: test_parity_multiclass.CASES,
    Task.MULTILABEL: test_parity_multilabel.CASES,
    Task.REGRESSION: test_parity_regression.CASES,
}


@pytest.mark.parametrize("task", Task)
def test_each_metric_has_direct_calls_on_each_of_its_tasks(task: Task) -> None:
    declared = {metric.name for metric in METRICS if task in metric.entries}
    assert {case.metric for case in LISTS[task]} == declared
