"""What all pages begin and end with, and plain tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from metricdiff.formats import heading, style
from metricdiff.formats.html.elements import Html, element, joined
from metricdiff.inputs.predictions import Predictions


class Outcome(Protocol):
    """What came of a run that a page is about."""

    @property
    def predictions(self) -> Predictions:
        """What was read."""

    @property
    def tool(self) -> Mapping[str, Any]:
        """The versions and settings that the numbers depend on."""

    @property
    def exit_code(self) -> int:
        """What a shell gets to see."""


def header(verdict: str, sentence: str, predictions: Predictions, *more: str) -> Html:
    """Return the verdict, the answer in a sentence, and what was understood of the input."""
    shown = [
        predictions.raw.source,
        style.count(predictions.rows, "row"),
        heading.what(predictions),
        *heading.roles(predictions),
        *more,
    ]
    return element(
        "header",
        element("p", verdict, class_=f"badge {verdict.lower()}"),
        element("h1", sentence),
        element("p", joined(shown, " · "), class_="input"),
    )


def tool(outcome: Outcome) -> Html:
    """Return the versions and settings, and what the user should know of the input."""
    facts = [
        element("div", element("dt", name.replace("_", " ")), element("dd", value))
        for name, value in outcome.tool.items()
    ]
    remarks = [element("p", f"Note: {remark}") for remark in heading.remarks(outcome.predictions)]
    return joined([element("dl", *facts), *remarks])


def scroll(table: Html, label: str) -> Html:
    """Return a table that moves sideways where it is wider than the screen."""
    return element("div", table, class_="scroll", role="region", tabindex="0", aria_label=label)


def plain_table(
    caption: str, names: Sequence[str], rows: Iterable[Sequence[object]], numbers: Iterable[int]
) -> Html:
    """Return a table that names its rows in the first column.

    Args:
        caption: What it shows.
        names: The headings.
        rows: The cells.
        numbers: The columns of numbers.
    """
    at_right = set(numbers)
    class_ = ["number" if place in at_right else None for place in range(len(names))]
    head = [
        element("th", name, scope="col", class_=one)
        for name, one in zip(names, class_, strict=True)
    ]
    body = [
        element(
            "tr",
            element("th", first, scope="row"),
            *(element("td", cell, class_=one) for cell, one in zip(cells, class_[1:], strict=True)),
        )
        for first, *cells in rows
    ]
    table = element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *head)),
        element("tbody", *body),
    )
    return scroll(table, caption)
