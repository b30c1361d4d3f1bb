"""What the user names as a model and its data: told from headers, without TensorFlow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from metricdiff.engines import model_source
from metricdiff.errors import InputError, UsageError
from metricdiff.modelling.data_files import DataFiles, check_model, is_function, understood

FOUR = np.zeros((4, 2))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def archive(**arrays: Any) -> DataFiles:
    np.savez("data.npz", **arrays)
    files = understood(["data.npz"])
    assert isinstance(files, DataFiles)
    return files


@pytest.mark.parametrize(
    ("names", "parts"),
    [
        (("x", "y"), {"x": {"": "x"}, "y": {"": "y"}}),
        (("X_test", "y_test"), {"x": {"": "X_test"}, "y": {"": "y_test"}}),
        (("arr_0", "arr_1"), {"x": {"": "arr_0"}, "y": {"": "arr_1"}}),
        (("images", "labels"), {"x": {"": "images"}, "y": {"": "labels"}}),
        (("x_0", "x_1", "y"), {"x": {"0": "x_0", "1": "x_1"}, "y": {"": "y"}}),
        (("x_Left", "y_top"), {"x": {"Left": "x_Left"}, "y": {"top": "y_top"}}),
    ],
)
def test_the_part_of_each_array_is_told_by_its_name(
    names: tuple[str, ...], parts: dict[str, dict[str, str]]
) -> None:
    assert archive(**dict.fromkeys(names, FOUR)).parts == parts


def test_weights_and_what_plays_no_part() -> None:
    files = archive(x=FOUR, y=FOUR, sample_weight=np.ones(4), ids=np.arange(4))

    assert files.parts["sample_weight"] == {"": "sample_weight"}
    assert files.unused == ("ids",)


def test_arrays_of_an_archive_are_placed_as_the_worker_takes_them(here: Path) -> None:
    files = archive(x_1=FOUR + 1, x_0=FOUR, y_a=FOUR[:, 0], y_b=FOUR[:, 1])
    (here / "placed").mkdir()

    placed = files.placed(here / "placed")
    assert [float(np.load(path)[0, 0]) for path in placed["x"]] == [0.0, 1.0]
    assert set(placed["y"]) == {"a", "b"}


def test_a_name_in_an_archive_leads_nowhere_else(here: Path) -> None:
    files = archive(**{"x_../../away": FOUR, "y": FOUR})
    (here / "inner").mkdir()
    (here / "inner" / "placed").mkdir()

    placed = files.placed(here / "inner" / "placed")
    [path] = placed["x"].values()
    assert Path(path).parent == here / "inner" / "placed"
    assert {one.name for one in here.iterdir()} == {"data.npz", "inner"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("build.py:make", True),
        ("package.module:make", True),
        ("package.module:Class.make", True),
        ("model.keras", False),
        ("build.py:", False),
        ("odd:name", True),
    ],
)
def test_what_is_a_function(text: str, expected: bool) -> None:
    assert is_function(text) is expected


def test_a_file_of_such_a_name_is_a_file(here: Path) -> None:
    (here / "odd:name").write_text("")

    assert not is_function("odd:name")


def test_two_arrays(here: Path) -> None:
    np.save("x.npy", FOUR)
    np.save("y.npy", np.zeros(4))

    files = understood(["x.npy", "y.npy"])
    assert isinstance(files, DataFiles)
    assert files.placed(here) == {"x": str(here / "x.npy"), "y": str(here / "y.npy")}


def test_one_array_is_not_enough(here: Path) -> None:
    del here
    np.save("x.npy", FOUR)

    with pytest.raises(UsageError, match=r"two .npy"):
        understood(["x.npy"])


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "model.keras", "not what model.save writes as .keras"),
        (b"PK", "model.h5", "not what model.save writes as .h5"),
        (b"", "model.pb", "its name ends neither in .keras nor in .h5"),
    ],
)
def test_a_file_that_is_no_model(here: Path, content: bytes, name: str, message: str) -> None:
    (here / name).write_bytes(content)

    with pytest.raises(InputError, match=message):
        check_model(name)


class TestSources:
    """What a function of the user may return."""

    def test_batches_hold_every_row_once(self) -> None:
        x, y = np.arange(10.0)[:, None], np.arange(10)
        source = model_source.of_result(None, lambda: (x, y), 4)

        batches = list(source.batches())
        assert [len(one.y) for one in batches] == [4, 4, 2]
        np.testing.assert_array_equal(np.concatenate([one.y for one in batches]), y)
        assert all(one.weights is None for one in batches)

    def test_several_inputs_keep_their_structure(self) -> None:
        source = model_source.of_arrays({"a": FOUR, "b": FOUR}, [FOUR, FOUR], None, 3)

        first = next(iter(source.batches()))
        assert {name: one.shape for name, one in first.x.items()} == {"a": (3, 2), "b": (3, 2)}
        assert [one.shape for one in first.y] == [(3, 2), (3, 2)]

    @pytest.mark.parametrize(
        ("made", "message"),
        [
            (FOUR, "returns ndarray alone"),
            ("text", "returns str alone"),
            ((FOUR,), "returns 1 things"),
            ((FOUR, None), "returns 2 things"),
            ((FOUR, np.zeros(3)), r"arrays of \[3, 4\] rows"),
            (7, "returns int; return x and y"),
        ],
    )
    def test_what_it_may_not(self, made: Any, message: str) -> None:
        with pytest.raises(model_source.SourceError, match=message):
            model_source.of_result(None, lambda: made, None)

    def test_dictionaries_are_put_into_the_order_of_the_outputs(self) -> None:
        arrays = {"b": 1, "a": 2}

        assert model_source.leaves(arrays, ["b", "a"]) == [1, 2]
        assert model_source.leaves(arrays, []) == [2, 1]
        assert len(model_source.leaves([FOUR, [FOUR, FOUR], None])) == 3
