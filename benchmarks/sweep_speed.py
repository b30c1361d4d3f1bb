"""How long a sweep takes, against calling the libraries at each threshold.

Both run in one process on the same arrays.  A library that is called at each of a thousand
thresholds takes most of an hour, so it is called at a few and its median is multiplied.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn import metrics as sk

import metricdiff

CHUNK = 65_536


def timed(run: Callable[..., Any], *given: Any, **named: Any) -> float:
    """Return the seconds that a call takes."""
    start = time.perf_counter()
    run(*given, **named)
    return time.perf_counter() - start


def by_sklearn(labels: Any, scores: Any, threshold: float) -> list[float]:
    """Call scikit-learn's functions for the default metrics of a sweep."""
    decided = scores > threshold
    return [
        sk.accuracy_score(labels, decided),
        sk.precision_score(labels, decided),
        sk.recall_score(labels, decided),
        sk.recall_score(labels, decided, pos_label=0),
        sk.f1_score(labels, decided),
        sk.jaccard_score(labels, decided),
        sk.matthews_corrcoef(labels, decided),
    ]


def by_keras(labels: Any, scores: Any, threshold: float) -> list[float]:
    """Update Keras's metrics for the same, chunk by chunk."""
    from keras import metrics as ke

    objects = [
        ke.BinaryAccuracy(threshold=threshold),
        ke.Precision(thresholds=threshold),
        ke.Recall(thresholds=threshold),
        ke.TrueNegatives(thresholds=threshold),
        ke.FalsePositives(thresholds=threshold),
        ke.F1Score(threshold=threshold),
        ke.BinaryIoU(target_class_ids=[1], threshold=threshold),
    ]
    for start in range(0, len(labels), CHUNK):
        chunk = slice(start, start + CHUNK)
        for one in objects:
            one.update_state(labels[chunk, None], scores[chunk, None])
    return [np.ravel(one.result())[0] for one in objects]


def main() -> None:
    """Time all three and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--thresholds", type=int, default=1_000)
    parser.add_argument("--calls", type=int, default=3, help="thresholds to call a library at")
    options = parser.parse_args()
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, options.rows)
    logits = random.normal(size=options.rows) * 2 + labels * 2 - 1
    scores = (1 / (1 + np.exp(-logits))).astype(np.float32)
    steps = np.linspace(0.001, 0.999, options.thresholds)
    few = np.linspace(0.2, 0.8, options.calls).tolist()

    swept = statistics.median(
        timed(metricdiff.sweep, labels, scores, thresholds=steps) for _ in range(3)
    )
    by_keras(labels[:CHUNK], scores[:CHUNK], 0.5)  # Keras traces its first calls
    rivals = {"scikit-learn": by_sklearn, "Keras": by_keras}
    print(f"{options.rows:,} rows, {options.thresholds:,} thresholds, 7 metrics")
    print(f"{'metricdiff.sweep, both libraries':34} {swept:9.2f} s")
    for name, run in rivals.items():
        one = statistics.median(timed(run, labels, scores, at) for at in few)
        whole = one * options.thresholds
        print(f"{name + ' at each threshold':34} {whole:9.2f} s  {whole / swept:7.0f} times")


if __name__ == "__main__":
    main()
