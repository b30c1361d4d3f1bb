"""How long ``metricdiff compare`` takes, as ratios in one run.

Each round runs, in turn: importing TensorFlow alone, a script written by hand with the same
metrics, and ``metricdiff compare`` with the same metrics and thresholds; the ratios of a round
hold however noisy the machine is.  The medians over the rounds are printed.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
METRICS = (
    "accuracy,precision,recall,f1,f1_macro,f1_micro,f1_weighted,mcc,balanced_accuracy,jaccard,"
    "roc_auc,pr_auc,log_loss,brier"
)
THRESHOLDS = ("0.3", "0.5", "0.7")


def write_predictions(path: Path, rows: int) -> None:
    """Write binary labels and probabilities that fit them roughly."""
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, rows)
    scores = 1 / (1 + np.exp(-(random.normal(size=rows) * 2 + labels * 2 - 1)))
    table = np.column_stack([labels, scores.astype(np.float32)])
    np.savetxt(path, table, fmt=("%d", "%.9g"), delimiter=",", header="y_true,y_pred", comments="")


def seconds(command: list[str]) -> float:
    """Run a command and return the seconds that it took."""
    start = time.perf_counter()
    subprocess.run(command, check=False, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Run the rounds and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "preds.csv"
        write_predictions(path, options.rows)
        thresholds = [part for value in THRESHOLDS for part in ("--threshold", value)]
        commands = {
            "import tensorflow": [sys.executable, "-c", "import tensorflow"],
            "handwritten script": [sys.executable, str(HERE / "handwritten.py"), str(path)],
            "metricdiff, same metrics": [
                *(sys.executable, "-m", "metricdiff", "compare", str(path)),
                *("-m", METRICS, *thresholds),
            ],
            "metricdiff, default": [sys.executable, "-m", "metricdiff", "compare", str(path)],
        }
        for command in commands.values():  # a warm-up: files come from the cache afterwards
            seconds(command)
        rounds = [
            {name: seconds(command) for name, command in commands.items()}
            for _ in range(options.rounds)
        ]
    print(f"{options.rows:,} rows, medians of {options.rounds} rounds")
    print(f"{'':26} {'seconds':>8}  {'/ import':>8}  {'/ script':>8}")
    for name in commands:
        print(
            f"{name:26} {statistics.median(r[name] for r in rounds):8.2f}"
            f"  {_ratio(rounds, name, 'import tensorflow'):8.2f}"
            f"  {_ratio(rounds, name, 'handwritten script'):8.2f}"
        )


def _ratio(rounds: list[dict[str, float]], name: str, base: str) -> float:
    return statistics.median(one[name] / one[base] for one in rounds)


if __name__ == "__main__":
    main()
