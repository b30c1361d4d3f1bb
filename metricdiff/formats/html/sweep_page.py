"""A sweep as a page: where the libraries part, each metric over the thresholds, the numbers."""

from __future__ import annotations

from metricdiff.formats import heading, style
from metricdiff.formats import sweep_words as words
from metricdiff.formats.html.elements import Html, element, joined
from metricdiff.formats.html.page import Page, grid, legend, section
from metricdiff.formats.html.sweeping import figures
from metricdiff.formats.style import Style
from metricdiff.sweeping.result import Sweep


def render(sweep: Sweep, form: Style) -> str:
    """Return the page; of the reader's screen only ``form.verbose`` matters."""
    page = Page(f"metricdiff sweep, {style.safe(sweep.predictions.raw.source)}")
    partings = list(words.partings(sweep, verbose=form.verbose))
    parts = [
        element(
            "header",
            element("p", "SWEEP", class_="badge"),
            element("h1", _answer(sweep)),
            element("p", joined(_input(sweep), " · "), class_="input"),
        ),
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
    best = [(curve, curve.best) for curve in sweep.curves if curve.best]
    parts = [f"{curve.name} is best at {one.threshold:.4g}" for curve, one in best[:3]]
    parted = int((sweep.parted > 0).sum())
    where = f"at {parted:,} of {style.count(len(sweep.parted), 'threshold')}"
    apart = f"the libraries decide otherwise {where}" if parted else "the libraries decide alike"
    return f"{', '.join([*parts, apart])}."


def _input(sweep: Sweep) -> list[object]:
    predictions = sweep.predictions
    return [
        predictions.raw.source,
        style.count(predictions.rows, "row"),
        heading.what(predictions),
        *heading.roles(predictions),
        style.count(len(sweep.thresholds.at), "threshold"),
    ]


def _list(partings: list[tuple[str, str]]) -> Html:
    return element("ul", *(element("li", f"{code} {told}".strip()) for code, told in partings))


def _best(sweep: Sweep) -> Html:
    names = [name or "value" for name in words.BEST]
    return _table("The best threshold of each metric", names, list(words.best(sweep)))


def _by_threshold(sweep: Sweep, form: Style) -> Html:
    rows = [
        (
            f"{sweep.thresholds.at[place]:.6g}",
            *(words.number(float(one.sklearn[place]), one, sweep) for one in sweep.curves),
        )
        for place in words.shown(sweep, verbose=form.verbose)
    ]
    names = ["threshold", *(curve.name for curve in sweep.curves)]
    return _table("scikit-learn's numbers, positive where score > threshold", names, rows)


def _table(caption: str, names: list[str], rows: list[tuple[str, ...]]) -> Html:
    head = element("tr", *(element("th", name, scope="col") for name in names))
    body = [
        element(
            "tr",
            element("th", first, scope="row"),
            *(element("td", cell, class_="number") for cell in cells),
        )
        for first, *cells in rows
    ]
    table = element(
        "table", element("caption", caption), element("thead", head), element("tbody", *body)
    )
    return element("div", table, class_="scroll", role="region", tabindex="0", aria_label=caption)
