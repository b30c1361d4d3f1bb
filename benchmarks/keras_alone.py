"""What compare cannot do without: import Keras, read the file, make its Keras calls.

The floor for ``compare_speed.py``::

    python keras_alone.py FILE CALLS

CALLS is a JSON file with what ``metricdiff compare`` asks of its worker: the calls as they are
spelled there, the rows of a chunk, and the number of classes.  The columns are those of
``handwritten.py``.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from pyarrow import csv


def main(path: str, asked: str) -> None:
    """Read, run, and print the values."""
    request: dict[str, Any] = json.loads(Path(asked).read_text())
    table = csv.read_csv(path)
    labels = table["y_true"].to_numpy()
    scores = [table[name].to_numpy() for name in table.column_names if name != "y_true"]
    predictions = np.column_stack(scores).astype(np.float32)
    if labels.dtype.kind == "f":
        labels = labels.astype(np.float32)
    runs = [
        (getattr(keras.metrics, call["metric"])(*call["args"], **call["kwargs"]), call["labels"])
        for call in request["calls"]
    ]
    one_hot = np.eye(request["classes"], dtype=np.float32) if request["classes"] else None
    for start in range(0, len(labels), request["chunk_rows"]):
        chunk = slice(start, start + request["chunk_rows"])
        given = keras.ops.convert_to_tensor(predictions[chunk])
        truth = {"as_is": keras.ops.convert_to_tensor(labels[chunk, None])}
        if one_hot is not None and any(form == "one_hot" for _, form in runs):
            truth["one_hot"] = keras.ops.convert_to_tensor(one_hot[labels[chunk]])
        for metric, form in runs:
            metric.update_state(truth[form], given)
    for metric, _ in runs:
        print(metric.name, np.ravel(metric.result())[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
