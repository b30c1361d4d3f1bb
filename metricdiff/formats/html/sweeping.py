"""Metrics over thresholds, both libraries, as numbers for pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from metricdiff.errors import UsageError
from metricdiff.formats import sweep_words as words
from metricdiff.formats.html.elements import Html
from metricdiff.formats.html.page import Page
from metricdiff.report import Report
from metricdiff.sweeping.result import Curve, Sweep
from metricdiff.sweeping.running import sweep_predictions
from metricdiff.words import Kind

_STEPS = 200
_MOST_POINTS = 400
#: A smaller difference is the noise of float32.
_VISIBLE = 1e-5


def metrics_over_thresholds(report: Report, page: Page) -> Iterator[Html]:
    """Yield a picture of each metric that depends on a threshold; none where nothing is cut."""
    predictions = report.predictions
    steps = np.arange(1, _STEPS) / _STEPS
    if predictions.kind is Kind.SCORES:
        finite = predictions.raw.y_pred[np.isfinite(predictions.raw.y_pred)]
        steps = np.unique(np.quantile(finite, steps)) if len(finite) else steps
    try:
        sweep = sweep_predictions(predictions, (), tuple(steps.tolist()))
    except UsageError:  # argmax decides, or nothing does
        return
    yield from figures(sweep, page)


def figures(sweep: Sweep, page: Page) -> Iterator[Html]:
    """Yield a picture of each metric of a sweep."""
    for curve in sweep.curves:
        yield page.figure("threshold", _caption(curve, sweep), _data(curve, sweep))


def _caption(curve: Curve, sweep: Sweep) -> str:
    if curve.best is None:
        return f"{curve.name} over the threshold"
    best = words.number(curve.best.value, curve, sweep)
    return (
        f"{curve.name} over the threshold; scikit-learn's best {best} at {curve.best.threshold:.4g}"
    )


def _data(curve: Curve, sweep: Sweep) -> dict[str, Any]:
    at = sweep.thresholds.at
    places = np.unique(np.linspace(0, len(at) - 1, min(len(at), _MOST_POINTS)).round().astype(int))
    keras = None
    if curve.keras is not None:
        apart = ~np.isclose(curve.keras, curve.sklearn, atol=_VISIBLE, equal_nan=True)
        keras = curve.keras[places].tolist() if apart.any() else None
    return {
        "at": at[places].tolist(),
        "sklearn": curve.sklearn[places].tolist(),
        "keras": keras,
        "inKeras": curve.keras is not None,
        "best": curve.best.threshold if curve.best else None,
    }
