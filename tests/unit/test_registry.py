"""The catalogue is whole and every metric can be found by each of its names."""

from __future__ import annotations

import re

import pytest

from metricdiff.errors import UsageError
from metricdiff.metrics import registry
from metricdiff.metrics.declaration import Metric
from metricdiff.words import Task


@pytest.mark.parametrize("metric", registry.METRICS, ids=lambda metric: metric.name)
def test_a_declaration_is_complete(metric: Metric) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", metric.name)
    assert metric.summary
    assert not metric.summary.endswith(".")
    assert metric.entries
    for entry in metric.entries.values():
        assert entry.sklearn or entry.keras or entry.default
        assert set(entry.settings) <= {"average", "k", "beta", "at"}
        assert entry.fields - {"keras_average"} >= set(entry.settings) - {"average"}


def test_names_are_unique() -> None:
    names = [metric.name for metric in registry.METRICS]
    aliases = [alias for metric in registry.METRICS for alias in metric.aliases]

    assert len(set(names)) == len(names)
    assert len(set(aliases)) == len(aliases)


@pytest.mark.parametrize("metric", registry.METRICS, ids=lambda metric: metric.name)
def test_each_name_leads_to_its_metric(metric: Metric) -> None:
    for alias in metric.aliases:
        assert registry.find(alias).metric is metric


@pytest.mark.parametrize(
    ("name", "canonical", "pins"),
    [
        ("f1", "f1", {}),
        ("F1Score", "f1", {}),
        ("f1_macro", "f1", {"average": "macro"}),
        ("accuracy", "accuracy", {}),
        ("Accuracy", "accuracy", {"keras": "Accuracy()"}),
        ("val_auc", "roc_auc", {}),
        ("precision_1", "precision", {}),
        ("val_recall_2", "recall", {}),
        ("neg_mean_squared_error", "mse", {"sign": -1}),
        ("average_precision", "pr_auc", {}),
        ("binary_accuracy", "accuracy", {"keras": "BinaryAccuracy()"}),
    ],
)
def test_names_from_either_library_are_known(
    name: str, canonical: str, pins: dict[str, object]
) -> None:
    found = registry.find(name)

    assert (found.metric.name, dict(found.pins)) == (canonical, pins)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="no metric 'acuracy'; did you mean accuracy"):
        registry.find("acuracy")


@pytest.mark.parametrize("task", Task)
def test_default_sets_hold_metrics_of_their_task(task: Task) -> None:
    chosen = registry.chosen((), task)

    assert chosen
    assert all(task in named.metric.entries for named in chosen)


def test_loss_is_the_loss_of_the_task() -> None:
    assert registry.chosen(("loss",), Task.REGRESSION)[0].metric.name == "mse"
    assert registry.chosen(("val_loss",), Task.BINARY)[0].metric.name == "log_loss"


def test_all_is_every_metric_of_the_task() -> None:
    names = {named.metric.name for named in registry.chosen(("all",), Task.REGRESSION)}

    assert names == {m.name for m in registry.METRICS if Task.REGRESSION in m.entries}
