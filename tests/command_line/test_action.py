"""``action.yml``: its steps, run as GitHub's runner runs them."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT, SAMPLES

pytestmark = pytest.mark.keras

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())


def run_step(name: str, inputs: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one step of the action in a folder, its inputs filled in."""
    (step,) = [step for step in ACTION["runs"]["steps"] if step["id"] == name]
    given = {key: one.get("default", "") for key, one in ACTION["inputs"].items()} | inputs
    variables = {
        key: re.sub(r"\$\{\{ inputs\.(\S+) \}\}", lambda found: given[found[1]], value)
        for key, value in step["env"].items()
    }
    assert step["shell"] == "bash"
    assert "${{" not in step["run"]
    return subprocess.run(
        ["/bin/bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
        capture_output=True,
        text=True,
        cwd=folder,
        env={
            **os.environ,
            **variables,
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_WORKSPACE": str(folder),
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        },
        check=False,
        timeout=300,
    )


def compare(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    return run_step("compare", {"python": sys.executable, **inputs}, folder)


def outputs(folder: Path) -> dict[str, str]:
    lines = (folder / "output").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_the_package_that_is_installed_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "installed"

    python = tmp_path / "python"  # what is installed must neither replace this one nor take long
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@" --no-deps --target {target}\n')
    python.chmod(python.stat().st_mode | stat.S_IXUSR)

    done = run_step("install", {"python": str(python)}, tmp_path)

    if "No matching distribution found for hatchling" in done.stderr:
        pytest.skip("no package index can be reached, to build with hatchling")
    assert done.returncode == 0, done.stderr
    ours = {path.relative_to(ROOT) for path in (ROOT / "metricdiff").rglob("*") if path.is_file()}
    ours = {path for path in ours if path.suffix != ".pyc"}
    assert ours <= {path.relative_to(target) for path in target.rglob("*")}


def test_a_mismatch_fails_the_step_and_leaves_every_report(tmp_path: Path) -> None:
    (tmp_path / "my preds.csv").write_text((SAMPLES / "breast_cancer_logits.csv").read_text())

    done = compare(tmp_path, files="my preds.csv\n", arguments="--metrics=accuracy,f1\n")

    assert done.returncode == 1, done.stderr
    assert outputs(tmp_path) == {"exit-code": "1", "reports": "metricdiff-reports"}
    assert [line.split(",")[1] for line in done.stdout.splitlines()] == ["file=my preds.csv"] * 2
    assert (tmp_path / "summary.md").read_text().startswith("## metricdiff: MISMATCH")
    reports = {path.name for path in (tmp_path / "metricdiff-reports").iterdir()}
    assert reports == {"report.md", "report.json", "junit.xml"}


def test_agreement_passes(tmp_path: Path) -> None:
    done = compare(tmp_path, files=str(SAMPLES / "diabetes.csv"), reports="out")

    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert outputs(tmp_path) == {"exit-code": "0", "reports": "out"}


def test_what_users_write_is_never_run(tmp_path: Path) -> None:
    hostile = f"$(touch {tmp_path / 'pwned'}); `touch {tmp_path / 'pwned'}`.csv"

    done = compare(tmp_path, files=hostile, arguments=f"--metrics=$(touch {tmp_path / 'pwned'})")

    assert done.returncode == 2
    assert not (tmp_path / "pwned").exists()
