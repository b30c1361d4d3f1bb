"""Sweeps of files that are read in blocks: those of the same rows in memory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from metricdiff.cli.sweep import command
from metricdiff.inputs.inference import understand
from metricdiff.inputs.opening import open_files
from metricdiff.inputs.reading import read
from metricdiff.settings import Overrides
from metricdiff.streaming import counting
from metricdiff.sweeping.running import sweep_predictions

SCORES = st.one_of(st.sampled_from([0.0, 0.1, 0.3, 0.5, 1.0]), st.floats(0, 1))
ROWS = st.lists(st.tuples(st.integers(0, 1), SCORES), min_size=1, max_size=60)


def write(folder: Path, rows: list[tuple[int, float]], kind: str = "f8") -> str:
    array = np.zeros(len(rows), dtype=[("label", "i8"), ("score", kind)])
    array["label"], array["score"] = zip(*rows, strict=True)
    np.save(folder / "preds.npy", array)
    return str(folder / "preds.npy")


@settings(max_examples=25, deadline=None)
@given(rows=ROWS, kind=st.sampled_from(["f4", "f8"]), size=st.integers(1, 20))
def test_a_sweep_of_a_table_is_that_of_all_rows(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, float]], kind: str, size: int
) -> None:
    path = write(tmp_path_factory.mktemp("data"), [(0, 0.25), *rows, (1, 0.75)], kind)
    opened = open_files([path])
    table = counting.counted(opened, Overrides(), block_rows=size)
    one, other = (
        sweep_predictions(each, ("all",)) for each in (table, understand(read(opened), Overrides()))
    )
    assert one.frame().equals(other.frame())
    assert [curve.best for curve in one.curves] == [curve.best for curve in other.curves]


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), kind=st.sampled_from(["f4", "f8"]), most=st.integers(4, 60))
def test_thresholds_between_scores_that_were_taken_together_cut_all_rows(
    tmp_path_factory: pytest.TempPathFactory, seed: int, kind: str, most: int
) -> None:
    random = np.random.default_rng(seed)
    scores = random.normal(0.5, 0.2, 400).clip(0, 1)
    scores = np.where(random.random(400) < 0.3, scores.round(2), scores).tolist()
    labels = [0, 1, *random.integers(0, 2, 398).tolist()]
    path = write(tmp_path_factory.mktemp("data"), list(zip(labels, scores, strict=True)), kind)
    array = np.load(path)
    sweep = sweep_predictions(counting.counted(open_files([path]), Overrides(), most=most), ("f1",))
    assert "stand between them" in sweep.predictions.remarks[-1]
    (curve,) = sweep.curves
    for at, value in zip(sweep.thresholds.at, curve.sklearn, strict=True):
        expected = f1_score(array["label"], array["score"] > at, zero_division=0)
        assert value == pytest.approx(expected)
    assert curve.best
    assert curve.best.share * 400 == pytest.approx(round(curve.best.share * 400))


@pytest.mark.parametrize("thresholds", [(), ("--thresholds", "0.1:0.9:0.05")])
def test_the_command_prints_the_same_of_blocks(tmp_path: Path, thresholds: tuple[str, ...]) -> None:
    random = np.random.default_rng(3)
    scores = random.random(5_000).round(3)
    rows = list(zip(random.integers(0, 2, 5_000).tolist(), scores.tolist(), strict=True))
    path = write(tmp_path, rows)

    def written(stream: str) -> Any:
        arguments = (path, "--stream", stream, "-f", "json", *thresholds)
        done = CliRunner().invoke(command, arguments, standalone_mode=False)
        assert done.return_value == 0
        return json.loads(done.stdout)

    assert written("always") == written("never")
