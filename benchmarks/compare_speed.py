"""How long ``metricdiff compare`` takes, and how much memory, as ratios in one run.

Each round runs in turn: importing TensorFlow alone, the script of ``handwritten.py``, importing
Keras with the Keras calls that compare makes (``keras_alone.py``), ``metricdiff compare`` with the
metrics of the script, and the same without the explaining.  Ratios are taken within a round, where
they hold however noisy the machine is; the medians over the rounds are printed.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv

from benchmarks.measuring import megabytes, seconds
from metricdiff.engines import keras_engine
from metricdiff.engines.given import KerasArrays
from metricdiff.engines.keras_engine import Asked, KerasEngine, Results
from metricdiff.inputs.inference import understand
from metricdiff.inputs.opening import open_files
from metricdiff.inputs.reading import read
from metricdiff.planning import plan
from metricdiff.settings import Settings

HERE = Path(__file__).parent
ALONE, SCRIPT, FLOOR = "import tensorflow", "handwritten script", "Keras's part alone"
COMPARE, UNEXPLAINED, DEFAULT = "compare", "compare, unexplained", "compare, default metrics"

Columns = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Case:
    """A file and what is computed from it.

    Attributes:
        name: What ``handwritten.py`` calls it.
        columns: Makes the file of so many rows.
        metrics: The metrics of the script.
        thresholds: Its thresholds.
    """

    name: str
    columns: Callable[[np.random.Generator, int], Columns]
    metrics: tuple[str, ...]
    thresholds: tuple[float, ...] = ()


def binary(random: np.random.Generator, rows: int) -> Columns:
    """Make labels, and probabilities as a float32 sigmoid returns them."""
    labels = random.integers(0, 2, rows)
    logits = random.normal(size=rows) * 2 + labels * 2 - 1
    return {"y_true": labels, "y_pred": (1 / (1 + np.exp(-logits))).astype(np.float32)}


def classes(random: np.random.Generator, rows: int) -> Columns:
    """Make class numbers, and probabilities of ten classes as a float32 softmax returns them."""
    labels = random.integers(0, 10, rows)
    logits = random.normal(size=(rows, 10)) + 1.5 * (labels[:, None] == np.arange(10))
    odds = np.exp(logits.astype(np.float32))
    shares = (odds / odds.sum(axis=1, keepdims=True)).T
    return {"y_true": labels, **{f"p_{place}": column for place, column in enumerate(shares)}}


def regression(random: np.random.Generator, rows: int) -> Columns:
    """Make positive values, and predictions some way off."""
    values = random.lognormal(size=rows)
    predictions = values * np.exp(random.normal(size=rows) * 0.3)
    return {"y_true": values.astype(np.float32), "y_pred": predictions.astype(np.float32)}


CASES = {
    case.name: case
    for case in (
        Case(
            "binary",
            binary,
            (
                *("accuracy", "precision", "recall", "f1", "f1_macro", "f1_micro", "f1_weighted"),
                *("mcc", "balanced_accuracy", "jaccard"),
                *("roc_auc", "pr_auc", "log_loss", "brier"),
            ),
            (0.3, 0.5, 0.7),
        ),
        Case(
            "classes",
            classes,
            (
                *("accuracy", "top_k_accuracy", "precision", "recall"),
                *("f1_macro", "f1_micro", "f1_weighted", "balanced_accuracy"),
                *("roc_auc", "log_loss"),
            ),
        ),
        Case("regression", regression, ("mse", "rmse", "mae", "mape", "msle", "r2")),
    )
}


class Recorder:
    """Writes down what Keras is asked, and never runs it."""

    request: dict[str, Any]
    idle = True

    def tool(self) -> dict[str, Any]:
        """Return nothing."""
        return {}

    def begin(self, calls: list[dict[str, Any]], given: KerasArrays, chunk_rows: int) -> Results:
        """Write the calls down."""
        self.request = {"calls": calls, "classes": given.classes, "chunk_rows": chunk_rows}
        return list


def keras_calls(case: Case, path: Path) -> dict[str, Any]:
    """Return what compare asks of its worker."""
    predictions = understand(read(open_files((str(path),))))
    planned = plan(predictions, Settings(metrics=case.metrics, thresholds=case.thresholds))
    recorder = Recorder()
    engine: KerasEngine = recorder
    asked = [Asked(row.keras, row.weighted, predictions) for row in planned if row.keras]
    keras_engine.start(engine, asked)
    return recorder.request


def commands(case: Case, folder: Path, rows: int) -> dict[str, list[str]]:
    """Write the files of a case, and return the commands to time."""
    path, asked = folder / f"{case.name}.csv", folder / f"{case.name}.json"
    csv.write_csv(pa.table(dict(case.columns(np.random.default_rng(0), rows))), path)
    asked.write_text(json.dumps(keras_calls(case, path)))
    cuts = [part for value in case.thresholds for part in ("--threshold", str(value))]
    same = ["compare", str(path), "-m", ",".join(case.metrics), *cuts, "--exit-zero"]
    python = sys.executable
    return {
        ALONE: [python, "-c", "import tensorflow"],
        SCRIPT: [python, str(HERE / "handwritten.py"), case.name, str(path)],
        FLOOR: [python, str(HERE / "keras_alone.py"), str(path), str(asked)],
        COMPARE: [python, "-m", "metricdiff", *same],
        UNEXPLAINED: [python, str(HERE / "unexplained.py"), *same],
        DEFAULT: [python, "-m", "metricdiff", "compare", str(path), "--exit-zero"],
    }


def measured(case: Case, rows: int, rounds: int) -> None:
    """Run the rounds of a case and print its table."""
    with tempfile.TemporaryDirectory() as folder:
        asked = commands(case, Path(folder), rows)
        memory = {name: megabytes(command) for name, command in asked.items()}  # and warms up
        taken = [{name: seconds(command) for name, command in asked.items()} for _ in range(rounds)]
    print(f"\n{case.name}, {rows:,} rows, medians of {rounds} rounds")
    print(f"{'':26} {'seconds':>8} {'/ script':>9} {'/ floor':>8} {'MB':>6} {'/ script':>9}")
    for name in asked:
        print(
            f"{name:26} {statistics.median(one[name] for one in taken):8.2f}"
            f" {_ratio(taken, name, SCRIPT):9.2f} {_ratio(taken, name, FLOOR):8.2f}"
            f" {memory[name]:6.0f} {memory[name] / memory[SCRIPT]:9.2f}"
        )
    added = _ratio(taken, COMPARE, UNEXPLAINED) - 1
    print(f"the explaining adds {added:.0%}", flush=True)


def _ratio(rounds: list[dict[str, float]], name: str, base: str) -> float:
    return statistics.median(one[name] / one[base] for one in rounds)


def main() -> None:
    """Measure the cases that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", default=list(CASES), help=", ".join(CASES))
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for name in options.cases:
        measured(CASES[name], options.rows, options.rounds)


if __name__ == "__main__":
    main()
