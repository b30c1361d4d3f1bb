"""Starting is quick because nothing heavy is imported: not for help, not for errors."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import SAMPLES, run
from tests.written import write

HEAVY = (
    *("tensorflow", "keras", "sklearn", "pandas", "scipy", "pyarrow"),
    *("dask", "distributed", "fsspec"),
)

PROBE = """
import sys
from metricdiff.cli import main
try:
    main(sys.argv[1:])
except SystemExit as stop:
    code = stop.code
print("IMPORTED", sorted(set(sys.modules) & set(%r)), "CODE", code)
"""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["--version"], 0),
        (["compare", "--help"], 0),
        (["model", "--help"], 0),
        (["model", "nonesuch.keras", "nonesuch.npz"], 2),
        (["metrics"], 0),
        (["metrics", "f1"], 0),
        (["metrics", "nonesuch"], 2),
        (["cause", "MD501"], 0),
        (["cause", "--all"], 0),
        (["cause", "nonesuch"], 2),
        ([], 2),
        (["compare"], 2),
        (["compare", "nonesuch.csv"], 2),
        (["compare", "--nonesuch"], 2),
        (["compare", str(SAMPLES / "digits.csv"), "--y-true", "nonesuch"], 2),
        (["compare", str(SAMPLES / "digits.csv"), "-m", "nonesuch"], 2),
        (["compare", str(SAMPLES / "digits.csv"), "-o", "nonesuch/report.json"], 2),
        (["compare", str(SAMPLES / "digits.csv"), "--sklearn", "f(", "--keras", "AUC()"], 2),
    ],
)
def test_nothing_heavy_is_imported(arguments: list[str], code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE % (HEAVY,), *arguments],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines()[-1] == f"IMPORTED [] CODE {code}"
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("suffix", [".csv", ".tsv.gz", ".jsonl", ".npy", ".npz"])
def test_nothing_heavy_is_imported_to_refuse_a_file(tmp_path: Path, suffix: str) -> None:
    columns = {name: np.array([0, 1]) for name in ("a", "b", "c")}
    path = write(tmp_path, "preds", suffix, columns)
    test_nothing_heavy_is_imported(["compare", str(path)], 2)


def test_a_table_is_refused_by_its_schema_without_pandas(tmp_path: Path) -> None:
    path = write(tmp_path, "preds", ".parquet", {name: np.array([0, 1]) for name in "abc"})
    done = subprocess.run(
        [sys.executable, "-c", PROBE % (HEAVY,), "compare", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "IMPORTED ['pyarrow'] CODE 2"


def test_the_version_names_every_library() -> None:
    from importlib import metadata

    version = run("--version").out

    for package in ("metricdiff", "scikit-learn", "keras", "tensorflow"):
        assert metadata.version(package) in version
    assert sys.version.split()[0] in version


def test_importing_the_package_imports_nothing() -> None:
    probe = "import sys, metricdiff; print(sorted({'numpy', 'click'} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_the_public_names_are_those_that_are_listed() -> None:
    import metricdiff

    assert sorted(metricdiff.__all__) == metricdiff.__all__
    assert all(getattr(metricdiff, name) for name in metricdiff.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonesuch'"):
        _ = metricdiff.nonesuch
