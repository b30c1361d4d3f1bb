"""Pages as text: whole, small, shut to the network, and every name in them a name."""

from __future__ import annotations

import json
import math
import re
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import metricdiff
from metricdiff.formats.html import explain_page, report_page, sweep_page
from metricdiff.formats.html.elements import Html, element, joined, text
from metricdiff.formats.html.fragment import fragment
from metricdiff.formats.html.page import Page
from metricdiff.formats.html.table import verdict
from metricdiff.formats.style import Style, safe
from metricdiff.report import Report
from metricdiff.searching.reported import Reported
from metricdiff.searching.result import (
    Answer,
    Candidate,
    Explained,
    Explanation,
    Hint,
    PlainCall,
    Step,
)
from tests.fake_keras import FakeKeras
from tests.unit.hostile import NAMES, hostile, names
from tests.unit.test_formats import AGREES, ALL, DEAD, DIFFERS, report

LOGITS = report(
    FakeKeras(
        {
            **{name: {"value": 0.8} for name in ("BinaryAccuracy", "F1Score")},
            **{name: {"value": 2 / 3} for name in ("Recall", "BinaryIoU")},
        },
        otherwise=0.9,
    ),
    *("accuracy", "recall", "f1", "jaccard", "roc_auc", "pr_auc"),
    y_true=[0, 1, 1, 0, 1],
    y_pred=[-3.0, 4.0, 0.3, -1.0, 2.0],
)
VOID = {"meta", "input", "br"}


class Reader(HTMLParser):
    """Reads a page as a browser does, and keeps what a person would see of it."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.seen: list[str] = []
        self.scripts: dict[str, str] = {}
        self.rows: list[dict[str, str | None]] = []
        self._script = ""
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "script":
            self._script = dict(attrs).get("id") or f"script {len(self.scripts)}"
        if tag == "tr":
            self.rows.append(dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts[self._script] = self.scripts.get(self._script, "") + data
        elif self.open and self.open[-1] != "style":
            self.seen.append(data)

    @property
    def words(self) -> str:
        return " ".join(self.seen)

    @property
    def charts(self) -> list[dict[str, Any]]:
        charts: list[dict[str, Any]] = json.loads(self.scripts.get("charts", "[]"))
        return charts


def page(one: Report) -> Reader:
    return Reader(report_page.render(one, Style()))


@pytest.mark.parametrize("one", [*ALL, LOGITS])
def test_a_page_is_whole_and_says_what_the_terminal_says(one: Report) -> None:
    read = page(one)

    assert read.open == []
    assert read.tags.count("h1") == 1
    shown = [row for row in read.rows if "data-verdict" in row]
    assert [row["data-verdict"] for row in shown] == [verdict(row) for row in one.comparisons]
    for row in one.comparisons:
        assert row.metric in read.words
        for side in (row.sklearn, row.keras):
            assert (side.call or "no counterpart") in read.words


def test_it_begins_with_the_answer() -> None:
    def answer(one: Report) -> str:
        return report_page.answer(one)

    assert answer(AGREES) == "scikit-learn and Keras agree: 4 equal, 0 mismatches."
    assert answer(DIFFERS) == (
        "1 of 3 metrics differs between scikit-learn and Keras; 1 of the differences unexplained."
    )
    assert answer(DEAD) == "the Keras worker died (SIGSEGV)."
    assert "because of MD201 logits-as-probabilities" in answer(LOGITS)
    assert answer(LOGITS) in page(LOGITS).words


def test_a_page_brings_all_that_it_needs_and_may_load_nothing() -> None:
    document = report_page.render(LOGITS, Style())

    assert len(document.encode()) < 2_000_000
    assert "default-src 'none'" in document
    read = Reader(document)
    assert not {"src", "href", "srcset", "action"} & read.attributes
    assert not {"link", "img", "iframe", "object", "embed", "a"} & set(read.tags)
    assert not any(name.startswith("on") for name in read.attributes)


def test_findings_come_with_their_waterfalls() -> None:
    ways = [chart for chart in page(LOGITS).charts if chart["kind"] == "waterfall"]

    (way,) = [chart["data"] for chart in ways if chart["label"].startswith("recall")]
    assert [(end["name"], end["value"]) for end in way["ends"]] == [
        ("sklearn", 1.0),
        ("keras", 0.6666667),
    ]
    assert [step["code"] for step in way["steps"]] == ["MD201"]
    assert way["steps"][0]["end"] == pytest.approx(2 / 3)


def test_the_pictures_are_those_of_the_task() -> None:
    def kinds(one: Report) -> set[str]:
        return {chart["kind"] for chart in page(one).charts} - {"waterfall"}

    scores = {"scores", "roc", "pr", "confusion", "threshold"}
    assert kinds(LOGITS) == scores
    values = report(FakeKeras(), "mse", y_true=[1.5, 2.5, 4.0], y_pred=[1.0, 2.0, 5.0])
    assert kinds(values) == {"scores", "residuals"}
    decisions = report(FakeKeras(), "accuracy", y_true=[0, 1, 1], y_pred=[0, 1, 0])
    assert kinds(decisions) == {"confusion"}


def test_the_confusion_matrices_are_those_of_both_sides() -> None:
    (chart,) = [one["data"] for one in page(LOGITS).charts if one["kind"] == "confusion"]

    assert chart["names"] == ["0", "1"]
    # The logit 0.3 is above 0, where scikit-learn cuts, and below 0.5, where Keras does.
    assert {side["name"]: side["cells"] for side in chart["sides"]} == {
        "sklearn": [[2, 0], [0, 3]],
        "keras": [[2, 0], [1, 2]],
    }


def test_the_rows_between_the_cuts_are_shown() -> None:
    (chart,) = [one["data"] for one in page(LOGITS).charts if one["kind"] == "scores"]

    assert [cut["at"] for cut in chart["cuts"]] == [0.0, 0.5]
    assert [(one["score"], one["row"]) for one in chart["between"]] == [(0.3, "row 2")]
    assert [sum(group["counts"]) for group in chart["groups"]] == [2, 3]


def test_the_exact_curve_and_keras_samples_have_their_ends() -> None:
    rng = np.random.default_rng(0)
    labels, scores = rng.integers(0, 2, 3000), rng.random(3000).round(5)
    one = report(FakeKeras(), "roc_auc", y_true=labels, y_pred=scores)

    (chart,) = [chart["data"] for chart in page(one).charts if chart["kind"] == "roc"]

    for side in ("exact", "sampled"):
        assert chart[side][0][:2] == [0, 0]
        assert chart[side][-1][:2] == [1, 1]
        assert np.diff([point[0] for point in chart[side]]).min() >= 0
    assert len(chart["exact"]) <= 500
    assert len(chart["sampled"]) <= 200


@pytest.mark.parametrize("rows", [1, 2, 5000])
def test_any_scores_can_be_drawn(rows: int) -> None:
    rng = np.random.default_rng(rows)
    for scores in (
        np.full(rows, 0.5),
        np.where(rng.random(rows) < 0.3, np.nan, rng.random(rows)),
        rng.normal(size=rows) * 1e30,
        np.where(rng.random(rows) < 0.3, np.inf, rng.normal(size=rows)),
    ):
        labels = np.arange(rows) % 2
        one = report(FakeKeras(), y_true=labels, y_pred=scores)
        document = report_page.render(one, Style())
        assert len(document.encode()) < 2_000_000
        assert Reader(document).open == []


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_text_wherever_it_stands(name: str) -> None:
    one = hostile(name)
    document = report_page.render(one, Style())
    plain = Reader(report_page.render(hostile("plain"), Style()))

    read = Reader(document)

    assert read.open == []
    assert set(read.tags) <= set(plain.tags) | {"details", "summary"}
    assert read.attributes <= plain.attributes
    assert safe(name).strip() in read.words
    assert len(read.scripts) == len(plain.scripts)
    assert read.charts
    shown = Reader(fragment(one))
    assert shown.open == []
    assert not {"script", "style", "img"} & set(shown.tags)


@given(names)
def test_any_text_is_read_back(name: str) -> None:
    document = element("p", name, element("b", name), title=name)

    read = Reader(document)

    assert "".join(read.seen) == 2 * safe(name)
    assert read.tags == ["p", "b"]
    assert read.attributes == {"title"}


@given(names)
def test_data_cannot_end_their_script(name: str) -> None:
    one = Page("t")
    figure = one.figure("roc", name, {"name": name, "values": [math.nan, math.inf, 1.0]})

    read = Reader(one.html([figure]))

    (chart,) = read.charts
    assert chart["data"] == {"name": name, "values": [None, None, 1.0]}
    assert chart["label"] == name


def test_what_is_html_stays_so() -> None:
    assert joined([Html("<b>1</b>"), "<b>"], " & ") == "<b>1</b> &amp; &lt;b&gt;"
    assert text(text("<")) == "&lt;"
    assert (
        element("input", type="search", hidden=True, class_=None) == '<input type="search" hidden>'
    )


def test_the_fragment_is_the_answer_the_findings_and_the_table() -> None:
    read = Reader(fragment(LOGITS))

    assert report_page.answer(LOGITS) in read.words
    assert "MD201" in read.words
    assert "fix keras" in read.words
    assert len([row for row in read.rows if "data-verdict" in row]) == len(LOGITS.comparisons)
    assert LOGITS._repr_html_() == fragment(LOGITS)


def explanation(name: str) -> Explanation:
    """Return what explain may say, with a name of the data wherever one can stand."""
    step = Step("MD401", "batch-mean", name, {"batch_size": 32}, -0.02, 0.93, keras=name)
    way = Candidate(1, name, 0.95, (step,), name, 0.93, name, 0.93, 0.004, (("MD401",), ("MD301",)))
    number = Reported("f1", 0.93, 0.005)
    plain = (
        PlainCall("sklearn", "matched", name, 0.95),
        PlainCall("keras", "default", name, None, name),
    )
    hint = Hint("MD007", "shuffled-rows", name)
    answers = (
        Explained(number, "f1", Answer.FOUND, plain, 900, (way,)),
        Explained(number, "f1", Answer.PLAIN, plain),
        Explained(number, "f1", Answer.NOT_FOUND, plain, 900, (), (), (hint,), name, name),
    )
    return Explanation(hostile(name).predictions, dict(AGREES.tool), answers, 1)


@pytest.mark.parametrize("name", NAMES)
def test_an_explanation_has_a_card_a_number_and_names_are_names(name: str) -> None:
    read = Reader(explain_page.render(explanation(name), Style()))

    assert read.open == []
    assert read.tags.count("article") == 3
    assert not {"img", "a"} & set(read.tags)
    assert "MD401 batch-mean (batch_size 32)" in read.words
    assert safe(name).strip() in read.words
    (chart,) = read.charts
    assert [end["value"] for end in chart["data"]["ends"]] == [0.95, 0.93]
    assert (chart["data"]["steps"][0]["start"], chart["data"]["steps"][0]["end"]) == (0.95, 0.93)


def test_a_sweep_has_a_picture_a_metric() -> None:
    rng = np.random.default_rng(0)
    sweep = metricdiff.sweep(rng.integers(0, 2, 5000), rng.random(5000), metrics=["f1", "mcc"])

    read = Reader(sweep_page.render(sweep, Style()))

    assert read.open == []
    assert [chart["label"].split()[0] for chart in read.charts] == ["f1", "mcc"]
    for chart in read.charts:
        assert len(chart["data"]["at"]) == len(chart["data"]["sklearn"]) <= 400
    assert re.search(r"The best thresholds: f1 at 0\.\d+, mcc at 0\.\d+\.", read.words)


@given(
    st.lists(st.sampled_from([0.0, 0.5, 1.0, 0.25, 0.505]), min_size=2, max_size=12),
    st.integers(0, 2**12 - 1),
)
def test_curves_are_drawn_whatever_ties_and_classes_there_are(
    scores: list[float], bits: int
) -> None:
    labels = [bits >> place & 1 for place in range(len(scores))]
    one = report(
        FakeKeras(), "roc_auc", "pr_auc", y_true=[0, *labels, 1], y_pred=[0.1, *scores, 0.9]
    )

    for chart in page(one).charts:
        if chart["kind"] in {"roc", "pr"}:
            known = [point for point in chart["data"]["exact"] if None not in point]
            assert all(0 <= part <= 1 for point in known for part in point)
