"""JSON, schema version 1: keys are only ever added.  Strict: no NaN, no Infinity tokens."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from metricdiff.formats import strict_json
from metricdiff.formats.answer_json import answer
from metricdiff.formats.style import Style
from metricdiff.inputs.predictions import Predictions
from metricdiff.report import Comparison, DataNote, Finding, FixLine, Report, Side

SCHEMA_VERSION = 1


def render(report: Report, form: Style) -> str:
    """Return the document, indented for people who look into it."""
    del form
    return strict_json.dumps(document(report))


def document(report: Report) -> dict[str, Any]:
    """Return the report as plain dictionaries, lists, texts and numbers."""
    strict: dict[str, Any] = strict_json.spelled(
        {
            "schema_version": SCHEMA_VERSION,
            "tool": dict(report.tool),
            "input": described(report.predictions),
            "notes": [data_note(note) for note in report.notes],
            "comparisons": [comparison(row) for row in report.comparisons],
            "reported": [answer(one) for one in report.reported],
            "problems": list(report.problems),
            "summary": report.summary,
            "exit_code": report.exit_code,
        }
    )
    return strict


def described(predictions: Predictions) -> dict[str, Any]:
    """Return what was understood of the input."""
    raw = predictions.raw
    return {
        "files": list(raw.files),
        "rows": predictions.rows,
        "row_base": raw.row_base,
        "task": str(predictions.task),
        "kind": str(predictions.kind),
        "y_true": list(raw.columns.y_true),
        "y_pred": list(raw.columns.y_pred),
        "decision": raw.columns.decision,
        "sample_weight": raw.columns.sample_weight,
        "mask": raw.columns.mask,
        "shape": list(raw.shape) or None,
        "classes": list(predictions.classes) or None,
        "pos_label": predictions.classes[1] if predictions.task == "binary" else None,
        "remarks": list(predictions.remarks),
    }


def comparison(row: Comparison) -> dict[str, Any]:
    """Return one row."""
    return {
        "metric": row.metric,
        "variant": dict(row.variant),
        "label": row.label or None,
        "pairing": str(row.pairing),
        "sklearn": side(row.sklearn),
        "keras": side(row.keras),
        "classes": list(row.classes) if row.classes else None,
        "difference": row.difference,
        "atol": row.atol,
        "rtol": row.rtol,
        "verdict": str(row.verdict),
        "reason": str(row.reason) if row.reason else None,
        "minor": row.minor,
        "failed": row.failed,
        "accepted": row.accepted,
        "causes": [_finding(finding) for finding in row.causes],
        "proof": asdict(row.proof) if row.proof else None,
        "residual": row.residual if row.proof else row.difference,
        "agreement": asdict(row.agreement) if row.agreement else None,
    }


def data_note(note: DataNote) -> dict[str, Any]:
    """Return what the data show by themselves."""
    return {
        "code": note.code,
        "name": note.name,
        "evidence": note.evidence,
        "rows": note.rows,
        "row_files": note.row_files,
        "row_positions": note.row_positions,
        "row_count": note.row_count,
        "mended": [asdict(one) for one in note.mended],
        "accepted": note.accepted,
        "failed": note.failed,
        "fix": {"sklearn": note.sklearn or None, "keras": note.keras or None},
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "contribution": finding.contribution,
        "value_after": finding.value_after,
        "evidence": finding.evidence,
        "rows": finding.rows,
        "row_files": finding.row_files,
        "row_positions": finding.row_positions,
        "row_count": finding.row_count,
        "accepted": finding.accepted,
        "fix": {
            "sklearn": _fix(finding.sklearn_fix),
            "keras": _fix(finding.keras_fix),
        },
    }


def _fix(line: FixLine | None) -> dict[str, Any] | None:
    return None if line is None else {"call": line.call, "value": line.value}


def side(one: Side) -> dict[str, Any]:
    """Return the half of one library."""
    return {
        "call": one.call,
        "value": one.value,
        "error": one.error,
        "warnings": list(one.warnings),
    }
