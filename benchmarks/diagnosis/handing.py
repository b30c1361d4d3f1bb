"""Hands a set to ``compare``: as arrays, or as a file on the command line."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, Literal

import numpy as np

import metricdiff
from benchmarks.diagnosis.case import Case
from metricdiff.cli import main

#: As arrays; on the command line, in this process; on the command line, in a process of its own.
Way = Literal["arrays", "command", "process"]
Document = dict[str, Any]


def handed(case: Case, way: Way, folder: Path) -> Document:
    """Return the report of a set as JSON has it."""
    if way == "arrays":
        return _as_arrays(case)
    return _as_file(case, folder, alone=way == "process")


def _as_arrays(case: Case) -> Document:
    asked: dict[str, Any] = {"metrics": case.metrics.split(",")} if case.metrics else {}
    report = metricdiff.compare(
        case.y_true,
        case.y_pred,
        decision=case.decision,
        sample_weight=case.sample_weight,
        sklearn=case.sklearn,
        keras=case.keras,
        **asked,
        **case.options,
    )
    document: Document = report.to_dict()
    return document


def _as_file(case: Case, folder: Path, *, alone: bool) -> Document:
    table = dict(_columns(case))
    path = folder / ("set.npy" if case.array else "set.csv")
    (_write_array if case.array else _write_text)(path, table)
    out = folder / "report.json"
    arguments = ["compare", str(path), "-o", str(out), *_arguments(case, list(table))]
    if alone:
        done = subprocess.run(  # noqa: PLW1510 - the code is looked at
            [sys.executable, "-m", "metricdiff", *arguments], capture_output=True, text=True
        )
        code, said = done.returncode, done.stderr
    else:
        code, said = _in_this_process(arguments)
    if not out.exists():
        raise RuntimeError(f"{' '.join(arguments)}: exit code {code}: {said}")
    document: Document = json.loads(out.read_text())
    out.unlink()
    if document["exit_code"] != code:
        raise RuntimeError(f"exit code {code}, and {document['exit_code']} in the report")
    return document


def _in_this_process(arguments: list[str]) -> tuple[Any, str]:
    said = StringIO()
    with redirect_stdout(StringIO()), redirect_stderr(said):
        try:
            main(arguments)
        except SystemExit as end:
            return end.code, said.getvalue()
    raise AssertionError("main always exits")


def _columns(case: Case) -> Iterator[tuple[str, Any]]:
    for name, array in (("y_true", case.y_true), ("y_pred", case.y_pred)):
        values = np.asarray(array)
        if values.ndim == 1:
            yield name, values
        else:
            yield from ((f"{name}_{place}", column) for place, column in enumerate(values.T))
    if case.decision is not None:
        yield "decided", np.asarray(case.decision)
    if case.sample_weight is not None:
        yield "importance", np.asarray(case.sample_weight)


def _arguments(case: Case, names: list[str]) -> Iterator[str]:
    def starting(word: str) -> str:
        return ",".join(name for name in names if name.startswith(word))

    yield from ("--y-true", starting("y_true"), "--y-pred", starting("y_pred"))
    if case.decision is not None:
        yield from ("--y-pred", "decided")
    if case.sample_weight is not None:
        yield from ("--sample-weight", "importance")
    if case.metrics:
        yield from ("--metrics", case.metrics)
    if case.sklearn and case.keras:
        yield from (f"--sklearn={case.sklearn}", f"--keras={case.keras}")
    for name, value in case.options.items():
        yield from (f"--{name}", str(value))


def _write_text(path: Path, table: dict[str, Any]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table)
        writer.writerows(zip(*(column.tolist() for column in table.values()), strict=True))


def _write_array(path: Path, table: dict[str, Any]) -> None:
    kinds = [(name, column.dtype) for name, column in table.items()]
    whole = np.empty(len(next(iter(table.values()))), dtype=kinds)
    for name, column in table.items():
        whole[name] = column
    np.save(path, whole)
