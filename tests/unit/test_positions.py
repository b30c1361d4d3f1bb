"""Maps and sequences: which axis is what, and how a position is found again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from metricdiff.errors import InputError
from metricdiff.inputs.inference import understand
from metricdiff.inputs.opening import open_files
from metricdiff.inputs.predictions import Predictions
from metricdiff.inputs.reading import from_arrays, read
from metricdiff.settings import Overrides
from metricdiff.words import Kind, Task

_RANDOM = np.random.default_rng(2)
N, H, W, K = 3, 4, 5, 3
LABELS = _RANDOM.integers(0, K, (N, H, W))
SCORES = _RANDOM.dirichlet(np.ones(K), (N, H, W))
HOT = np.eye(K, dtype=int)[LABELS]
BINARY = _RANDOM.integers(0, 2, (N, H, W))
PROBABILITIES = _RANDOM.random((N, H, W))


def _understood(*arrays: Any, task: Task | None = None, **aside: Any) -> Predictions:
    return understand(from_arrays(*arrays, **aside), Overrides(task))


@pytest.mark.parametrize(
    ("labels", "scores", "task", "width"),
    [
        (LABELS, SCORES, Task.MULTICLASS, K),
        (LABELS[..., None], SCORES, Task.MULTICLASS, K),
        (HOT, SCORES, Task.MULTICLASS, K),
        (BINARY, PROBABILITIES, Task.BINARY, 1),
        (BINARY, PROBABILITIES[..., None], Task.BINARY, 1),
        (BINARY[..., None], PROBABILITIES, Task.BINARY, 1),
        (BINARY[..., None], PROBABILITIES[..., None], Task.BINARY, 1),
        (BINARY[:, :, 0], PROBABILITIES[:, :, :1], Task.BINARY, 1),
        (LABELS[:, :, 0], SCORES[:, :, 0], Task.MULTICLASS, K),
        (LABELS, SCORES.argmax(-1), Task.MULTICLASS, 1),
        (PROBABILITIES, PROBABILITIES[::-1], Task.REGRESSION, 1),
    ],
)
def test_the_last_axis_holds_the_classes_where_there_are_any(
    labels: Any, scores: Any, task: Task, width: int
) -> None:
    predictions = _understood(labels, scores)
    assert predictions.task is task
    positions = labels[..., 0].size if labels.ndim == 4 else labels.size
    assert predictions.rows == positions
    assert predictions.raw.y_pred.shape == ((positions, width) if width > 1 else (positions,))
    np.testing.assert_array_equal(predictions.raw.y_pred.ravel(), scores.ravel())
    assert predictions.raw.shape[0] == N


def test_the_last_axis_of_multilabel_maps_holds_labels_where_the_user_says_so() -> None:
    labels, scores = _RANDOM.integers(0, 2, (N, H, 2)), _RANDOM.random((N, H, 2))
    assert _understood(labels, scores).task is Task.BINARY
    predictions = _understood(labels, scores, task=Task.MULTILABEL)
    assert predictions.raw.y_true.shape == (N * H, 2)
    assert predictions.raw.columns.y_true == ("y_true_0", "y_true_1")


def test_positions_lead_back_to_the_row_and_the_place_in_it(tmp_path: Path) -> None:
    paths = []
    for name, rows in (("a", slice(0, 1)), ("b", slice(1, None))):
        np.savez(tmp_path / f"{name}.npz", y_true=LABELS[rows], y_pred=SCORES[rows])
        paths.append(str(tmp_path / f"{name}.npz"))
    raw = understand(read(open_files(paths))).raw
    index = 2 * H * W + 3 * W + 4
    assert raw.y_true[index] == LABELS[2, 3, 4]
    assert raw.numbers([index]) == [1]
    assert raw.where.files([0, index]) == [0, 1]
    assert raw.where.positions([0, index]) == [(0, 0), (3, 4)]
    assert raw.row(index) == f"{paths[1]}: row 1, position [3, 4]"
    assert raw.columns.y_pred == ("y_pred_0", "y_pred_1", "y_pred_2")


def test_weights_masks_and_decisions_are_a_row_or_a_position() -> None:
    mask = _RANDOM.random((N, H, W)) < 0.5
    weights = np.array([1.0, 2.0, 3.0])
    predictions = _understood(
        BINARY, PROBABILITIES, sample_weight=weights, mask=mask[..., None], decision=BINARY
    )
    raw = predictions.raw
    np.testing.assert_array_equal(raw.sample_weight, np.repeat(weights, H * W))
    np.testing.assert_array_equal(raw.mask, mask.ravel())
    np.testing.assert_array_equal(raw.decision, BINARY.ravel())
    assert f"the mask leaves {mask.sum()} of {mask.size} positions" in predictions.remarks
    assert raw.counted.numbers([0]) == [int(np.flatnonzero(mask)[0]) // (H * W)]


@pytest.mark.parametrize(
    ("labels", "scores", "aside", "message"),
    [
        (LABELS, SCORES[:, :, :3], {}, r"labels of shape \(3, 4, 5\) and predictions of shape"),
        (LABELS[:2], SCORES, {}, r"labels of shape \(2, 4, 5\)"),
        (LABELS, SCORES, {"mask": np.ones((N, H))}, r"mask: shape \(3, 4\); the labels have"),
        (BINARY[:, 0, 0], PROBABILITIES[:, 0, 0], {"mask": [1, 0]}, r"shape \(2,\); there are 3"),
        (LABELS - 7, SCORES, {}, "row 0, position [0, 0]"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(
    labels: Any, scores: Any, aside: dict[str, Any], message: str
) -> None:
    if message.startswith("row"):
        labels = np.where(np.arange(labels.size).reshape(labels.shape) == 0, 99, LABELS)
        message = r"row 0, position \[0, 0\]: class 99 has no column"
    with pytest.raises(InputError, match=message):
        _understood(labels, scores, **aside)


def test_what_padding_holds_says_nothing_of_the_data() -> None:
    labels = np.array([0, 1, 1, -1, -1])
    scores = np.array([0.2, 0.7, 0.9, -50.0, np.nan])
    predictions = _understood(labels, scores, mask=[1, 1, 1, 0, 0])
    assert (predictions.task, predictions.kind) == (Task.BINARY, Kind.PROBABILITIES)
    assert predictions.classes == (0, 1)
    assert predictions.counted.rows == 3
    assert predictions.rows == 5
