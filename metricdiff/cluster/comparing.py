"""From files that workers read to a report."""

from __future__ import annotations

import uuid
from functools import partial

from metricdiff.cluster.asking import Cluster
from metricdiff.cluster.counting import Counts, Job, counted, merged
from metricdiff.cluster.engine import ClusterKeras
from metricdiff.cluster.rows import ClusterCounted, ClusterRows, InParts
from metricdiff.cluster.splitting import Part, split
from metricdiff.comparing import compare_predictions
from metricdiff.errors import InputError, UsageError
from metricdiff.inputs.joined import files_of
from metricdiff.inputs.opening import OpenFile
from metricdiff.inputs.parts import NotInPartsError
from metricdiff.inputs.predictions import Predictions
from metricdiff.inputs.unchanged import Unchanged
from metricdiff.report import Report
from metricdiff.settings import Options, Overrides
from metricdiff.streaming.counting import BLOCK_ROWS, UnstreamableError, understood_table


def compare_on(cluster: Cluster, file: OpenFile, overrides: Overrides, options: Options) -> Report:
    """Compare what files hold: workers read and count them, and run Keras.

    Raises:
        InputError: A file is damaged, or its contents fit no task.
        UsageError: The files hold no binary predictions, or an option does not fit them.
        WorkerError: The cluster is lost.
    """
    try:
        predictions = understood(cluster, file, overrides, options.settings.thresholds)
    except UnstreamableError as error:
        raise UsageError(f"--dask: {error}; leave out --dask to read into memory") from None
    engine = ClusterKeras(cluster, own_settings=options.keras.env)
    return compare_predictions(predictions, options, engine)


def understood(
    cluster: Cluster, file: OpenFile, overrides: Overrides, thresholds: tuple[float, ...] = ()
) -> Predictions:
    """Have the rows of files counted into a table, and understand what they hold.

    Raises:
        UnstreamableError: They are no binary predictions.
        InputError: A file is damaged, or its contents fit no task.
    """
    job = Job(file.header, file.columns, thresholds, uuid.uuid4().hex)
    unchanged = Unchanged(file.paths)
    with unchanged.reading():
        groups, counts = _counts(cluster, file, job)
    if not any(one.rows for one in counts.extents):
        raise InputError(f"{file.source.name} has no rows")
    rows = ClusterRows(file, BLOCK_ROWS, cluster, job, tuple(groups), counts.extents, unchanged)
    where = InParts(files_of(file.source), file.source.row_base, counts.extents)
    return understood_table(file, counts.table, overrides, partial(ClusterCounted, rows), where)


def _counts(cluster: Cluster, file: OpenFile, job: Job) -> tuple[list[tuple[Part, ...]], Counts]:
    """Count in parts; where rows take several lines, each file as one."""
    for text in (True, False):
        groups = split(file.source, text=text)
        try:
            begun = cluster.reduce(groups, counted, job, partial(merged, job))
            return groups, cluster.wait(begun)
        except NotInPartsError:
            continue
    raise AssertionError("a file that is not split cannot be in parts")
