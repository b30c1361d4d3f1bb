"""A Dask cluster: that of an address, or one of processes on this machine."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from metricdiff.cluster.asking import SILENCE, Cluster
from metricdiff.engines.outcome import described
from metricdiff.errors import UsageError, WorkerError

#: The word for a cluster of this machine's own.
LOCAL = "local"
#: Seconds after which a scheduler that does not answer is not there, and one without workers alone.
_PATIENCE = 5.0
#: The bytes that a worker of this machine needs at least: TensorFlow, a part, and tables.
_WORKER_BYTES = 2 << 30
#: What numbers, and whether workers understand what they are sent, depend on.
_SAME = ("metricdiff", "distributed", "numpy")
_NEEDED = ("metricdiff", "keras", "tensorflow", "pyarrow")
#: What must be the same on all workers, whatever it is here, where it does not run.
_SAME_THERE = ("keras", "tensorflow")


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
        from distributed.gc import disable_gc_diagnosis

        from metricdiff.cluster.worker import Quiet  # a class of Dask's

        # Of the scheduler in this process; Python ignores a Ctrl-C that comes in such a callback.
        disable_gc_diagnosis(force=True)
        client.register_plugin(Quiet())
        yield Cluster(client, LOCAL, min(timeout, SILENCE))


def _silence() -> None:
    """Let Dask log nothing: what goes wrong is told in a line. It sets some levels by itself."""
    for name in ("distributed", "tornado", "asyncio", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in {"distributed", "tornado", "asyncio"}:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


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
