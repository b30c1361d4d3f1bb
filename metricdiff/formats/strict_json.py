"""JSON without the tokens that JSON has not: NaN and infinities become strings."""

from __future__ import annotations

import json
import math
from typing import Any


def dumps(value: Any) -> str:
    """Return *value* as strict JSON, indented, with a line break at the end."""
    return json.dumps(spelled(value), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def spelled(value: Any) -> Any:
    """Spell what JSON has no number for: ``NaN``, ``Infinity``, ``-Infinity``."""
    if isinstance(value, dict):
        return {key: spelled(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [spelled(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    return value
