"""How the workers of a Dask cluster are asked, and what is told of those that are lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any

from metricdiff.engines.outcome import described
from metricdiff.errors import MetricdiffError, WorkerError
from metricdiff.inputs.parts import NotInPartsError

#: Seconds after which a scheduler that has answered before is lost: it may be at work.
SILENCE = 30.0
#: How many partial results are merged at once.
_SPLIT_EVERY = 4


class Cluster:
    """Workers, and how they are asked.

    Args:
        client: Dask's client.
        name: The scheduler, as the user named it.
        timeout: Seconds that the cluster may be without a worker.
    """

    def __init__(self, client: Any, name: str, timeout: float) -> None:
        self._client, self._name, self._timeout = client, name, timeout
        self._alone_since = time.monotonic()

    @property
    def workers(self) -> dict[str, int]:
        """The threads of each worker, by its address.

        Raises:
            WorkerError: The scheduler is lost.
        """
        with self._telling():
            asked = self._client.scheduler.ncores
            return dict(self._client.sync(asked, callback_timeout=SILENCE))

    def begin(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Have a worker call a function, and return the future of the result.

        Raises:
            WorkerError: The scheduler is lost.
        """
        with self._telling():
            return self._client.submit(function, *arguments, pure=False)

    def held(self, value: Any) -> Any:
        """Hand a value to a worker, from which others get it as they need it.

        It is the result of a task, which can be run again: what is scattered dies with its worker.
        """
        return self.begin(_same, value)

    def reduce(
        self,
        groups: Sequence[Any],
        each: Callable[[Any, Any], Any],
        common: Any,
        together: Callable[[Iterable[Any]], Any],
        last: Callable[[Any], Any] | None = None,
    ) -> Any:
        """Have workers make something of each group, and one thing of all, merged in a tree.

        Args:
            groups: What each worker begins with.
            each: Makes a partial result of a group, and of what is common to all.
            common: What is common to all.
            together: Makes one of several partial results.
            last: What a worker does with that of all.

        Returns:
            The future of the result.
        """
        from dask import bag, delayed

        partial = bag.from_sequence(groups, npartitions=len(groups)).map(
            each, delayed(self.held(common))
        )
        total = partial.reduction(together, together, split_every=_SPLIT_EVERY)
        with self._telling():
            return self._client.compute(total if last is None else total.apply(last))

    def wait(self, future: Any) -> Any:
        """Wait for a result.

        Raises:
            MetricdiffError: What a worker has found wrong with a file.
            NotInPartsError: A CSV cannot be read in parts.
            WorkerError: The scheduler or the workers are lost, or lack something.
        """
        while not self._done(future):
            self._check_alive()
        with self._telling():
            return future.result()

    def _done(self, future: Any) -> bool:
        """Wait for a second, so that Ctrl-C is heeded."""
        from distributed import TimeoutError as NotYet
        from distributed import wait

        with self._telling():
            try:
                wait([future], timeout=1)
            except NotYet:
                return False
        return True

    def _check_alive(self) -> None:
        """Make sure that there have been workers lately, or may be again."""
        if self.workers:
            self._alone_since = time.monotonic()
        elif time.monotonic() - self._alone_since > self._timeout:
            raise WorkerError(
                f"--dask {self._name}: all workers are gone for {self._timeout:g} s (--timeout)"
            )

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Say in a line what Dask, or a worker, raises; what is said so already stays as it is."""
        try:
            yield
        except (MetricdiffError, NotInPartsError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever a worker raises
            raise WorkerError(self._told(error)) from None

    def _told(self, error: Exception) -> str:
        from distributed.comm import CommClosedError
        from distributed.scheduler import KilledWorker

        if isinstance(error, KilledWorker):
            return (
                f"--dask {self._name}: the same part ended worker after worker, as it does where "
                "memory is short; give each worker more of it, or fewer threads"
            )
        if isinstance(error, ModuleNotFoundError):
            return (
                f"--dask {self._name}: a worker has no {error.name}; install metricdiff and what "
                "it needs where the workers run"
            )
        lost = CancelledError | CommClosedError | TimeoutError
        if self._client.status != "running" or isinstance(error, lost):
            return f"--dask {self._name}: the scheduler does not answer any more; start it again"
        return f"--dask {self._name}: on a worker: {described(error)}"


def _same(value: Any) -> Any:
    return value
