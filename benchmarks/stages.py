"""Where the time of one ``metricdiff compare`` goes: seconds on the clock, and of this process.

Takes what ``metricdiff compare`` takes::

    python -m benchmarks.stages preds.csv --metrics accuracy,roc_auc

Keras runs meanwhile in its worker; its part is the waiting for its answers.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from metricdiff.cli import main
from metricdiff.engines.keras_process import Worker

_STARTED = time.perf_counter()
_start = Worker.__init__


def _timed(owner: Any, name: str, stage: str) -> None:
    """Have a function say when it began and ended, and what it took of the processor."""
    function: Callable[..., Any] = getattr(owner, name)

    @wraps(function)
    def timed(*given: Any, **named: Any) -> Any:
        began, used = time.perf_counter(), time.process_time()
        try:
            return function(*given, **named)
        finally:
            _say(stage, began, time.process_time() - used)

    setattr(owner, name, timed)


def _say(stage: str, began: float, used: float) -> None:
    clock = f"{began - _STARTED:7.2f} to {time.perf_counter() - _STARTED:7.2f} s"
    print(f"{clock}  {used:6.2f} s of the processor  {stage}", file=sys.stderr)


def _started(worker: Worker, *given: Any, **named: Any) -> None:
    _start(worker, *given, **named)
    _say("the worker is started", _STARTED, time.process_time())
    from metricdiff import comparing  # where compare imports it: while Keras loads
    from metricdiff.diagnosis import explaining
    from metricdiff.engines.sklearn_engine import SklearnEngine

    for name, stage in (
        ("understood", "read the file, tell labels, scores, task"),
        ("plan", "plan the calls"),
        ("_begin_keras", "hand the arrays to the worker"),
        ("notes", "look for faults of the data"),
        ("walk_ahead", "follow recipes while Keras runs"),
        ("explain", "explain, with Keras running the fixes"),
    ):
        _timed(comparing, name, stage)
    _timed(SklearnEngine, "check", "import scikit-learn")
    _timed(SklearnEngine, "run", "a call of scikit-learn")
    _timed(explaining, "land", "  prove a cause")
    _timed(explaining, "agreement", "  say why two numbers agree")


if __name__ == "__main__":
    Worker.__init__ = _started  # type: ignore[assignment, method-assign]
    _timed(Worker, "_answer", "wait for Keras")
    sys.argv[1:1] = ["compare"]
    try:
        main()
    finally:
        _say("all of it", _STARTED, time.process_time())
