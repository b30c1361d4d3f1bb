"""A sweep as JSON, schema version 1: keys are only ever added."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from metricdiff.formats import strict_json
from metricdiff.formats.json_format import described
from metricdiff.formats.style import Style
from metricdiff.sweeping.result import Curve, Sweep

SCHEMA_VERSION = 1


def render(sweep: Sweep, form: Style) -> str:
    """Return the document, its arrays one value a threshold."""
    del form
    return strict_json.dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "input": described(sweep.predictions),
            "thresholds": sweep.thresholds.at.tolist(),
            "cuts": sweep.thresholds.cuts.tolist(),
            "tied_rows": sweep.tied.tolist(),
            "parted_rows": sweep.parted.tolist(),
            "metrics": [_curve(curve) for curve in sweep.curves],
        }
    )


def _curve(curve: Curve) -> dict[str, Any]:
    return {
        "metric": curve.metric,
        "variant": dict(curve.variant),
        "label": curve.label,
        "sklearn": curve.sklearn.tolist(),
        "keras": None if curve.keras is None else curve.keras.tolist(),
        "best": None if curve.best is None else asdict(curve.best),
    }
