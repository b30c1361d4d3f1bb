"""Calls: one library's metric as a user can paste it.

A call is the text ``f1_score(y_true, y_pred > 0.5, average="macro")`` or ``AUC(curve="PR")``.  The
text is the only definition of what runs: it is parsed here, shown in every report and interpreted
by the engines (``evaluation``), so that a number can never travel with a call that did not make it.
"""

from metricdiff.calls.expression import Call, parse

__all__ = ["Call", "parse"]
