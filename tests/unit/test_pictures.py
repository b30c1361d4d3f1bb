"""Pictures of characters: whole on every screen, in ASCII where nothing else is shown."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import metricdiff
from metricdiff.formats import drawing, sweep_table, table
from metricdiff.formats.drawing import Drawing
from metricdiff.formats.scores import distribution
from metricdiff.formats.style import Style
from metricdiff.formats.waterfall import waterfall
from tests.fake_keras import FakeKeras
from tests.unit.test_formats import report

numbers = st.floats(-1e6, 1e6)
kinds = st.sampled_from([Drawing.ASCII, Drawing.UNICODE])
LOGITS: dict[str, Any] = {"y_true": [0, 1, 1, 0, 1], "y_pred": [-3.0, 4.0, 0.3, -1.0, 2.0]}
WAY = report(
    FakeKeras({"BinaryAccuracy": {"value": 0.8}, "Recall": {"value": 2 / 3}}),
    *("accuracy", "recall"),
    **LOGITS,
)


@given(st.lists(st.one_of(numbers, st.just(math.nan)), min_size=1, max_size=40), kinds)
def test_columns_are_as_high_as_their_values(values: list[float], kind: Drawing) -> None:
    known = [value for value in values if not math.isnan(value)] or [0.0]
    low, high = min(known), max(known)

    lines = drawing.columns(values, low, high, 3, kind)

    assert [len(line) for line in lines] == [len(values)] * 3
    fills = drawing._FILLS[kind]
    heights = [sum(fills.index(line[place]) for line in lines) for place in range(len(values))]
    for place, value in enumerate(values):
        assert (heights[place] == 0) == math.isnan(value)
    order = sorted((v, h) for v, h in zip(values, heights, strict=True) if not math.isnan(v))
    assert [height for _, height in order] == sorted(height for _, height in order)
    if high > low:
        assert max(heights) == 3 * (len(fills) - 1)


@given(numbers, numbers, st.integers(1, 60), kinds)
def test_an_arrow_leads_from_one_point_to_the_other(
    start: float, end: float, width: int, kind: Drawing
) -> None:
    scale = (min(start, end), max(start, end), width, kind)

    drawn = drawing.arrow(start, end, *scale)

    assert len(drawn) == width
    _, _, left, right, _ = drawing._POINTS[kind]
    head = right if end >= start else left
    assert drawn.count(head) == 1
    assert drawn.index(head) == drawing.cell(end, *scale[:3])
    first = len(drawn) - len(drawn.lstrip())
    assert first == min(drawing.cell(one, *scale[:3]) for one in (start, end))


def test_the_waterfall_leads_from_one_library_to_the_other() -> None:
    rows = [row for row in WAY.comparisons if row.metric == "recall"]
    (way,) = [one for row in rows if (one := waterfall(row))]

    assert way.sklearn == 1.0
    assert way.keras == pytest.approx(2 / 3)
    assert [step.code for step in way.steps] == ["MD201"]
    assert way.steps[0].start == way.sklearn
    assert way.steps[-1].end == pytest.approx(way.keras)


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("kind", [Drawing.ASCII, Drawing.UNICODE])
def test_no_line_is_wider_than_the_screen(width: int, kind: Drawing) -> None:
    rng = np.random.default_rng(0)
    sweep = metricdiff.sweep(rng.integers(0, 2, 90), rng.random(90))
    form = Style(width, verbose=True, drawing=kind, plot=True)

    for text in (table.render(WAY, form), sweep_table.render(sweep, form)):
        assert max(map(len, text.splitlines())) <= width
        assert text.replace("\u2026", "~").isascii() == (kind is Drawing.ASCII)


def test_nothing_is_drawn_where_it_cannot_be_shown() -> None:
    sweep = metricdiff.sweep([0, 1, 1, 0], [0.2, 0.7, 0.4, 0.1])
    plain = Style(verbose=True, plot=True)

    assert sweep_table.render(sweep, plain) == sweep_table.render(sweep, Style(verbose=True))
    assert "by label" not in table.render(WAY, plain)
    assert table.render(WAY, plain).isascii()


def test_a_sweep_is_drawn_when_asked_with_a_picture_a_metric() -> None:
    sweep = metricdiff.sweep([0, 1, 1, 0], [0.2, 0.7, 0.4, 0.1], metrics=["f1", "mcc"])

    drawn = sweep_table.render(sweep, Style(drawing=Drawing.ASCII, plot=True))

    assert "f1 1.0000 at 0.2" in drawn
    assert "mcc 1.0000 at 0.2" in drawn
    assert "scikit-learn over" not in sweep_table.render(sweep, Style(drawing=Drawing.ASCII))


def test_where_keras_gives_another_value_is_marked() -> None:
    sweep = metricdiff.sweep(LOGITS["y_true"], LOGITS["y_pred"], metrics=["recall"])

    drawn = sweep_table.render(sweep, Style(drawing=Drawing.ASCII, plot=True))

    assert any(line.lstrip().startswith("keras") and "x" in line for line in drawn.splitlines())


@pytest.mark.parametrize(
    ("given", "title", "groups", "cuts"),
    [
        (LOGITS, "logits by label", [2, 3], [("sklearn", 0.0), ("keras", 0.5)]),
        (
            {"y_true": [0, 1, 1], "y_pred": [0.2, 0.7, math.nan]},
            *("probabilities by label", [1, 1], [("both", 0.5)]),
        ),
        (
            {"y_true": [0, 1, 2, 2], "y_pred": np.eye(3)[[0, 1, 2, 0]] * 0.7 + 0.1},
            *("probabilities: the largest of each row", [3, 1], []),
        ),
        (
            {"y_true": [[1, 0], [1, 1]], "y_pred": [[0.2, 0.7], [0.9, 0.4]]},
            *("probabilities by label", [1, 3], [("both", 0.5)]),
        ),
        (
            {"y_true": [1.5, 2.5, 4.0], "y_pred": [1.0, 2.0, 5.0]},
            *("residuals: prediction - label", [3], [("", 0.0)]),
        ),
    ],
)
def test_scores_are_grouped_by_what_is_true_of_their_rows(
    given: dict[str, Any], title: str, groups: list[int], cuts: list[tuple[str, float]]
) -> None:
    shown = distribution(report(FakeKeras(), **given))

    assert shown
    assert shown.title == title
    assert [len(group.values) for group in shown.groups] == groups
    assert list(shown.cuts) == cuts


def test_decisions_have_no_distribution() -> None:
    assert distribution(report(FakeKeras(), y_true=[0, 1], y_pred=[0, 1])) is None


def test_one_value_alone_is_drawn() -> None:
    one = report(FakeKeras(), y_true=[0, 1, 1], y_pred=[0.5, 0.5, 0.5])

    drawn = table.render(one, Style(drawing=Drawing.ASCII, verbose=True))

    assert "probabilities by label" in drawn
