"""Files that cannot be read: one line that says what, where and how to go on; nothing is run."""

from __future__ import annotations

import gzip
import pickle
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metricdiff.errors import InputError, MetricdiffError
from metricdiff.inputs.inference import understand
from metricdiff.inputs.opening import open_files
from metricdiff.inputs.reading import read
from tests.written import write

Made = bytes | Callable[[Path], object]

GOOD = {"label": np.array([0, 1, 1, 0] * 9), "prob": np.linspace(0, 1, 36)}


def _npz(**arrays: Any) -> Callable[[Path], object]:
    return lambda path: np.savez(path, **arrays)


def _table(**columns: Any) -> Callable[[Path], object]:
    return lambda path: pq.write_table(pa.table(columns), path)


def _twice(path: Path) -> None:
    columns = [pa.array([1, 0]), pa.array([1, 0]), pa.array([0.5, 0.2])]
    pq.write_table(pa.Table.from_arrays(columns, ["label", "label", "prob"]), path)


def _damaged(suffix: str, damage: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        write(path.parent, path.name.removesuffix(suffix), suffix, GOOD)
        path.write_bytes(damage(path.read_bytes()))

    return make


def _of_version_64(data: bytes) -> bytes:
    """Ask in the archive's directory for a version of the format that there is not yet."""
    at = data.index(b"PK\x01\x02") + 6
    return data[:at] + b"\x40" + data[at + 1 :]


def _lines(*lines: str) -> bytes:
    return "\n".join([*lines, ""]).encode()


#: The suffix, what makes the file, and the message.
FILES: dict[str, tuple[str, Made, str]] = {
    "empty parquet": (".parquet", b"", r"is not a Parquet file .*; save it with"),
    "CSV as parquet": (".parquet", b"label,prob\n1,0.5\n", "does not begin with PAR1"),
    "pickle as parquet": (".parquet", pickle.dumps([1]), "does not begin with PAR1"),
    "half a parquet": (
        *(".parquet", _damaged(".parquet", lambda data: data[: len(data) // 2])),
        "is not a whole Parquet file .*save it again",
    ),
    "damaged pages": (
        *(".parquet", _damaged(".parquet", lambda data: data[:8] + bytes(60) + data[68:])),
        "is not a whole Parquet file .*save it again",
    ),
    "no rows": (".parquet", _table(label=pa.array([], pa.int64()), prob=[]), "has no rows"),
    "other columns": (".parquet", _table(a=[1], b=[2], c=[3]), "columns: a, b, c"),
    "one name twice": (".parquet", _twice, "two columns are named 'label'; rename one"),
    "structs": (
        *(".parquet", _table(label=[{"a": 1}], prob=[0.5])),
        "column label: nested data is neither numbers nor text",
    ),
    "times": (
        *(".parquet", _table(label=pa.array([1], pa.timestamp("s")), prob=[0.5])),
        r"column label: timestamp\[ms\] is neither",
    ),
    "bytes": (".parquet", _table(label=[b"a"], prob=[0.5]), "column label: binary is neither"),
    "missing label": (
        *(".parquet", _table(label=[1, None, 1], prob=[0.5, 0.5, 0.5])),
        r"row 1, column label: no label \(1 of 3 are missing\); leave these rows out",
    ),
    "missing text": (
        *(".parquet", _table(label=["a", None, "b"], prob=[0.5, 0.5, 0.5])),
        "row 1, column label: no label",
    ),
    "uneven lists": (
        *(".parquet", _table(label=[0, 1], probs=[[0.5, 0.5], [1.0]])),
        "row 1, column probs: 1 values, and 2 in the first row",
    ),
    "a missing list": (
        *(".parquet", _table(label=[0, 1], probs=[[0.5, 0.5], None])),
        "row 1, column probs: nothing, and 2 in the first row",
    ),
    "empty lines": (".jsonl", b"\n\n", "is empty; it should hold a JSON object a line"),
    "half a line": (".jsonl", b'{"label":1,"prob":0.5}\n{"label":0,"pr', "line 2 is not JSON"),
    "a JSON list": (".jsonl", b'[{"label":1,"prob":0.5}]', r"line 1 is a list, .*jq -c '\.\[\]'"),
    "JSON over lines": (".jsonl", b'{\n "label": 1\n}\n', "line 1 is not JSON .*an object a line"),
    "two objects a line": (".jsonl", b'{"label":1} {"label":0}\n', "line 1 is not JSON"),
    "one key twice": (
        *(".jsonl", b'{"label":1,"label":0,"prob":0.5}\n'),
        "line 1 is not JSON .two values for 'label'.",
    ),
    "CSV as JSON": (".jsonl", b"label,prob\n1,0.5\n", "line 1 is not JSON"),
    "binary as JSON": (".jsonl", bytes(range(256)), "is binary data, not UTF-8 text"),
    "UTF-16": (".jsonl", '{"label":1}\n'.encode("utf-16"), "is UTF-16, not UTF-8 text"),
    "Latin-1": (
        *(".jsonl", _lines('{"label":"a"}') + b'{"label":"caf\xe9"}\n'),
        "line 2 is not UTF-8 text .byte 0xe9.; convert it: iconv",
    ),
    "text among numbers": (
        *(".jsonl", _lines('{"label":1,"prob":0.5}', "", '{"label":0,"prob":"x"}')),
        "line 3, column prob: 'x' is text, and a number in the lines before",
    ),
    "numbers among text": (
        *(".jsonl", _lines('{"label":"a","prob":0.5}', '{"label":7,"prob":0.5}')),
        "line 2, column label: 7 is a number, and text in the lines before",
    ),
    "nested JSON": (
        *(".jsonl", b'{"label":1,"prob":{"cat":0.5}}\n'),
        "column prob: an object is neither a number nor text; take it apart",
    ),
    "null": (
        *(".jsonl", _lines('{"label":1,"prob":0.5}', '{"label":null,"prob":0.5}')),
        "line 2, column label: no label",
    ),
    "a missing key": (
        *(".jsonl", _lines('{"label":1,"prob":0.5}', '{"prob":0.5}')),
        "line 2, column label: no label",
    ),
    "uneven JSON lists": (
        *(".jsonl", _lines('{"label":1,"probs":[0.5,0.5]}', "", '{"label":0,"probs":[1]}')),
        "line 3, column probs: 1 values, and 2 in the first row",
    ),
    "lists of text": (".jsonl", b'{"label":1,"probs":["a","b"]}\n', "lists of text, not of num"),
    "half a gzip": (
        *(".jsonl.gz", gzip.compress(b'{"label":1,"prob":0.5}\n' * 99)[:-9]),
        "not a whole gzip file",
    ),
    "empty npz": (".npz", b"", r"is not a whole \.npz file .*np\.savez\(path, y_true=y_true"),
    "half an npz": (
        *(".npz", _damaged(".npz", lambda data: data[:300])),
        r"is not a whole \.npz file",
    ),
    "damaged npz": (
        *(".npz", _damaged(".npz", lambda data: data[:200] + b"\xff\xff" + data[202:])),
        r"is not a whole \.npz file .*save it again",
    ),
    "npz of another zip": (
        *(".npz", _damaged(".npz", _of_version_64)),
        r"is not a whole \.npz file \(zip file version 6.4\)",
    ),
    "no arrays": (".npz", _npz(), "holds no arrays; save it with"),
    "other arrays": (".npz", _npz(a=[1], b=[2], c=[3]), "columns: a, b, c"),
    "objects": (
        *(".npz", _npz(y_true=np.array([1, {}], dtype=object), y_pred=[0.5, 0.5])),
        "column y_true: it holds pickled Python objects, which can run code and are never loaded",
    ),
    "scalars": (".npz", _npz(y_true=1, y_pred=0.5), r"column y_true: no rows: its shape is \(\)"),
    "empty arrays": (".npz", _npz(y_true=[], y_pred=[]), r"no rows: its shape is \(0,\)"),
    "bytes in npz": (".npz", _npz(y_true=[b"a"], y_pred=[1]), r"\|S1 is neither numbers nor text"),
    "uneven arrays": (
        *(".npz", _npz(y_true=[0, 1, 1], y_pred=[0.5, 0.5])),
        "y_true has 3 rows and y_pred 2; there must be one of each a row",
    ),
    "bfloat16": (
        *(".npz", _npz(y_true=[0, 1], y_pred=np.zeros(2, "V2"))),
        r"how NumPy saves bfloat16, which it cannot read; save array\.astype\(np\.float32\)",
    ),
    "maps of two shapes": (
        *(".npz", _npz(y_true=np.ones((2, 3, 4)), y_pred=np.ones((2, 4, 3)))),
        r"labels of shape \(2, 3, 4\) and predictions of shape \(2, 4, 3\)",
    ),
}


def _read(path: Path) -> None:
    understand(read(open_files([str(path)])))


@pytest.mark.parametrize("case", list(FILES))
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, case: str) -> None:
    suffix, made, message = FILES[case]
    path = tmp_path / f"preds{suffix}"
    if callable(made):
        made(path)
    else:
        path.write_bytes(made)
    with pytest.raises(InputError, match=message) as raised:
        _read(path)
    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)


class Attack:
    """Creates a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def test_nothing_that_an_archive_holds_is_run(tmp_path: Path) -> None:
    mark, path = tmp_path / "executed", tmp_path / "preds.npz"
    attack = np.array([Attack(mark)] * 2, dtype=object)
    np.savez(path, y_true=np.array([0, 1]), y_pred=attack)
    with pytest.raises(InputError, match="never loaded"):
        _read(path)
    np.savez(path, y_true=np.array([0, 1]), y_pred=np.array([0.1, 0.9]), other=attack)
    _read(path)
    assert not mark.exists()


def test_a_header_that_promises_more_than_there_is_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "preds.npz"
    np.savez(path, y_true=np.array([0, 1]), y_pred=np.array([0.1, 0.9]))
    data = path.read_bytes().replace(b"'shape': (2,), }       ", b"'shape': (2000000000,),}")
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"is not a whole \.npz file"):
        _read(path)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that every example of a property writes into anew."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.mark.parametrize("suffix", [".parquet", ".jsonl", ".npz"])
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_damaged_files_are_read_or_refused_in_one_line(
    folder: Path, suffix: str, data: st.DataObject
) -> None:
    path = write(folder, "damaged", suffix, GOOD)
    content = bytearray(path.read_bytes())
    places = st.integers(0, len(content) - 1)
    for place, value in data.draw(st.dictionaries(places, st.integers(0, 255), max_size=4)).items():
        content[place] = value
    path.write_bytes(content[: data.draw(places) if data.draw(st.booleans()) else None])
    with suppress(MetricdiffError):  # any other exception fails
        _read(path)
