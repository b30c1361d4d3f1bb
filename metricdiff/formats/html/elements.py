"""Elements of HTML, made so that no text can become markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from metricdiff.formats.style import safe

#: Elements that have no end.
_EMPTY = frozenset({"br", "input", "meta"})


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def text(words: object) -> Html:
    """Return a text in which nothing is markup and no character is invisible."""
    return words if isinstance(words, Html) else Html(escape(safe(words)))


def joined(parts: Iterable[object], between: str = "") -> Html:
    """Return texts and elements one after the other."""
    return Html(str(text(between)).join(map(text, parts)))


def marked(words: str) -> Iterator[Html]:
    """Yield prose of our own, what stands between two backticks as code."""
    for place, part in enumerate(words.split("`")):
        yield element("code", part) if place % 2 else text(part)


def element(tag: str, /, *children: object, **attributes: object) -> Html:
    """Return an element.

    Args:
        tag: Its name.
        *children: Elements, and texts, which are escaped.
        **attributes: Its attributes; ``_`` stands for ``-``, and one at the end is left out.
            ``True`` is an attribute without a value, ``None`` and ``False`` are none.
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{text(value)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    end = "" if tag in _EMPTY else f"{joined(children)}</{tag}>"
    return Html(f"<{tag}{written}>{end}")
