"""A Dask cluster: that of an address, or one of processes on this machine; and how it is asked."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any

from metricdiff.engines.outcome import described
from metricdiff.errors import MetricdiffError, UsageError, WorkerError
from metricdiff.inputs.parts import NotInPartsError

#: The word for a cluster of this machine's own.
LOCAL = "local"
#: Seconds after which a scheduler that does not answer is not there, and one without workers alone.
_PATIENCE = 5.0
#: Seconds after which a scheduler that has answered before is lost: it may be at work.
_SILENCE = 30.0
#: How many partial results are merged at once.
_SPLIT_EVERY = 4
#: The bytes that a worker of this machine needs at least: TensorFlow, a part, and tables.
_WORKER_BYTES = 2 << 30
#: What numbers, and whether workers understand what they are sent, depend on.
_SAME = ("metricdiff", "distributed", "numpy")
_NEEDED = ("metricdiff", "keras", "tensorflow", "pyarrow")
#: What must be the same on all workers, whatever it is here, where it does not run.
_SAME_THERE = ("keras", "tensorflow")


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
            return dict(self._client.sync(asked, callback_timeout=_SILENCE))

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


@contextmanager
def open_cluster(address: str, timeout: float) -> Iterator[Cluster]:
    """Connect to a cluster, or start one, and let go of it with the block.

    Args:
        address: That of a scheduler, or ``local`` for a cluster of processes on this machine.
        timeout: Seconds that the cluster may be without a worker.

    Raises:
        UsageError: Dask is not installed, no scheduler answers, or it has no workers.
        WorkerError: The workers lack what they need, or have other versions.
    """
    try:
        import dask
        import distributed
    except ImportError:
        raise UsageError("--dask needs Dask: pip install 'metricdiff[dask]'") from None
    _silence()
    # What changed of a table is sent along with the tasks, and Dask warns from 10 MB on.
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1TB"})
    if address != LOCAL:
        _check_answers(address)
        with distributed.Client(address, timeout=_PATIENCE) as client:
            _check_workers(client, address)
            yield Cluster(client, address, timeout)
        return
    with (
        tempfile.TemporaryDirectory(prefix="metricdiff-", ignore_cleanup_errors=True) as folder,
        dask.config.set({"temporary-directory": folder}),  # Dask leaves locks in there
        distributed.LocalCluster(
            n_workers=_processes(),
            threads_per_worker=1,
            dashboard_address=":0",
            silence_logs=logging.CRITICAL,
            env={"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"},
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        from metricdiff.cluster.worker import Quiet  # a class of Dask's

        client.register_plugin(Quiet())
        yield Cluster(client, LOCAL, min(timeout, _SILENCE))


def _silence() -> None:
    """Let Dask log nothing: what goes wrong is told in a line. It sets some levels by itself."""
    for name in ("distributed", "tornado", "asyncio", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in {"distributed", "tornado", "asyncio"}:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _same(value: Any) -> Any:
    return value


def _processes() -> int:
    """Return how many workers this machine has processors and memory for."""
    from dask.system import CPU_COUNT
    from distributed.system import MEMORY_LIMIT

    return max(1, min(int(CPU_COUNT), int(MEMORY_LIMIT) // _WORKER_BYTES))


def _check_answers(address: str) -> None:
    """Make sure that there is a scheduler: Dask's client tells it late, and in many lines."""
    from distributed.core import rpc

    async def asked() -> None:
        async with rpc(address, timeout=_PATIENCE) as scheduler:
            await asyncio.wait_for(scheduler.identity(), _PATIENCE)

    try:
        asyncio.run(asked())
    except Exception as error:  # noqa: BLE001 - what answers may be anything
        why = "" if isinstance(error, OSError | TimeoutError) else f" ({described(error)})"
        raise UsageError(
            f"--dask {address}: no scheduler answers there{why}; name one as tcp://HOST:8786, or "
            "take 'local' for processes on this machine"
        ) from None


def _check_workers(client: Any, address: str) -> None:
    """Make sure that there are workers, which have what they need, in the same versions."""
    from distributed import TimeoutError as NotYet

    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except NotYet:
        raise UsageError(
            f"--dask {address}: the scheduler has no workers; start some: dask worker {address}"
        ) from None
    versions = client.get_versions(packages=[*_SAME, *_NEEDED])
    ours = versions["client"]["packages"]
    there = {worker: found["packages"] for worker, found in versions["workers"].items()}
    for worker, theirs in there.items():
        _check_versions(ours, theirs, f"--dask {address}: the worker {worker}")
    _check_alike(there, f"--dask {address}")


def _check_versions(ours: Mapping[str, Any], theirs: Mapping[str, Any], who: str) -> None:
    missing = [name for name in _NEEDED if not theirs.get(name)]
    if missing:
        raise WorkerError(
            f"{who} has no {' and no '.join(missing)}; install metricdiff and what it needs there"
        )
    python = [".".join(one["python"].split(".")[:2]) for one in (ours, theirs)]
    pairs = [("Python", *python), *((name, ours.get(name), theirs.get(name)) for name in _SAME)]
    for name, own, other in pairs:
        if own != other:
            raise WorkerError(f"{who} has {name} {other}, and this machine {own}; install the same")


def _check_alike(workers: Mapping[str, Mapping[str, Any]], where: str) -> None:
    """Make sure that all workers have the same Keras: their sums become one number."""
    (first, ours), *others = workers.items()
    for other, theirs in others:
        for name in _SAME_THERE:
            if ours[name] != theirs[name]:
                raise WorkerError(
                    f"{where}: the worker {first} has {name} {ours[name]}, and {other} "
                    f"{theirs[name]}; install the same"
                )
