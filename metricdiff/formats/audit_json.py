"""An audit as JSON, schema version 1: keys are only ever added."""

from __future__ import annotations

from typing import Any

from metricdiff.auditing.result import Audit, Checked, Fault, Number, Value, Verdict
from metricdiff.formats import strict_json
from metricdiff.formats.json_format import described
from metricdiff.formats.style import Style

SCHEMA_VERSION = 1


def render(audit: Audit, form: Style) -> str:
    """Return the document, indented for people who look into it."""
    del form
    return strict_json.dumps(document(audit))


def document(audit: Audit) -> dict[str, Any]:
    """Return the audit as plain dictionaries, lists, texts and numbers."""
    counts = {str(one): sum(p.verdict is one for p in audit.properties) for one in Verdict}
    strict: dict[str, Any] = strict_json.spelled(
        {
            "schema_version": SCHEMA_VERSION,
            "tool": dict(audit.tool),
            "input": described(audit.predictions),
            "metric": {
                "target": audit.target,
                "name": audit.subject.name,
                "kind": audit.subject.kind,
                "is_metric": audit.subject.is_metric,
                "state": [{"name": n, "dtype": dtype} for n, dtype in audit.subject.state],
                "labels": audit.labels,
                "rows": audit.rows,
                "batch_size": audit.batch,
                "value": _value(audit.value.value),
                "error": audit.value.error or None,
            },
            "identity": _identity(audit),
            "properties": [_property(one) for one in audit.properties],
            "findings": [_fault(one) for one in audit.faults],
            "summary": {**counts, "findings": sum(one.fails for one in audit.faults)},
            "exit_code": audit.exit_code,
        }
    )
    return strict


def _identity(audit: Audit) -> dict[str, Any]:
    one = audit.identity
    return {
        "metric": one.metric or None,
        "call": one.call or None,
        "library": one.library or None,
        "value": _value(one.value),
        "own": _value(one.own),
        "also": list(one.others),
        "sets": one.sets,
        "tried": one.tried,
    }


def _property(one: Checked) -> dict[str, Any]:
    return {
        "name": one.name,
        "verdict": str(one.verdict),
        "seen": one.told,
        "codes": [fault.code for fault in one.faults if fault.code],
    }


def _fault(one: Fault) -> dict[str, Any]:
    return {
        "code": one.code or None,
        "name": one.name,
        "severity": "failure" if one.fails else "note",
        "evidence": one.evidence,
        "numbers": [_number(number) for number in one.numbers],
        "rows": list(one.rows) or None,
        "batches": list(one.batches) or None,
        "fix": one.fix or None,
    }


def _number(one: Number) -> dict[str, Any]:
    return {"of": one.of, "value": _value(one.value), "error": one.error or None}


def _value(value: Value) -> float | list[float] | None:
    if not value:
        return None
    return value[0] if len(value) == 1 else list(value)
