"""How often compare finds the faults that were injected, and nothing else.

The sets come from generators that know nothing of metricdiff: they spoil data or calls, and call
the real libraries after each fault.  A set counts as found when the codes of its row are those of
the faults, in their order and without others, when each contribution is the change between the two
library calls to 1e-6, and when the notes about the data are those that were injected.

Run it from the root of the project: ``python -m benchmarks.diagnosis_quality``.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import cycle
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from numpy.random import Generator

from benchmarks.diagnosis import (
    agreeing,
    binary,
    classes,
    clean,
    data,
    several,
    several_more,
    values,
)
from benchmarks.diagnosis.case import Case, Maker, drawn
from benchmarks.diagnosis.handing import Document, Way, handed

SINGLE: Mapping[str, Maker] = {
    **binary.MAKERS,
    **classes.MAKERS,
    **values.MAKERS,
    **data.MAKERS,
    **agreeing.MAKERS,
}
SEVERAL: Mapping[str, Maker] = {**several.MAKERS, **several_more.MAKERS}
_CLOSE = 1e-6
#: Of three sets one is a file on the command line.
_WAYS: tuple[Way, ...] = ("command", "arrays", "arrays")


def main() -> None:
    """Draw the sets, hand them over, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--single", type=int, default=6, help="sets of each fault")
    parser.add_argument("--several", type=int, default=8, help="sets of each two or three faults")
    parser.add_argument("--clean", type=int, default=42, help="sets of each clean kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--processes", action="store_true", help="the first of each kind in a process of its own"
    )
    parser.add_argument("--only", default="", help="only the kinds whose names hold this")
    asked = parser.parse_args()
    totals: Counter[str] = Counter()
    for title, makers, number, verdict in (
        ("one fault", SINGLE, asked.single, judged),
        ("two or three faults", SEVERAL, asked.several, judged),
        ("clean", {maker.__name__: maker for maker in clean.KINDS}, asked.clean, alarmed),
    ):
        found = Counter[str]()
        for name, maker in makers.items():
            if asked.only in name:
                first: Way = "process" if asked.processes else "command"
                found += _kind(name, maker, number, asked.seed, verdict, first)
        print(f"{title}: {_counts(found)}\n", flush=True)
        totals += found
    print(f"all: {_counts(totals)}")


def _kind(
    name: str,
    maker: Callable[[Generator], Case],
    number: int,
    seed: int,
    verdict: Callable[[Case, Document], str],
    first: Way,
) -> Counter[str]:
    """Run the sets of one kind and print a line for those that were not found."""
    found = Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        ways = cycle(_WAYS[1:] + _WAYS[:1])
        for place, case in enumerate(drawn(maker, number, seed)):
            way = next(ways) if place else first
            wrong = verdict(case, handed(case, way, Path(folder)))
            found.update(["sets", way, wrong.partition(":")[0] or "found"])
            if wrong:
                print(f"  {name} set {place}: {wrong}", flush=True)
    return found


def _counts(found: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in found.items())


def judged(case: Case, document: Document) -> str:
    """Say what is wrong with the diagnosis of a set; nothing where it is right."""
    noted = {note["code"] for note in document["notes"]}
    if noted != case.notes:
        return f"notes: {sorted(noted)} instead of {sorted(case.notes)}"
    rows = [row for row in document["comparisons"] if _shows(case, row)]
    return _misread(case, rows[0]) if len(rows) == 1 else f"rows: {len(rows)} show the faults"


def _misread(case: Case, row: Mapping[str, Any]) -> str:
    codes = [cause["code"] for cause in row["causes"]]
    if row["verdict"] == "unexplained" or sorted(codes) != sorted(case.codes):
        word = "unexplained" if row["verdict"] == "unexplained" else "codes"
        return f"{word}: {codes} instead of {sorted(case.codes)}, {_values(row)}"
    if case.start is not None and not _near(row["sklearn"]["value"], case.start):
        return f"start: {row['sklearn']['value']} instead of {case.start}"
    agreement = (row["agreement"] or {}).get("code", "")
    if case.agreement and agreement != case.agreement:
        return f"agreement: {agreement} instead of {case.agreement}"
    for cause in row["causes"]:
        wanted = case.contributions[cause["code"]]
        if wanted is not None and not _near(cause["contribution"], wanted, case.start):
            return f"contribution: {cause['code']} {cause['contribution']} instead of {wanted}"
    return ""


def alarmed(_: Case, document: Document) -> str:
    """Say what was found on clean data."""
    noted = [note["code"] for note in document["notes"]]
    failed = [row["metric"] for row in document["comparisons"] if row["failed"]]
    if noted:
        return f"notes: {noted}"
    return f"failed: {failed}" if failed or document["exit_code"] else ""


def _shows(case: Case, row: Mapping[str, Any]) -> bool:
    column = row["label"] or ""
    if row["pairing"] != case.pairing:
        return False
    return column.startswith(case.column) if case.column else not column.startswith("column")


def _values(row: Mapping[str, Any]) -> str:
    return f"{row['sklearn']['value']} {row['keras']['value']}"


def _near(value: Any, wanted: float, scale: float | None = None) -> bool:
    return abs(float(value) - wanted) <= _CLOSE * max(1.0, abs(wanted), abs(scale or 0.0))


if __name__ == "__main__":
    np.seterr(all="ignore")
    warnings.simplefilter("ignore")
    main()
