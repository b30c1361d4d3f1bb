"""Settings of a project: where they are found, what goes before what, and what is refused."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from metricdiff.cli import cli
from metricdiff.errors import UsageError

ROWS = "y_true,y_pred\n0,0.2\n1,0.7\n1,0.4\n0,0.1\n1,0.9\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with predictions; commands run in a folder of it."""
    (tmp_path / "preds.csv").write_text(ROWS)
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    return tmp_path


def sweep(*arguments: str) -> dict[str, Any]:
    """Run a sweep, and return its JSON."""
    result = run("sweep", "../preds.csv", "-f", "json", *arguments)
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, standalone_mode=False, catch_exceptions=False)


def metrics(document: dict[str, Any]) -> list[str]:
    return [one["metric"] for one in document["metrics"]]


def test_the_nearest_file_is_used_and_the_command_line_goes_before_it(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.metricdiff]\nmetrics = ["mcc", "f1"]\n')

    assert metrics(sweep()) == ["mcc", "f1"]
    assert metrics(sweep("-m", "recall")) == ["recall"]
    assert "recall" in metrics(sweep("--isolated"))

    (project / "below" / "metricdiff.toml").write_text('metrics = "jaccard"\n')
    assert metrics(sweep()) == ["jaccard"]
    assert metrics(sweep("--config", "../pyproject.toml")) == ["mcc", "f1"]


def test_a_file_that_does_not_speak_of_us_is_not_read(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.metricdiff]\nmetrics = "mcc"\n')
    (project / "below" / "pyproject.toml").write_text("[[ not TOML at all")

    assert metrics(sweep()) == ["mcc"]


def test_a_table_named_after_a_command_is_for_that_command(project: Path) -> None:
    (project / "metricdiff.toml").write_text(
        'metrics = "f1"\n[compare]\nmin-gap = 0.1\n[sweep]\nmetrics = ["mcc"]\n'
    )

    assert metrics(sweep()) == ["mcc"]


def test_a_format_of_another_command_is_left_to_it(project: Path) -> None:
    (project / "metricdiff.toml").write_text('format = "concise"\n')

    assert "best" in run("sweep", "../preds.csv").stdout


def test_files_are_named_from_the_folder_of_the_settings(project: Path) -> None:
    (project / "metricdiff.toml").write_text('output = ["sweep.json", "sweep.md"]\n')

    run("sweep", "../preds.csv", "-q")

    assert sorted(path.name for path in project.glob("sweep.*")) == ["sweep.json", "sweep.md"]


def test_a_program_without_a_slash_is_looked_up(project: Path) -> None:
    python = project / "python"
    python.write_text("#!/bin/sh\nexit 3\n")
    python.chmod(python.stat().st_mode | stat.S_IXUSR)

    (project / "metricdiff.toml").write_text('keras-python = "./python"\n')
    assert "died (exit code 3)" in run("compare", "../preds.csv").stdout

    (project / "metricdiff.toml").write_text('keras-python = "no-such-python"\n')
    with pytest.raises(Exception, match="--keras-python no-such-python cannot be run"):
        run("compare", "../preds.csv")


def test_every_kind_of_value_arrives_as_the_command_line_would_give_it(project: Path) -> None:
    python = project / "python"
    python.write_text("#!/bin/sh\nexit 3\n")
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    (project / "metricdiff.toml").write_text(
        'keras-python = "./python"\nthreshold = [0.3, 0.6]\npos-label = 0\nexit-zero = true\n'
        'metrics = "f1"\naverage = "binary,macro"\nrtol = {f1 = 1e-3}\natol = 1e-4\n'
    )

    document = json.loads(run("compare", "../preds.csv", "-f", "json").stdout)

    variants = [one["variant"] for one in document["comparisons"] if one["pairing"] == "matched"]
    assert {one["threshold"] for one in variants} == {0.3, 0.6}
    assert {one.get("average", "binary") for one in variants} == {"binary", "macro"}
    assert document["input"]["pos_label"] == 0
    assert {one["atol"] for one in document["comparisons"]} == {1e-4}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("min-gapp = 1", "metricdiff.toml: no option 'min-gapp'; did you mean min-gap?"),
        ("min_gap = 1", "metricdiff.toml: no option 'min_gap'; did you mean min-gap?"),
        ("config = 'x'", "metricdiff.toml: no option 'config'"),
        ("[compare]\nthresholds = '0:1:0.1'", r"\[compare\]: no option 'thresholds'; did you mean"),
        ("sweep = 1", r"\[sweep\] is no table"),
        ("thresholds = 1", "--thresholds 1: write FIRST:LAST:STEP"),
        ("thresholds = ['0:1:0.1', '0:1:0.2']", "thresholds: write one value"),
        ("quiet = 1", "quiet: write true or false"),
        ("metrics = [true]", "metrics: write a text or a number, not True"),
        ("metrics = {f1 = 1}", "metrics: write a text or a number, not {'f1': 1}"),
        ("task = 'clustering'", "metricdiff.toml: task: 'clustering' is not one of 'binary'"),
        ("metrics = 'f7'", "no metric 'f7'"),
        ("min-gap = ", "metricdiff.toml: not TOML: Invalid value"),
        ("output = 'no/report.json'", "metricdiff.toml: --output .*: there is no folder"),
    ],
)
def test_what_cannot_be_meant_is_one_line_that_names_the_file(
    project: Path, text: str, says: str
) -> None:
    (project / "metricdiff.toml").write_text(f"{text}\n")

    with pytest.raises(UsageError, match=says) as error:
        run("sweep", "../preds.csv")

    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--config", "nonesuch.toml"], "--config nonesuch.toml: No such file or directory"),
        (["--config", ".."], r"--config \.\.: Is a directory"),
        (["--config", "../pyproject.toml"], r"it has no table \[tool\.metricdiff\]"),
        (["--isolated", "--config", "../preds.csv"], "exclude each other"),
        (["--config", "../mcc.toml", "--isolated"], "exclude each other"),
    ],
)
def test_a_file_that_is_named_must_be_there(project: Path, arguments: list[str], says: str) -> None:
    (project / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    (project / "mcc.toml").write_text("metrics = 'mcc'\n")

    with pytest.raises(UsageError, match=says):
        run("sweep", "../preds.csv", *arguments)


def test_where_settings_come_from_is_told_to_those_who_want_to_know(project: Path) -> None:
    (project / "metricdiff.toml").write_text('format = "csv"\nmetrics = "f1"\n')

    told = f"settings from {project / 'metricdiff.toml'}: format, metrics\n"

    assert told in run("sweep", "../preds.csv", "-v").stderr
    assert told not in run("sweep", "../preds.csv").stderr


def test_each_command_takes_its_settings_from_files(project: Path) -> None:
    (project / "metricdiff.toml").write_text("nonesuch = 1\n")

    for name in cli.list_commands(None):  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="no option 'nonesuch'"):
            run(name, "x")
        assert "--isolated" in run(name, "--help").stdout
