"""``metricdiff explain``, and ``compare --reported``, as users run them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from sklearn import metrics as sk

import metricdiff
from tests.conftest import ROOT, SAMPLES, run

pytestmark = pytest.mark.keras
SCHEMA = json.loads((ROOT / "metricdiff" / "formats" / "schema.json").read_text())
ROWS = 1311


@pytest.fixture(scope="module")
def data() -> tuple[Any, Any]:
    rng = np.random.default_rng(11)
    y = (rng.random(ROWS) < 0.35).astype(int)
    z = rng.normal(size=ROWS) * 1.3 + (2 * y - 1)
    return y, np.round(1 / (1 + np.exp(-z)), 6)


@pytest.fixture(scope="module")
def preds(data: tuple[Any, Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("explain") / "preds.csv"
    rows = "".join(f"{label},{score:.6f}\n" for label, score in zip(*data, strict=True))
    path.write_text(f"label,prob\n{rows}")
    return str(path)


def batch_mean(y: Any, d: Any, size: int = 32) -> float:
    parts = [(y[at : at + size], d[at : at + size]) for at in range(0, len(y), size)]
    return float(np.mean([sk.f1_score(a, b, zero_division=0) for a, b in parts]))


@pytest.fixture(scope="module")
def explained(data: tuple[Any, Any], preds: str) -> Any:
    """One run with a plain number, two that are found, and one that is nothing."""
    y, p = data
    numbers = {
        "accuracy": sk.accuracy_score(y, p > 0.5),
        "f1_m": batch_mean(y, p > 0.5),
        "keras:auc": sk.roc_auc_score(y, p > 0.5),
        "log_loss": 0.1111,
    }
    texts = [f"{name}={value:.4f}" for name, value in numbers.items()]
    return run("explain", preds, *texts, "-f", "json", "-o", preds.replace(".csv", ".txt"))


def test_each_number_gets_its_answer(explained: Any) -> None:
    document = json.loads(explained.out)
    jsonschema.validate(document, SCHEMA)
    answers = {one["metric"]: one for one in document["reported"]}

    assert explained.code == document["exit_code"] == 1
    assert {name: one["verdict"] for name, one in answers.items()} == {
        "accuracy": "plain",
        "f1": "found",
        "roc_auc": "found",
        "log_loss": "not_found",
    }
    batches, hard = answers["f1"]["candidates"][0], answers["roc_auc"]["candidates"][0]
    assert batches["causes"][0]["code"] == "MD401"
    assert batches["causes"][0]["parameters"] == {"batch_size": 32}
    assert "model.evaluate(batch_size=32)" in batches["confirmed_by"]
    assert hard["causes"][0]["code"] == "MD206"
    assert answers["log_loss"]["hints"][-1]["code"] == "MD014"
    for one in (batches, hard):
        assert one["chance"] <= 0.01
        steps = sum(cause["contribution"] for cause in one["causes"])
        assert one["start"]["value"] + steps == pytest.approx(one["value"])
        assert one["confirmed_value"] == pytest.approx(one["value"], rel=1e-5)


def test_the_report_says_it_on_80_columns(explained: Any, preds: str) -> None:
    text = Path(preds.replace(".csv", ".txt")).read_text()

    assert explained.err.count("\n") == 1
    assert max(map(len, text.splitlines())) <= 80
    for told in (
        "is the plain value",
        "MD401 batch-mean (batch_size 32)",
        "the mean over batches of 32 of f1",
        "metricdiff cause MD401",
        "is not found",
        "exit 1",
    ):
        assert told in text


def test_a_plain_number_exits_with_0_and_a_log_line_will_do(
    data: tuple[Any, Any], preds: str
) -> None:
    y, p = data
    accuracy, loss = sk.accuracy_score(y, p > 0.5), sk.log_loss(y, p)
    line = f"41/41 ━━━━━━ 0s 1ms/step - accuracy: {accuracy:.4f} - loss: {loss:.4f}"
    result = run("explain", line, preds, "-f", "concise")

    assert result.code == 0, result.out
    assert result.out.count(": plain: ") == 2


def test_markdown_of_a_class_weighted_loss(data: tuple[Any, Any], preds: str) -> None:
    y, p = data
    each = -np.where(y == 1, 5 * np.log(p), np.log(1 - p))
    result = run(
        "explain", preds, f"loss={each.mean():.4f}", "--class-weight", "0:1,1:5", "-f", "markdown"
    )

    assert result.code == 1
    assert "MD703 class-weight-in-loss" in result.out
    assert result.out.startswith("## metricdiff explain: FOUND")


def test_compare_fails_on_a_reported_number_that_is_not_plain(
    data: tuple[Any, Any], preds: str
) -> None:
    y, p = data
    plain, odd = sk.f1_score(y, p > 0.5), sk.f1_score(y, p > 0.5, pos_label=0)
    result = run("compare", preds, "-m", "f1", "--reported", f"f1={odd:.4f}", "-f", "json")
    document = json.loads(result.out)
    jsonschema.validate(document, SCHEMA)

    assert result.code == 1
    assert document["reported"][0]["candidates"][0]["causes"][0]["code"] == "MD006"
    within = run("compare", preds, "-m", "f1", "--reported", f"f1={plain + 0.003:.4f}±0.005")
    assert within.code == 0, within.out
    assert "is the plain value" in within.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("explain", "MD501"), "to read about a cause: metricdiff cause MD501"),
        (("explain", "FILE"), "name a reported number, as in accuracy=0.9512"),
        (("explain", "accuracy=0.5"), "name the file"),
        (("explain", "FILE", "acuracy=0.5"), "did you mean accuracy?"),
        (("explain", "FILE", "torch:auc=0.5"), "write keras: or sklearn: in front"),
        (("explain", "FILE", "auc=0.5", "--class-weight", "1"), "write LABEL:WEIGHT"),
        (("explain", "FILE", "auc=0.5", "--class-weight", "2:1"), "there is no such class (0, 1)"),
        (("explain", "FILE", "auc=0.5", "--scale", "0"), "write what was taken off"),
        (("explain", "FILE", "auc=0.5", "--batch-size", "0"), "batch-size"),
        (("explain", "FILE", "cost_of_my_own=0.5"), "no metric"),
        (("explain", "FILE", "r2=0.5"), "neither library computes it on a binary task"),
        (("explain", "no.csv", "auc=0.5"), "no.csv"),
        (("compare", "FILE", "--reported", "high"), "write METRIC=VALUE"),
    ],
)
def test_bad_input_is_one_line(arguments: tuple[str, ...], says: str) -> None:
    file = str(SAMPLES / "breast_cancer.csv")
    result = run(*(file if argument == "FILE" else argument for argument in arguments))

    assert result.code == 2
    assert result.out == ""
    assert result.err.count("\n") == 1
    assert says in result.err


def test_python_gets_the_same(data: tuple[Any, Any], keras: Any) -> None:
    del keras
    y, p = data
    found = metricdiff.explain(y, p, {"sklearn:recall": f"{sk.recall_score(y, p > 0.4):.4f}"})

    assert not found.ok
    assert found.answers[0].candidates[0].codes == ("MD203",)
    assert "MD203 different-threshold (threshold 0.4)" in str(found)
    assert found.to_dict()["reported"][0]["verdict"] == "found"
