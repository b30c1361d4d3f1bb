"""The table of comparisons: on no screen is a number cut, and names are the last to be broken."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from metricdiff.formats import listing, style
from metricdiff.metrics.registry import METRICS
from metricdiff.report import Comparison, Finding, Side
from metricdiff.words import Pairing, Task, Verdict

VALUES = st.floats(-1e300, 1e300) | st.floats(0, 1) | st.just(float("nan"))
VARIANTS: list[dict[str, Any]] = [
    {},
    {"threshold": 0.5},
    {"average": "weighted", "beta": 0.5, "threshold": 0.5},
    {"at": 0.5},
]


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    sklearn, keras = draw(VALUES), draw(VALUES)
    codes = draw(st.lists(st.sampled_from(["MD501", "MD502", "MD013"]), max_size=3))
    return row(
        draw(st.sampled_from([metric.name for metric in METRICS])),
        sklearn,
        keras,
        variant=draw(st.sampled_from(VARIANTS)),
        label=draw(st.sampled_from(["", "per label", "column of no short name"])),
        causes=tuple(Finding(code, "", 0.0, 0.0, "") for code in codes),
        failed=draw(st.booleans()),
    )


def row(metric: str, sklearn: float, keras: float, **given_settings: Any) -> Comparison:
    further = {"variant": {}, "pairing": Pairing.MATCHED, **given_settings}
    return Comparison(
        metric=metric,
        sklearn=Side("f(y_true, y_pred)", sklearn),
        keras=Side("F()", keras),
        verdict=Verdict.UNEXPLAINED,
        difference=keras - sklearn,
        **further,
    )


def drawn(rows: list[Comparison], width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width, no_color=True, markup=False, emoji=False)
    console.print(listing.table(rows, Task.BINARY, width))
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("number", "written"),
    [(1234.5, "1234.500"), (1234567.0, "1234567"), (-1234567.8, "-1234568"), (3e8, "3.000000e+08")],
)
def test_a_large_number_has_seven_digits_and_no_point_behind_them(
    number: float, written: str
) -> None:
    assert style.value(number) == written
    assert style.signed(number) == (written if number < 0 else f"+{written}")


@settings(deadline=None)
@given(st.lists(comparisons(), min_size=1, max_size=6), st.integers(52, 200))
def test_no_number_is_cut_on_any_screen(rows: list[Comparison], width: int) -> None:
    lines = drawn(rows, width)

    words = " ".join(lines).split()
    assert max(map(len, lines)) <= width
    for one in rows:
        assert style.value(one.sklearn.value) in words
        assert style.value(one.keras.value) in words


@settings(deadline=None)
@given(st.lists(comparisons(), min_size=1, max_size=6))
def test_at_eighty_columns_metrics_keep_their_names(rows: list[Comparison]) -> None:
    words = " ".join(drawn(rows, 80)).split()

    assert {one.metric for one in rows} <= set(words)


def test_settings_and_heading_keep_their_line_at_eighty_columns() -> None:
    rows = [
        row(
            "precision", 0.5, 0.6, variant={"average": "micro", "threshold": 0.5}, label="column x"
        ),
        row("accuracy", 0.5, 0.6, variant={"threshold": 0.5}, label="per label"),
        row("roc_auc", 0.5, 0.6, causes=(Finding("MD501", "", 0.1, 0.6, ""),), failed=True),
    ]

    assert drawn(rows, 80) == [
        "metric     setting           sklearn     keras  keras-sklearn  why",
        "precision  micro decision   0.500000  0.600000      +0.100000  differs",
        "accuracy   per label p>0.5  0.500000  0.600000      +0.100000  differs",
        "roc_auc                     0.500000  0.600000      +0.100000  MD501  MISMATCH",
    ]


def test_a_threshold_that_all_rows_share_goes_before_a_line_is_broken() -> None:
    variant = {"average": "weighted", "beta": 0.5, "threshold": 0.5}
    rows = [row("specificity_at_sensitivity", 0.5, 0.6, variant=variant)]

    assert drawn(rows, 80)[1].split() == [
        *("specificity_at_sensitivity", "weighted", "beta=0.5"),
        *("0.500000", "0.600000", "+0.100000", "differs"),
    ]
    assert "p>0.5" in " ".join(drawn(rows, 120))


@pytest.mark.parametrize("width", [80, 200])
def test_there_is_no_column_of_settings_where_none_is_set(width: int) -> None:
    assert "setting" not in drawn([row("mse", 0.5, 0.6)], width)[0]
