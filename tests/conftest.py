"""What all tests share.

``unit`` needs no TensorFlow, ``libraries`` imports it once in this process, ``command_line`` runs
``metricdiff`` as users do.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "sample_data"

# A job in the background ignores Ctrl-C, and so would the commands that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    code: int
    out: str
    err: str


def run(*arguments: str, stdin: bytes | None = None, env: dict[str, str] | None = None) -> Result:
    """Run ``metricdiff`` as a shell would."""
    done = subprocess.run(
        [sys.executable, "-m", "metricdiff", *arguments],
        input=stdin,
        stdin=None if stdin is not None else subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, "COLUMNS": "80", **(env or {})},
        check=False,
        timeout=120,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="session")
def keras() -> Any:
    """Keras, imported once; what TensorFlow warns of on import is not ours."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import keras

    return keras
