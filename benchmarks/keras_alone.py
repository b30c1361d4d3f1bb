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
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import numpy.typing as npt
from pyarrow import csv, parquet

#: The chunks of a block that is read at once.
_CHUNKS = 16


def blocks(path: str, rows: int) -> Iterator[dict[str, npt.NDArray[Any]]]:
    """Read a file the fastest way: text whole, arrays and Parquet in blocks."""
    if path.endswith(".npy"):
        array = np.load(path, mmap_mode="r")
        for start in range(0, len(array), rows):
            part = array[start : start + rows]
            yield {name: np.array(part[name]) for name in array.dtype.names}
        return
    tables: Iterable[Any] = (
        parquet.ParquetFile(path).iter_batches(rows)
        if path.endswith(".parquet")
        else [csv.read_csv(path)]
    )
    for table in tables:
        yield {name: table[name].to_numpy() for name in table.schema.names}


def main(path: str, asked: str) -> None:
    """Read, run, and print the values."""
    request: dict[str, Any] = json.loads(Path(asked).read_text())
    runs = [
        (getattr(keras.metrics, call["metric"])(*call["args"], **call["kwargs"]), call["labels"])
        for call in request["calls"]
    ]
    one_hot = np.eye(request["classes"], dtype=np.float32) if request["classes"] else None
    for table in blocks(path, request["chunk_rows"] * _CHUNKS):
        labels = table.pop("y_true")
        predictions = np.column_stack(list(table.values())).astype(np.float32)
        if labels.dtype.kind == "f":
            labels = labels.astype(np.float32)
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
