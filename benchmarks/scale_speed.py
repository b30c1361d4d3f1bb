"""Speed and memory of compare as files grow, as ratios in one run.

    python -m benchmarks.scale_speed [FORMAT ...] [--case CASE] [--rows N ...] [--rounds N]
        [--memory]

FORMAT is ``npy``, ``parquet`` or ``csv``; CASE is one of ``compare_speed.py``, ``binary`` unless
said otherwise; rows are 10 thousand, 1, 10 and 100 million, of CSV to 10 million.  The floor
imports TensorFlow, reads the file once, in blocks, and makes the same Keras calls on the same
chunks, one by one; the script is ``handwritten.py``, up to 10 million rows, where it fits in
memory.  Each round runs them in turn; the medians of the ratios within a round are printed, as the
table of ``docs/performance.md`` has them.  ``--memory`` measures memory alone, at sizes in between
too.
"""

from __future__ import annotations

import argparse
import json
import statistics
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
#: More of them, where memory alone is measured.
ROWS_OF_MEMORY = (10_000, 1_000_000, 3_000_000, 10_000_000, 20_000_000, 50_000_000, 100_000_000)
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


def commands(case: Case, form: str, rows: int, folder: Path) -> dict[str, list[str]]:
    """Write a file of so many rows, and return what is run on it."""
    path, asked = written(case, form, rows, folder), folder / "calls.json"
    few = folder / "few"
    few.mkdir()
    asked.write_text(json.dumps(keras_calls(case, written(case, "csv", 1_000, few))))
    python, same = sys.executable, ["--exit-zero", "-m", ",".join(case.metrics)]
    same += [part for value in case.thresholds for part in ("--threshold", str(value))]
    each = {
        "compare": [python, "-m", "metricdiff", "compare", str(path), *same],
        "floor": [python, str(HERE / "keras_alone.py"), str(path), str(asked)],
    }
    if rows <= _MOST_OF_SCRIPT:
        each["script"] = [python, str(HERE / "handwritten.py"), case.name, str(path)]
    return each


def measured(case: Case, form: str, rows: int, rounds: int) -> str:
    """Measure one file and return its line of the table."""
    with tempfile.TemporaryDirectory() as name:
        each = commands(case, form, rows, Path(name))
        memory = megabytes(each["compare"])  # and warms up
        taken = [{name: seconds(one) for name, one in each.items()} for _ in range(rounds)]
    compare = statistics.median(one["compare"] for one in taken)
    script, floor = (
        f"{statistics.median(one['compare'] / one[base] for one in taken):.2f}"
        if base in each
        else "-"
        for base in ("script", "floor")
    )
    nanoseconds = compare / rows * 1e9
    return (
        f"| {form} | {rows:,} | {compare:.1f} | {script} | {floor} | {nanoseconds:,.0f} "
        f"| {memory:,.0f} |"
    )


def memory_of(case: Case, form: str, rows: int) -> str:
    """Measure the memory that one file takes and return its line of the table."""
    with tempfile.TemporaryDirectory() as name:
        memory = megabytes(commands(case, form, rows, Path(name))["compare"])
    return f"| {form} | {rows:,} | {memory:,.0f} |"


def main() -> None:
    """Measure the formats and sizes that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("formats", nargs="*", default=["npy", "parquet", "csv"])
    parser.add_argument("--case", choices=CASES, default="binary")
    parser.add_argument("--rows", type=int, nargs="+")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--memory", action="store_true")
    options = parser.parse_args()
    names = ["MB"] if options.memory else ["seconds", "/ script", "/ floor", "ns a row", "MB"]
    print(f"| | rows | {' | '.join(names)} |\n{'|---' * (len(names) + 2)}|", flush=True)
    case = CASES[options.case]
    sizes = options.rows or (ROWS_OF_MEMORY if options.memory else ROWS)
    for form in options.formats:
        for rows in (one for one in sizes if form != "csv" or one <= _MOST_OF_CSV):
            line = (
                memory_of(case, form, rows)
                if options.memory
                else measured(case, form, rows, options.rounds)
            )
            print(line, flush=True)


if __name__ == "__main__":
    main()
