"""Data of a model as people make them: arrays, data frames, data sets that shuffle, generators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

rng = np.random.default_rng(0)
x = rng.normal(size=(100, 4)).astype("float32")
y = (x[:, 0] + rng.normal(size=100) > 0).astype(int)


def arrays() -> Any:
    return x, y


def named() -> Any:
    return {"x": x, "y": y, "sample_weight": np.ones(100)}


def frames() -> Any:
    import pandas as pd

    return pd.DataFrame(x, columns=list("abcd")), pd.Series(y)


def batches() -> Iterator[Any]:
    for start in range(0, 100, 32):
        yield x[start : start + 32], y[start : start + 32]


class Shuffled(keras.utils.PyDataset):  # type: ignore[misc]
    """Shuffles anew in every pass."""

    def __init__(self) -> None:
        super().__init__()
        self.order = np.arange(100)

    def __len__(self) -> int:
        return 4

    def __getitem__(self, place: int) -> Any:
        if place == 0:
            self.order = np.random.default_rng().permutation(100)
        rows = self.order[place * 25 : (place + 1) * 25]
        return x[rows], y[rows]


def shuffled() -> Any:
    return Shuffled()


def dataset() -> Any:
    import tensorflow as tf

    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(100).batch(32)


def alone() -> Any:
    return x


def labels_forgotten() -> Any:
    return x, None


def broken() -> Any:
    raise RuntimeError("the disk\nis away")
