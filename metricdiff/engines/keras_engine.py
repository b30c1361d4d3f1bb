"""Keras's side, from here: what runs a metric, and the one way in which calls are run."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from metricdiff.calls import Call
from metricdiff.calls.evaluation import evaluate
from metricdiff.calls.expression import INPUTS, dotted, unparse
from metricdiff.engines import keras_worker
from metricdiff.engines.given import KerasArrays, keras_arrays, keras_forms, together
from metricdiff.engines.outcome import Outcome, described, number
from metricdiff.errors import UsageError, nearest
from metricdiff.inputs.predictions import Predictions

#: Rows of one ``update_state``; reported, since the last digits depend on it.
CHUNK_ROWS = 65_536

#: Classes that are no metrics of labels and predictions, and what they are instead.
_OF_VALUES = {
    "Mean": "averages values that it is given; it takes no labels and predictions",
    "Sum": "adds up values that it is given; it takes no labels and predictions",
    "Metric": "is the base of all metrics and computes nothing",
}

#: What may be made with a function of all rows at once, to which weights mean nothing.
_OF_BATCHES = frozenset({"MeanMetricWrapper"})

#: Waits for what came of each metric that was begun.
Results = Callable[[], list[dict[str, Any]]]
#: One metric object: its constructor call, whether it gets the weights, what type Keras computes
#: in, and the place of its data.
_Key = tuple[str, bool, str, int]


@dataclass(frozen=True)
class Asked:
    """A Keras call to run.

    Attributes:
        call: The call.
        weighted: Whether it gets the sample weights.
        predictions: What it is run on.
        floatx: The type that Keras computes in, as ``keras.config.set_floatx`` takes it; empty for
            the one that is set.
        mask_weighs: Whether it gets the mask as weights; else as ``evaluate`` passes it on.
    """

    call: Call
    weighted: bool
    predictions: Predictions
    floatx: str = ""
    mask_weighs: bool = False

    @property
    def gets_weights(self) -> bool:
        """Whether it gets weights: those of the data, the mask as such, or a table's counts."""
        return self.weighted or self.mask_weighs or self._counted

    @property
    def data(self) -> Predictions:
        """What Keras gets: of a table the counts as weights, where those of the data are none."""
        return (
            self.predictions.unweighted if self._counted and not self.weighted else self.predictions
        )

    @property
    def _counted(self) -> bool:
        return self.predictions.raw.counts is not None and not self.streamed

    @property
    def streamed(self) -> bool:
        """Whether the rows stay in their files until Keras gets them.

        Of a table that was changed it gets the entries, which is quicker, but for metrics to which
        an entry with a weight is not as many rows.
        """
        streamed = self.predictions.raw.streamed
        return streamed is not None and (streamed.whole or not self._in_proportion)

    @property
    def _in_proportion(self) -> bool:
        names = [dotted(node.func) for node in self.call.library_calls()]
        weights = self.weighted and self.predictions.raw.sample_weight is not None
        truncating = weights and any("IoU" in name for name in names)
        return _OF_BATCHES.isdisjoint(names) and not truncating

    def key(self, node: ast.Call, place: int) -> _Key:
        """Return what tells the metric object of one of its calls from others."""
        return unparse(node), self.gets_weights, self.floatx, place


class KerasEngine(Protocol):
    """Something that runs Keras metrics."""

    @property
    def idle(self) -> bool:
        """Whether nothing is to be waited for."""

    def tool(self) -> dict[str, Any]:
        """Return Keras's versions and configuration."""

    def begin(self, calls: list[dict[str, Any]], given: KerasArrays, chunk_rows: int) -> Results:
        """Begin to run metrics, spelled and answered as the worker's protocol does.

        Returns:
            Waits for what came of each.
        """


class InProcess:
    """Keras in this process: where a notebook or a callback has loaded it anyway."""

    idle = True

    def tool(self) -> dict[str, Any]:
        """Return Keras's versions and configuration."""
        import keras  # loaded already, by the caller

        return keras_worker.describe(keras)

    def begin(self, calls: list[dict[str, Any]], given: KerasArrays, chunk_rows: int) -> Results:
        """Run metrics on the arrays themselves, when they are asked for."""
        import keras

        if given.blocks is None:
            arrays, classes = given.arrays, given.classes
            return partial(keras_worker.measure, keras, arrays, calls, classes, chunk_rows)
        return partial(_streamed, keras, calls, given, chunk_rows)


def _streamed(
    keras: Any, calls: list[dict[str, Any]], given: KerasArrays, chunk_rows: int
) -> list[dict[str, Any]]:
    """Feed metrics with blocks of rows."""
    assert given.blocks  # noqa: S101 - asked before
    measuring = keras_worker.Measuring(keras, calls, given.classes, chunk_rows)
    for arrays in given.blocks():
        measuring.feed(arrays)
    return measuring.results()


def run(engine: KerasEngine, asked: Sequence[Asked]) -> list[Outcome]:
    """Run calls and return what came of each; see :func:`start`."""
    return start(engine, asked)()


def start(engine: KerasEngine, asked: Sequence[Asked]) -> Callable[[], list[Outcome]]:
    """Begin to run every distinct metric once, all in one go.

    Args:
        engine: What runs the metrics.
        asked: The calls.

    Returns:
        Waits for the metrics and works out what came of each call.  It raises UsageError where
        ``keras.metrics`` has no such class, and WorkerError where Keras cannot run.
    """
    parts = _parts(asked)
    if len(parts) > 1:
        return _one_by_one(engine, asked, parts)
    data: dict[int, Predictions] = {id(one.data): one.data for one in asked}
    places = {key: place for place, key in enumerate(data)}
    distinct: dict[_Key, dict[str, Any]] = {}
    for one in asked:
        place = places[id(one.data)]
        for node in one.call.library_calls():
            key = one.key(node, place)
            if key not in distinct:
                distinct[key] = {**spelled(node, one), "data": place}
    if not distinct:
        return lambda: [_worked_out(one, 0, {}) for one in asked]
    given = together([keras_arrays(one, rows=asked[0].streamed) for one in data.values()])
    results = engine.begin(list(distinct.values()), given, CHUNK_ROWS)

    def outcomes() -> list[Outcome]:
        values = {key: _outcome(key[0], one) for key, one in zip(distinct, results(), strict=True)}
        return [_worked_out(one, places[id(one.data)], values) for one in asked]

    return outcomes


def _parts(asked: Sequence[Asked]) -> list[list[int]]:
    """Return the places of calls that run together, first those of one set of rows in files."""
    parts: dict[int, list[int]] = {}
    for place, one in enumerate(asked):
        parts.setdefault(id(one.data) if one.streamed else 0, []).append(place)
    return [*(part for key, part in parts.items() if key), *([parts[0]] if 0 in parts else [])]


def _one_by_one(
    engine: KerasEngine, asked: Sequence[Asked], parts: Sequence[Sequence[int]]
) -> Callable[[], list[Outcome]]:
    """Run one part after the other; the outcomes stand in the order of the calls."""
    begun = [start(engine, [asked[place] for place in parts[0]])]

    def outcomes() -> list[Outcome]:
        found: dict[int, Outcome] = {}
        for part in parts:
            waited = begun.pop() if begun else start(engine, [asked[place] for place in part])
            found.update(zip(part, waited(), strict=True))
        return [found[place] for place in range(len(asked))]

    return outcomes


def _worked_out(one: Asked, place: int, values: Mapping[_Key, Outcome]) -> Outcome:
    """Work an expression out from what its metrics returned."""
    outcomes = [values[one.key(node, place)] for node in one.call.library_calls()]
    for outcome in outcomes:
        if outcome.value is None:
            return outcome
    warnings = dict.fromkeys(warning for outcome in outcomes for warning in outcome.warnings)
    try:
        functions = dict.fromkeys(one.call.names())  # the metrics have been made with them already
        value = number(
            evaluate(
                one.call,
                functions,
                lambda node, *_: values[one.key(node, place)].value,
            )
        )
        return Outcome(value, warnings=tuple(warnings))
    except Exception as error:  # noqa: BLE001 - the user's own arithmetic
        return Outcome(error=described(error))


def spelled(node: ast.Call, one: Asked) -> dict[str, Any]:
    """Return a metric object as the worker's protocol spells it.

    Raises:
        UsageError: It is none that takes labels and predictions.
    """
    name = dotted(node.func)
    if name in _OF_VALUES:
        raise UsageError(f"{unparse(node)}: keras.metrics.{name} {_OF_VALUES[name]}")
    try:
        arguments = [_argument(argument) for argument in node.args]
        keywords = {keyword.arg: _argument(keyword.value) for keyword in node.keywords}
    except ValueError:
        raise UsageError(
            f"{unparse(node)}: the arguments of a Keras metric are plain values; "
            "labels and predictions are passed by metricdiff"
        ) from None
    functions = [value["function"] for value in arguments if isinstance(value, dict)]
    labels, scores = keras_forms((functions or [name])[0], one.predictions)
    return {
        "metric": name,
        "args": arguments,
        "kwargs": keywords,
        "labels": labels,
        "predictions": scores,
        "weighted": one.gets_weights,
        "masked": one.predictions.raw.mask is not None and not one.mask_weighs,
        **({"floatx": one.floatx} if one.floatx else {}),
    }


def _argument(node: ast.expr) -> Any:
    """Return a literal, or the name of one of Keras's functions as the worker takes it.

    Raises:
        ValueError: It is neither.
    """
    if isinstance(node, ast.Name) and node.id not in INPUTS:
        return {"function": node.id}
    return ast.literal_eval(node)


def _outcome(text: str, result: dict[str, Any]) -> Outcome:
    if "unknown" in result:
        what = "no class" if text.startswith(f"{result['unknown']}(") else "no function"
        raise UsageError(
            f"Keras has {what} {result['unknown']}{nearest(result['unknown'], result['nearest'])}"
        )
    return Outcome(result.get("value"), result.get("error"), tuple(result.get("warnings", ())))
