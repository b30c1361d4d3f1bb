"""Write ``docs/parity.md``: what each library calls every metric, and what both give on a few rows.

Nothing here is known by heart.  The calls are those of the catalogue, the values and the verdicts
those of ``metricdiff.compare``, the names those of the installed libraries.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

import metricdiff
from metricdiff.calls import Call, parse
from metricdiff.calls.expression import dotted
from metricdiff.diagnosis.tolerance import Tolerance
from metricdiff.engines.outcome import Outcome, Value
from metricdiff.engines.sklearn_engine import SklearnEngine
from metricdiff.formats import style
from metricdiff.metrics.registry import METRICS
from metricdiff.planning import plan
from metricdiff.report import Comparison, Report, Side
from metricdiff.settings import AVERAGES, Settings
from metricdiff.words import Pairing, Verdict

#: Settings that each library has a default for, or raises without.
_SETTINGS = frozenset({"average", "multi_class", "k", "beta"})

#: A few rows of each task.  Two scores of the binary ones share a cell of Keras's curves.
DATA: dict[str, tuple[Any, Any]] = {
    "binary, probabilities": (
        [0, 1, 1, 0, 1, 0, 0, 1, 0, 0],
        [0.11, 0.83, 0.46, 0.462, 0.71, 0.38, 0.92, 0.57, 0.66, 0.24],
    ),
    "binary, logits": (
        [0, 1, 1, 0, 1, 0, 0, 1, 0, 0],
        [-2.1, 1.6, -0.2, -0.3, 0.9, -0.5, 2.4, 0.3, 0.7, -1.2],
    ),
    "multiclass, probabilities": (
        [0, 2, 1, 2, 0, 1, 1, 2, 0, 2],
        [
            *([0.70, 0.20, 0.10], [0.15, 0.25, 0.60], [0.21, 0.63, 0.16], [0.38, 0.28, 0.34]),
            *([0.45, 0.42, 0.13], [0.12, 0.54, 0.34], [0.53, 0.36, 0.11], [0.05, 0.18, 0.77]),
            *([0.17, 0.48, 0.35], [0.09, 0.22, 0.69]),
        ],
    ),
    "multilabel, probabilities": (
        [[1, 0, 1], [0, 1, 0], [1, 1, 0], [0, 0, 1], [1, 0, 0], [0, 1, 1]],
        [
            *([0.81, 0.32, 0.57], [0.24, 0.66, 0.41], [0.62, 0.48, 0.13]),
            *([0.35, 0.58, 0.72], [0.64, 0.78, 0.53], [0.44, 0.77, 0.69]),
        ],
    ),
    "regression": (
        [1.2, 3.4, 2.2, 5.1, 4.3, 0.8, 2.9, 3.7],
        [1.5, 3.1, 2.6, 4.4, 4.9, 1.1, 2.7, 3.2],
    ),
    "regression, three outputs": (
        [[1.2, 3.4, 2.2], [5.1, 4.3, 0.8], [2.9, 3.7, 1.6], [0.7, 2.5, 4.8], [3.3, 1.9, 2.7]],
        [[1.5, 3.1, 2.6], [4.4, 4.9, 1.1], [2.7, 3.2, 2.3], [1.4, 2.2, 5.3], [2.9, 2.4, 2.1]],
    ),
}


@dataclass(frozen=True)
class Found:
    """What came of some rows.

    Attributes:
        title: What they are.
        report: Both libraries on them.
    """

    title: str
    report: Report


def page() -> str:
    """Run both libraries and return the page."""
    found = [
        Found(title, metricdiff.compare(y, p, metrics="all")) for title, (y, p) in DATA.items()
    ]
    parts = [_head(found[0].report), *map(_section, found), _without_counterpart(found)]
    return "\n".join(parts)


def _head(report: Report) -> str:
    tool = report.tool
    return f"""# Parity

What scikit-learn and Keras call each metric of the catalogue, what both give on the same few rows,
and whether that is the same number. Made by running scikit-learn {tool["sklearn"]} and Keras \
{tool["keras"]} (TensorFlow
{tool["tensorflow"]}, {tool["floatx"]}); `make docs` makes it anew.

Both sides of a row have the same settings; a row *nothing set* is what Keras gives when nothing is
set, where that is another call. Numbers that differ are followed by their [causes](causes.md),
proven on these rows, and by a call that gives the other side's number, where there is one. Numbers
that are equal here may differ on other data: ties, absent classes, zeros and NaN have causes of
their own.
"""


def _section(found: Found) -> str:
    y_true, y_pred = DATA[found.title]
    rows = [_row(row, found.report) for row in found.report.comparisons]
    lines = [
        f"## {found.title.capitalize()}\n",
        "```python",
        *_assignment("y_true", y_true),
        *_assignment("y_pred", y_pred),
        "```\n",
        "| metric | setting | scikit-learn | | Keras | | the same? |",
        "|---|---|---|---|---|---|---|",
        *rows,
        "",
    ]
    plain = list(_plain(found.report))
    if plain:
        lines += [
            "What scikit-learn gives when nothing is set, where that is another call:\n",
            "| metric | scikit-learn | |",
            "|---|---|---|",
            *plain,
            "",
        ]
    return "\n".join(lines)


def _row(row: Comparison, report: Report) -> str:
    setting = style.setting(row, report.predictions.task)
    if row.pairing is Pairing.DEFAULT:
        setting = f"nothing set, {row.label}".rstrip(", ")
    sides = (*_side(row.sklearn, row.unit), *_side(row.keras, row.unit))
    return _line(row.metric, setting, *sides, _verdict(row))


def _line(*cells: str) -> str:
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"


def _side(side: Side, unit: str) -> tuple[str, str]:
    if side.call is None:
        return "none", ""
    return f"`{side.call}`", _outcome(Outcome(side.value, side.error), unit)


def _outcome(outcome: Outcome, unit: str = "") -> str:
    """Write a value with the digits that no processor disputes, or the type of an error."""
    if outcome.error:
        return f"raises {outcome.error.partition(':')[0]}"
    values = np.atleast_1d(np.asarray(outcome.value, dtype=np.float64))
    digits = 0 if unit == "rows" else 4
    return ", ".join(f"{value:.{digits}f}" for value in values.tolist())


def _verdict(row: Comparison) -> str:
    if row.verdict is Verdict.INCOMPARABLE:
        return ""
    if row.verdict is Verdict.EQUAL:
        return "yes"
    codes = ", ".join(
        f"[{one.code}](causes.md#{one.code.lower()}-{one.name})" for one in row.causes
    )
    hidden = _side(row.sklearn, "")[1] == _side(row.keras, "")[1]
    gap = f", by {abs(row.largest):.0e}" if hidden else ""
    return f"no{gap}: {codes or 'unexplained'}{next(_fixes(row), '')}"


def _fixes(row: Comparison) -> Iterator[str]:
    """Yield the calls that were run and gave the other side's number."""
    tolerance = Tolerance(row.atol, row.rtol)
    for finding in row.causes:
        for fix, other in ((finding.keras_fix, row.sklearn), (finding.sklearn_fix, row.keras)):
            if fix and fix.value is not None and _agree(fix.value, other.value, tolerance):
                yield f"; the same with `{fix.call}`"


def _agree(one: Value, other: Value | None, tolerance: Tolerance) -> bool:
    pair = np.atleast_1d(np.asarray(one, float)), np.atleast_1d(np.asarray(other, float))
    return pair[0].shape == pair[1].shape and all(map(tolerance.covers, *pair))


def _plain(report: Report) -> Iterator[str]:
    """Yield what scikit-learn's calls give without the settings that the catalogue gives them."""
    engine = SklearnEngine(report.predictions)
    done = set()
    for row in report.of(Pairing.MATCHED):
        call = row.sklearn.call and _without_settings(parse(row.sklearn.call))
        if call and call.text != row.sklearn.call and (row.metric, call.text) not in done:
            done.add((row.metric, call.text))
            yield _line(row.metric, f"`{call.text}`", _outcome(engine.run(call), row.unit))


def _without_settings(call: Call) -> Call:
    tree = ast.parse(call.text, mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            node.keywords = [one for one in node.keywords if one.arg not in _SETTINGS]
    return Call(tree.body)


def _without_counterpart(found: Iterable[Found]) -> str:
    """Say which metrics of each library have nothing that the catalogue holds against them."""
    settings = Settings(("all",), averages=AVERAGES)
    rows = [row for one in found for row in plan(one.report.predictions, settings)]
    pairs = [(row.sklearn, row.keras) for row in rows if row.sklearn and row.keras]
    functions = _called(sklearn for sklearn, _ in pairs) | _pinned("sklearn")
    classes = _called(keras for _, keras in pairs) | _pinned("keras")
    alone = _of_keras() - classes, _of_sklearn() - functions
    return "\n".join(
        [
            "## Without a counterpart\n",
            "What the catalogue holds nothing against. Each can be compared with any call of the",
            "other library: `metricdiff compare FILE --sklearn CALL --keras CALL`.\n",
            "Classes of `keras.metrics`:\n",
            *_listed(alone[0]),
            "",
            "Functions of `sklearn.metrics` of labels and predictions:\n",
            *_listed(alone[1]),
            "",
        ]
    )


def _called(calls: Iterable[Call]) -> set[str]:
    return {dotted(node.func) for call in calls for node in call.library_calls()}


def _pinned(library: str) -> set[str]:
    """Return what the other names of metrics that both libraries have stand for."""
    texts = (
        str(pins.get(library, ""))
        for metric in METRICS
        if any(entry.sklearn and entry.keras for entry in metric.entries.values())
        for pins in metric.aliases.values()
    )
    return {name for text in texts for name in re.findall(r"\w+(?=\()", text)}


def _of_keras() -> set[str]:
    """Return the classes that are updated with labels and predictions."""
    import keras

    updates = {
        name: getattr(one, "update_state", None) for name, one in vars(keras.metrics).items()
    }
    return {
        name
        for name, update in updates.items()
        if update and "y_pred" in inspect.signature(update).parameters
    }


def _of_sklearn() -> set[str]:
    """Return the functions whose arguments are labels and predictions."""
    import sklearn.metrics

    labels = {"y_true", "y1", "labels_true"}
    functions = {name: getattr(sklearn.metrics, name) for name in sklearn.metrics.__all__}
    return {
        name
        for name, one in functions.items()
        if inspect.isfunction(one) and labels & set(inspect.signature(one).parameters)
    }


def _listed(names: Iterable[str]) -> Iterator[str]:
    canonical = {
        name: metric.name
        for metric in METRICS
        for entry in metric.entries.values()
        for template in (entry.sklearn, entry.keras)
        if isinstance(template, str)
        for name in re.findall(r"\w+(?=\()", template)
    }
    for name in sorted(names):
        yield f"* `{name}`" + (f" (`{canonical[name]}`)" if name in canonical else "")


def _assignment(name: str, values: Any) -> Iterator[str]:
    if not isinstance(values[0], list):
        yield f"{name} = {values}"
        return
    yield f"{name} = ["
    yield from (f"    {row}," for row in values)
    yield "]"


if __name__ == "__main__":
    sys.stdout.write(page())
