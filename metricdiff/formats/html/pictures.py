"""What pictures of predictions show, as numbers; the page draws them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.formats import style
from metricdiff.formats.html.elements import Html
from metricdiff.formats.html.page import Page
from metricdiff.formats.html.ranking import curves
from metricdiff.formats.html.sides import confusion
from metricdiff.formats.html.sweeping import metrics_over_thresholds
from metricdiff.formats.scores import Distribution, distribution
from metricdiff.recipes.facts import Facts
from metricdiff.report import Comparison, Report
from metricdiff.words import Task, Verdict

_BINS = 60
_MOST_BETWEEN = 200
_MOST_POINTS = 1500
_MOST_CLASSES = 60


def pictures(report: Report, page: Page) -> Iterator[Html]:
    """Yield the pictures that tell more than a number."""
    facts = Facts(report.predictions)
    if shown := distribution(report):
        yield page.figure("scores", _title(shown), _scores(shown, report, facts), wide=True)
    if report.predictions.task is Task.REGRESSION:
        yield page.figure("residuals", _residuals_title(report), _residuals(facts, report))
    yield from curves(report, facts, page)
    yield from confusion(report, facts, page)
    for row in report.comparisons:
        apart = row.verdict is not Verdict.EQUAL and not row.minor
        if isinstance(row.difference, list) and apart:
            yield page.figure("classes", _classes_title(row, report), _classes(row))
    yield from metrics_over_thresholds(report, page)


def _title(shown: Distribution) -> str:
    cuts = [f"{name or 'no error'} at {at:.4g}" for name, at in shown.cuts]
    words = "" if not cuts else f"; {'cut by ' if shown.cuts[0][0] else ''}{', '.join(cuts)}"
    return f"{shown.title[:1].upper()}{shown.title[1:]}{words}"


def _scores(shown: Distribution, report: Report, facts: Facts) -> dict[str, Any]:
    low, high = shown.low, shown.high
    edges = np.linspace(low, high if high > low else low + 1.0, _BINS + 1)
    return {
        "edges": edges.tolist(),
        "groups": [
            {
                "name": style.safe(group.name),
                "counts": group.histogram(edges).tolist(),
            }
            for group in shown.groups
        ],
        "cuts": [{"name": name, "at": at} for name, at in shown.cuts],
        "between": list(_between(report, facts)),
    }


def _between(report: Report, facts: Facts) -> Iterator[dict[str, Any]]:
    """Yield the rows that the libraries decide otherwise, of a task with one score a row."""
    if report.predictions.task is not Task.BINARY:
        return
    found: dict[tuple[int, int], str] = {}
    for row in report.comparisons:
        for finding in row.causes:
            own = finding.witnesses and finding.witnesses.predictions is report.predictions
            if own and finding.witnesses and _decides(row, finding.code):
                rows = finding.witnesses.first(_MOST_BETWEEN)
                entries = finding.witnesses.first_entries(_MOST_BETWEEN).tolist()
                for both in zip(rows, entries, strict=True):
                    found.setdefault(both, finding.code)
    raw = report.predictions.raw
    for (number, place), code in list(found.items())[:_MOST_BETWEEN]:
        score = float(facts.scores[place, 0])
        label = style.safe(raw.y_true[place] if raw.y_true.ndim == 1 else "")
        yield {"score": score, "row": style.safe(raw.row(number)), "label": label, "code": code}


def _decides(row: Comparison, code: str) -> bool:
    """Whether a cause is about decisions, and moves a metric of decisions at its threshold."""
    return code.startswith("MD2") and "threshold" in row.variant and row.pairing != "default"


def _residuals_title(report: Report) -> str:
    some = report.predictions.raw.y_pred.size > _MOST_POINTS
    sample = f" ({_MOST_POINTS} of {report.predictions.raw.y_pred.size:,} drawn)" if some else ""
    return f"Prediction less label over the prediction{sample}"


def _residuals(facts: Facts, report: Report) -> dict[str, Any]:
    predicted, labels = facts.scores, facts.numbers
    size = predicted.size
    drawn: npt.NDArray[np.int64] = np.arange(size)
    if size > _MOST_POINTS:
        drawn = np.sort(np.random.default_rng(0).choice(size, _MOST_POINTS, replace=False))
    raw, columns = report.predictions.raw, predicted.shape[1]
    names = raw.columns.y_true
    return {
        "x": predicted.ravel()[drawn].tolist(),
        "y": (predicted - labels).ravel()[drawn].tolist(),
        "rows": [style.safe(raw.row(int(place // columns))) for place in drawn],
        "outputs": [style.safe(names[place % columns]) for place in drawn] if columns > 1 else None,
    }


def _classes_title(row: Comparison, report: Report) -> str:
    where = style.where(row, report.predictions.task)
    values = row.difference if isinstance(row.difference, list) else []
    more = f" (the {_MOST_CLASSES} that differ most)" if len(values) > _MOST_CLASSES else ""
    return f"{where} by class{more}: {row.keras.call}"


def _classes(row: Comparison) -> dict[str, Any]:
    gaps: Any = row.difference
    names = row.classes or range(len(gaps))
    order = sorted(range(len(gaps)), key=lambda place: -abs(np.nan_to_num(gaps[place])))
    places = sorted(order[:_MOST_CLASSES])
    sklearn: Any = row.sklearn.value
    keras: Any = row.keras.value
    return {
        "names": [style.safe(names[place]) for place in places],
        "sklearn": [float(sklearn[place]) for place in places],
        "keras": [float(keras[place]) for place in places],
    }
