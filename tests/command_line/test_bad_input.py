"""Every way in which the input can be wrong: one line, exit code 2."""

from __future__ import annotations

import gzip
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from metricdiff import InputError, compare
from tests.command_line.refusals import ESCAPES, PREFIX, contains, refused
from tests.conftest import SAMPLES

GOOD = str(SAMPLES / "breast_cancer.csv")
MULTICLASS = str(SAMPLES / "digits.csv")
BINARY = "label,prob\n1,0.75\n0,0.25\n"


def test_a_file_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "preds.csv").touch()
    message = refused("compare", str(tmp_path / "perds.csv"))
    contains(message, "perds.csv: No such file", "did you mean preds.csv?")


@pytest.mark.parametrize("command", ["compare", "sweep", "explain"])
def test_a_bad_file_among_many_is_named_and_nothing_is_reported(
    tmp_path: Path, command: str
) -> None:
    numbers = ("accuracy=0.5",) if command == "explain" else ()
    contains(refused(command, str(tmp_path), *numbers), f"{tmp_path} is a folder without files")
    for part in range(3):
        (tmp_path / f"part-{part}.csv").write_text(BINARY)
    (tmp_path / "part-1.csv").write_text(f"{BINARY}1")
    message = refused(command, str(tmp_path), *numbers)
    contains(message, f"{tmp_path / 'part-1.csv'}: line ", " has 1 cells, the header has 2")


def _npy(array: Any) -> Callable[[Path], object]:
    return lambda path: np.save(path, array, allow_pickle=True)


def _archive(path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, y_true=np.ones(3), y_pred=np.ones(3))


def _cut(path: Path) -> None:
    np.save(path, np.ones((100, 2)))
    path.write_bytes(path.read_bytes()[:500])


#: The name of the file, what makes it, and the words that must be said.
FILES: dict[str, tuple[str, bytes | Callable[[Path], object], tuple[str, ...]]] = {
    "empty": ("a.csv", b"", ("is empty", "a line of column names")),
    "header only": ("a.csv", b"label,prob\n", ("has a header and no rows",)),
    "junk": ("a.csv", bytes(range(256)) * 9, ("is binary data, not UTF-8", "save it as UTF-8")),
    "UTF-16": ("a.csv", BINARY.encode("utf-16"), ("is UTF-16, not UTF-8", "save it as UTF-8")),
    "Latin-1": (
        "a.csv",
        b"label,prob\n1,0.5\ncaf\xe9,0.5\n",
        ("line 3 is not UTF-8", "byte 0xe9", "iconv -f LATIN1 -t UTF-8"),
    ),
    "damaged gzip": (
        "a.csv.gz",
        gzip.compress(BINARY.encode())[:-9],
        ("not a whole gzip file",),
    ),
    "two columns of one name": (
        "a.csv",
        b"label,prob,prob\n1,0.5,0.5\n",
        ("line 1: two columns are named 'prob'", "rename one"),
    ),
    "roles that cannot be told": (
        "a.csv",
        b"a,b,c\n1,2,3\n",
        ("cannot tell which column", "columns: a, b, c", "--y-true COL --y-pred COL"),
    ),
    "unknown suffix": (
        "a.xlsx",
        b"PK",
        ("no reader for this suffix", ".tsv.gz, .parquet, .jsonl, .jsonl.gz, .npy, .npz"),
    ),
    "no suffix": ("preds", b"label,prob\n", ("no reader for this suffix",)),
    "empty .npy": ("a.npy", b"", ("is not an .npy file", "np.save(path, array)")),
    "text as .npy": ("a.npy", BINARY.encode(), ("is not an .npy file", "np.save(path, array)")),
    "truncated .npy": ("a.npy", _cut, ("is not a whole .npy file", "save it again")),
    "objects": (
        "a.npy",
        _npy(np.array([[{}, 1]], dtype=object)),
        ("pickled Python objects", "never loaded", "save plain numbers"),
    ),
    "archive": ("a.npy", _archive, ("is an archive of arrays, not one array", "np.save")),
    "(2, N)": (
        "a.npy",
        _npy(np.ones((2, 9))),
        ("shape (2, 9) has labels and predictions as rows", "np.stack([y_true, y_pred], axis=1)"),
    ),
    "1-D": ("a.npy", _npy(np.ones(9)), ("shape (9,)", "np.column_stack([y_true, y_pred])")),
    "3-D": ("a.npy", _npy(np.ones((9, 2, 2))), ("shape (9, 2, 2)", "(N, 2) or (N, 1+K)")),
    "no rows": ("a.npy", _npy(np.ones((0, 2))), ("has no rows", "(0, 2)")),
    "complex": ("a.npy", _npy(np.ones((9, 2), dtype=complex)), ("neither numbers nor text",)),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_table_of_predictions(tmp_path: Path, case: str) -> None:
    name, content, words = FILES[case]
    path = tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        content(path)
    message = refused("compare", str(path))
    contains(message, str(path), *words)


#: What stands in the rows, and the words that must be said.
ROWS: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "all labels missing": (
        b"label,prob\n,0.5\n,0.5\n",
        ("column label: all 2 labels are missing", "--y-true COL"),
    ),
    "some labels missing": (
        b"label,prob\n1,0.5\n\n,0.5\n0,0.5\n,1\n",
        ("line 4, column label: no label (2 of 4 are missing)", "leave these rows out"),
    ),
    "text among scores": (
        b"label,prob\n1,0.5\n0,0.25\n1,oops\n",
        ("line 4, column prob: 'oops' is not a number",),
    ),
    "text among decisions": (
        b"label,pred\n1,1\n2,2\n3,three\n",
        ("line 4, column pred: 'three' is text among numbers", "--y-pred COL"),
    ),
    "text among labels": (
        b"label,pred\n1,1.5\n2,2.5\nthree,3\n",
        ("line 4, column label: 'three' is text among numbers", "--y-true COL"),
    ),
    "a row with too many cells": (
        b"label,prob\n1,0.5\n0,0.5,0.5\n",
        ("line 3 has 3 cells, the header has 2", "mend the line"),
    ),
    "a row with too few": (
        b'label,note,prob\n1,"a\nb",0.5\n0,0.5\n',
        ("line 4 has 2 cells, the header has 3",),
    ),
    "a decimal comma": (
        b"label;prob\n1;0,5\n0;0,25\n",
        ("line 2, column prob: '0,5'", "decimals are written with a point"),
    ),
    "a class without a column": (
        b"label,prob_a,prob_b\na,0.5,0.5\nb,1,0\nc,0,1\n",
        ("line 4: class 'c' has no column among the 2 columns of scores",),
    ),
    "more columns than classes": (
        b"label,x_1,x_2,x_3\na,0.5,0.5,0\nb,1,0,0\n",
        ("2 classes and 3 columns", "--labels a,b,c"),
    ),
    "Latin-1 beyond the first 64 kB": (
        b"label,prob\n" + b"yes,0.5\nno,0.25\n" * 9_000 + b"caf\xe9,0.5\n",
        ("line 18002 is not UTF-8", "byte 0xe9", "iconv"),
    ),
    "escape sequences in a class": (
        f"label,prob_a,prob_b\na,1,0\nb,0,1\n{ESCAPES},0,1\n".encode(),
        (r"line 4: class '\x1b[31mred\x07[red]' has no column",),
    ),
    "escape sequences in a cell": (
        f"label,pred\n0,0\n1,{ESCAPES}\n".encode(),
        (r"line 3, column pred: '\x1b[31mred\x07[red]' is neither a number nor",),
    ),
}


@pytest.mark.parametrize("case", ROWS)
def test_rows_that_cannot_be_used(tmp_path: Path, case: str) -> None:
    content, words = ROWS[case]
    path = tmp_path / "preds.csv"
    path.write_bytes(content)
    more = ("--y-pred", "x_*") if case == "more columns than classes" else ()
    contains(refused("compare", str(path), *more), *words)


def test_labels_and_predictions_of_different_length() -> None:
    with pytest.raises(InputError, match="3 labels and 2 predictions; there must be one of each"):
        compare([0, 1, 1], [0.5, 0.5])


def test_standard_input_is_named_in_messages() -> None:
    contains(refused("compare", "-", stdin=b""), "<stdin> is empty")
    contains(refused("compare", "-", stdin=b"a,b,c\n1,2,3\n"), "<stdin>: cannot tell which column")


class Attack:
    """Creates a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def test_a_pickle_is_never_loaded(tmp_path: Path) -> None:
    mark, path = tmp_path / "executed", tmp_path / "preds.npy"
    np.save(path, np.array([[Attack(mark), 1]], dtype=object), allow_pickle=True)
    contains(refused("compare", str(path)), "can run code and are never loaded")
    path.write_bytes(pickle.dumps(Attack(mark)))
    contains(refused("compare", str(path)), "can run code and is never loaded")
    assert not mark.exists()
    pickle.loads(path.read_bytes())  # noqa: S301 - that the attack is one
    assert mark.exists()


def test_a_file_that_may_not_be_read() -> None:
    """As root everything may be read, so then the command runs as another user."""
    nobody = 65534 if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "preds.csv"
        path.write_text(BINARY)
        path.chmod(0)
        arguments = [sys.executable, "-m", "metricdiff", "compare", str(path)]
        try:
            done = subprocess.run(
                arguments, capture_output=True, text=True, check=False, timeout=60, user=nobody
            )
        except PermissionError:
            pytest.skip("no other user may run this interpreter")
        if "No module named" in done.stderr:
            pytest.skip("no other user may import this package")
    assert done.returncode == 2
    assert done.stderr == f"{PREFIX}{path} cannot be read: permission denied\n"


@pytest.mark.parametrize("name", [ESCAPES, "two\nlines", "\u202egnp", "[bold]x[/bold]"])
def test_names_of_columns_are_shown_and_cannot_act_on_the_terminal(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / "preds.csv"
    path.write_text(f'"{name}",b,c\n1,2,3\n')
    shown = name.encode("unicode_escape").decode()
    contains(refused("compare", str(path)), f"(columns: {shown}, b, c)")


def test_names_of_files_cannot_act_on_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / f"{ESCAPES}\n.csv"
    contains(refused("compare", str(path)), r"\x1b[31mred\x07[red]\n.csv: no file matches")
