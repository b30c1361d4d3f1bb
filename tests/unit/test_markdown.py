"""Markdown as a reader of GitHub's dialect understands it, whatever the names in the data are."""

from __future__ import annotations

from html import unescape
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

import metricdiff
from metricdiff.formats import markdown, markup, sweep_markdown
from metricdiff.formats.style import Style, safe
from tests.unit.hostile import NAMES, hostile, names
from tests.unit.test_formats import ALL, DIFFERS

GFM = MarkdownIt("commonmark").enable("table")


def tables(text: str) -> list[list[list[str]]]:
    """Return the cells of every table, as a reader sees them."""
    found: list[list[list[str]]] = []
    tokens = GFM.parse(text)
    for place, token in enumerate(tokens):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type in {"td_open", "th_open"}:
            found[-1][-1].append(seen(tokens[place + 1]))
    return found


def seen(token: Token) -> str:
    """Return what a reader sees of a line."""
    parts = []
    for child in token.children or []:
        if child.type == "html_inline":
            assert child.content in {"<code>", "</code>"}
        else:
            assert child.type in {
                "text",
                "code_inline",
                "text_special",
                "strong_open",
                "strong_close",
            }
            parts.append(child.content)
    return "".join(parts).replace("\u200b", "")


@pytest.mark.parametrize("one", ALL)
def test_every_table_is_whole(one: Any) -> None:
    found = tables(markdown.render(one, Style()))

    assert found[0][0] == ["metric", "setting", "sklearn", "keras", "keras - sklearn", "why"]
    assert len(found[0]) - 1 == len(one.of("matched", "custom"))
    for table in found:
        assert len({len(row) for row in table}) == 1


def test_the_rows_are_those_of_the_table() -> None:
    cells = tables(markdown.render(DIFFERS, Style()))[0]

    assert ["f1", "p > 0.5", "0.666667", "0.500000", "-0.166667", "MISMATCH"] in cells
    assert "## metricdiff: MISMATCH\n" in markdown.render(DIFFERS, Style())


@pytest.mark.parametrize("name", NAMES)
def test_names_can_neither_end_a_cell_nor_become_markup(name: str) -> None:
    text = markdown.render(hostile(name), Style())

    found = tables(text)
    for table in found:
        assert len({len(row) for row in table}) == 1
    assert any(safe(name) in cell for table in found for row in table for cell in row)
    opened = [token.content for token in GFM.parse(text) if token.type == "html_block"]
    assert all(one.startswith(("<details><summary>Every call", "</details>")) for one in opened)


@given(names)
def test_any_name_survives_in_a_cell_as_code_and_as_prose(name: str) -> None:
    text = markup.table(("a", "b:"), [(markup.code(name), f"x {markup.text(name)} y")])

    ((_, (code, prose)),) = tables(text)

    assert code == safe(name).replace("\u200b", "")
    assert " ".join(prose.split()) == " ".join(f"x {safe(name)} y".split())


def test_a_mention_mentions_nobody() -> None:
    assert "@someone" not in unescape(markup.text("hello @someone"))


def test_a_sweep_has_a_row_a_threshold_and_says_where_the_libraries_part() -> None:
    rng = np.random.default_rng(0)
    sweep = metricdiff.sweep(rng.integers(0, 2, 50), rng.random(50).round(1), metrics=["f1", "mcc"])

    text = sweep_markdown.render(sweep, Style())

    by_threshold, best = tables(text)
    assert by_threshold[0] == ["threshold", "f1", "mcc"]
    assert len(by_threshold) == 1 + 9
    assert [row[0] for row in best[1:]] == ["f1", "mcc"]
    assert "at exactly" in text
