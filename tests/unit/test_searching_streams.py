"""The search on files that are read in blocks: that of the same rows in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from metricdiff.causes.declaration import Subject
from metricdiff.causes.registry import causes
from metricdiff.inputs.inference import understand
from metricdiff.inputs.opening import open_files
from metricdiff.inputs.predictions import Predictions
from metricdiff.inputs.reading import read
from metricdiff.recipes import in_order
from metricdiff.recipes.facts import Facts
from metricdiff.searching import space, sweeps
from metricdiff.searching.case import Case
from metricdiff.searching.reported import parse
from metricdiff.searching.starting import planned_for, starts
from metricdiff.settings import Overrides
from metricdiff.streaming.counting import counted

METRICS = ["accuracy", "precision", "recall", "f1", "jaccard", "mcc", "cohen_kappa", "roc_auc"]
METRICS += ["pr_auc", "log_loss", "brier", "rmse", "mae", "true_positives", "hinge"]
#: Causes that need the rows in their order, and no batches.
IN_ORDER = {"MD008", "MD012"}


def write(folder: Path, rows: int, seed: int, kind: str = "probabilities") -> str:
    random = np.random.default_rng(seed)
    array = np.zeros(rows, dtype=[("label", "i8"), ("score", "f4")])
    array["label"] = random.integers(0, 2, rows)
    array["label"][:2] = 0, 1
    scores = random.normal(size=rows) + array["label"]
    if kind == "probabilities":
        scores = 1 / (1 + np.exp(-scores))
    if kind == "decisions":
        array["score"] = scores > 0
    else:
        array["score"] = np.where(random.random(rows) < 0.3, scores.round(1), scores)
    np.save(folder / "preds.npy", array)
    return str(folder / "preds.npy")


def searched(predictions: Predictions, text: str) -> Case:
    (reported,) = parse(text)
    facts = Facts(predictions.counted)
    plain = starts(planned_for(reported, predictions), facts, reported)
    return Case.searched(
        reported, Subject(reported.named(predictions.task).metric.name, facts), plain
    )


def found(case: Case) -> list[Any]:
    return [
        (
            [(one.key, pytest.approx(one.value, rel=1e-9, abs=1e-12)) for one in each.members],
            pytest.approx(each.chance, rel=1e-6, abs=1e-12),
            pytest.approx(each.prior),
        )
        for each in case.found
    ]


@pytest.fixture
def without_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out, in memory too, what a table cannot know."""
    known = [one for one in causes() if one.code not in IN_ORDER]
    monkeypatch.setattr(space, "causes", lambda: known)
    for name in ("_first_rows", "_shifts"):
        monkeypatch.setattr(sweeps, name, lambda *_: None)
    everything = in_order.can_follow

    def same(recipe: Any, facts: Facts) -> bool:
        odd = recipe.count == "hinge" or (
            recipe.pairs and recipe.count in {"absolute", "percentage"}
        )
        return everything(recipe, facts) and not (odd and (recipe.batch or recipe.pairs))

    monkeypatch.setattr(in_order, "can_follow", same)


@pytest.mark.usefixtures("without_order")
@pytest.mark.parametrize(
    ("metric", "kind"),
    [
        *((metric, "probabilities") for metric in METRICS),
        *((metric, "logits") for metric in ("accuracy", "recall", "roc_auc", "log_loss", "hinge")),
        *((metric, "decisions") for metric in ("accuracy", "f1", "mcc", "roc_auc")),
    ],
)
def test_the_search_finds_the_same_in_a_file_that_is_read_in_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, metric: str, kind: str
) -> None:
    monkeypatch.setattr(in_order, "TOGETHER", 160)
    opened = open_files([write(tmp_path, 517, 5, kind)])
    table, rows = (
        counted(opened, Overrides(), block_rows=130),
        understand(read(opened), Overrides()),
    )
    for value in (0.5, 0.3137):
        one, other = (searched(each, f"{metric}={value}") for each in (table, rows))
        assert one.followed == other.followed
        assert found(one) == found(other)


@pytest.mark.usefixtures("without_order")
@pytest.mark.parametrize("metric", ["accuracy", "f1", "log_loss", "roc_auc"])
@pytest.mark.parametrize("columns", [{"sample_weight": "w"}, {"mask": "m"}])
def test_weights_and_masks_are_searched_in_blocks_as_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, metric: str, columns: dict[str, str]
) -> None:
    monkeypatch.setattr(in_order, "TOGETHER", 160)
    random = np.random.default_rng(1)
    array = np.zeros(517, dtype=[("label", "i8"), ("score", "f4"), ("w", "f8"), ("m", "i8")])
    array["label"], array["score"] = random.integers(0, 2, 517), random.random(517)
    array["w"], array["m"] = random.integers(1, 4, 517) / 2, random.random(517) < 0.8
    np.save(tmp_path / "preds.npy", array)
    opened = open_files([str(tmp_path / "preds.npy")], **columns)
    table, rows = (
        counted(opened, Overrides(), block_rows=130),
        understand(read(opened), Overrides()),
    )
    one, other = (searched(each, f"{metric}=0.4137") for each in (table, rows))
    values = [
        {(tried.start.call, tried.key): tried.value for tried in each.space.all}
        for each in (one, other)
    ]
    assert values[0] == pytest.approx(values[1], rel=1e-9, abs=1e-12)
    assert found(one) == found(other)
