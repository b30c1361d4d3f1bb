"""A Dask cluster gives the report of one machine, whatever happens to its workers."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from metricdiff.cluster import splitting
from metricdiff.cluster.asking import Cluster
from metricdiff.cluster.comparing import compare_on, understood
from metricdiff.cluster.connecting import open_cluster
from metricdiff.cluster.counting import Job
from metricdiff.cluster.counting import counted as count
from metricdiff.cluster.engine import ClusterKeras
from metricdiff.cluster.measuring import NOT_ADDITIVE, Sums, summed
from metricdiff.comparing import compare_file
from metricdiff.engines import keras_engine
from metricdiff.engines.given import keras_arrays, together
from metricdiff.engines.keras_engine import CHUNK_ROWS, Asked, InProcess
from metricdiff.engines.keras_worker import Measuring
from metricdiff.errors import InputError, WorkerError
from metricdiff.formats.json_format import document
from metricdiff.inputs.opening import OpenFile, open_files
from metricdiff.inputs.predictions import Predictions
from metricdiff.planning import plan
from metricdiff.report import Report
from metricdiff.settings import Options, Overrides, Settings
from metricdiff.streaming.counting import counted
from metricdiff.words import Stream
from tests.command_line.test_streaming import differences, predictions

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Two processes, whose scheduler is reached by its address as one elsewhere is."""
    import distributed

    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=2, dashboard_address=":0", silence_logs=50
    ) as local:
        yield str(local.scheduler_address)


@pytest.fixture(scope="module")
def cluster(address: str) -> Iterator[Cluster]:
    with open_cluster(address, 60) as opened:
        yield opened


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "PART_ROWS", 900)
    monkeypatch.setattr(splitting, "PART_BYTES", 9_000)


def columns(rows: int) -> dict[str, Any]:
    random = np.random.default_rng(rows)
    labels = random.integers(0, 2, rows)
    scores = 1 / (1 + np.exp(-(random.normal(size=rows) * 2 + labels * 2 - 1)))
    scores = np.where(random.random(rows) < 0.2, np.round(scores, 1), scores).astype(np.float32)
    return {"label": labels, "pred": (scores >= 0.5).astype(int), "proba": scores}


def csv(path: Path, data: dict[str, Any], odd: str = "") -> None:
    """Write a CSV with something *odd* in it: blank lines, or text of several lines."""
    lines = ["label,pred,proba,note"]
    for number, row in enumerate(zip(*data.values(), strict=True)):
        note = '"two\nlines"' if odd == "quotes" and number % 50 == 7 else "x"
        lines.append(",".join([*map(str, row), note]))
        if odd == "blank" and number % 40 == 3:
            lines.append("")
    path.write_text("\n".join(lines))


def written(folder: Path, kind: str) -> list[str]:
    data = columns(4_000)
    halves = [
        {name: values[part] for name, values in data.items()}
        for part in (slice(1_500), slice(1_500, None))
    ]
    if kind == "npy":
        return [str(predictions(folder / "preds.npy", 4_000, logits=True))]
    if kind == "pair":
        np.save(folder / "y_true.npy", data["label"])
        np.save(folder / "y_pred.npy", data["proba"])
        return [str(folder / "y_true.npy"), str(folder / "y_pred.npy")]
    if kind.startswith("parquet"):
        for number, half in enumerate(halves):
            table = pa.table(half)
            parquet.write_table(table, folder / f"part-{number}.parquet", row_group_size=700)
        return [f"file://{folder}" if kind.endswith("url") else str(folder)]
    odd = kind.removeprefix("csv").strip()
    for number, half in enumerate(halves):
        csv(folder / f"part-{number}.csv", half, odd)
    return [f"file://{folder}/*.csv" if odd == "url" else str(folder)]


def both(cluster: Cluster, opened: OpenFile) -> tuple[Report, Report]:
    """Compare on the cluster, and in this process: all but dice, which is one of each chunk."""
    task = understood(cluster, opened, Overrides())
    names = {row.name for row in plan(task, Settings(metrics=("all",)))} - {"dice"}
    asked = Settings(metrics=tuple(sorted(names)), thresholds=(0.3, 0.5))
    options = Options(asked, stream=Stream.ALWAYS)
    return (
        compare_on(cluster, opened, Overrides(), options),
        compare_file(opened, Overrides(), options, InProcess()),
    )


def told(report: Report) -> Any:
    return json.loads(json.dumps(document(report), default=str))


@pytest.mark.parametrize(
    "kind",
    ["npy", "pair", "parquet url", "csv blank", "csv quotes", "csv url"],
)
def test_the_report_is_that_of_one_machine(
    keras: Any, cluster: Cluster, tmp_path: Path, kind: str
) -> None:
    del keras  # it is imported: the other report is made in this process
    opened = open_files(written(tmp_path, kind))
    ours, theirs = both(cluster, opened)
    assert differences(told(ours), told(theirs)) == []
    for one, other in zip(ours.comparisons, theirs.comparisons, strict=True):
        for cause, same in zip(one.causes, other.causes, strict=True):
            if cause.witnesses and same.witnesses:
                assert cause.witnesses.numbers() == same.witnesses.numbers()
                assert cause.witnesses.files() == same.witnesses.files()


def test_large_files_are_split(tmp_path: Path) -> None:
    for kind, parts in (("npy", 5), ("pair", 5), ("parquet", 6), ("csv", 8)):
        folder = tmp_path / kind
        folder.mkdir()
        groups = splitting.split(open_files(written(folder, kind)).source, text=True)
        found = [part for group in groups for part in group]
        assert len(found) >= parts, kind
        assert all(sum(part.rows for part in group) <= 900 for group in groups if len(group) > 1)


def test_weights_and_masks_are_those_of_one_machine(
    keras: Any, cluster: Cluster, tmp_path: Path
) -> None:
    del keras
    data = columns(4_000)
    random = np.random.default_rng(3)
    data |= {"weight": random.integers(1, 5, 4_000) / 4, "mask": random.integers(0, 2, 4_000)}
    parquet.write_table(pa.table(data), tmp_path / "p.parquet", row_group_size=500)
    paths = [str(tmp_path / "p.parquet")]
    for roles in ({"sample_weight": "weight"}, {"mask": "mask"}):
        opened = open_files(paths, **roles)
        ours, theirs = both(cluster, opened)
        assert differences(told(ours), told(theirs)) == []


def test_a_file_of_another_schema_is_named(cluster: Cluster, tmp_path: Path) -> None:
    data = columns(100)
    parquet.write_table(pa.table(data), tmp_path / "1.parquet")
    texts = data | {"label": np.where(data["label"] > 0, "yes", "no")}
    parquet.write_table(pa.table(texts), tmp_path / "2.parquet")
    opened = open_files([str(tmp_path)])
    with pytest.raises(InputError, match=r"2\.parquet, column label: text, and numbers in .*1\."):
        understood(cluster, opened, Overrides())


def test_a_damaged_file_is_named_with_its_line(cluster: Cluster, tmp_path: Path) -> None:
    csv(tmp_path / "1.csv", columns(2_000))
    lines = (tmp_path / "1.csv").read_text().splitlines()
    lines[1_733] = "1,1,none of it,x"
    (tmp_path / "1.csv").write_text("\n".join(lines))
    opened = open_files([str(tmp_path / "1.csv")])
    with pytest.raises(InputError, match=r"1\.csv: line 1734, column proba: 'none of it' is not"):
        understood(cluster, opened, Overrides())


def test_a_file_that_is_gone_from_the_workers_is_named(cluster: Cluster, tmp_path: Path) -> None:
    opened = open_files(written(tmp_path, "parquet"))
    groups = splitting.split(opened.source, text=True)
    (tmp_path / "part-1.parquet").unlink()
    job = Job(opened.header, opened.columns, (), "gone")
    with pytest.raises(
        InputError, match=r"part-1\.parquet: there is no such file on .*, where a worker runs"
    ):
        cluster.wait(cluster.begin(count, groups[-1], job))


def test_a_file_that_changes_between_two_readings_is_named(
    cluster: Cluster, tmp_path: Path
) -> None:
    opened = open_files(written(tmp_path, "npy"))
    known = understood(cluster, opened, Overrides())
    predictions(tmp_path / "preds.npy", 4_001, logits=True)
    given_ = together([keras_arrays(known)])
    with pytest.raises(InputError, match="changed while it was being read"):
        ClusterKeras(cluster).begin([_call("AUC")], given_, CHUNK_ROWS)()


def _call(metric: str, **kwargs: Any) -> dict[str, Any]:
    forms = {"labels": "as_is", "predictions": "as_is"}
    return {"metric": metric, "args": [], "kwargs": kwargs, "weighted": False, "data": 0, **forms}


def _asked(known: Predictions) -> list[Asked]:
    rows = plan(known, Settings())
    return [Asked(row.keras, row.weighted, known) for row in rows if row.keras]


def test_a_worker_that_is_killed_costs_no_correctness(keras: Any, tmp_path: Path) -> None:
    import distributed

    del keras
    opened = open_files(written(tmp_path, "npy"))
    known = counted(opened, Overrides())
    expected = keras_engine.run(InProcess(), _asked(known))
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
        ) as local,
        open_cluster(local.scheduler_address, 60) as cluster,
    ):
        known = understood(cluster, opened, Overrides())
        engine = ClusterKeras(cluster)
        waited = keras_engine.start(engine, _asked(known))
        first, _ = local.workers.values()
        assert not engine.idle  # workers import Keras
        os.kill(first.pid, signal.SIGKILL)
        for ours, theirs in zip(waited(), expected, strict=True):
            np.testing.assert_allclose(
                np.array(ours.value, float), np.array(theirs.value, float), rtol=1e-6, atol=1e-9
            )
        again = compare_on(cluster, opened, Overrides(), Options())
        assert not again.problems


def _full() -> None:
    raise OSError(28, "No space left on device")


def test_what_a_worker_raises_is_told_as_such(cluster: Cluster) -> None:
    with pytest.raises(WorkerError, match=r"on a worker: OSError: .*No space left on device"):
        cluster.wait(cluster.begin(_full))


# --------------------------------------------------------------------- what states add up to

_SETTINGS: dict[str, dict[str, Any]] = {
    "BinaryIoU": {"target_class_ids": [1]},
    "IoU": {"num_classes": 2, "target_class_ids": [1]},
    "MeanIoU": {"num_classes": 2},
    "OneHotIoU": {"num_classes": 2, "target_class_ids": [1]},
    "OneHotMeanIoU": {"num_classes": 2},
    "PrecisionAtRecall": {"recall": 0.5},
    "RecallAtPrecision": {"precision": 0.5},
    "SensitivityAtSpecificity": {"specificity": 0.5},
    "SpecificityAtSensitivity": {"sensitivity": 0.5},
    "F1Score": {"threshold": 0.5},
    "FBetaScore": {"threshold": 0.5, "beta": 2.0},
    "Precision": {"thresholds": 0.5},
    "SparseTopKCategoricalAccuracy": {"k": 1},
    "TopKCategoricalAccuracy": {"k": 1},
}
#: Those that take no labels and predictions, or no column of labels that are 0 and 1.
_OTHERS = {"Metric", "Mean", "Sum", "MeanMetricWrapper", "SparseCategoricalCrossentropy"}


def names(keras: Any) -> list[str]:
    classes = vars(keras.metrics).items()
    return sorted(
        name
        for name, one in classes
        if isinstance(one, type) and issubclass(one, keras.metrics.Metric) and name not in _OTHERS
    )


@pytest.fixture(scope="module")
def measuring(keras: Any) -> Measuring:
    calls = [_call(name, **_SETTINGS.get(name, {})) for name in names(keras)]
    return Measuring(keras, calls, 2, 16)


def _rows(rows: list[tuple[int, float]]) -> dict[str, Any]:
    labels, scores = (np.array(column)[:, None] for column in zip(*rows, strict=True))
    return {"0.labels": labels, "0.predictions": scores.astype(np.float32)}


_SCORES = st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 1, width=32))
_PART = st.lists(st.tuples(st.integers(0, 1), _SCORES), min_size=1, max_size=20)


@settings(max_examples=15, deadline=None)
@given(first=_PART, second=_PART)
def test_every_state_adds_up_but_that_of_correlations(
    keras: Any,
    measuring: Measuring,
    first: list[tuple[int, float]],
    second: list[tuple[int, float]],
) -> None:
    states = []
    for rows in (first, second, first + second):
        measuring.feed(_rows(rows))
        states.append(measuring.states())
    one, other, both = (Sums(each, _rows(first), {}) for each in states)
    total = summed([one, other])
    for name, sums, whole in zip(names(keras), total.states, both.states, strict=True):
        assert not whole["problem"], (name, whole["problem"])
        if name in NOT_ADDITIVE:
            continue
        for ours, theirs in zip(sums["held"], whole["held"], strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-5, err_msg=name)
    measuring.put(total.states, total.row)
    results = measuring.results()
    measuring.states()  # they begin anew
    measuring.feed(_rows(first + second))
    expected = measuring.results()
    measuring.states()
    for name, result, same in zip(names(keras), results, expected, strict=True):
        if name not in NOT_ADDITIVE:
            np.testing.assert_allclose(
                result["value"], same["value"], rtol=1e-4, atol=1e-5, err_msg=name
            )


def test_a_correlation_is_no_sum_over_chunks(keras: Any) -> None:
    for name in ("PearsonCorrelation", "ConcordanceCorrelation"):
        measuring = Measuring(keras, [_call(name, axis=0)], 2, 1_000)
        random = np.random.default_rng(1)
        rows = list(
            zip(random.integers(0, 2, 90).tolist(), random.random(90).tolist(), strict=True)
        )
        states = []
        for part in (rows[:30], rows[30:], rows):
            measuring.feed(_rows(part))
            states.append(measuring.states())
        one, other, both = (each[0]["held"][1] for each in states)  # how many it averages
        assert one + other != both


def test_what_is_no_sum_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    known = understood(cluster, open_files(written(tmp_path, "npy")), Overrides())
    dice = {**_call("MeanMetricWrapper"), "args": [{"function": "dice"}]}
    calls = [_call("AUC"), dice, _call("MeanSquaredError")]
    begun = ClusterKeras(cluster).begin(calls, together([keras_arrays(known)]), CHUNK_ROWS)
    first, second, third = begun()
    assert "dice is taken of each chunk as a whole" in second["error"]
    assert isinstance(first["value"], float)
    assert isinstance(third["value"], float)


def test_workers_of_several_versions_are_told() -> None:
    sums = [Sums([], {}, {"keras": version}) for version in ("3.1", "3.2")]
    with pytest.raises(WorkerError, match=r"keras is 3\.1 on one and 3\.2 on another"):
        summed(sums)
