"""Several files, other formats and masks, as users name them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import SAMPLES, run

pytestmark = pytest.mark.keras

LOGITS = (SAMPLES / "breast_cancer_logits.csv").read_text().splitlines()


def test_rows_of_parts_are_found_in_their_files(tmp_path: Path) -> None:
    paths = [tmp_path / "fold-2.csv", tmp_path / "fold-10.csv"]
    for path, lines in zip(paths, (LOGITS[1:100], LOGITS[100:]), strict=True):
        path.write_text("\n".join([LOGITS[0], *lines, ""]))
    rows = tmp_path / "rows.csv"
    arguments = [str(paths[1]), str(paths[0]), "-m", "accuracy", "--rows-out", str(rows)]

    done = run("compare", *arguments, "-f", "json")

    assert done.code == 1
    document = json.loads(done.out)
    assert document["input"]["files"] == [str(path) for path in paths]
    (cause,) = document["comparisons"][0]["causes"]
    assert cause["rows"] == [7, 42, 71, 93]
    assert cause["row_files"] == [0, 0, 0, 1]
    for place, line in zip(cause["row_files"], cause["rows"], strict=True):
        label, logit = paths[place].read_text().splitlines()[line - 1].split(",")
        assert 0 < float(logit) <= 0.5
        assert f"{paths[place]},{line},MD201" in rows.read_text()
        assert label in {"0", "1"}
    shown = run("compare", *arguments[:4], env={"COLUMNS": "400"}).out
    assert f"4: {paths[0]} lines 7, 42, 71; {paths[1]} line 93" in shown


def test_a_mask_is_left_out_and_what_ignores_it_is_named(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    labels, mask = random.integers(0, 2, (30, 8)), np.arange(8) < random.integers(2, 9, (30, 1))
    scores = np.where(mask, np.clip(labels * 0.4 + random.random((30, 8)) * 0.6, 0, 1), 0.73)
    np.savez(tmp_path / "preds.npz", y_true=labels * mask, y_pred=scores[..., None])
    np.save(tmp_path / "padding.npy", mask)
    files = [str(tmp_path / "preds.npz"), "--mask", str(tmp_path / "padding.npy")]

    done = run("compare", *files, "-m", "precision", "-v")

    assert done.code == 0
    assert "precision_score(y_true[mask], y_pred[mask] > 0.5)" in done.out
    assert "Precision()(y_true, y_pred, mask)" in done.out
    assert "MD706" in done.out
    assert f"the mask leaves {mask.sum()} of 240 positions" in done.out
    swept = run("sweep", *files, "-m", "precision", "--thresholds", "0.5:0.5:0.1", "-f", "json")
    document = json.loads(swept.out)
    assert document["input"]["mask"] == files[2]
    assert document["input"]["rows"] == mask.sum()


def test_two_files_may_be_labels_and_predictions(tmp_path: Path) -> None:
    rows = [line.split(",") for line in LOGITS]
    for place, name in enumerate(("truth", "logits")):
        (tmp_path / f"{name}.csv").write_text("\n".join(row[place] for row in rows))
    whole = run("compare", str(SAMPLES / "breast_cancer_logits.csv"), "-f", "json")
    pair = run("compare", str(tmp_path / "logits.csv"), str(tmp_path / "truth.csv"), "-f", "json")
    documents = [json.loads(done.out) for done in (whole, pair)]
    for document in documents:
        assert document["input"].pop("files")
    assert documents[0] == documents[1]
