"""What is printed, from reports whose Keras side is made up.  scikit-learn runs for real."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib import resources
from typing import Any

import jsonschema
import numpy as np
import pytest

from metricdiff.comparing import compare_predictions
from metricdiff.formats import concise, json_format, table
from metricdiff.formats.html.fragment import fragment
from metricdiff.formats.registry import FORMATS, of_path
from metricdiff.formats.style import Style, safe
from metricdiff.inputs.inference import understand
from metricdiff.inputs.reading import from_arrays
from metricdiff.report import Report
from metricdiff.settings import Options, Policy, Settings
from tests.fake_keras import DeadKeras, FakeKeras

ESCAPE = "\x1b"
Y_TRUE, Y_PRED = [0, 1, 1, 0], [0.2, 0.7, 0.4, 0.1]
#: What scikit-learn makes of them, so that Keras can be made to agree.
AGREEING = {
    "BinaryAccuracy": {"value": 0.75},
    "Precision": {"value": 1.0},
    "Recall": {"value": 0.5},
    "AUC": {"value": 1.0},
}


def report(
    engine: FakeKeras,
    *metrics: str,
    y_true: Any = Y_TRUE,
    y_pred: Any = Y_PRED,
    policy: Policy | None = None,
    **settings: Any,
) -> Report:
    predictions = understand(from_arrays(y_true, y_pred))
    options = Options(settings=Settings(metrics=metrics, **settings), policy=policy or Policy())
    return compare_predictions(predictions, options, engine)


AGREES = report(FakeKeras(AGREEING), "accuracy", "precision", "recall", "roc_auc")
DIFFERS = report(FakeKeras(AGREEING), "accuracy", "f1", "roc_auc")
DEAD = report(DeadKeras(), "accuracy", "f1")
RAISES = report(FakeKeras({"AUC": {"error": "ValueError: [red]no[/red]"}}), "accuracy", "roc_auc")
CLASSES = report(
    FakeKeras({"F1Score": {"value": [1.0, 0.5, float("nan")]}}),
    "f1",
    averages=("none",),
    y_true=[0, 1, 2],
    y_pred=np.eye(3) * 0.7 + 0.1,
)
ALL = [AGREES, DIFFERS, DEAD, RAISES, CLASSES]


@pytest.mark.parametrize("one", ALL)
def test_json_is_strict_and_keeps_its_schema(one: Report) -> None:
    schema = json.loads(resources.files("metricdiff.formats").joinpath("schema.json").read_text())

    def refuse(token: str) -> None:
        raise AssertionError(token)

    document = json.loads(json_format.render(one, Style()), parse_constant=refuse)

    jsonschema.Draft202012Validator(schema).validate(document)
    assert document == one.to_dict()


def test_json_spells_nan_as_text_and_lists_by_class() -> None:
    (row,) = [row for row in CLASSES.to_dict()["comparisons"] if row["pairing"] == "matched"]

    assert row["keras"]["value"] == [1.0, 0.5, "NaN"]
    assert row["difference"] == [0.0, -0.5, "NaN"]
    assert row["classes"] == [0, 1, 2]


def test_json_counts_what_the_table_shows() -> None:
    document = DIFFERS.to_dict()

    assert document["summary"]["failed"] == sum(row["failed"] for row in document["comparisons"])
    assert document["exit_code"] == DIFFERS.exit_code == 1
    assert not DIFFERS.ok


@pytest.mark.parametrize("one", ALL)
@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_no_line_of_the_table_is_wider_than_the_screen(one: Report, width: int) -> None:
    lines = table.render(one, Style(width=width, verbose=True)).splitlines()

    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("one", ALL)
def test_colour_only_adds_escape_sequences(one: Report) -> None:
    plain, coloured = table.render(one, Style()), table.render(one, Style(color=True))

    assert ESCAPE not in plain
    assert ESCAPE in coloured
    bare = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in bare.splitlines()] == plain.splitlines()


def test_agreement_ends_in_ok() -> None:
    last = str(AGREES).splitlines()[-1]

    assert last.startswith("OK  4 equal, 0 mismatches")
    assert last.endswith("exit 0")
    assert len(last) == 80


def test_a_mismatch_is_shown_with_both_calls() -> None:
    text = str(DIFFERS)

    assert "f1 [p > 0.5] differs by -0.166667: unexplained" in text
    assert re.search(r"sklearn +0\.666667 +f1_score\(y_true, y_pred > 0\.5\)", text)
    assert re.search(r"keras +0\.500000 +F1Score\(threshold=0\.5\)", text)
    assert text.splitlines()[-1].startswith("MISMATCH  1 metric, all unexplained")
    assert text.splitlines()[-1].endswith("exit 1")


def test_what_keras_gives_by_default_is_shown_where_it_differs() -> None:
    assert re.search(
        r"If you set nothing, Keras gives\nF1Score\(\) +0\.500000 +not 0\.666667", str(DIFFERS)
    )


def test_without_keras_the_half_of_sklearn_is_shown() -> None:
    text = str(DEAD)

    assert re.search(r"accuracy +p > 0\.5 +0\.750000 +-", text)
    assert text.splitlines()[-1].startswith("ERROR  the Keras worker died (SIGSEGV)")
    assert DEAD.exit_code == 2


def test_a_library_that_raises_is_quoted_and_not_obeyed() -> None:
    text = table.render(RAISES, Style(color=True))

    assert "Keras: ValueError: [red]no[/red]" in text
    assert "keras raised" in text


def test_a_named_metric_without_a_comparable_row_is_a_problem() -> None:
    assert RAISES.exit_code == 2
    assert RAISES.problems == ("roc_auc: no comparable row (Keras: ValueError: [red]no[/red])",)


def test_concise_has_a_line_a_difference() -> None:
    lines = concise.render(DIFFERS, Style()).splitlines()

    assert len(lines) == 2
    assert lines[0] == (
        "the arrays: f1 [p > 0.5]: sklearn 0.666667, keras 0.500000, -0.166667: unexplained, "
        "MISMATCH: f1_score(y_true, y_pred > 0.5) against F1Score(threshold=0.5)"
    )
    assert lines[1] == (
        "the arrays: f1 [nothing set]: sklearn 0.666667, keras 0.500000, -0.166667: unexplained: "
        "f1_score(y_true, y_pred > 0.5) against F1Score()"
    )
    assert concise.render(AGREES, Style()) == ""


def test_html_escapes_what_comes_from_the_data() -> None:
    hostile = report(FakeKeras(), "precision", y_true=["<b>", "a&b", "<b>"], y_pred=[0.2, 0.7, 0.4])

    shown = fragment(hostile)

    assert "<b>" not in shown
    assert "&lt;b&gt;" in shown
    assert shown.count("<tr") == shown.count("</tr>")


def test_control_characters_are_made_visible() -> None:
    assert safe("a\x1b[31mb\nc\u202ed") == "a\\x1b[31mb\\nc\\u202ed"
    hostile = report(FakeKeras(), "precision", y_true=["a\x1b[2J", "b"], y_pred=[0.2, 0.7])
    for one in (str(hostile), concise.render(hostile, Style())):
        assert ESCAPE not in one


def test_at_most_fourteen_rows_are_shown_and_the_rest_is_counted() -> None:
    few = report(FakeKeras(AGREEING), "accuracy", thresholds=(0.3, 0.5))
    many = report(FakeKeras(), "accuracy", thresholds=tuple(np.linspace(0.01, 0.99, 20)))

    assert "-v" not in str(few)
    shown = [line for line in str(many).splitlines() if line.startswith("accuracy  ")]
    assert len(shown) == 14
    assert "and 6 more rows: -v" in str(many)


def test_the_frame_has_a_row_a_comparison() -> None:
    frame = DIFFERS.to_frame()

    assert len(frame) == len(DIFFERS.comparisons)
    assert frame.loc[frame["failed"], "metric"].tolist() == ["f1"]


def test_formats_are_found_by_their_suffix() -> None:
    assert of_path("a/b.JSON") is FORMATS["json"]
    assert of_path("report.txt") is FORMATS["table"]


@pytest.mark.parametrize("length", range(1, 30))
def test_the_heading_breaks_between_what_it_says(length: int) -> None:
    predictions = understand(from_arrays(Y_TRUE, Y_PRED))
    raw = replace(predictions.raw, files=("x" * length + ".csv",))
    one = replace(AGREES, predictions=replace(predictions, raw=raw))

    assert re.search(r"(  |\n)sklearn [\d.]+, keras 3\.0\.0\n", str(one))
    assert re.search(r"(  |\n)\(--y-true --y-pred --kind\)\n", str(one))


def test_what_a_library_says_is_indented_on_all_its_lines() -> None:
    raised = report(
        FakeKeras({"AUC": {"error": "ValueError: " + "what is wrong " * 9}}), "accuracy", "roc_auc"
    )

    lines = str(raised).splitlines()
    first = lines.index("roc_auc not compared") + 1
    assert all(line.startswith("  ") for line in lines[first : lines.index("", first)])


def test_a_cause_that_two_metrics_show_otherwise_is_shown_for_both() -> None:
    """The labels are compared as numbers by the one, and taken for true or false by the other."""
    engine = FakeKeras({"BinaryAccuracy": {"value": 0.5}, "Precision": {"value": 1.0}})
    both = report(
        engine, "accuracy", "precision", y_true=[-1, 1, 1, -1], y_pred=[0.8, 0.7, 0.9, 0.1]
    )

    first, second = (row.causes[0] for row in both.comparisons[:2])
    text = " ".join(str(both).split())
    assert first.code == second.code == "MD001"
    assert first.evidence != second.evidence
    assert first.evidence[1:] in text
    assert f"For precision [p > 0.5]: {second.evidence}" in text


def test_the_names_of_a_note_stay_on_their_line() -> None:
    """The scores are high for the class that is not the positive one."""
    turned = report(FakeKeras(AGREEING), "roc_auc", y_true=["a", "b"] * 40, y_pred=[0.9, 0.2] * 40)

    assert turned.notes[0].code == "MD006"
    assert re.search(r"^ keras side    1 - y_pred", str(turned), re.MULTILINE)
    assert re.search(r"^ sklearn side  --pos-label a", str(turned), re.MULTILINE)
