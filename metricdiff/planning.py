"""Which comparisons a run makes: metrics, times settings, times pairings, as pairs of calls."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from metricdiff.calls import Call, parse
from metricdiff.calls.expression import dotted, is_library_call, unparse
from metricdiff.engines import given
from metricdiff.errors import UsageError
from metricdiff.inputs.predictions import Predictions
from metricdiff.metrics import defaults, registry
from metricdiff.metrics.declaration import Entry, Metric, Needs
from metricdiff.metrics.registry import Named
from metricdiff.settings import Settings
from metricdiff.words import Kind, Pairing, Task

DEFAULT_THRESHOLD = 0.5

#: Averages that a Keras class with an ``average`` argument does not know.
_NOT_IN_KERAS = frozenset({"samples"})
#: scikit-learn takes scores of as many classes for those of a binary task.
_TWO = 2
#: What scikit-learn has for more classes alone; the two largest of two scores are all of them.
_OF_MORE = frozenset({"top_k_accuracy", "categorical_hinge"})


@dataclass(frozen=True)
class Planned:
    """A comparison that is still to be run.

    Attributes:
        metric: The metric; ``None`` for calls that the user gave.
        variant: The settings that apply.
        pairing: How the two calls were chosen.
        sklearn: scikit-learn's call.
        keras: Keras's call.
        weighted: Whether Keras gets the sample weights.
        label: Which reading of the metric, or which column.
        masked: Whether a mask leaves rows out on scikit-learn's side.
        mask_weighs: Whether Keras gets the mask as weights; else as ``evaluate`` passes it on.
    """

    metric: Metric | None
    variant: Mapping[str, Any]
    pairing: Pairing
    sklearn: Call | None
    keras: Call | None
    weighted: bool = False
    label: str = ""
    masked: bool = False
    mask_weighs: bool = False

    @property
    def name(self) -> str:
        """The metric's name, or that of the function that the user called."""
        if self.metric:
            return self.metric.name
        assert self.sklearn  # noqa: S101 - a custom pair has both
        return dotted(next(self.sklearn.library_calls()).func)

    @property
    def heeds_mask(self) -> bool:
        """Whether what a mask takes out does not count on Keras's side either."""
        return not self.masked or self.mask_weighs or (not self.keras or _takes_mask(self.keras))

    @property
    def sklearn_text(self) -> str | None:
        """scikit-learn's call as the user reads it."""
        if self.sklearn is None:
            return None
        return (self.sklearn.masked if self.masked else self.sklearn).text

    @property
    def keras_text(self) -> str | None:
        """Keras's call as the user reads it, with the weights where it gets them."""
        if self.keras is None:
            return None
        weights = [*["sample_weight"] * self.weighted, *["mask"] * self.mask_weighs]
        if not weights:
            return self.keras.text
        weighted = _Weighted(" * ".join(weights))
        return unparse(weighted.visit(copy.deepcopy(self.keras.tree)))


@dataclass
class _Writer:
    """Fills templates in for one set of predictions."""

    predictions: Predictions
    sklearn_texts: Mapping[str, str] = field(init=False)
    keras_texts: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.sklearn_texts = given.sklearn_texts(self.predictions.counted)
        self.keras_texts = given.keras_texts(self.predictions)

    @property
    def weighted(self) -> bool:
        return self.predictions.raw.sample_weight is not None

    def loses_mask(self, keras: Call) -> bool:
        """Whether there is a mask, and ``evaluate`` does not pass it on to a call."""
        mask = self.predictions.raw.mask
        return mask is not None and not mask.all() and not _takes_mask(keras)

    def sklearn(
        self, template: str, variant: Mapping[str, Any], sign: int = 1, decided: str | None = None
    ) -> Call:
        texts = {**self.sklearn_texts, **_spelled(variant)}
        if "{decisions}" in template:
            threshold = variant.get("threshold", DEFAULT_THRESHOLD)
            texts["decisions"] = decided or given.decisions(self.predictions, threshold)
        text = template.format_map(texts)
        call = parse(_signed(text, sign)).without(defaults.SKLEARN)
        if self.predictions.one_hot:
            call = call.with_input("y_true", "y_true.argmax(axis=1)")
        if self.weighted:
            call = call.with_keyword("sample_weight", "sample_weight", unless=defaults.UNWEIGHTED)
        return call

    def keras(self, template: str, variant: Mapping[str, Any], sign: int = 1) -> Call:
        text = template.format_map({**self.keras_texts, **_spelled(variant)})
        return parse(_signed(text, sign)).without(defaults.KERAS)


def plan(predictions: Predictions, settings: Settings) -> tuple[Planned, ...]:
    """Return the comparisons to run, each distinct pair of calls once.

    Args:
        predictions: What they will be run on.
        settings: What the user asks for.

    Raises:
        UsageError: A metric that the user named has no call on this task in either library, or a
            setting does not apply.
    """
    _check(settings, predictions)
    writer = _Writer(predictions)
    planned: dict[tuple[Any, ...], Planned] = {}
    # With calls of their own, users want those; the metrics they name come with them.
    if settings.metrics or not settings.custom:
        for named in registry.chosen(settings.metrics, predictions.task):
            if _applies(named, predictions):
                for row in _of_metric(named, writer, settings):
                    key = (row.name, row.pairing, row.sklearn_text, row.keras_text)
                    planned.setdefault(key, row)
    rows = list(planned.values())
    for sklearn, keras in settings.custom:
        rows.append(_custom(parse(sklearn), parse(keras), writer))
    return tuple(rows) if predictions.raw.mask is None else tuple(map(_masked, rows))


def _masked(row: Planned) -> Planned:
    """Give both sides the mask; with nothing set Keras gets it as ``evaluate`` passes it on."""
    return replace(row, masked=True, mask_weighs=row.pairing is not Pairing.DEFAULT)


def _check(settings: Settings, predictions: Predictions) -> None:
    cut = predictions.task in {Task.BINARY, Task.MULTILABEL}
    if settings.thresholds and (not cut or predictions.kind is Kind.DECISIONS):
        what = "decisions" if predictions.kind is Kind.DECISIONS else f"{predictions.task} scores"
        raise UsageError(f"--threshold does not apply to {what}: there is nothing to cut")


def _applies(named: Named, predictions: Predictions) -> bool:
    """Whether a metric can be computed; a metric that the user named must be."""
    metric, task, kind = named.metric, predictions.task, predictions.kind
    reason = ""
    if task not in metric.entries:
        tasks = ", ".join(metric.entries)
        reason = f"neither library computes it on a {task} task (it is for {tasks})"
    elif task is Task.REGRESSION and metric.needs is Needs.DECISIONS:
        return bool(named.asked)  # no question of its own: shown to those who ask
    elif metric.name in _OF_MORE and len(predictions.classes) == _TWO:
        return bool(named.asked)
    elif not metric.needs.met_by(kind):
        reason = f"it needs {metric.needs}, and the predictions are {kind} (--kind)"
    if reason and named.asked:
        raise UsageError(f"{named.asked}: {reason}")
    return not reason


def _of_metric(named: Named, writer: _Writer, settings: Settings) -> Iterator[Planned]:
    """Yield the matched comparisons of a metric, the decision column's, and the default."""
    metric, sign = named.metric, named.pins.get("sign", 1)
    entry = metric.entries[writer.predictions.task]
    averaging = writer.predictions.unit_rows and len(writer.predictions.classes) > _TWO
    matched = []
    for variant in _variants(named, entry, writer.predictions, settings):
        theirs = entry.sklearn_for(variant.get("average"), averaging=averaging)
        sklearn = writer.sklearn(theirs, variant, sign) if theirs else None
        template = entry.keras_for(variant.get("average"))
        if variant.get("average") in _NOT_IN_KERAS:
            template = None
        keras = writer.keras(template, variant, sign) if template else None
        usual = Planned(
            metric, variant, Pairing.MATCHED, sklearn, keras, writer.weighted, entry.label
        )
        matched.append(_pinned(usual, named, writer))
    yield from (row for row in matched if row.sklearn or row.keras)
    if writer.predictions.raw.decision is not None and metric.needs is Needs.DECISIONS:
        yield from _of_decision_column(metric, entry, matched[0], writer, sign)
    if not {"keras", "sklearn"} & set(named.pins):
        yield from _default(metric, entry, matched, writer, sign)


def _pinned(usual: Planned, named: Named, writer: _Writer) -> Planned:
    """Return a comparison with the calls that a name pins; others than the usual are custom."""
    calls: dict[str, Any] = {}
    sign = named.pins.get("sign", 1)
    if "sklearn" in named.pins:
        calls["sklearn"] = writer.sklearn(named.pins["sklearn"], usual.variant, sign)
    if "keras" in named.pins:
        calls["keras"] = writer.keras(named.pins["keras"], usual.variant, sign)
    if all(call == getattr(usual, side) for side, call in calls.items()):
        return usual
    return replace(usual, **calls, pairing=Pairing.CUSTOM)


def _variants(
    named: Named, entry: Entry, predictions: Predictions, settings: Settings
) -> list[dict[str, Any]]:
    """Return each combination of the settings that a metric has on this task."""
    axes: dict[str, Sequence[Any]] = {}
    decided = predictions.kind is Kind.DECISIONS or predictions.task is Task.MULTICLASS
    if entry.fields & {"threshold", "decisions"} and not decided:
        axes["threshold"] = settings.thresholds or (DEFAULT_THRESHOLD,)
    for name, values in entry.settings.items():
        asked = settings.averages if name == "average" else ()
        axes[name] = (named.pins[name],) if name in named.pins else (asked or values)
    few = predictions.raw.y_pred.ndim > 1 and predictions.raw.y_pred.shape[1] <= 5  # noqa: PLR2004
    if "k" in axes and few and predictions.task is not Task.REGRESSION:
        axes["k"] = (2,)  # the five largest of five columns are all of them
    return [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]


def _of_decision_column(
    metric: Metric, entry: Entry, first: Planned, writer: _Writer, sign: int
) -> Iterator[Planned]:
    """Yield the comparison whose scikit-learn side is the file's own column of decisions."""
    if entry.sklearn is None or first.keras is None:
        return
    variant = dict(first.variant)
    if "threshold" in variant:
        variant["threshold"] = DEFAULT_THRESHOLD
    template = entry.keras_for(variant.get("average"))
    assert template  # noqa: S101 - the first row has a Keras call
    yield Planned(
        metric,
        variant,
        Pairing.MATCHED,
        writer.sklearn(entry.sklearn, variant, sign, decided="decision"),
        writer.keras(template, variant, sign),
        writer.weighted,
        f"column {writer.predictions.raw.columns.decision}",
    )


def _default(
    metric: Metric, entry: Entry, matched: list[Planned], writer: _Writer, sign: int
) -> Iterator[Planned]:
    """Yield what Keras gives when nothing is set, unless that is a matched call."""
    usual = [row for row in matched if row.variant.get("threshold") == DEFAULT_THRESHOLD]
    first = (usual or matched)[0]
    if entry.default:
        keras = writer.keras(entry.default.keras, {}, sign)
    elif first.keras and (writer.weighted or writer.loses_mask(first.keras)):
        keras = first.keras
    else:
        return
    same = not writer.weighted and not writer.loses_mask(keras)
    if same and keras.text in {row.keras_text for row in matched}:
        return
    sklearn, label = first.sklearn, ""
    if entry.default and entry.default.sklearn:
        sklearn = writer.sklearn(entry.default.sklearn, first.variant, sign)
        label = entry.default.label
    yield Planned(metric, {}, Pairing.DEFAULT, sklearn, keras, label=label)


def _custom(sklearn: Call, keras: Call, writer: _Writer) -> Planned:
    """Return the comparison of two calls that the user gave."""
    tree = sklearn.tree
    if isinstance(tree, ast.Call) and is_library_call(tree) and not tree.args:
        sklearn = sklearn.with_arguments(_usual_arguments(dotted(tree.func), writer))
    if writer.weighted:
        sklearn = sklearn.with_keyword("sample_weight", "sample_weight", unless=defaults.UNWEIGHTED)
    return Planned(None, {}, Pairing.CUSTOM, sklearn, keras, writer.weighted)


def _usual_arguments(function: str, writer: _Writer) -> list[str]:
    """Return the arguments that a function takes where the catalogue calls it on this task."""
    for metric in registry.METRICS:
        entry = metric.entries.get(writer.predictions.task)
        if not entry or not entry.sklearn or not metric.needs.met_by(writer.predictions.kind):
            continue
        variant = {name: values[0] for name, values in entry.settings.items()}
        for node in writer.sklearn(entry.sklearn, variant).library_calls():
            if dotted(node.func) == function:
                return [unparse(argument) for argument in node.args]
    raise UsageError(
        f"--sklearn {function}(...): say what it is given, as in {function}(y_true, y_pred)"
    )


def _spelled(variant: Mapping[str, Any]) -> dict[str, str]:
    """Return the settings as Python spells them in a call."""
    average = variant.get("average")
    none = average in {None, "none"}
    return {
        "threshold": repr(float(variant.get("threshold", DEFAULT_THRESHOLD))),
        "average": "None" if none else given.literal(str(average)),
        "keras_average": "None" if none or average == "binary" else given.literal(str(average)),
        **{name: repr(variant[name]) for name in ("k", "beta", "at") if name in variant},
    }


def _signed(text: str, sign: int) -> str:
    return text if sign > 0 else f"-({text})"


def _takes_mask(keras: Call) -> bool:
    """Whether all metrics of a call heed the mask that ``evaluate`` leaves on the predictions."""
    return all(given.takes_mask(dotted(node.func)) for node in keras.library_calls())


class _Weighted(ast.NodeTransformer):
    """Shows each metric called with the weights: ``Recall()(y_true, y_pred, sample_weight)``."""

    def __init__(self, weights: str) -> None:
        self.weights = ast.parse(weights, mode="eval").body

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if not is_library_call(node):
            return node
        return ast.Call(node, [ast.Name("y_true"), ast.Name("y_pred"), self.weights], [])
