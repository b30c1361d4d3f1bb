"""Tables of counted rows: they merge, and give what all rows in memory give."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from metricdiff.engines.given import keras_arrays
from metricdiff.engines.sklearn_engine import SklearnEngine
from metricdiff.errors import InputError
from metricdiff.inputs.inference import understand
from metricdiff.inputs.opening import OpenFile, open_files
from metricdiff.inputs.predictions import Predictions
from metricdiff.inputs.reading import read
from metricdiff.planning import plan
from metricdiff.settings import Overrides, Settings
from metricdiff.streaming import table as tables
from metricdiff.streaming.bounds import bounds
from metricdiff.streaming.counting import UnstreamableError, counted
from metricdiff.streaming.rows import FileRows
from metricdiff.streaming.table import Table, TooManyError
from metricdiff.streaming.weights import sums

Rows = list[tuple[int, float, int]]
SCORES = st.one_of(
    st.sampled_from([0.0, 0.5, 1.0, 0.1, 1e-9, np.nan, np.inf, -np.inf]),
    st.floats(0, 1, width=32),
    st.floats(-5, 5),
)
ROWS = st.lists(st.tuples(st.integers(0, 1), SCORES, st.integers(0, 1)), min_size=1, max_size=60)
#: With both labels, so that it is a binary task whatever the scores are.
BOTH = ROWS.map(lambda rows: [(0, 0.25, 0), *rows, (1, 0.75, 1)])


def columns(rows: Rows) -> list[Any]:
    labels, scores, decisions = zip(*rows, strict=True)
    return [np.array(scores, dtype=np.float64), np.array(labels), np.array(decisions)]


def entries(table: Table) -> list[tuple[Any, ...]]:
    return [
        (*group, repr(float(score)), int(count))
        for group, runs in table.runs().items()
        for score, count in zip(runs.scores + 0.0, runs.counts, strict=True)
    ]


def in_parts(rows: Rows, places: Sequence[int], **options: Any) -> Table:
    """Count each part into a table of its own, and merge them from both ends."""
    ends = sorted({0, len(rows), *(place % (len(rows) + 1) for place in places)})
    parts = []
    for start, end in pairwise(ends):
        parts.append(Table(**options))
        parts[-1].add(*columns(rows[start:end]))
    while len(parts) > 1:
        parts[0].merge(parts.pop())
    return parts[0]


@given(ROWS, st.lists(st.integers(0, 60), max_size=5))
def test_any_split_gives_the_same_table(rows: Rows, cuts: list[int]) -> None:
    table = in_parts(rows, cuts)
    assert entries(table) == entries(in_parts(rows, ()))
    counts: dict[tuple[Any, ...], int] = {}
    for label, score, decision in rows:
        key = (label, decision, repr(score + 0.0))
        counts[key] = counts.get(key, 0) + 1
    assert dict.fromkeys(counts, 0) | {one[:3]: one[3] for one in entries(table)} == counts


@given(ROWS, st.lists(st.integers(0, 60), max_size=5), st.floats(0, 1))
def test_scores_are_taken_together_on_no_side_of_a_cut_but_theirs(
    rows: Rows, places: list[int], at: float
) -> None:
    table = in_parts(rows, places, cuts=[at], most=4)
    scores, labels, _ = columns(rows)
    for group in (0, 1):
        runs = [one for (label, _), one in table.runs().items() if label == group]
        for side in (np.less, np.equal, np.greater):
            inside = sum(int(one.counts[side(one.scores, at)].sum()) for one in runs)
            assert inside == int(side(scores[labels == group], at).sum())


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(8, 400), st.booleans(), st.booleans())
def test_areas_are_within_their_bounds_where_scores_are_taken_together(
    seed: int, most: int, weighted: bool, masked: bool
) -> None:
    random = np.random.default_rng(seed)
    labels = np.append(random.integers(0, 2, 2_000), [0, 1])
    scores = np.clip(random.normal(0.45, 0.2, len(labels)) + 0.1 * labels, 0, 1)
    scores = np.where(random.random(len(labels)) < 0.3, np.round(scores, 2), scores)
    weights = np.append(random.choice([0.0, 0.3, 1.0, 2.5, 7.0], 2_000), [1, 1])
    mask = np.append(random.random(2_000) < 0.5, [True, True])
    table = Table([0.5], most=most)
    table.add(scores, labels, *[mask] * masked, weights=weights if weighted else None)
    assert not table.exact
    runs = table.runs()
    y, kept = (
        np.concatenate([np.full(len(one), group[place]) for group, one in runs.items()])
        for place in (0, 1 if masked else 0)
    )
    counts, p = (
        np.concatenate([getattr(one, name) for one in runs.values()])
        for name in ("counts", "scores")
    )
    weighing = [(np.ones(len(scores)), counts)]
    if weighted:
        of_groups = [sums(one.sums, group[-1]) for group, one in runs.items()]
        weighing.append((weights, np.concatenate(of_groups)))
    left = [(mask | True, kept >= 0), (mask, kept == 1)][: 1 + masked]
    told = bounds(runs, masked=masked, weighted=weighted)
    assert 0 < told.roc < 1
    for (rows, entries), (weight, total) in product(left, weighing):
        for measure, bound in (
            (roc_auc_score, told.roc),
            (average_precision_score, told.precision),
        ):
            exact = measure(labels[rows], scores[rows], sample_weight=weight[rows])
            found = measure(y[entries], p[entries], sample_weight=total[entries])
            assert abs(exact - found) <= bound + 1e-12
    weight, total = weighing[-1]
    np.testing.assert_allclose((p * total).sum(), (scores * weight).sum(), rtol=1e-12)


def test_more_than_two_labels_are_refused() -> None:
    with pytest.raises(TooManyError, match="more than 2 labels"):
        Table().add(np.arange(9.0), np.arange(9))
    table = Table()
    table.add(np.arange(2.0), np.array([0, 1]))
    with pytest.raises(TooManyError, match="more than 2 labels"):
        table.add(np.arange(2.0), np.array([1, 2]))
    with pytest.raises(TooManyError, match="text"):
        table.add(np.arange(2.0), np.array(["a", "b"]))
    for labels, words in ((np.array([1, 2]), "more than 2 labels"), (np.array(["a"]), "text")):
        other = Table()
        other.add(np.zeros(len(labels)), labels)
        with pytest.raises(TooManyError, match=words):
            table.merge(other)


# ---------------------------------------------------------------------------- from a file


def file(
    folder: Path, rows: Rows, *, decided: bool, weighted: bool = False, masked: bool = False
) -> OpenFile:
    """Write rows, with weights of all kinds and a mask that leaves the first and the last."""
    types = [("label", "i8"), ("score", "f4"), ("weight", "f8"), ("mask", "?"), ("pred", "i8")]
    array = np.zeros(len(rows), dtype=types)
    random = np.random.default_rng(len(rows))
    with np.errstate(over="ignore"):
        array["score"], array["label"], array["pred"] = columns(rows)
    array["weight"] = random.choice([0, 0.25, 1, 2.5, 7], len(rows))
    array["mask"] = random.random(len(rows)) < 0.7
    array["weight"][[0, -1]] = array["mask"][[0, -1]] = 1
    names = [name for name, _ in types if decided or name != "pred"]
    np.save(folder / "preds.npy", array[names])
    weight, mask = "weight" if weighted else None, "mask" if masked else None
    return open_files([str(folder / "preds.npy")], sample_weight=weight, mask=mask)


def values(predictions: Predictions) -> dict[str, Any]:
    engine = SklearnEngine(predictions)
    return {
        row.sklearn.text: engine.run(row.sklearn)
        for row in plan(predictions, Settings(metrics=("all",)))
        if row.sklearn
    }


@settings(max_examples=60, deadline=None)
@given(rows=BOTH, has=st.tuples(*[st.booleans()] * 3), size=st.integers(1, 20))
def test_sklearn_returns_from_the_table_what_it_returns_from_all_rows(
    tmp_path_factory: pytest.TempPathFactory, rows: Rows, has: tuple[bool, bool, bool], size: int
) -> None:
    decided, weighted, masked = has
    folder = tmp_path_factory.mktemp("rows")
    opened = file(folder, rows, decided=decided, weighted=weighted, masked=masked)
    whole = understand(read(opened))
    streamed = counted(opened, Overrides(), block_rows=size)

    assert streamed.rows == whole.rows
    assert (streamed.task, streamed.kind, streamed.classes, streamed.remarks) == (
        *(whole.task, whole.kind, whole.classes, whole.remarks),
    )
    assert_same_values(streamed, whole)


def assert_same_values(streamed: Predictions, whole: Predictions) -> None:
    of_rows, of_table = values(whole), values(streamed)
    assert list(of_rows) == list(of_table)
    for call, outcome in of_rows.items():
        found = of_table[call]
        assert found.error == outcome.error, call
        np.testing.assert_allclose(
            np.array(found.value, dtype=float), np.array(outcome.value, dtype=float), rtol=1e-12
        )


@settings(max_examples=40, deadline=None)
@given(rows=BOTH, size=st.integers(1, 20), seed=st.integers(0, 99))
def test_rows_of_a_table_are_found_in_the_file_again(
    tmp_path_factory: pytest.TempPathFactory, rows: Rows, size: int, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    opened = file(folder, rows, decided=True, weighted=bool(seed % 2), masked=bool(seed % 3))
    raw = counted(opened, Overrides(), block_rows=size, most=4).raw
    asked = np.flatnonzero(np.random.default_rng(seed).random(len(raw.y_true)) < 0.5)

    found, of_entries = raw.find(asked)

    whole = read(opened)
    assert len(found) == raw.rows_of(asked)
    assert (np.diff(found) > 0).all()
    np.testing.assert_array_equal(whole.y_true[found], raw.y_true[of_entries])
    assert raw.find(asked, 2)[0].tolist() == found[:2].tolist()
    others = raw.find(np.setdiff1d(np.arange(len(raw.y_true)), asked))[0]
    assert sorted([*found, *others]) == list(range(len(rows)))


@settings(max_examples=30, deadline=None)
@given(rows=BOTH, size=st.integers(1, 20), has=st.tuples(st.booleans(), st.booleans()))
def test_keras_is_given_the_rows_themselves_in_their_order(
    tmp_path_factory: pytest.TempPathFactory, rows: Rows, size: int, has: tuple[bool, bool]
) -> None:
    weighted, masked = has
    folder = tmp_path_factory.mktemp("rows")
    opened = file(folder, rows, decided=False, weighted=weighted, masked=masked)
    whole = keras_arrays(understand(read(opened)))
    blocks = keras_arrays(counted(opened, Overrides(), block_rows=size)).blocks
    assert blocks
    several = list(blocks())
    assert {len(one["labels"]) for one in several[:-1]} <= {size}
    for name, array in whole.arrays.items():
        streamed = np.concatenate([one[name] for one in several])
        assert streamed.dtype == array.dtype
        np.testing.assert_array_equal(streamed, array)


def test_what_is_changed_of_a_table_is_given_with_its_counts(tmp_path: Path) -> None:
    rows: Rows = [(0, 0.25, 0), (0, 0.25, 0), (1, 0.75, 1)]
    predictions = counted(file(tmp_path, rows, decided=False), Overrides())
    mended = predictions.with_values(y_true=1 - predictions.raw.y_true)
    assert keras_arrays(mended, rows=False).arrays["weights"].tolist() == [2, 1]
    last = predictions.only(np.array([1]))
    assert keras_arrays(last, rows=False).arrays["labels"].tolist() == [[1]]


@settings(max_examples=30, deadline=None)
@given(rows=BOTH, size=st.integers(1, 20), seed=st.integers(0, 99))
def test_what_is_changed_of_a_table_is_found_in_its_rows(
    tmp_path_factory: pytest.TempPathFactory, rows: Rows, size: int, seed: int
) -> None:
    opened = file(tmp_path_factory.mktemp("rows"), rows, decided=True)
    table, whole = counted(opened, Overrides(), block_rows=size), read(opened)
    random = np.random.default_rng(seed).random(len(table.raw.y_true) - 1)
    kept = np.flatnonzero(np.append(random, 0) < 0.7)  # one at least
    labels = table.raw.y_true[kept] + 7
    changed = table.only(kept).with_values(y_true=labels, decision=None)
    left, _ = table.raw.find(kept)
    assert changed.raw.streamed
    blocks = [*changed.raw.streamed.blocks()]
    assert all(block.decision is None for block in blocks)
    for name, expected in (("y_true", whole.y_true + 7), ("y_pred", whole.y_pred)):
        found = np.concatenate([getattr(block, name) for block in blocks])
        np.testing.assert_array_equal(found, expected[left])


@pytest.mark.parametrize(
    "content",
    [
        "label,score\n0,0.1\n1,0.9\n2,0.5\n",  # three labels
        "label,score\n1.5,0.1\n2.5,0.9\n3.5,2\n",  # values
    ],
)
def test_what_is_not_binary_does_not_stream(tmp_path: Path, content: str) -> None:
    (tmp_path / "preds.csv").write_text(content)
    with pytest.raises(UnstreamableError, match="only binary predictions stream"):
        counted(open_files([str(tmp_path / "preds.csv")]), Overrides())


@pytest.mark.parametrize("suffix", ["csv", "csv.gz", "tsv.gz", "parquet", "npy"])
def test_parts_and_formats_give_the_same_table(tmp_path: Path, suffix: str) -> None:
    import pandas as pd

    random = np.random.default_rng(3)
    frames = [
        pd.DataFrame({"label": random.integers(0, 2, size), "score": random.random(size)})
        for size in (5, 40, 1)
    ]
    for place, frame in enumerate(frames):
        path = tmp_path / f"part-{place}.{suffix}"
        if suffix == "npy":
            np.save(path, frame.to_records(index=False))
        elif suffix == "parquet":
            frame.to_parquet(path, index=False)
        else:
            frame.to_csv(path, index=False, sep="\t" if suffix == "tsv.gz" else ",")
    opened = open_files([str(tmp_path)])
    streamed, whole = counted(opened, Overrides(), block_rows=7), understand(read(opened))
    rows, _ = streamed.raw.find(np.arange(len(streamed.raw.y_true)))
    assert rows.tolist() == list(range(46))
    blocks = list(FileRows(opened, 7).blocks())
    assert [block.rows for block in blocks] == [7] * 6 + [4]
    np.testing.assert_array_equal(
        np.concatenate([block.y_pred for block in blocks]), whole.raw.y_pred
    )
    assert streamed.raw.numbers([4, 5, 45]) == whole.raw.numbers([4, 5, 45])


def test_a_mask_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    rows: Rows = [(0, 0.25, 0), (0, 0.5, 0), (1, 0.75, 1)] * 5
    path = file(tmp_path, rows, decided=False).paths[0]
    for mask in (np.arange(15) % 4 == 0, np.arange(15) > 10):
        np.save(tmp_path / "mask.npy", mask.astype(np.int64))
        opened = open_files([path], mask=str(tmp_path / "mask.npy"))
        streamed, whole = counted(opened, Overrides(), block_rows=4), understand(read(opened))
        assert streamed.remarks == whole.remarks
        assert_same_values(streamed, whole)
    for mask, words in (
        (np.zeros(15), "all of it is 0"),
        (np.arange(15) // 14 * 2, "row 14, mask .*: 2; a mask holds 1"),
        (np.ones(16), r"mask: shape \(16,\); there are 15 labels"),
        (np.ones(14), "columns of different length do not stream"),
    ):
        np.save(tmp_path / "mask.npy", mask)
        with pytest.raises(InputError, match=words):
            counted(open_files([path], mask=str(tmp_path / "mask.npy")), Overrides(), block_rows=4)


def test_negative_weights_do_not_stream(tmp_path: Path) -> None:
    (tmp_path / "preds.csv").write_text("label,score,weight\n1,0.5,1\n0,0.5,-1\n")
    with pytest.raises(UnstreamableError, match="negative weights do not stream"):
        counted(open_files([str(tmp_path / "preds.csv")], sample_weight="weight"), Overrides())


@pytest.mark.parametrize("kept", [30, -9])
def test_a_gzip_file_that_breaks_off_is_named(tmp_path: Path, kept: int) -> None:
    whole = gzip.compress(b"label,score\n" + b"1,0.5\n0,0.25\n" * 90_000)
    (tmp_path / "preds.csv.gz").write_bytes(whole[:kept])
    with pytest.raises(InputError, match=r"preds\.csv\.gz: not a whole gzip file"):
        counted(open_files([str(tmp_path / "preds.csv.gz")]), Overrides())


def test_a_file_that_breaks_off_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("label,score\n1,0.5\n0,0.5\n")
    (tmp_path / "2.csv").write_text("label,score\n1,0.5\n0")
    with pytest.raises(Exception, match=r"2\.csv: line 3 has 1 cells, the header has 2"):
        counted(open_files([str(tmp_path)]), Overrides())
    (tmp_path / "2.csv").write_text("label,score\n1,0.5\n,0.25\n")
    with pytest.raises(Exception, match=r"2\.csv: line 3, column label: no label"):
        counted(open_files([str(tmp_path)]), Overrides())


def test_many_rows_are_merged_slice_by_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    from metricdiff.streaming import runs

    random = np.random.default_rng(5)
    scores, labels = np.round(random.random(3_000), 3), random.integers(0, 2, 3_000)
    tables_of = []
    for at_once, waiting in ((1 << 20, 1 << 22), (7, 50)):
        monkeypatch.setattr(runs, "_AT_ONCE", at_once)
        monkeypatch.setattr(tables, "_WAITING", waiting)
        for most in (1 << 24, 100):
            table = Table([0.5], most=most)
            for part in range(0, 3_000, 100):
                table.add(scores[part : part + 100], labels[part : part + 100])
            tables_of.append(table.runs())
    for place in (0, 1):
        for group, one in tables_of[place].items():
            other = tables_of[place + 2][group]
            assert int(one.counts.sum()) == int(other.counts.sum()) == (labels == group[0]).sum()
            if not place:
                np.testing.assert_array_equal(one.scores, other.scores)
                np.testing.assert_array_equal(one.counts, other.counts)
