"""Large files that cannot be read in blocks say why."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from metricdiff.inputs.opening import open_files
from metricdiff.settings import Options, Overrides
from metricdiff.streaming import choosing


def test_a_large_file_that_is_read_into_memory_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "preds.npy"
    columns = ["y_true", "y_pred_0", "y_pred_1"]
    types = [(name, np.float32) for name in columns]
    np.save(path, np.array([(0, 0.7, 0.3), (1, 0.2, 0.8)], dtype=types))
    file = open_files([str(path)])
    told = "read into memory, not in blocks: several columns of labels or scores do not stream"
    assert told not in choosing.understood(file, Overrides(), Options()).remarks
    monkeypatch.setattr(choosing, "FEWEST_ROWS", 2)
    assert told in choosing.understood(file, Overrides(), Options()).remarks
