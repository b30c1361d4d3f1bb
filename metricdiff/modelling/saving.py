"""What a model predicts, in files that ``metricdiff compare`` and ``explain`` read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from metricdiff.errors import InputError
from metricdiff.modelling.model import Model, Output


def save(path: str, model: Model) -> tuple[str, ...]:
    """Write labels and predictions, and weights and the mask where there are any, as ``.npz``.

    Args:
        path: The file; of several outputs each gets one, with its name before the suffix.
        model: The model.

    Returns:
        The files that were written.

    Raises:
        InputError: A file cannot be written.
    """
    written = []
    for target, output in _targets(path, model):
        try:
            with target.open("wb") as file:
                np.savez(file, **_arrays(output))
        except OSError as error:
            raise InputError(
                f"--save-predictions {target}: not written, {error.strerror}"
            ) from None
        written.append(str(target))
    return tuple(written)


def _targets(path: str, model: Model) -> Iterator[tuple[Path, Output]]:
    whole = Path(path)
    for output in model.outputs:
        alone = len(model.outputs) == 1
        name = re.sub(r"[^\w.-]", "_", output.name or str(output.place))
        yield whole if alone else whole.with_name(f"{whole.stem}_{name}{whole.suffix}"), output


def _arrays(output: Output) -> dict[str, Any]:
    arrays = {
        "y_true": output.labels,
        "y_pred": output.predictions,
        "sample_weight": output.weights,
        "mask": output.mask,
    }
    return {name: np.asarray(array) for name, array in arrays.items() if array is not None}
