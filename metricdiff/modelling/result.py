"""What came of a model: each number of ``evaluate``, held against ``predict``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from metricdiff.engines.outcome import Value
from metricdiff.inputs.predictions import Predictions
from metricdiff.modelling.model import Item, Model
from metricdiff.report import Comparison, DataNote, Side
from metricdiff.words import Verdict

if TYPE_CHECKING:
    from metricdiff.modelling.reported import Explained


@dataclass(frozen=True)
class ModelRow:
    """A number of ``evaluate``.

    Attributes:
        item: The metric or loss.
        output: The name of its output; empty where there is but one.
        comparison: ``keras`` is what ``evaluate`` says, ``sklearn`` what scikit-learn gives on
            what ``predict`` returns.  Where scikit-learn has no counterpart, the difference is
            that to *predict*.
        predict: The same metric or loss on what ``predict`` returns.
        predict_gap: What ``evaluate`` says less that; ``None`` without two numbers.
        resolved: How Keras chose the class for the text ``accuracy``; empty where it did not.
    """

    item: Item
    output: str
    comparison: Comparison
    predict: Side
    predict_gap: Value | None
    resolved: str = ""


@dataclass(frozen=True)
class ModelReport:
    """The outcome of one run.

    Attributes:
        source: What was asked for: the model and the data.
        model: The model.
        predictions: Each output as it was understood; ``None`` where it fits no task.
        tool: The versions and settings that the numbers depend on.
        rows: One a number of ``evaluate``.
        notes: What the model or the data show by themselves.
        remarks: What the user should know of how they were read.
        reported: What became of reported numbers.
        exit_code: What a shell gets to see.
        saved: The files that predictions were written to.
    """

    source: tuple[str, str]
    model: Model
    predictions: tuple[Predictions | None, ...]
    tool: Mapping[str, Any]
    rows: tuple[ModelRow, ...]
    notes: tuple[DataNote, ...]
    remarks: tuple[str, ...] = ()
    reported: tuple[Explained, ...] = ()
    exit_code: int = 0
    saved: tuple[str, ...] = ()

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The rows as comparisons."""
        return tuple(row.comparison for row in self.rows)

    @property
    def ok(self) -> bool:
        """Whether there is nothing to report."""
        return self.exit_code == 0

    @property
    def summary(self) -> dict[str, int]:
        """How many rows came to each verdict, and how many are minor or fail."""
        rows = self.comparisons
        verdicts = Counter(row.verdict for row in rows)
        return {
            **{str(verdict): verdicts[verdict] for verdict in Verdict},
            "minor": sum(row.minor for row in rows),
            "failed": sum(row.failed for row in rows),
            "accepted": sum(row.accepted for row in rows),
        }

    def to_dict(self) -> dict[str, Any]:
        """Return what the JSON format writes: schema version 1, strict."""
        from metricdiff.formats.model_json import document  # the arrow back

        return document(self)

    def __str__(self) -> str:
        from metricdiff.formats.model_table import plain

        return plain(self)
