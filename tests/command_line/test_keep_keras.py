"""Comparisons that share one Keras worker."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.keras

SCRIPT = """
import os, signal
import metricdiff
from metricdiff.engines import keras_process

def process():
    (worker,) = keras_process._kept.values()
    return worker._process

labels, scores = [0, 1, 1, 0], [0.2, 0.7, 0.4, 0.1]
with metricdiff.keep_keras():
    assert not keras_process._kept  # nothing starts before it is needed
    one = metricdiff.compare(labels, scores, metrics="accuracy")
    first = process()
    with metricdiff.keep_keras():
        other = metricdiff.compare(labels, scores, metrics="recall", timeout=300)
    assert process() is first
    assert (one.comparisons[0].keras.value, other.comparisons[0].keras.value) == (0.75, 0.5)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert metricdiff.compare(labels, scores, metrics="accuracy").ok  # another takes its place
    second = process()
    assert second is not first
assert second.poll() is not None  # it has ended
assert keras_process._kept is None
print("done")
"""


def test_one_worker_serves_all_comparisons_of_the_block_and_ends_with_it() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT], capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.returncode) == ("done\n", 0), done.stderr
