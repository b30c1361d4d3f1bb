"""The sweep's answers beside the metrics: the best threshold, ties, float32, what is printed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from sklearn.metrics import f1_score, matthews_corrcoef

import metricdiff
from metricdiff.cli.sweep import command
from metricdiff.errors import UsageError
from metricdiff.formats import sweep_json, sweep_table
from metricdiff.formats.style import Style
from metricdiff.settings import parse_thresholds

Y_TRUE = [0, 1, 1, 0, 1, 1, 0, 0]
Y_PRED = [0.5, 0.5, 0.7, 0.1, 0.30000000000000004, 0.300000001, 0.3, 0.2]


def run(*args: str) -> Result:
    return CliRunner().invoke(command, args, standalone_mode=False)


@pytest.fixture
def preds(tmp_path: Path) -> str:
    path = tmp_path / "preds.csv"
    rows = "\n".join(f"{y},{p!r}" for y, p in zip(Y_TRUE, Y_PRED, strict=True))
    path.write_text(f"y_true,y_pred\n{rows}\n")
    return str(path)


def test_every_score_and_every_tenth_is_a_threshold() -> None:
    sweep = metricdiff.sweep(Y_TRUE, Y_PRED)

    assert set(sweep.thresholds.at) == {0.0, *Y_PRED, *(place / 10 for place in range(1, 10))}
    assert sweep.thresholds.at[sweep.thresholds.shown].tolist() == [x / 10 for x in range(1, 10)]


def test_the_best_threshold_is_the_best_of_all() -> None:
    rng = np.random.default_rng(0)
    labels, scores = rng.integers(0, 2, 60), rng.random(60)

    for curve in metricdiff.sweep(labels, scores, metrics=["f1", "mcc"]).curves:
        function = f1_score if curve.metric == "f1" else matthews_corrcoef
        every = {cut: function(labels, scores > cut) for cut in [0.0, *scores]}
        best = curve.best
        assert best
        assert best.value == pytest.approx(max(every.values()))
        assert function(labels, scores > best.threshold) == pytest.approx(best.value)
        assert best.until == min(scores[scores > best.threshold])
        inside = [cut for cut in [0.0, *scores] if best.low <= cut <= best.high]
        assert all(function(labels, scores > cut) >= best.value - 0.01 for cut in inside)
        assert best.share == pytest.approx(np.mean((scores > best.low) & (scores <= best.high)))


def test_of_errors_the_fewest_is_best() -> None:
    [curve] = metricdiff.sweep(Y_TRUE, Y_PRED, metrics="hamming_loss").curves

    assert curve.best
    assert curve.best.value == min(curve.sklearn)


def test_ties_and_float32_are_counted_in_rows() -> None:
    sweep = metricdiff.sweep(Y_TRUE, Y_PRED, thresholds=[0.3, 0.5, 0.6])

    assert sweep.tied.tolist() == [1, 2, 0]
    # 0.30000000000000004 and 0.300000001 are 0.3 in float32.
    assert sweep.parted.tolist() == [2, 0, 0]


def test_of_scores_the_table_shows_their_tenths() -> None:
    scores = np.linspace(-50, 50, 101)
    sweep = metricdiff.sweep((scores > 3).astype(int), scores, kind="scores", metrics="f1")

    assert sweep.curves[0].best
    assert sweep.curves[0].best.threshold == 3
    assert np.ptp(sweep.thresholds.at[sweep.thresholds.shown]) == pytest.approx(80)


def test_steps_are_exact_decimals() -> None:
    assert parse_thresholds("0.1:0.5:0.1") == (0.1, 0.2, 0.3, 0.4, 0.5)
    assert parse_thresholds("0:1:0.3") == (0.0, 0.3, 0.6, 0.9)


@pytest.mark.parametrize(
    "text", ["0.3", "a:b:c", "0.5:0.1:0.1", "0:1:0", "0:1:-1", "nan:1:1", "0:1:1e-9", "0:1:2:3"]
)
def test_steps_that_lead_nowhere_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match=f"--thresholds {text}: "):
        parse_thresholds(text)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"y_pred": [0, 1, 1, 0]}, "decisions; there is nothing to cut"),
        ({"y_true": [0.1, 2.5, 3.0, 7.2]}, "regression task has no threshold"),
        ({"metrics": "roc_auc"}, "no threshold moves it"),
        ({"metrics": "f_one"}, "no metric 'f_one'"),
        ({"sample_weight": [1, -1, 1, -1]}, "the sample weights sum to 0"),
        ({"y_pred": [0.1, np.nan, 0.2, 0.9]}, "NaN or infinite"),
        (
            {"y_true": [0, 1, 2, 1], "y_pred": np.eye(3)[[0, 1, 2, 2]]},
            "sweep one class: --pos-label",
        ),
        (
            {"y_true": [0, 1, 2, 1], "y_pred": np.eye(3)[[0, 1, 2, 2]], "pos_label": 3},
            "--pos-label: no class '3'",
        ),
    ],
)
def test_what_cannot_be_swept_is_said(given: dict[str, Any], message: str) -> None:
    arguments = {"y_true": [0, 1, 1, 0], "y_pred": [0.2, 0.7, 0.4, 0.1], **given}

    with pytest.raises(UsageError, match=message):
        metricdiff.sweep(**arguments)


def test_the_table_fits_a_screen() -> None:
    sweep = metricdiff.sweep(Y_TRUE, Y_PRED, metrics="all")

    printed = sweep_table.render(sweep, Style(verbose=True))

    assert max(map(len, printed.splitlines())) <= 80
    assert "MD202  2 rows at exactly 0.5" in printed
    assert "MD219  float32 moves rows at" in printed
    assert "f1_score(y_true, y_pred > " in printed


def test_thresholds_next_to_1_are_not_rounded_to_it() -> None:
    sweep = metricdiff.sweep([0, 1, 1, 0], [0.99996, 0.99999, 0.999997, 0.3], metrics=["f1"])

    lines = sweep_table.render(sweep, Style()).splitlines()
    (best,) = (line.split() for line in lines if line.startswith("f1 "))
    assert best[:4] == ["f1", "1.0000", "0.99996", "0.99999"]
    assert best[4:7] == ["0.99996", "to", "0.99996"]


@pytest.mark.parametrize(
    ("labels", "code"), [([-1, 1], "MD001"), ([1, 2], "MD002"), ([0, 1], ""), (["a", "b"], "")]
)
def test_another_coding_of_the_labels_parts_the_libraries_everywhere(
    labels: list[Any], code: str
) -> None:
    sweep = metricdiff.sweep([labels[place] for place in (0, 1, 1, 0)], [0.1, 0.7, 0.4, 0.3])

    told = " ".join(sweep_table.render(sweep, Style()).split())
    assert all((one in told) == (one == code) for one in ("MD001", "MD002"))
    if code:
        assert f"{code} the labels are {labels[0]} and {labels[1]}, and Keras expects" in told


def test_many_thresholds_are_thinned_for_the_table(preds: str) -> None:
    printed = run(preds, "--thresholds", "0:1:0.01").stdout

    assert " 80 more: -v" in printed
    assert " more: -v" not in run(preds, "--thresholds", "0:1:0.01", "-v").stdout


def test_csv_holds_every_threshold(preds: str) -> None:
    result = run(preds, "-f", "csv", "-m", "f1", "--thresholds", "0.3:0.5:0.1")

    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["threshold"] for row in rows] == ["0.3", "0.4", "0.5"]
    assert float(rows[0]["f1_sklearn"]) == f1_score(Y_TRUE, np.array(Y_PRED) > 0.3)
    assert rows[0]["parted_rows"] == "2"
    assert result.stderr == "3 thresholds, 1 metric\n"


def test_what_keras_has_not_is_null() -> None:
    labels = [[0, 1], [1, 0], [1, 1], [0, 0]]
    scores = [[0.2, 0.7], [0.6, 0.4], [0.8, 0.3], [0.1, 0.9]]
    sweep = metricdiff.sweep(labels, scores, metrics=["jaccard_micro", "jaccard_macro"])

    micro, macro = json.loads(sweep_json.render(sweep, Style()))["metrics"]

    assert len(micro["keras"]) == len(macro["sklearn"])
    assert macro["keras"] is None


def test_json_is_strict_and_whole() -> None:
    sweep = metricdiff.sweep(Y_TRUE, Y_PRED, metrics=["f1", "mcc", "cohen_kappa"])

    document = json.loads(sweep_json.render(sweep, Style()))

    assert document["schema_version"] == 1
    lengths = {len(one["sklearn"]) for one in document["metrics"]}
    assert lengths == {len(document["thresholds"])} == {len(document["tied_rows"])}
    assert document["metrics"][0]["best"]["sklearn"].startswith("f1_score(y_true, y_pred > ")


def test_files_are_written_in_the_format_of_their_suffix(preds: str, tmp_path: Path) -> None:
    paths = [tmp_path / f"out.{suffix}" for suffix in ("csv", "json", "txt")]

    result = run(preds, *(part for path in paths for part in ("-o", str(path))), "-q")

    assert result.return_value == 0
    assert result.stdout == ""
    assert all(path.stat().st_size for path in paths)
