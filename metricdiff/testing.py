"""For tests: that scikit-learn and Keras give the same numbers for a model's predictions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from metricdiff.report import Report


def assert_metrics_agree(y_true: Any, y_pred: Any, *, err_msg: str = "", **options: Any) -> Report:
    """Raise an ``AssertionError`` if the metrics of the two libraries differ.

    Args:
        y_true: (N,) labels, or (N, L) for several labels or outputs.
        y_pred: (N,) predictions, or (N, K) with one column a class, label or output.
        err_msg: What to say first when they differ.
        **options: The other arguments of :func:`metricdiff.compare`, such as ``metrics``,
            ``threshold``, ``rtol``, ``min_gap``, ``ignore``, ``baseline`` and ``fail_on``.

    Returns:
        The report, when they agree.

    Raises:
        AssertionError: They differ; the message holds both numbers, both calls, and the causes.
        MetricdiffError: They could not be compared.
    """
    __tracebackhide__ = True  # pytest shows the test that called, not this
    from metricdiff.api import compare
    from metricdiff.errors import MetricdiffError

    report = compare(y_true, y_pred, **options)
    if report.problems:
        raise MetricdiffError("; ".join(report.problems))
    if not report.ok:
        from metricdiff.formats.assertion import message

        raise AssertionError(message(report, err_msg))
    return report
