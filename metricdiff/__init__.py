"""metricdiff: why do my Keras and scikit-learn metrics differ?

``metricdiff.compare(y_true, y_pred)`` runs both libraries on the same predictions and returns a
:class:`Report`; ``metricdiff.explain(y_true, y_pred, {"accuracy": 0.9512})`` says how a reported
number was computed; ``metricdiff.audit(my_metric, y_true, y_pred)`` what a custom Keras metric is;
``metricdiff.sweep(y_true, y_pred)`` returns decision metrics at every threshold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from metricdiff._version import __version__

if TYPE_CHECKING:
    from metricdiff.api import audit, compare, explain, sweep
    from metricdiff.auditing.result import Audit
    from metricdiff.engines.keras_process import keep_keras
    from metricdiff.errors import EngineError, InputError, MetricdiffError, UsageError
    from metricdiff.report import Comparison, Report
    from metricdiff.searching.result import Explanation
    from metricdiff.sweeping.result import Sweep

__all__ = [
    "Audit",
    "Comparison",
    "EngineError",
    "Explanation",
    "InputError",
    "MetricdiffError",
    "Report",
    "Sweep",
    "UsageError",
    "__version__",
    "audit",
    "compare",
    "explain",
    "keep_keras",
    "sweep",
]

_HOMES = {
    "Audit": "metricdiff.auditing.result",
    "audit": "metricdiff.api",
    "compare": "metricdiff.api",
    "explain": "metricdiff.api",
    "Explanation": "metricdiff.searching.result",
    "keep_keras": "metricdiff.engines.keras_process",
    "sweep": "metricdiff.api",
    "Sweep": "metricdiff.sweeping.result",
    "Report": "metricdiff.report",
    "Comparison": "metricdiff.report",
    "MetricdiffError": "metricdiff.errors",
    "InputError": "metricdiff.errors",
    "UsageError": "metricdiff.errors",
    "EngineError": "metricdiff.errors",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: the command line starts without NumPy."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
