"""Faults that are injected into data and calls are found, each with what it changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.diagnosis import clean
from benchmarks.diagnosis.case import drawn
from benchmarks.diagnosis.handing import Way, handed
from benchmarks.diagnosis_quality import SEVERAL, SINGLE, alarmed, judged

pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore")]


@pytest.mark.parametrize("way", ["arrays", "command"])
@pytest.mark.parametrize("name", [*SINGLE, *SEVERAL])
def test_the_faults_of_a_set_are_found(name: str, way: Way, keras: Any, tmp_path: Path) -> None:
    del keras
    (case,) = drawn({**SINGLE, **SEVERAL}[name], 1, seed=len(way))

    assert judged(case, handed(case, way, tmp_path)) == ""


@pytest.mark.parametrize("maker", clean.KINDS, ids=lambda maker: maker.__name__)
def test_sound_predictions_raise_no_alarm(maker: Any, keras: Any, tmp_path: Path) -> None:
    del keras
    (case,) = drawn(maker, 1, seed=3)

    assert alarmed(case, handed(case, "command", tmp_path)) == ""
