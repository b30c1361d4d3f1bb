"""What a command takes: seconds, and memory with its child processes."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

_EVERY = 0.02


def seconds(command: Sequence[str]) -> float:
    """Run a command and return the seconds that it took."""
    start = time.perf_counter()
    finished = subprocess.run(command, check=False, capture_output=True, text=True)
    taken = time.perf_counter() - start
    if finished.returncode:
        raise SystemExit(f"{' '.join(command)}: {finished.stderr or finished.stdout}")
    return taken


def megabytes(command: Sequence[str]) -> float:
    """Run a command and return the most memory that it and its children had at once.

    It is the sum of their proportional set sizes: what is shared counts once.
    """
    most = 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            most = max(most, sum(_share(one) for one in _family(process.pid)))
            time.sleep(_EVERY)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return most


def _family(process: int) -> Iterator[int]:
    yield process
    with suppress(OSError):  # it has ended meanwhile
        for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
            yield from _family(int(child))


def _share(process: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
