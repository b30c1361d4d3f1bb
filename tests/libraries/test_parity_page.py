"""docs/parity.md says what both libraries give."""

from __future__ import annotations

import re
import runpy
from typing import Any

import pytest

from metricdiff.causes.registry import causes
from metricdiff.metrics.registry import METRICS
from tests.conftest import ROOT

pytestmark = [
    pytest.mark.keras,
    pytest.mark.filterwarnings("ignore:The y_prob values do not sum to one:UserWarning"),
]

WRITTEN = (ROOT / "docs" / "parity.md").read_text(encoding="utf-8")


def versions(page: str) -> list[str]:
    """The versions of the libraries, which stand above the first title of a section."""
    return re.findall(r"\d+\.\d+\.\d+", page.partition("\n## ")[0])


def test_the_page_is_what_both_libraries_give_now(keras: Any) -> None:
    """`make docs` writes it."""
    del keras
    made = runpy.run_path(str(ROOT / "docs" / "make_parity.py"))["page"]()
    if versions(made) != versions(WRITTEN):
        pytest.skip(f"the page is of {versions(WRITTEN)}, not of {versions(made)}: make docs")

    assert made == WRITTEN


def test_the_page_has_every_metric_and_links_causes_that_there_are() -> None:
    links = set(re.findall(r"causes\.md#([a-z0-9-]+)", WRITTEN))

    assert len(versions(WRITTEN)) == 3
    assert set(re.findall(r"^\| (\w+) \|", WRITTEN, re.MULTILINE)) >= {
        metric.name for metric in METRICS
    }
    assert links
    assert links <= {f"{cause.code.lower()}-{cause.name}" for cause in causes()}
