"""Every metric of the zoo gets its true diagnosis, and no sound one is accused."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from metricdiff.auditing.cases import cases, sampled
from metricdiff.auditing.identifying import Known
from metricdiff.auditing.laboratory import InProcess
from metricdiff.auditing.result import Audit
from metricdiff.auditing.running import audit_predictions
from metricdiff.inputs.inference import understand
from metricdiff.inputs.reading import from_arrays
from metricdiff.settings import Overrides
from tests.zoo.exhibits import FAULTY, SOUND, Exhibit

pytestmark = [
    pytest.mark.keras,
    # Of metrics that call it on batches of one class.
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.UndefinedMetricWarning"),
]

ROWS = 150


def _arrays(data: str) -> tuple[Any, Any]:
    rng = np.random.default_rng(ROWS)
    if data == "binary":
        labels = rng.integers(0, 2, ROWS)
        return labels, np.clip(0.3 * labels + 0.7 * rng.random(ROWS), 0, 1).round(3)
    if data == "multiclass":
        labels = rng.integers(0, 4, ROWS)
        logits = rng.normal(0, 1, (ROWS, 4)) + np.eye(4)[labels]
        return labels, np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    if data == "multilabel":
        labels = rng.integers(0, 2, (ROWS, 3))
        return labels, 0.3 * labels + 0.7 * rng.random((ROWS, 3))
    values = rng.normal(2000 if data == "far" else 3, 2, ROWS)
    return values, values + rng.normal(0, 1, ROWS)


@cache
def _known(data: str) -> Known:
    raw = from_arrays(*_arrays(data), None, None)
    return Known(cases(sampled(understand(raw, Overrides()))))


def _audited(exhibit: Exhibit) -> Audit:
    known = _known(exhibit.data)
    laboratory = InProcess(exhibit.metric)
    return audit_predictions(known.cases[0].predictions, laboratory, exhibit.name, known)


def _codes(audit: Audit, *, fails: bool) -> set[str]:
    return {fault.code or fault.name for fault in audit.faults if fault.fails is fails}


@pytest.mark.parametrize("exhibit", FAULTY, ids=lambda one: one.name)
def test_what_is_wrong_is_found(exhibit: Exhibit) -> None:
    audit = _audited(exhibit)

    assert _codes(audit, fails=True) == exhibit.failures
    assert exhibit.notes <= _codes(audit, fails=False)
    assert audit.identity.metric == exhibit.equals
    assert audit.exit_code == 1
    for fault in audit.faults:
        assert fault.fix
        assert fault.evidence.endswith((".", ")"))


@pytest.mark.parametrize("exhibit", SOUND, ids=lambda one: one.name)
def test_what_is_sound_is_not_accused(exhibit: Exhibit) -> None:
    audit = _audited(exhibit)

    assert _codes(audit, fails=True) == set()
    assert exhibit.notes <= _codes(audit, fails=False)
    assert audit.identity.metric == exhibit.equals
    assert audit.exit_code == 0


def test_the_zoo_is_large_enough() -> None:
    assert len(FAULTY) >= 30
    assert len(SOUND) >= 10
