"""scikit-learn's side: its public functions, in this process."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from metricdiff.calls import Call
from metricdiff.calls.evaluation import Arguments, evaluate
from metricdiff.calls.expression import dotted, unparse
from metricdiff.engines.collapsing import COUNTING, RANKING, Collapsing
from metricdiff.engines.given import ranking_inputs, sklearn_inputs
from metricdiff.engines.outcome import Outcome, described, number
from metricdiff.engines.piecewise import in_pieces
from metricdiff.engines.ranking import corners, recalls, weights_of
from metricdiff.errors import UsageError, nearest
from metricdiff.inputs.predictions import Predictions


class SklearnEngine:
    """Runs calls on one set of predictions.

    Args:
        predictions: What the calls are run on.
    """

    def __init__(self, predictions: Predictions) -> None:
        self._counted = counted = predictions.counted
        self._inputs = sklearn_inputs(predictions)
        # What ranks scores needs each of them; of a table they are many, and taken when needed.
        self._fine = counted.fine if counted.raw.fine else None
        self._counts = counted.raw.counts
        self._collapsing = Collapsing()
        # A curve may stand twice in one expression, and in several.
        self._results: dict[str, Any] = {}

    def check(self, calls: Iterable[Call]) -> None:
        """Make sure that scikit-learn has every function that is called.

        Raises:
            UsageError: It has not; the message names the nearest.
        """
        for call in calls:
            for node in call.library_calls():
                _function(dotted(node.func))

    def run(self, call: Call) -> Outcome:
        """Run one call; whatever the library raises or warns of is part of the outcome."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                functions = _named_functions(call)
                inputs = self._inputs_of(call)
                inputs = {**inputs, **functions} if functions else inputs
                value = number(evaluate(call, inputs, self._library_call))
            except Exception as error:  # noqa: BLE001 - the library's own errors are findings
                return Outcome(error=described(error))
        messages = dict.fromkeys(" ".join(str(warning.message).split()) for warning in caught)
        return Outcome(value, warnings=tuple(messages))

    def _inputs_of(self, call: Call) -> Mapping[str, Any]:
        ranks = all(dotted(node.func) in RANKING for node in call.library_calls())
        return ranking_inputs(self._fine) if self._fine and ranks else self._inputs

    def _library_call(self, node: ast.Call, given: Callable[[], Arguments]) -> Any:
        key = unparse(node)
        if key not in self._results:
            self._results[key] = self._called(node, given)
        return self._results[key]

    def _called(self, node: ast.Call, given: Callable[[], Arguments]) -> Any:
        name = dotted(node.func)
        function = _function(name)
        if self._counts is None:
            merged = in_pieces(node, self._counted, function)
            if merged is not None:
                return merged
        arguments, keywords = given()
        if self._counts is not None:
            arguments, keywords = self._of_table(name, arguments, keywords)
        if self._counts is None or name in COUNTING:
            arguments, keywords = self._collapsing.collapsed(node, arguments, keywords)
        return function(*arguments, **keywords)

    def _of_table(
        self, name: str, arguments: list[Any], keywords: dict[str, Any]
    ) -> tuple[list[Any], dict[str, Any]]:
        """Return the arguments of a call on a table, its counts among them."""
        if not self._fine or name not in RANKING:
            return arguments, {"sample_weight": self._counts, **keywords}
        counts = self._fine.raw.counts
        if counts is None or "sample_weight" in keywords:
            return arguments, keywords
        labels, scores = arguments
        if name == "roc_auc_score" and not keywords:
            labels, scores, counts = corners(labels, scores, counts)
        if name == "average_precision_score" and keywords.keys() <= {"pos_label"}:
            positive = keywords.get("pos_label", 1)
            labels, scores, counts = recalls(labels, scores, counts, positive)
        return [labels, scores], {**keywords, "sample_weight": weights_of(counts)}


def _named_functions(call: Call) -> dict[str, Callable[..., Any]]:
    """Return the functions that a call is given, as ``metric_at_thresholds`` is."""
    import sklearn.metrics

    public = {name for name in call.names() if name in sklearn.metrics.__all__}
    return {name: getattr(sklearn.metrics, name) for name in public}


def _function(name: str) -> Callable[..., Any]:
    """Return a public metric function of scikit-learn."""
    import sklearn.metrics  # takes a second or two
    from sklearn.metrics import pairwise

    public = set(sklearn.metrics.__all__)
    if name in public:
        return getattr(sklearn.metrics, name)  # type: ignore[no-any-return]
    if name in {"paired_cosine_distances", "cosine_similarity"}:  # public, and not re-exported
        return getattr(pairwise, name)  # type: ignore[no-any-return]
    raise UsageError(f"sklearn.metrics has no {name}{nearest(name, public)}")
