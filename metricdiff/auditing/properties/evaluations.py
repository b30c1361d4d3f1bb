"""Two evaluations give the same, as a graph and eagerly; nothing leaks into validation: MD404."""

from __future__ import annotations

from collections.abc import Mapping

from metricdiff.auditing.bench import Bench, Outcomes
from metricdiff.auditing.experiment import Experiment
from metricdiff.auditing.numbers import same
from metricdiff.auditing.properties.declaration import Property, fault, number
from metricdiff.auditing.result import Checked, Number

_STATE = "State in `self.add_weight(...)`, and `reset_state` that sets all of it to its start."


def _twice(bench: Bench) -> Mapping[str, Experiment]:
    return {
        "graph": bench.experiment(how="evaluate", batch=bench.batch, times=2, eager=False),
        "eager": bench.experiment(batch=bench.batch, times=2),
    }


def _judge_twice(bench: Bench, seen: Outcomes) -> Checked:
    name = TWICE.name
    for how in ("graph", "eager"):
        if seen[how].error:
            continue
        first, second = seen[how].values
        if not same(second, first):
            numbers = (Number("first evaluate", first), Number("second evaluate", second))
            evidence = (
                f"The second evaluation of the same model begins where the first ended{_in(how)}."
            )
            if bench.subject.is_metric:
                evidence += f" Its variables: {_state(bench)}."
            return Checked(
                name, "the second differs", (fault("MD404", evidence, numbers, fix=_STATE),)
            )
    if seen["graph"].error and seen["eager"].error:
        return Checked(name, "it raises", tested=False)
    return Checked(name, "the same the second time")


def _in(how: str) -> str:
    return "" if how == "graph" else " when Keras runs eagerly"


def _state(bench: Bench) -> str:
    names = [f"{name} {dtype}" for name, dtype in bench.subject.state]
    return ", ".join(names) or "none"


def _graph(bench: Bench) -> Mapping[str, Experiment]:
    return _twice(bench)  # the first of two evaluations is one


def _judge_graph(bench: Bench, seen: Outcomes) -> Checked:
    name = GRAPH.name
    graph, eager = seen["graph"], seen["eager"]
    if eager.error:
        return Checked(name, "it raises eagerly too", tested=False)
    if graph.error:
        numbers = (number("run_eagerly=True", eager), number("as Keras runs it", graph))
        evidence = "It runs eagerly, and raises in the graph that Keras makes of it."
        return Checked(name, "raises in a graph", (fault("MD411", evidence, numbers),))
    if same(graph.value, eager.value):
        return Checked(name, "the same in a graph and eagerly")
    numbers = (number("as Keras runs it", graph), number("run_eagerly=True", eager))
    evidence = (
        "What Python keeps is frozen when the graph is made; only variables change in it. "
        f"Its variables: {_state(bench)}."
    )
    return Checked(name, "differs in a graph", (fault("MD404", evidence, numbers, fix=_STATE),))


def _leak(bench: Bench) -> Mapping[str, Experiment]:
    half = bench.rows // 2
    if half < 1:
        return {}
    rest = tuple(range(half, bench.rows))
    return {
        "fit": bench.experiment(how="fit", batch=bench.batch, eager=False),
        "alone": bench.experiment(batch=bench.batch, rows=rest),
        "after": bench.experiment(batch=bench.batch, rows=rest, before=tuple(range(half))),
    }


def _judge_leak(bench: Bench, seen: Outcomes) -> Checked:
    name = LEAK.name
    if not seen or seen["alone"].error:
        return Checked(name, "too few rows" if not seen else "it raises", tested=False)
    rows = bench.rows - bench.rows // 2
    epochs = enumerate(seen["fit"].values, 1)
    later = [(f"validation on them in epoch {epoch}", value) for epoch, value in epochs]
    later += [("evaluate on them, after other rows", seen["after"].value)]
    for of, value in later:
        if not same(value, seen["alone"].value):
            numbers = (number(f"evaluate on {rows} rows", seen["alone"]), Number(of, value))
            evidence = "What other rows left in the state is in the number of these."
            found = fault("MD404", evidence, numbers, fix=_STATE)
            return Checked(name, "validation differs", (found,))
    if seen["fit"].error:
        return Checked(name, "evaluate after other rows gives the same; fit raises")
    return Checked(name, "validation during fit is evaluate")


TWICE = Property("two evaluations", _twice, _judge_twice)
GRAPH = Property("graph and eager", _graph, _judge_graph)
LEAK = Property("train and validation", _leak, _judge_leak)
