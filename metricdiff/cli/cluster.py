"""``--dask``: what goes with it, and the comparison on a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from metricdiff.cli import options, streams
from metricdiff.errors import UsageError
from metricdiff.settings import Options
from metricdiff.words import Stream

if TYPE_CHECKING:
    from metricdiff.inputs.opening import OpenFile
    from metricdiff.report import Report

#: Options that a cluster cannot heed, and why.
_AGAINST = {
    "reported": "--reported needs all rows in their order",
    "sklearn": "calls of your own need all rows in memory",
    "keras_python": "Keras runs where the workers run, under their interpreter",
}


def check(given: Mapping[str, Any]) -> None:
    """Find what does not go with ``--dask``, before a file is opened.

    Raises:
        UsageError: An option does not.
    """
    if given["dask"] is None:
        return
    for name, why in _AGAINST.items():
        if given[name]:
            raise UsageError(f"--dask: {why}; leave out one of the two")
    if given["stream"] == Stream.NEVER.value:
        raise UsageError("--dask: workers read in blocks; leave out --stream never")
    if "-" in given["files"]:
        raise UsageError("--dask: workers do not see standard input; name files that they see")


def compared(opened: OpenFile, asked: Options, given: Mapping[str, Any]) -> Report:
    """Compare what files hold on the cluster that the user names, until the command ends.

    Raises:
        UsageError: The files cannot be counted by workers, or there is no cluster.
    """
    from metricdiff.streaming.counting import unstreamable  # NumPy and more: not for --help

    if opened.mask:
        raise UsageError(
            "--dask: workers read no mask from a file of its own; make it a column of the data, "
            "--mask COL, or leave out --dask"
        )
    if reason := unstreamable(opened):
        raise UsageError(f"--dask: {reason}; leave out --dask to read into memory")
    from metricdiff.cluster.connecting import open_cluster

    # The rows that the report names are looked up by workers when it is written.
    opening = open_cluster(given["dask"], asked.keras.timeout)
    with streams.progress("running both libraries on a cluster", wanted=not given["quiet"]):
        cluster = click.get_current_context().with_resource(opening)
        from metricdiff.cluster.comparing import compare_on

        return compare_on(cluster, opened, options.overrides(given), asked)
