"""The list of all properties, in the order in which reports show them."""

from __future__ import annotations

from metricdiff.auditing.properties import (
    batch_size,
    evaluations,
    extremes,
    held_arrays,
    label_types,
    ranges,
    rank,
    row_order,
    sum_or_mean,
    ties,
    weights,
)
from metricdiff.auditing.properties.declaration import Property

PROPERTIES: tuple[Property, ...] = (
    batch_size.PROPERTY,
    sum_or_mean.PROPERTY,
    ranges.PROPERTY,
    rank.PROPERTY,
    label_types.PROPERTY,
    row_order.PROPERTY,
    held_arrays.PROPERTY,
    evaluations.TWICE,
    evaluations.LEAK,
    evaluations.GRAPH,
    extremes.ASKED,
    weights.PROPERTY,
    ties.PROPERTY,
    extremes.ONE_CLASS,
    extremes.NAN,
    extremes.BEFORE,
)
