"""GitHub's markdown, piece by piece.

What comes from the data stands in code spans, or has its markup escaped: it can neither end a cell
nor link, mention or format anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from metricdiff.formats.style import safe

#: What acts inside a line; a colon before anything but a blank makes links and emoji.
_MARKUP = re.compile(r"[\\`*_\[\]<>#|~&@]|:(?=\S)|(?<=www)\.")
#: Where a backslash would be no cure: in cells of tables, in HTML, for GitHub's mentions.
_ENTITIES = {"|": "&#124;", "<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "@&#8203;"}
_NOT_IN_SPANS = re.compile(r"[`|\\]|^\s|\s$|^$")


def text(words: object) -> str:
    """Return prose in which nothing is markup."""
    return _MARKUP.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), safe(words))


def code(words: object) -> str:
    """Return a code span that holds the text whatever it is, in a cell of a table too."""
    shown = safe(words)
    return f"<code>{text(words)}</code>" if _NOT_IN_SPANS.search(shown) else f"`{shown}`"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table.

    Args:
        columns: The headings; one that ends in ``:`` is of numbers, which stand at the right.
        rows: The cells, escaped.
    """
    lines = [
        [column.rstrip(":") for column in columns],
        ["--:" if column.endswith(":") else "---" for column in columns],
        *rows,
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
