"""Every command line in the documents runs, and prints what stands beneath it."""

from __future__ import annotations

import io
import re
import runpy
import shlex
import shutil
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from metricdiff.cli import main
from tests.conftest import ROOT, SAMPLES

pytestmark = pytest.mark.keras

EXAMPLES = runpy.run_path(str(ROOT / "docs" / "make_examples.py"))
DOCUMENTS = EXAMPLES["DOCUMENTS"]
VERSIONS = re.compile(r"(?:sklearn|keras) \d+\.\d+\.\d+")


def sample(name: str) -> Callable[[Path], object]:
    return lambda path: shutil.copy(SAMPLES / name, path)


def array(path: Path) -> None:
    """Labels in the first column, three class scores behind it."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 60)
    p = rng.dirichlet([1, 1, 1], 60) + np.eye(3)[y]
    np.save(path, np.column_stack([y, p / p.sum(axis=1, keepdims=True)]))


def half(first: bool) -> Callable[[Path], object]:
    """One of two parts of a file, each with the header."""
    header, *rows = (SAMPLES / "breast_cancer.csv").read_text().splitlines(keepends=True)
    part = rows[:100] if first else rows[100:]
    return lambda path: path.write_text("".join([header, *part]))


def folder(path: Path) -> None:
    """Both parts of a file."""
    path.mkdir()
    half(first=True)(path / "fold_1.csv")
    half(first=False)(path / "fold_2.csv")


def days(glob: Path) -> None:
    """A file of each of two days, as a glob names them."""
    for day in ("1", "2"):
        part = Path(str(glob).replace("*", day))
        part.parent.mkdir()
        pd.read_csv(SAMPLES / "breast_cancer.csv").to_parquet(part)


def role(name: str) -> Callable[[Path], object]:
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 60)
    values = {"labels": y, "scores": rng.random(60) * 0.5 + y * 0.4}
    return lambda path: np.save(path, values[name])


def tagged(path: Path) -> None:
    """Labels of sequences, and the scores of three tags at each place."""
    rng = np.random.default_rng(0)
    scores = rng.dirichlet([1, 1, 1], (8, 6))
    np.savez(path, y_true=rng.integers(0, 3, (8, 6)), y_pred=scores)


def model(path: Path) -> None:
    """A small model with a sigmoid, compiled with accuracy."""
    import keras

    keras.utils.set_random_seed(0)
    made = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(1, "sigmoid")])
    made.compile(loss="binary_crossentropy", metrics=["accuracy"])
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        made.save(path)  # Keras's own way with NumPy


def data(path: Path) -> None:
    rng = np.random.default_rng(0)
    np.savez(path, x=rng.normal(size=(60, 3)), y=rng.integers(0, 2, 60))


def mask(path: Path) -> None:
    np.save(path, np.arange(6) < np.arange(1, 9)[:, None])


#: The files that the command lines in the documents name.
FILES = {
    "preds.csv": sample("breast_cancer.csv"),
    "logits.csv": sample("breast_cancer_logits.csv"),
    "digits.csv": sample("digits.csv"),
    "preds.npy": array,
    "labels.npy": role("labels"),
    "scores.npy": role("scores"),
    "fold_1.csv": half(first=True),
    "fold_2.csv": half(first=False),
    "predictions/": folder,
    "day=*/part-*.parquet": days,
    "tagged.npz": tagged,
    "custom_metrics.py": sample("custom_metrics.py"),
    "model.keras": model,
    "data.npz": data,
    "mask.npy": mask,
}


def printed(command: str) -> tuple[int, str]:
    """What a command line of metricdiff alone prints, run in this process."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out), pytest.raises(SystemExit) as end:
        main(shlex.split(command)[1:])
    return int(end.value.code or 0), out.getvalue()


def run(command: str) -> str:
    alone = command.startswith("metricdiff ") and not re.search(r"[|<>;&]", command)
    return printed(command)[1] if alone else EXAMPLES["in_shell"](command)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_shows_is_what_its_commands_print(
    path: Path, keras: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`make docs` writes it."""
    del keras
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    text = path.read_text(encoding="utf-8")

    made = EXAMPLES["renewed"](text, run)

    if set(VERSIONS.findall(made)) != set(VERSIONS.findall(text)):
        pytest.skip(f"{path.name} shows other versions than those installed: make docs")
    assert made == text


def test_the_picture_is_what_the_first_command_prints(
    keras: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    del keras
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    command = EXAMPLES["commands"]((ROOT / "README.md").read_text(encoding="utf-8"))[0]
    drawn = EXAMPLES["PICTURE"].read_text(encoding="utf-8")

    made = EXAMPLES["picture"](command, run)

    if "keras&#160;3.15.1" not in made:
        pytest.skip("the picture shows other versions than those installed: make docs")
    assert made == drawn


def scripts() -> list[Any]:
    """The command lines of metricdiff in each block of shell."""
    found = []
    for path in DOCUMENTS:
        blocks = re.findall(r"^```sh\n(.*?)^```$", path.read_text(), re.DOTALL | re.MULTILINE)
        for number, block in enumerate(blocks, 1):
            lines = block.replace("\\\n", " ").splitlines()
            ours = [line.partition(" #")[0] for line in lines if line.startswith("metricdiff ")]
            if ours:
                found.append(pytest.param(ours, id=f"{path.name}-{number}"))
    return found


@pytest.mark.parametrize("lines", scripts())
def test_the_lines_of_a_script_run(
    lines: list[str], keras: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del keras
    for name, make in FILES.items():
        if any(name in line for line in lines):
            make(tmp_path / name)
    monkeypatch.chdir(tmp_path)

    for line in lines:
        code, out = printed(line)
        assert code in {0, 1}, f"{line}: {out}"
