"""Speed and memory of compare as files grow, as ratios in one run.

    python -m benchmarks.scale_speed [FORMAT ...] [--case CASE] [--rows N ...]

FORMAT is ``npy``, ``parquet`` or ``csv``; CASE is one of ``compare_speed.py``, ``binary`` unless
said otherwise; rows are 10 thousand, 1, 10 and 100 million, of CSV to 10 million.  The floor
imports TensorFlow, reads the file once, in blocks, and makes the same Keras calls on the same
chunks; the script is ``handwritten.py``, up to 10 million rows, where it fits in memory.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv, parquet

from benchmarks.compare_speed import CASES, Case, keras_calls
from benchmarks.measuring import megabytes, seconds

HERE = Path(__file__).parent
ROWS = (10_000, 1_000_000, 10_000_000, 100_000_000)
#: Beyond these the script takes more memory, or a text file more room, than machines have.
_MOST_OF_SCRIPT, _MOST_OF_CSV = 10_000_000, 10_000_000
_AT_ONCE = 1 << 20


def blocks(case: Case, rows: int) -> Iterator[dict[str, npt.NDArray[Any]]]:
    """Make a file's rows, a block at a time; labels that are whole are of one byte."""
    for start in range(0, rows, _AT_ONCE):
        columns = case.columns(np.random.default_rng(start), min(_AT_ONCE, rows - start))
        yield {
            name: column.astype(np.int8) if column.dtype.kind == "i" else column
            for name, column in columns.items()
        }


def written(case: Case, form: str, rows: int, folder: Path) -> Path:
    """Write a file of so many rows."""
    path = folder / f"preds.{form}"
    types = [(name, column.dtype) for name, column in next(blocks(case, 1)).items()]
    if form == "npy":
        array = np.lib.format.open_memmap(path, "w+", np.dtype(types), (rows,))
        for place, block in enumerate(blocks(case, rows)):
            for name, column in block.items():
                array[name][place * _AT_ONCE : place * _AT_ONCE + len(column)] = column
        array.flush()
        return path
    schema = pa.schema([(name, pa.from_numpy_dtype(dtype)) for name, dtype in types])
    kind = parquet.ParquetWriter if form == "parquet" else csv.CSVWriter
    with kind(path, schema) as writer:
        for block in blocks(case, rows):
            writer.write_table(pa.table(block, schema))
    return path


def measured(case: Case, form: str, rows: int, rounds: int) -> None:
    """Measure one file and print its line."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, asked = written(case, form, rows, folder), folder / "calls.json"
        few = folder / "few"
        few.mkdir()
        asked.write_text(json.dumps(keras_calls(case, written(case, "csv", 1_000, few))))
        python, same = sys.executable, ["--exit-zero", "-m", ",".join(case.metrics)]
        same += [part for value in case.thresholds for part in ("--threshold", str(value))]
        commands = {
            "compare": [python, "-m", "metricdiff", "compare", str(path), *same],
            "floor": [python, str(HERE / "keras_alone.py"), str(path), str(asked)],
        }
        if rows <= _MOST_OF_SCRIPT:
            commands["script"] = [python, str(HERE / "handwritten.py"), case.name, str(path)]
        each = {name: [seconds(one) for _ in range(rounds)] for name, one in commands.items()}
        taken = {name: min(several) for name, several in each.items()}
        memory = megabytes(commands["compare"])
    script = f"{taken['compare'] / taken['script']:8.2f}" if "script" in taken else f"{'-':>8}"
    print(
        f"{form:8} {rows:>11,} {taken['compare']:8.2f} {taken['compare'] / taken['floor']:8.2f}"
        f" {script} {taken['compare'] / rows * 1e9:9.0f} {memory:7.0f}",
        flush=True,
    )


def main() -> None:
    """Measure the formats and sizes that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("formats", nargs="*", default=["npy", "parquet", "csv"])
    parser.add_argument("--case", choices=CASES, default="binary")
    parser.add_argument("--rows", type=int, nargs="+", default=list(ROWS))
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    names = ("/ floor", "/ script", "ns a row", "MB")
    print(f"{'':8} {'rows':>11} {'seconds':>8} {names[0]:>8} {names[1]:>8} {names[2]:>9} {'MB':>7}")
    for form in options.formats:
        for rows in options.rows:
            if form != "csv" or rows <= _MOST_OF_CSV:
                measured(CASES[options.case], form, rows, options.rounds)


if __name__ == "__main__":
    main()
