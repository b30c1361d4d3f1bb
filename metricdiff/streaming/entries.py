"""From a table to the arrays that all else works on: its entries stand where rows do elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from metricdiff.inputs.joined import files_of
from metricdiff.inputs.opening import OpenFile
from metricdiff.inputs.predictions import Raw, Streamed
from metricdiff.inputs.where import InFile
from metricdiff.streaming.runs import Array, Runs
from metricdiff.streaming.table import Group, Table
from metricdiff.streaming.weights import sums, whole_sums


def entries(
    file: OpenFile,
    table: Table,
    streamed: Callable[[dict[Group, Runs]], Streamed],
    few: int,
) -> Raw:
    """Return a table as arrays.

    Args:
        file: The file that holds the rows.
        table: All of them.
        streamed: Leads from entries back to rows.
        few: To how many entries neighbouring scores are taken together for all that does not rank
            them.
    """
    exact, coarse = table.runs(), table.coarse(few)
    raw = replace(_arrays(file, coarse, table), streamed=streamed(coarse))
    if table.exact:
        return replace(raw, fine=_ranked(_small(_arrays(file, exact, table))))
    return raw


def _ranked(raw: Raw) -> Raw:
    """Return the entries in the order of their scores: one sort for all curves, not one for each.

    scikit-learn sorts too, but what is in order already in no time.
    """
    order = np.argsort(raw.y_pred, kind="stable")  # merges the runs of each label
    names = ("y_true", "y_pred", "decision", "mask", "counts", "sample_weight", "whole_weight")
    columns = {name: getattr(raw, name) for name in names}
    sorted_ = {name: one[order] for name, one in columns.items() if one is not None}
    return replace(raw, **sorted_)


def _small(raw: Raw) -> Raw:
    """Return the entries with counts that take half the room, if they fit."""
    assert raw.counts is not None  # noqa: S101 - those of a table
    fits = raw.counts.max(initial=0) <= np.iinfo(np.int32).max
    return replace(raw, counts=raw.counts.astype(np.int32)) if fits else raw


def _arrays(file: OpenFile, groups: Mapping[Group, Runs], table: Table) -> Raw:
    columns = file.columns
    scores, *types = table.types

    def column(place: int) -> Array:
        values = [np.full(len(runs), group[place]) for group, runs in groups.items()]
        return np.concatenate(values).astype(types[place])

    decided = bool(columns.decision)
    y_pred = np.concatenate([runs.scores for runs in groups.values()])
    raw = Raw(
        y_true=column(0),
        y_pred=y_pred if y_pred.dtype == np.float64 else y_pred.astype(scores),
        columns=columns,
        decision=column(1) if decided else None,
        mask=column(1 + decided) if columns.mask else None,
        files=files_of(file.source),
        where=InFile(file.source),
        counts=np.concatenate([runs.counts for runs in groups.values()]).astype(np.int64),
    )
    return _weighed(raw, groups) if columns.sample_weight else raw


def _weighed(raw: Raw, groups: Mapping[Group, Runs]) -> Raw:
    """Add the sums of the weights, and of their whole parts where these are others."""
    each = [(runs.sums, group[-1]) for group, runs in groups.items()]
    weights = np.concatenate([sums(*one) for one in each])
    whole = np.concatenate([whole_sums(*one) for one in each])
    return replace(
        raw,
        sample_weight=weights,
        whole_weight=weights if np.array_equal(weights, whole) else whole,
    )
