"""The rows that causes and notes point at, all of them, as a table and as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from metricdiff.report import DataNote, Finding, Report, Witnesses

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
    raw = report.predictions.raw
    number = "line" if raw.row_base == "line" else "row"
    parts = [
        pd.concat([_heads(number, one, witnesses, metrics), _cells(witnesses)], axis="columns")
        for one, witnesses, metrics in sorted(_pointing(report), key=lambda found: found[0].code)
    ]
    empty = pd.DataFrame(columns=[number, "code", "name", "metrics", *_names(report)])
    return pd.concat(parts, ignore_index=True) if parts else empty


def _heads(
    number: str, one: Finding | DataNote, witnesses: Witnesses, metrics: str
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            number: np.asarray(witnesses.numbers(), dtype=np.int64),
            "code": one.code,
            "name": one.name,
            "metrics": metrics,
        }
    )


def _pointing(report: Report) -> Iterator[tuple[Finding | DataNote, Witnesses, str]]:
    """Yield what points at rows, with the metrics that it moves; the same rows once."""
    for note in report.notes:
        if note.witnesses is not None:
            yield note, note.witnesses, ""
    found: dict[tuple[str, bytes], tuple[Finding, list[str]]] = {}
    for row in report.comparisons:
        for finding in row.causes:
            if finding.witnesses is not None:
                key = (finding.code, finding.witnesses.indices.tobytes())
                metrics = found.setdefault(key, (finding, []))[1]
                metrics.extend({row.metric} - set(metrics))
    for finding, metrics in found.values():
        assert finding.witnesses is not None  # noqa: S101 - kept above
        yield finding, finding.witnesses, " ".join(metrics)


def _cells(witnesses: Witnesses) -> pd.DataFrame:
    """Return the labels and predictions of rows, under the names that the file gives them."""
    raw, rows = witnesses.predictions.raw, witnesses.indices
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
