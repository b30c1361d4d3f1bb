"""The Python interface, without TensorFlow: what it takes and what it refuses."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd
import pytest

import metricdiff
from metricdiff import api
from metricdiff.cli.compare import command
from tests.fake_keras import FakeKeras

#: What the command line has and a call has not: where to print, and how.
OF_THE_SHELL = {
    *("files", "output", "format_name", "color", "quiet", "verbose", "debug", "exit_zero"),
    *("rows_out", "write_baseline", "config", "isolated", "stream", "dask"),
}
#: What a call has and the command line has not: there the file holds it.
OF_THE_CALL = {"decision"}
SAME = {"average": "average", "threshold": "threshold", "metrics": "metrics"}


@pytest.fixture(autouse=True)
def _fake(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def opened(_: object) -> Iterator[FakeKeras]:
        yield FakeKeras({"BinaryAccuracy": {"value": 0.75}})

    monkeypatch.setattr(api, "open_keras", opened)


def test_each_option_of_the_command_line_has_its_keyword() -> None:
    options = {parameter.name for parameter in command.params} - OF_THE_SHELL
    keywords = set(inspect.signature(metricdiff.compare).parameters) - OF_THE_CALL

    assert options == keywords


@pytest.mark.parametrize(
    ("y_true", "y_pred"),
    [
        ([0, 1, 1, 0], [0.2, 0.7, 0.4, 0.1]),
        (np.array([0, 1, 1, 0]), np.array([0.2, 0.7, 0.4, 0.1], dtype=np.float32)),
        (pd.Series([0, 1, 1, 0], name="label"), pd.Series([0.2, 0.7, 0.4, 0.1])),
        (pd.Series(["no", "yes", "yes", "no"]), pd.DataFrame({"p": [0.2, 0.7, 0.4, 0.1]})),
        (pd.Series(["no", "yes", "yes", "no"], dtype="category"), [[0.2], [0.7], [0.4], [0.1]]),
        ([True, False, False, True], np.array([0.8, 0.3, 0.6, 0.9])),
    ],
)
def test_lists_arrays_and_frames_are_taken(y_true: Any, y_pred: Any) -> None:
    report = metricdiff.compare(y_true, y_pred, metrics="accuracy")

    assert report.ok
    assert [row.sklearn.value for row in report.comparisons] == [0.75]
    assert report.predictions.task == "binary"


def test_one_threshold_or_several_of_any_number_type() -> None:
    for given in (0.3, [0.3], np.float32(0.25), np.array([0.3, 0.5])):
        report = metricdiff.compare([0, 1], [0.2, 0.7], metrics=["recall"], threshold=given)

        thresholds = [row.variant["threshold"] for row in report.of("matched")]  # type: ignore[arg-type]
        assert thresholds == [float(one) for one in np.atleast_1d(given)]


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"task": "clustering"}, "task='clustering': one of binary, multiclass"),
        ({"kind": ""}, "kind='': one of probabilities"),
        ({"fail_on": "sometimes"}, "fail_on='sometimes': one of mismatch"),
        ({"sklearn": "f1_score()"}, "both sklearn= and keras="),
        ({"metrics": "f7"}, "no metric 'f7'"),
        ({"atol": {"f7": 1.0}}, "no metric 'f7'"),
        ({"min_gap": -1.0}, "--min-gap -1: give a number from 0 up"),
        ({"timeout": 0}, "give a number of seconds above 0"),
        ({"threshold": 30}, "thresholds are probabilities"),
        ({"sample_weight": [1.0]}, "sample_weight: shape"),
    ],
)
def test_what_cannot_be_is_one_error_of_ours(said: dict[str, Any], says: str) -> None:
    with pytest.raises(metricdiff.MetricdiffError, match=says):
        metricdiff.compare([0, 1], [0.2, 0.7], **said)


def test_tolerances_are_for_all_metrics_or_for_one() -> None:
    loose = metricdiff.compare([0, 1], [0.2, 0.7], metrics=["accuracy", "recall"], atol=0.6)
    one = metricdiff.compare(
        [0, 1], [0.2, 0.7], metrics=["accuracy", "recall"], atol={"accuracy": 0.6}
    )

    assert loose.ok
    assert [row.verdict for row in one.comparisons] == ["equal", "unexplained"]


def test_a_report_shows_itself_in_a_notebook() -> None:
    report = metricdiff.compare([0, 1, 1, 0], [0.2, 0.7, 0.4, 0.1], metrics="accuracy")

    assert "<table" in report._repr_html_()
    assert "0.750000" in report._repr_html_()
