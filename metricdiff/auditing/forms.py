"""In which form the metric takes the labels: (N,), (N, 1) or one column a class; which type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from metricdiff.auditing.cases import Case
from metricdiff.auditing.experiment import Experiment, Observed
from metricdiff.auditing.identifying import Known, Match
from metricdiff.auditing.laboratory import Laboratory
from metricdiff.auditing.result import Value
from metricdiff.inputs.predictions import Predictions
from metricdiff.words import Task

#: The type that labels are cast to where the metric does not take their own.
CAST = "float32"


@dataclass(frozen=True)
class Form:
    """A form of the labels.

    Attributes:
        array: Which array of a case: ``labels`` or ``one_hot``.
        flat: Whether their last axis, of length 1, is taken away.
        dtype: The type that they are cast to; empty for their own.
    """

    array: str = "labels"
    flat: bool = False
    dtype: str = ""

    def of(self, case: str, experiment: Experiment) -> Experiment:
        """Return an experiment on a case, with the labels in this form."""
        return replace(
            experiment,
            labels=f"{case}.{self.array}",
            predictions=f"{case}.predictions",
            flat=self.flat,
            dtype=self.dtype,
        )


@dataclass(frozen=True)
class Chosen:
    """The form that the metric is tested in.

    Attributes:
        form: The form.
        values: What the metric gives on each case, in one batch; none where it raised.
        matches: The candidates that give the same.
        others: What it gave in each of the other forms, on the rows of the audit.
        error: What it raised, where it raised in every form.
    """

    form: Form
    values: tuple[Value, ...]
    matches: tuple[Match, ...]
    others: Mapping[Form, Observed]
    error: str = ""


def forms(predictions: Predictions) -> tuple[Form, ...]:
    """Return the forms in which a metric may take these labels, the likeliest first."""
    column, flat = Form(), Form(flat=True)
    if predictions.task is Task.MULTICLASS and predictions.raw.y_pred.ndim > 1:
        one_hot = Form("one_hot")
        return (one_hot, flat, column) if predictions.one_hot else (flat, column, one_hot)
    wide = predictions.raw.y_true.ndim > 1
    return (column,) if wide else (column, flat)


def choose(laboratory: Laboratory, cases: Sequence[Case], known: Known, metric: str = "") -> Chosen:
    """Run the metric in every form on every case, and choose the form that it is made for.

    That is the first in which it equals a standard metric, else the first in which it does not
    raise.

    Args:
        laboratory: Runs the metric.
        cases: The sets of rows.
        known: What standard metrics give on them.
        metric: The canonical name of what the metric's name speaks of.
    """
    wanted = [
        replace(form, dtype=dtype) for form in forms(cases[0].predictions) for dtype in ("", CAST)
    ]
    arrays = {name: array for case in cases for name, array in case.arrays.items()}
    asked = [form.of(case.name, Experiment()) for form in wanted for case in cases]
    outcomes = laboratory.run(arrays, asked)
    width = len(cases)
    seen = {form: outcomes[i * width : (i + 1) * width] for i, form in enumerate(wanted)}
    first = {form: rows[0] for form, rows in seen.items()}
    ran = [form for form in wanted if not any(one.error for one in seen[form])]
    if not ran:
        form = next((one for one in wanted if not first[one].error), wanted[0])
        error = next(one.error for one in seen[form] if one.error)
        return Chosen(form, (), (), first, error)
    options: list[tuple[Form, tuple[Value, ...], list[Match]]] = []
    for form in ran:
        values = tuple(one.value for one in seen[form])
        if not any(values == known_values for _, known_values, _ in options):
            options.append((form, values, known.matches(values, metric)))
    form, values, matches = min(options, key=lambda option: _rank(option[2], metric))
    return Chosen(form, values, tuple(matches), first)


def _rank(matches: Sequence[Match], metric: str) -> tuple[int, int]:
    """Return how well matches speak for a form: standard, of its name; else, under fewer causes."""
    if not matches:
        return (2, 0)
    best = matches[0].candidate
    return (int(bool(best.codes)), int(best.metric != metric))


def told(form: Form, case: Case) -> str:
    """Return a form as a user reads it: ``(N, 1) int64``."""
    array = case.arrays[f"{case.name}.{form.array}"]
    shape = array.shape[1:-1] if form.flat else array.shape[1:]
    dims = ", ".join(["N", *map(str, shape)])
    return f"({dims}{',' if not shape else ''}) {form.dtype or array.dtype}"


def iterate_ranks(chosen: Form, predictions: Predictions) -> Iterator[Form]:
    """Yield the forms that differ from the chosen one in rank alone."""
    for form in forms(predictions):
        if form.array == chosen.array and form.flat != chosen.flat:
            yield replace(form, dtype=chosen.dtype)
