"""A sweep as a page: where the libraries part, each metric over the thresholds, the numbers."""

from __future__ import annotations

from metricdiff.formats import style
from metricdiff.formats import sweep_words as words
from metricdiff.formats.html.elements import Html, element
from metricdiff.formats.html.frame import header, plain_table
from metricdiff.formats.html.page import Page, grid, legend, section
from metricdiff.formats.html.sweeping import figures
from metricdiff.formats.style import Style
from metricdiff.sweeping.result import Sweep

#: Metrics that are best where everything, or nothing, is positive.
_MONOTONE = frozenset({"precision", "recall", "specificity"})


def render(sweep: Sweep, form: Style) -> str:
    """Return the page; of the reader's screen only ``form.verbose`` matters."""
    page = Page(f"metricdiff sweep, {style.safe(sweep.predictions.raw.source)}")
    count = style.count(len(sweep.thresholds.at), "threshold")
    partings = list(words.partings(sweep, verbose=form.verbose))
    parts = [
        header("SWEEP", _answer(sweep), sweep.predictions, count),
        element(
            "main",
            section("Where the libraries part", _list(partings), id_="partings"),
            section("Pictures", legend(), grid(list(figures(sweep, page))), id_="pictures"),
            section("The best thresholds", _best(sweep), id_="best"),
            section("By threshold", _by_threshold(sweep, form), id_="thresholds"),
        ),
    ]
    return page.html(parts)


def _answer(sweep: Sweep) -> str:
    """Say where the metrics with a best between the ends are best, and where the libraries part."""
    curves = [(curve, curve.best) for curve in sweep.curves if curve.best]
    telling = [pair for pair in curves if pair[0].metric not in _MONOTONE] or curves
    best = ", ".join(f"{curve.name} at {one.threshold:.4g}" for curve, one in telling[:3])
    parted = int((sweep.parted > 0).sum())
    among = f"{parted:,} of {style.count(len(sweep.parted), 'threshold')}"
    apart = f"decide rows otherwise at {among}" if parted else "decide alike at every threshold"
    return f"The best thresholds: {best}. scikit-learn and Keras {apart}."


def _list(partings: list[tuple[str, str]]) -> Html:
    return element("ul", *(element("li", f"{code} {told}".strip()) for code, told in partings))


def _best(sweep: Sweep) -> Html:
    names = [name or "value" for name in words.BEST]
    rows = words.best(sweep)
    return plain_table("The best threshold of each metric", names, rows, range(1, len(names)))


def _by_threshold(sweep: Sweep, form: Style) -> Html:
    rows = [
        (
            f"{sweep.thresholds.at[place]:.6g}",
            *(words.number(float(one.sklearn[place]), one, sweep) for one in sweep.curves),
        )
        for place in words.shown(sweep, verbose=form.verbose)
    ]
    names = ["threshold", *(curve.name for curve in sweep.curves)]
    caption = "scikit-learn's numbers, positive where score > threshold"
    return plain_table(caption, names, rows, range(1, len(names)))
