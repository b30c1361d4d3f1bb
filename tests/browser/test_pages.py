"""Pages in a real browser, without a window: Debian's Chromium, or Chrome.

They are skipped where there is none.  ``apt-get install chromium`` brings it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import metricdiff
from metricdiff.formats.html import explain_page, report_page, sweep_page
from metricdiff.formats.style import Style
from metricdiff.report import Report
from tests.fake_keras import FakeKeras
from tests.unit.hostile import NAMES, hostile
from tests.unit.test_formats import report
from tests.unit.test_html import LOGITS, explanation

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium: apt-get install chromium")

#: The policy of a page forbids the way in which playwright waits.
UNTIL_DRAWN = """() => new Promise((done) => {
    const places = [...document.querySelectorAll(".plot")], last = Date.now() + 20000;
    const ready = (one) => one.firstChild || !one.checkVisibility();
    const look = () => Date.now() > last || places.every(ready) ? done() : setTimeout(look, 20);
    look();
})"""
WIDTHS = (360, 768, 1280)
RNG = np.random.default_rng(0)


def _reports() -> dict[str, Report]:
    classes = RNG.dirichlet([1.0] * 12, 300)
    several = RNG.random((200, 3))
    return {
        "logits": LOGITS,
        "classes": report(
            FakeKeras({"F1Score": {"value": [0.5] * 12}}),
            *("accuracy", "f1", "roc_auc"),
            averages=("none", "macro"),
            y_true=classes.argmax(axis=1),
            y_pred=classes,
        ),
        "several": report(
            FakeKeras(),
            *("accuracy", "f1", "roc_auc"),
            y_true=(several > 0.4).astype(int),
            y_pred=several,
        ),
        "values": report(FakeKeras(), "mse", y_true=RNG.random(2000), y_pred=RNG.random(2000)),
        "hostile": hostile("</script><script>throw 1</script><img src=x onerror=throw(1)>"),
    }


@pytest.fixture(scope="module", name="browser")
def _browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(name="opened")
def _opened(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens a document; at the end nothing may have gone wrong or tried to reach the network."""
    wrong: list[str] = []
    contexts: list[Any] = []

    def opened(document: str, width: int = 1280, **how: Any) -> Any:
        path = tmp_path / f"page{len(contexts)}.html"
        path.write_text(document, encoding="utf-8")
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **how))
        page = contexts[-1].new_page()
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda one: wrong.extend({one.url} - {path.as_uri()}))
        page.goto(path.as_uri())
        page.evaluate(UNTIL_DRAWN)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["logits", "classes", "several", "values", "hostile"])
def test_every_picture_is_drawn_and_nothing_is_wider_than_the_screen(
    opened: Callable[..., Any], name: str, width: int
) -> None:
    page = opened(report_page.render(_reports()[name], Style()), width)

    drawn = page.locator(".plot svg").count()
    assert drawn >= page.locator(".plot:visible").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    marks = page.evaluate(
        "[...document.querySelectorAll('.plot svg')].map(s => s.querySelectorAll("
        "'path, rect, circle').length)"
    )
    assert min(marks) > 0
    assert "NaN" not in page.locator("main").inner_html()


def test_a_sweep_is_drawn(opened: Callable[..., Any]) -> None:
    sweep = metricdiff.sweep(RNG.integers(0, 2, 300), RNG.random(300))

    page = opened(sweep_page.render(sweep, Style()))

    assert page.locator(".plot svg").count() == len(sweep.curves)


def test_an_explanation_is_drawn(opened: Callable[..., Any]) -> None:
    page = opened(explain_page.render(explanation("<b>"), Style()))

    assert page.locator(".plot svg").count() == 1
    assert page.locator("main b").count() == 0


def _column(page: Any, number: int) -> list[str]:
    texts: list[str] = page.evaluate(
        "n => [...document.querySelectorAll('table.comparisons tbody tr')]"
        ".filter(r => !r.hidden).map(r => r.cells[n].firstChild?.textContent ?? '')",
        number,
    )
    return texts


def test_the_table_is_sorted_by_what_is_pressed(opened: Callable[..., Any]) -> None:
    page = opened(report_page.render(LOGITS, Style()))
    before = _column(page, 0)
    heading = page.locator("thead th", has_text="sklearn")

    heading.get_by_role("button").click()
    rising = [float(cell) for cell in _column(page, 2)]
    assert heading.get_attribute("aria-sort") == "ascending"
    heading.get_by_role("button").click()
    falling = [float(cell) for cell in _column(page, 2)]
    heading.get_by_role("button").click()

    assert rising == sorted(rising)
    assert falling == sorted(falling, reverse=True)
    assert heading.get_attribute("aria-sort") is None
    assert _column(page, 0) == before
    page.locator("thead th", has_text="metric").get_by_role("button").press("Enter")
    assert _column(page, 0) == sorted(before)


def test_the_table_is_filtered_by_words_verdict_and_cause(opened: Callable[..., Any]) -> None:
    page = opened(report_page.render(LOGITS, Style()))
    every = len(LOGITS.comparisons)
    count = page.locator("#filter-count")

    assert count.inner_text() == f"{every} of {every}"
    page.fill("#filter-text", "RECALL")
    assert set(_column(page, 0)) == {"recall"}
    page.fill("#filter-text", "")
    page.select_option("#filter-cause", "MD201")
    moved = [row for row in LOGITS.comparisons if "MD201" in {one.code for one in row.causes}]
    assert len(_column(page, 0)) == len(moved) < every
    page.select_option("#filter-verdict", "mismatch")
    failed = [row for row in moved if row.failed]
    assert count.inner_text() == f"{len(failed)} of {every}"
    assert page.locator("tbody tr:visible").count() == len(failed)


def test_what_is_folded_is_drawn_when_it_is_opened(opened: Callable[..., Any]) -> None:
    page = opened(report_page.render(LOGITS, Style()))
    folded = page.locator("#findings details .plot")

    assert folded.count() > 0
    assert page.locator("#findings details .plot svg").count() == 0
    page.locator("#findings details summary").first.click()
    page.locator("#findings details .plot svg").first.wait_for()


def test_pointing_shows_numbers(opened: Callable[..., Any]) -> None:
    page = opened(report_page.render(LOGITS, Style()))
    picture = page.locator(".plot svg").first

    before = picture.text_content()
    picture.hover()

    shown = picture.text_content()
    assert len(shown) > len(before)
    assert "logits-as-probabilities" in shown


def test_paper_is_white_and_shows_all_findings(opened: Callable[..., Any]) -> None:
    page = opened(report_page.render(LOGITS, Style()), color_scheme="dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")

    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    assert dark != "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator(".controls").is_visible()
    assert page.locator(".plot:not(:has(svg))").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["logits", "classes", "values"])
def test_the_rules_of_accessibility_are_kept(
    opened: Callable[..., Any], name: str, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = opened(report_page.render(_reports()[name], Style()), color_scheme=scheme)

    found = axe.Axe().run(page).response["violations"]

    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_name_runs_or_reaches_out(opened: Callable[..., Any], name: str) -> None:
    page = opened(report_page.render(hostile(name), Style()))

    assert page.locator("main img").count() == 0
    assert page.locator("h1").count() == 1
