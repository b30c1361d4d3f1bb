"""A model as JSON, schema version 1: keys are only ever added.

The rows are those of ``compare``: ``keras`` is what ``evaluate`` says, and ``predict`` stands
beside it.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from metricdiff.formats import strict_json
from metricdiff.formats.json_format import SCHEMA_VERSION, comparison, data_note, side
from metricdiff.formats.style import Style
from metricdiff.modelling.model import Output
from metricdiff.modelling.reported import Explained
from metricdiff.modelling.result import ModelReport, ModelRow


def render(report: ModelReport, form: Style) -> str:
    """Return the document, indented for people who look into it."""
    del form
    return strict_json.dumps(document(report))


def document(report: ModelReport) -> dict[str, Any]:
    """Return the report as plain dictionaries, lists, texts and numbers."""
    model, data = report.source
    strict: dict[str, Any] = strict_json.spelled(
        {
            "schema_version": SCHEMA_VERSION,
            "tool": dict(report.tool),
            "input": {
                "model": model,
                "data": data,
                "rows": report.model.rows,
                "batch_sizes": list(report.model.batch_sizes),
                "outputs": [_output(output, report) for output in report.model.outputs],
                "remarks": list(report.remarks),
            },
            "notes": [data_note(note) for note in report.notes],
            "comparisons": [_row(row) for row in report.rows],
            "reported": [_reported(one) for one in report.reported],
            "order": list(report.model.order),
            "summary": report.summary,
            "exit_code": report.exit_code,
        }
    )
    return strict


def _output(output: Output, report: ModelReport) -> dict[str, Any]:
    predictions = report.predictions[output.place]
    return {
        "name": output.name or None,
        "labels": list(output.labels.shape),
        "outputs": list(output.predictions.shape),
        "activation": output.activation,
        "sample_weight": None if output.weights is None else list(output.weights.shape),
        "mask": None if output.mask is None else list(output.mask.shape),
        "task": str(predictions.task) if predictions else None,
        "kind": str(predictions.kind) if predictions else None,
        "classes": list(predictions.classes) or None if predictions else None,
    }


def _row(row: ModelRow) -> dict[str, Any]:
    return {
        **comparison(row.comparison),
        "predict": side(row.predict),
        "predict_difference": row.predict_gap,
        "output": row.output or None,
        "role": row.item.role,
        "resolved": row.resolved or None,
    }


def _reported(one: Explained) -> dict[str, Any]:
    return {
        "metric": one.key,
        "name": one.reported.name,
        "value": one.reported.value,
        "resolution": one.reported.resolution,
        "evaluate": one.evaluate,
        "epoch": one.epoch or None,
        "verdict": str(one.answer),
        "candidates": [asdict(way) for way in one.ways],
        "hints": [{"code": code, "evidence": text} for code, text in one.hints],
    }
