"""A cluster that is lost, or that lacks something, ends the run with a line."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time

import pytest

from metricdiff.cluster import asking, connecting
from metricdiff.cluster.asking import Cluster
from metricdiff.cluster.connecting import _check_alike, _check_versions
from metricdiff.errors import WorkerError


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_scheduler_that_is_lost_in_the_middle_is_told(
    monkeypatch: pytest.MonkeyPatch, how: signal.Signals
) -> None:
    import distributed

    monkeypatch.setattr(asking, "SILENCE", 1.0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    code = (
        "import asyncio, sys, distributed\n"
        "async def main():\n"
        "    async with distributed.Scheduler(host=sys.argv[1], dashboard=False) as one:\n"
        "        await one.finished()\n"
        "asyncio.run(main())"
    )
    scheduler = subprocess.Popen([sys.executable, "-c", code, address], stderr=subprocess.DEVNULL)
    try:
        with distributed.Client(address, timeout=30) as client:
            connecting._silence()
            cluster = Cluster(client, address, 60)
            future = cluster.begin(time.sleep, 60)  # nobody does it
            scheduler.send_signal(how)
            with pytest.raises(WorkerError, match="the scheduler does not answer any more"):
                cluster.wait(future)
            scheduler.kill()
    finally:
        scheduler.kill()
        scheduler.wait()


def test_a_cluster_whose_workers_are_all_gone_is_not_waited_for_for_ever() -> None:
    import distributed

    with (
        distributed.LocalCluster(
            n_workers=0, processes=False, dashboard_address=":0", silence_logs=50
        ) as local,
        distributed.Client(local) as client,
    ):
        cluster = Cluster(client, "tcp://a:1", timeout=0.5)
        with pytest.raises(WorkerError, match=r"all workers are gone for 0\.5 s \(--timeout\)"):
            cluster.wait(cluster.begin(time.sleep, 60))


def test_workers_that_lack_something_are_told() -> None:
    ours = dict.fromkeys(("metricdiff", "distributed", "numpy", "keras", "tensorflow"), "1")
    ours |= {"pyarrow": "1", "python": "3.11.7"}
    _check_versions(ours, ours | {"keras": "2", "python": "3.11.9"}, "the worker")
    for theirs, words in (
        ({"keras": None, "tensorflow": None}, "the worker has no keras and no tensorflow; install"),
        ({"python": "3.12.1"}, r"has Python 3\.12, and this machine 3\.11"),
        ({"numpy": "2"}, "has numpy 2, and this machine 1"),
    ):
        with pytest.raises(WorkerError, match=words):
            _check_versions(ours, ours | theirs, "the worker")


def test_workers_with_several_versions_of_keras_are_told_before_they_count() -> None:
    alike = {"keras": "3.1", "tensorflow": "2.16"}
    _check_alike({"a": alike, "b": alike}, "--dask x")
    with pytest.raises(WorkerError, match=r"the worker a has keras 3\.1, and b 3\.2"):
        _check_alike({"a": alike, "b": alike | {"keras": "3.2"}}, "--dask x")
