"""The report: what a comparison came to.  Formats render it, nothing here prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from metricdiff.engines.outcome import Value
from metricdiff.inputs.predictions import Predictions
from metricdiff.witnesses import Witnessed, Witnesses
from metricdiff.words import Pairing, Reason, Verdict

if TYPE_CHECKING:
    import pandas as pd

    from metricdiff.searching.result import Explained


@dataclass(frozen=True)
class Side:
    """One library's half of a comparison.

    Attributes:
        call: The call, as a user can paste it; ``None`` where the library has none.
        value: What it returned: a number, or one a class.
        error: The library's own error, where it raised.
        warnings: What the library warned of.
    """

    call: str | None
    value: Value | None = None
    error: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class FixLine:
    """A call to write instead, and what it gives on this data, landed or not."""

    call: str
    value: Value | None = None
    error: str | None = None


@dataclass(frozen=True)
class Finding(Witnessed):
    """A cause of a difference, proven on this data.

    Attributes:
        code: The code of the cause.
        name: Its name.
        contribution: What it adds to the difference; one a class for lists; ``None`` where a
            side has no number.
        value_after: The value once it is in.
        evidence: What of this data shows it.
        witnesses: The rows that change side; ``None`` where it acts on no row.
        keras_fix: What to write on Keras's side.
        sklearn_fix: What to write on scikit-learn's side.
        keras_advice: What to do on Keras's side where there is nothing to write; empty for what
            the manual page says.
        sklearn_advice: The same for scikit-learn's side.
        accepted: Whether the user accepts its gap.
    """

    code: str
    name: str
    contribution: Value | None
    value_after: Value | None
    evidence: str
    witnesses: Witnesses | None = None
    keras_fix: FixLine | None = None
    sklearn_fix: FixLine | None = None
    keras_advice: str = ""
    sklearn_advice: str = ""
    accepted: bool = False


@dataclass(frozen=True)
class Proof:
    """The computation that shows that the causes are the causes.

    Attributes:
        kind: ``landing``: changed field by field, the path ends at what the libraries returned;
            ``mending``: called again on data without the causes, the libraries agree.
        call: The call that the path ends at, or that was made again.
        value: What the path ends at, or what that call returned.
        residual: What the contributions leave of the difference.
    """

    kind: str
    call: str
    value: Value
    residual: Value


@dataclass(frozen=True)
class Comparison:
    """One row: a metric, a setting, a call on each side, two values, a verdict.

    Attributes:
        metric: The canonical name.
        variant: The settings that apply: ``threshold``, ``average``, ``k``, ``beta``, ``at``.
        pairing: How the two calls were chosen.
        label: Which reading of the metric, or which column, where there are several.
        sklearn: scikit-learn's half.
        keras: Keras's half.
        difference: keras - sklearn; a list for a list of values; ``None`` without two values.
        atol: The absolute tolerance.
        rtol: The tolerance relative to scikit-learn's value.
        verdict: What it came to.
        reason: Why it is incomparable.
        minor: Whether the difference is too small to fail on.
        failed: Whether it fails the run.
        classes: The class of each value in a list.
        unit: The unit of the values.
        causes: What makes the difference, in the order of the making; they add up to it.
        proof: The computation that shows it.
        residual: What the causes leave of the difference.
        agreement: Why the two agree, where they do.
        recorded: Whether the baseline holds the whole of the difference.
    """

    metric: str
    variant: Mapping[str, Any]
    pairing: Pairing
    sklearn: Side
    keras: Side
    verdict: Verdict
    label: str = ""
    difference: Value | None = None
    atol: float = 0.0
    rtol: float = 0.0
    reason: Reason | None = None
    minor: bool = False
    failed: bool = False
    classes: tuple[Any, ...] | None = None
    unit: str = ""
    causes: tuple[Finding, ...] = ()
    proof: Proof | None = None
    residual: Value | None = None
    agreement: Agreement | None = None
    recorded: bool = False

    @property
    def accepted(self) -> bool:
        """Whether the user accepts every cause, or the difference as it is."""
        causes = bool(self.causes) and all(finding.accepted for finding in self.causes)
        return causes or self.recorded

    @property
    def left(self) -> Value | None:
        """What the causes that the user accepts leave of the difference."""
        if self.difference is None:
            return None
        gaps = _items(self.difference)
        for finding in self.causes:
            if finding.accepted and finding.contribution is not None:
                parts = _items(finding.contribution)
                gaps = [gap - part for gap, part in zip(gaps, parts, strict=True)]
        return gaps if isinstance(self.difference, list) else gaps[0]

    @property
    def largest(self) -> float:
        """The difference that is largest in size; 0 where there is none."""
        values = self.difference if isinstance(self.difference, list) else [self.difference or 0.0]
        return max(values, key=abs, default=0.0)


def _items(value: Value) -> list[float]:
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True)
class MendedValue:
    """A metric on data without what is noted."""

    metric: str
    value: float


@dataclass(frozen=True)
class DataNote(Witnessed):
    """What the data themselves show, whatever the metrics say.

    Attributes:
        code: The code of the cause.
        name: Its name.
        evidence: What of this data shows it.
        witnesses: The rows that show it; ``None`` where no row does.
        mended: What would come out without it.
        keras: What to do on Keras's side.
        sklearn: What to do on scikit-learn's side.
        accepted: Whether the user accepts it.
        failed: Whether it fails the run.
    """

    code: str
    name: str
    evidence: str
    witnesses: Witnesses | None = None
    mended: tuple[MendedValue, ...] = ()
    keras: str = ""
    sklearn: str = ""
    accepted: bool = False
    failed: bool = False


@dataclass(frozen=True)
class Agreement:
    """Why two numbers agree.

    Attributes:
        code: The code of the reason.
        name: Its name.
        evidence: What of this data shows it, and how robust it is.
    """

    code: str
    name: str
    evidence: str


@dataclass(frozen=True)
class Report:
    """The outcome of one run.

    Attributes:
        predictions: What was compared.
        tool: The versions and settings that the numbers depend on.
        comparisons: One a row.
        exit_code: What a shell gets to see.
        problems: What kept the run from being whole, each in one line.
        notes: What the data themselves show, whatever the metrics say.
        log: What the Keras worker printed before it failed.
        reported: What the numbers are that the user reports.
    """

    predictions: Predictions
    tool: Mapping[str, Any]
    comparisons: tuple[Comparison, ...]
    exit_code: int
    problems: tuple[str, ...] = ()
    notes: tuple[DataNote, ...] = ()
    log: str = ""
    reported: tuple[Explained, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is nothing to report: no mismatch, no problem."""
        return self.exit_code == 0

    @property
    def keras_ran(self) -> bool:
        """Whether Keras could be run at all."""
        return self.tool["keras"] is not None

    @property
    def summary(self) -> dict[str, int]:
        """How many comparisons came to each verdict, and how many are minor or fail."""
        verdicts = Counter(comparison.verdict for comparison in self.comparisons)
        return {
            "equal": verdicts[Verdict.EQUAL],
            "explained": verdicts[Verdict.EXPLAINED],
            "minor": sum(comparison.minor for comparison in self.comparisons),
            "unexplained": verdicts[Verdict.UNEXPLAINED],
            "incomparable": verdicts[Verdict.INCOMPARABLE],
            "failed": sum(comparison.failed for comparison in self.comparisons),
            "accepted": sum(comparison.accepted for comparison in self.comparisons),
        }

    def of(self, *pairings: Pairing) -> tuple[Comparison, ...]:
        """Return the comparisons of some pairings."""
        return tuple(row for row in self.comparisons if row.pairing in pairings)

    def to_dict(self) -> dict[str, Any]:
        """Return what the JSON format writes: schema version 1, strict."""
        from metricdiff.formats.json_format import document  # the arrow back

        return document(self)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a comparison, as a pandas DataFrame."""
        import pandas as pd  # slow to import, and seldom wanted

        return pd.DataFrame(
            {
                "metric": row.metric,
                **{name: row.variant.get(name) for name in ("threshold", "average", "k", "beta")},
                "pairing": str(row.pairing),
                "sklearn": row.sklearn.value,
                "keras": row.keras.value,
                "difference": row.difference,
                "verdict": str(row.verdict),
                "minor": row.minor,
                "failed": row.failed,
                "sklearn_call": row.sklearn.call,
                "keras_call": row.keras.call,
            }
            for row in self.comparisons
        )

    def witnesses(self) -> pd.DataFrame:
        """Return the rows that causes and notes point at, one row for each cause.

        The columns are the line or the index of the row, the code and the name of the cause, the
        metrics that it moves, and what the file holds: labels and predictions.
        """
        from metricdiff.formats.witness_rows import frame  # the arrow back

        return frame(self)

    def __str__(self) -> str:
        from metricdiff.formats.table import plain

        return plain(self)

    def _repr_html_(self) -> str:
        from metricdiff.formats.html.fragment import fragment

        return fragment(self)
