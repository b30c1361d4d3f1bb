"""Rows on their way to a worker: a block is read and written while another is being worked on."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from metricdiff.errors import WorkerError

#: The blocks that are written and not yet worked off.
_AHEAD = 2

Blocks = Callable[[], Iterator[dict[str, Any]]]
Ask = Callable[[dict[str, Any]], Callable[[], dict[str, Any]]]


class Feeding:
    """Hands blocks to a worker in a thread of its own, a few at a time.

    Args:
        ask: Hands the worker a request, and returns what waits for the answer.
        request: The request that the blocks are for.
        blocks: Reads them.
        folder: Where they lie; files are used again, so that it never holds more than a few.
    """

    def __init__(self, ask: Ask, request: dict[str, Any], blocks: Blocks, folder: Path) -> None:
        self._ask, self._request, self._blocks, self._folder = ask, request, blocks, folder
        self._stopped = False
        self._results: list[dict[str, Any]] = []
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def done(self) -> bool:
        """Whether there is nothing to wait for."""
        return not self._thread.is_alive()

    def results(self) -> list[dict[str, Any]]:
        """Wait for what came of the metrics.

        Raises:
            WorkerError: The worker died or hung, or there is no room for a block.
            InputError: The files are not what they were when they were read before.
        """
        while self._thread.is_alive():
            self._thread.join(timeout=1)  # so that Ctrl-C is heeded
        if self._error:
            raise self._error
        return self._results

    def stop(self) -> None:
        """Let go of the rest, and wait until nothing is written any more."""
        self._stopped = True
        self._thread.join()

    def _run(self) -> None:
        try:
            self._feed()
        except Exception as error:  # noqa: BLE001 - raised where the results are waited for
            self._error = error

    def _feed(self) -> None:
        waiting = [self._ask({**self._request, "more": True})]
        for number, arrays in enumerate(self._blocks()):
            while len(waiting) > _AHEAD:
                waiting.pop(0)()
            if self._stopped:
                return
            paths = self._written(arrays, number % (_AHEAD + 1))
            waiting.append(self._ask({"arrays": paths, "more": True}))
        for answered in waiting:
            answered()
        self._results = self._ask({"arrays": {}})()["results"]

    def _written(self, arrays: dict[str, Any], slot: int) -> dict[str, str]:
        paths = {name: self._folder / f"{slot}.{name}.npy" for name in arrays}
        for name, path in paths.items():
            beside = path.with_suffix(".new.npy")
            hand_over(beside, arrays[name])
            os.replace(beside, path)  # noqa: PTH105 - the worker may still have the old one mapped
        return {name: str(path) for name, path in paths.items()}


def hand_over(path: Path, array: Any) -> None:
    """Write an array where the worker finds it.

    Raises:
        WorkerError: There is no room for it.
    """
    import numpy as np

    try:
        np.save(path, array, allow_pickle=False)
    except OSError as error:
        raise WorkerError(
            f"rows cannot be handed to Keras: {path.parent}: {error.strerror or error}; free some "
            "space, or set TMPDIR to a folder that has it"
        ) from None
