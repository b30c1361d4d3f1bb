"""``metricdiff model`` as users run it."""

from __future__ import annotations

import json
import warnings
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from tests.conftest import Result, run
from tests.models import SPECIMENS

FAULTY = "padded_sequences"


def saved(keras: Any, name: str, folder: Path) -> list[str]:
    model, arrays = SPECIMENS[name].make(keras)
    paths = [folder / f"{name}{SPECIMENS[name].suffix}", folder / f"{name}.npz"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of how Keras saves
        model.save(paths[0])
    np.savez(paths[1], **arrays)  # type: ignore[arg-type]
    return [str(path) for path in paths]


@pytest.fixture(scope="module")
def faulty(keras: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """One run that writes everything, and the folder that it writes to."""
    folder = tmp_path_factory.mktemp("model")
    files = saved(keras, FAULTY, folder)
    outputs = [f"--output={folder / name}" for name in ("report.json", "report.md", "full.txt")]
    result = run(
        *("model", *files, *outputs, "--save-predictions", str(folder / "preds.npz")),
        *("--reported", "val_accuracy=0.5183", "--reported", "loss: 0.5147 - precision: 0.9990"),
    )
    return result, folder


@pytest.mark.keras
def test_the_table(faulty: tuple[Result, Path]) -> None:
    result, _ = faulty

    lines = result.out.splitlines()
    assert result.code == 1
    assert max(map(len, lines)) <= 80
    assert any(
        line.split()[:4] == ["accuracy", "0.767901", "0.518333", "0.518333"] for line in lines
    )
    assert "MD705 padding-counted   moves 2 metrics" in lines
    assert "note: MD706 mask-ignored  MISMATCH" in lines
    assert "val_accuracy = 0.5183 is not what evaluate says, 0.767901" in lines
    assert "loss = 0.5147 is what evaluate says, 0.514670" in lines
    assert lines[-1].startswith("MISMATCH  2 of 3 numbers, 2 causes, MD706, 2 of 3 reported differ")
    assert lines[-1].endswith("exit 1")
    assert "metricdiff compare" in result.err
    assert "preds.npz" in result.err


@pytest.mark.keras
def test_json_keeps_its_schema(faulty: tuple[Result, Path]) -> None:
    _, folder = faulty

    text = (folder / "report.json").read_text()
    document = json.loads(text)
    schema = resources.files("metricdiff.formats").joinpath("model_schema.json").read_text()
    jsonschema.Draft202012Validator(json.loads(schema)).validate(document)
    accuracy = next(row for row in document["comparisons"] if row["metric"] == "accuracy")
    assert [cause["code"] for cause in accuracy["causes"]] == ["MD705"]
    assert accuracy["predict_difference"] == pytest.approx(
        accuracy["keras"]["value"] - accuracy["predict"]["value"]
    )
    assert [one["verdict"] for one in document["reported"]] == ["found", "plain", "not_found"]
    assert document["exit_code"] == 1


@pytest.mark.keras
def test_what_is_written_in_other_formats(faulty: tuple[Result, Path]) -> None:
    _, folder = faulty

    markdown = (folder / "report.md").read_text()
    assert "## metricdiff model: MISMATCH" in markdown
    assert "### MD705 padding-counted" in markdown
    assert "| `accuracy` | 0.767901 | 0.518333 | 0.518333 | +0.249568 | **MD705" in markdown
    assert "MD705" in (folder / "full.txt").read_text()


@pytest.mark.keras
def test_the_predictions_are_what_compare_reads(faulty: tuple[Result, Path]) -> None:
    result, folder = faulty

    compared = run(
        *("compare", str(folder / "preds.npz"), "-m", "accuracy", "-f", "json", "--mask", "mask"),
    )
    [row] = json.loads(compared.out)["comparisons"][:1]
    assert row["sklearn"]["value"] == pytest.approx(0.7679, abs=1e-4)
    assert "0.767901" in result.out


@pytest.mark.keras
def test_a_sound_model_in_a_pipe(keras: Any, tmp_path: Path) -> None:
    files = saved(keras, "sound_regression", tmp_path)

    result = run("model", *files, "--format", "concise", "--keras-env")

    assert (result.code, result.out) == (0, "")
    assert result.err.startswith("OK 3 equal")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nonesuch.keras", "data.npz"], "nonesuch.keras: there is no such file"),
        (["text.keras", "data.npz"], "text.keras is no Keras model: it is not what model.save"),
        (["data.npz", "data.npz"], "data.npz is no Keras model: its name ends neither in"),
        ([".", "data.npz"], ". is a folder; Keras 3 loads .keras and .h5"),
        (["model.h5", "nonesuch.npz"], "nonesuch.npz: there is no such file; DATA is an .npz"),
        (["model.h5", "short.npz"], "all arrays need as many rows: x (4, 2), y (3,)"),
        (["model.h5", "nameless.npz"], "no x among a, b; save them with np.savez"),
        (["model.h5", "objects.npz"], "objects.npz holds pickled Python objects"),
        (["model.h5", "both.npz"], "x stands beside x_...; give one or the others"),
        (["model.h5", "data.npz", "data.npz"], "DATA is an .npz with x and y, two .npy"),
        (["model.h5", "text.npy", "text.npy"], "text.npy"),
        (["build.py:f", "data.npz"], "build.py:f: there is no file build.py"),
        (["model.h5", "data.npz", "--save-predictions", "p.csv"], "p.csv: name an .npz"),
        (["model.h5", "data.npz", "--reported", "0.93"], "--reported 0.93: write METRIC=VALUE"),
        (["model.h5", "data.npz", "--ignore", "MD9x"], "no cause 'MD9x'"),
        (["model.h5", "data.npz", "-o", "report.pdf"], "no format for this suffix"),
        (["model.h5"], "missing argument 'DATA...'"),
    ],
)
def test_bad_input_is_one_line_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    four, three = np.zeros((4, 2)), np.zeros(3)
    for name in ("text.keras", "text.npy"):
        Path(name).write_text("no model")
    Path("model.h5").write_bytes(b"\x89HDF\r\n\x1a\n")
    np.savez("data.npz", x=four, y=np.zeros(4))
    np.savez("short.npz", x=four, y=three)
    np.savez("nameless.npz", a=four, b=four)
    np.savez("both.npz", x=four, x_1=four, y=four)
    np.savez("objects.npz", x=four, y=np.array([{}] * 4, dtype=object))

    result = run("model", *arguments)

    assert result.code == 2
    assert result.out == ""
    [line] = result.err.splitlines()
    assert line.startswith("metricdiff: error: ")
    assert message in line


def test_the_help_says_what_runs_code_of_the_user() -> None:
    text = " ".join(run("model", "--help").out.split())

    assert "with module:function, and `metricdiff audit`, run your code; nothing else does" in text
