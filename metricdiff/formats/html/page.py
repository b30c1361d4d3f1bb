"""One page: its parts, the data of its pictures, and all that draws them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

from metricdiff.formats.html.elements import Html, element, joined
from metricdiff.formats.strict_json import spelled

#: The page may use what it holds, and nothing else: no network.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
_DIGITS = 7


class Page:
    """A page that is being put together.

    Args:
        title: What the window is called.
    """

    def __init__(self, title: str) -> None:
        self._title = title
        self._charts: list[dict[str, Any]] = []

    def figure(
        self, kind: str, caption: str, data: Mapping[str, Any], *, wide: bool = False
    ) -> Html:
        """Return a figure, to be drawn when the page is opened.

        Args:
            kind: The name of the function of ``report.js`` that draws it.
            caption: What it shows, in a sentence.
            data: What that function takes: texts, numbers and lists of them.
            wide: Whether it takes the whole width.
        """
        name = f"chart-{len(self._charts)}"
        self._charts.append({"id": name, "kind": kind, "label": caption, "data": _short(data)})
        plot = element("div", class_="plot", id=name)
        class_ = "chart wide" if wide else "chart"
        return element("figure", element("figcaption", caption), plot, class_=class_)

    def html(self, parts: Sequence[Html]) -> str:
        """Return the whole page."""
        head = element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="color-scheme", content="light dark"),
            Html(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
            element("title", self._title),
            element("style", _static("style.css")),
        )
        scripts: list[Html] = []
        if self._charts:
            data = Html(_in_script(json.dumps(spelled(self._charts), separators=(",", ":"))))
            scripts = [
                element("script", data, type="application/json", id="charts"),
                *(element("script", _static(name)) for name in ("d3.min.js", "plot.umd.min.js")),
            ]
        body = element("body", *parts, *scripts, element("script", _static("report.js")))
        return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def section(title: str, *children: object, id_: str) -> Html:
    """Return a part of a page under a heading."""
    return element("section", element("h2", title), *children, id=id_)


def grid(figures: Sequence[Html]) -> Html:
    """Return figures beside each other, as many as there is room for."""
    return element("div", joined(figures), class_="charts")


def legend() -> Html:
    """Return what the colours of the pictures mean."""
    names = (("sklearn", "scikit-learn"), ("keras", "Keras"))
    return element(
        "p",
        joined((element("span", text, class_=name) for name, text in names), "  "),
        "  in every picture; point at one for its numbers",
        class_="legend",
    )


def _static(name: str) -> Html:
    """Return a file of ours for the inside of an element of its kind."""
    file = resources.files("metricdiff.formats.html").joinpath("static", name)
    return Html(file.read_text(encoding="utf-8"))


def _in_script(text: str) -> str:
    """Return JSON in which nothing ends the element that holds it."""
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _short(value: Any) -> Any:
    """Return data with the digits that a picture can show; NaN and infinities as nothing."""
    if isinstance(value, Mapping):
        return {key: _short(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_short(item) for item in value]
    if isinstance(value, float):
        short = float(f"{value:.{_DIGITS}g}")
        return short if short - short == 0 else None
    return value
