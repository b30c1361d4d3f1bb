"""The rows that causes and notes point at, all of them, as a table and as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from metricdiff.report import DataNote, Finding, Report
from metricdiff.witnesses import Witnesses

#: With what a text must not begin, or a spreadsheet takes the cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(report: Report) -> str:
    """Return the rows as CSV; texts that a spreadsheet would run are quoted with ``'``."""
    table = frame(report)
    table.columns = pd.Index([_guarded(name) for name in table.columns])
    for place in range(table.shape[1]):
        if table.dtypes.iloc[place].kind not in "biuf":
            table.isetitem(place, table.iloc[:, place].map(_guarded).to_numpy())
    return table.to_csv(index=False, lineterminator="\n")


def frame(report: Report) -> pd.DataFrame:
    """Return one row a cause and a row that it moves, in the order of the codes."""
    parts = [
        pd.concat([_heads(one, witnesses, metrics), _cells(witnesses)], axis="columns")
        for one, witnesses, metrics in sorted(_pointing(report), key=lambda found: found[0].code)
    ]
    empty = pd.DataFrame(columns=[*_places(report), "code", "name", "metrics", *_names(report)])
    return pd.concat(parts, ignore_index=True) if parts else empty


def _heads(one: Finding | DataNote, witnesses: Witnesses, metrics: str) -> pd.DataFrame:
    raw = witnesses.predictions.raw
    files, positions = witnesses.files(), witnesses.positions()
    number = "line" if raw.row_base == "line" else "row"
    return pd.DataFrame(
        {
            **({} if files is None else {"file": [raw.files[file] for file in files]}),
            number: np.asarray(witnesses.numbers(), dtype=np.int64),
            **({} if positions is None else {"position": [_spaced(one) for one in positions]}),
            "code": one.code,
            "name": one.name,
            "metrics": metrics,
        }
    )


def _places(report: Report) -> list[str]:
    """Return the names of the columns that lead to a row."""
    raw = report.predictions.raw
    number = "line" if raw.row_base == "line" else "row"
    file = [] if raw.where.files([0]) is None else ["file"]
    return [*file, number, *([] if raw.where.positions([0]) is None else ["position"])]


def _spaced(position: Sequence[int]) -> str:
    """Write ``12 40``: the place in each axis of a map."""
    return " ".join(map(str, position))


def _pointing(report: Report) -> Iterator[tuple[Finding | DataNote, Witnesses, str]]:
    """Yield what points at rows, with the metrics that it moves; the same rows once."""
    for note in report.notes:
        if note.witnesses is not None:
            yield note, note.witnesses, ""
    found: dict[tuple[str, bytes], tuple[Finding, list[str]]] = {}
    for row in report.comparisons:
        for finding in row.causes:
            if finding.witnesses is not None:
                key = (finding.code, finding.witnesses.entries.tobytes())
                metrics = found.setdefault(key, (finding, []))[1]
                metrics.extend({row.metric} - set(metrics))
    for finding, metrics in found.values():
        assert finding.witnesses is not None  # noqa: S101 - kept above
        yield finding, finding.witnesses, " ".join(metrics)


def _cells(witnesses: Witnesses) -> pd.DataFrame:
    """Return the labels and predictions of rows, under the names that the file gives them."""
    raw, rows = witnesses.predictions.raw, witnesses.first_entries()
    columns: dict[str, Any] = {}
    for names, values in (
        (raw.columns.y_true, raw.y_true),
        (raw.columns.y_pred, raw.y_pred),
        ((raw.columns.decision,), raw.decision),
    ):
        if values is not None:
            several = values.reshape(len(values), -1)[rows]
            columns |= {str(name): several[:, place] for place, name in enumerate(names)}
    return pd.DataFrame(columns)


def _names(report: Report) -> list[str]:
    columns = report.predictions.raw.columns
    return [
        *columns.y_true,
        *columns.y_pred,
        *([columns.decision] if columns.decision else []),
    ]


def _guarded(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
