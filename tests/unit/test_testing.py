"""The helper for tests: it passes, or says what differs; and the fixture that pytest finds."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import pytest

from metricdiff import api
from metricdiff.errors import MetricdiffError
from metricdiff.testing import assert_metrics_agree
from tests.conftest import ROOT
from tests.fake_keras import DeadKeras, FakeKeras

Y_TRUE, Y_PRED = [0, 1, 1, 0], [0.2, 0.7, 0.4, 0.1]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeKeras:
    """The Keras that answers; a test may put another in its place."""
    fake = FakeKeras({"BinaryAccuracy": {"value": 0.75}, "Recall": {"value": 0.4}}, otherwise=0.6)

    @contextmanager
    def opened(_: object) -> Iterator[FakeKeras]:
        yield fake

    monkeypatch.setattr(api, "open_keras", opened)
    return fake


@pytest.mark.usefixtures("engine")
def test_the_report_comes_back_where_they_agree() -> None:
    assert assert_metrics_agree(Y_TRUE, Y_PRED, metrics="accuracy").ok


@pytest.mark.usefixtures("engine")
def test_the_message_holds_the_sizes_the_numbers_and_the_calls() -> None:
    with pytest.raises(AssertionError) as caught:
        assert_metrics_agree(
            Y_TRUE, Y_PRED, metrics=["accuracy", "recall", "precision"], err_msg="model 7"
        )

    assert str(caught.value).splitlines() == [
        "",
        "scikit-learn and Keras do not agree",
        "model 7",
        "Predictions: 4 rows, binary, probabilities",
        "Mismatched metrics: 2 / 3 (66.7%)",
        "Max absolute difference: -0.400000 (precision [p > 0.5])",
        "Max relative difference: 0.4 (precision [p > 0.5])",
        " precision [p > 0.5]: -0.400000",
        "   sklearn: 1  precision_score(y_true, y_pred > 0.5)",
        "   keras:   0.6  Precision()",
        " recall [p > 0.5]: -0.100000",
        "   sklearn: 0.5  recall_score(y_true, y_pred > 0.5)",
        "   keras:   0.4  Recall()",
    ]


@pytest.mark.usefixtures("engine")
def test_the_options_are_those_of_compare() -> None:
    assert_metrics_agree(Y_TRUE, Y_PRED, metrics="recall", min_gap=0.2)
    assert_metrics_agree(Y_TRUE, Y_PRED, metrics="recall", fail_on="never")
    with pytest.raises(TypeError, match="nonesuch"):
        assert_metrics_agree(Y_TRUE, Y_PRED, nonesuch=1)


def test_what_could_not_be_compared_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def opened(_: object) -> Iterator[FakeKeras]:
        yield DeadKeras()

    monkeypatch.setattr(api, "open_keras", opened)

    with pytest.raises(MetricdiffError, match="the Keras worker died"):
        assert_metrics_agree(Y_TRUE, Y_PRED)


def test_pytest_is_told_where_the_fixture_is() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    module = import_module(project["entry-points"]["pytest11"]["metricdiff"])

    assert callable(module.assert_metrics_agree)


def test_a_session_that_does_not_ask_for_it_imports_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_plain.py").write_text(
        "import sys\n\n"
        "def test_plain():\n"
        "    ours = {name for name in sys.modules if name.startswith('metricdiff')}\n"
        "    assert ours == {'metricdiff', 'metricdiff._version', 'metricdiff.pytest_plugin'}\n"
        "    assert not {'numpy', 'sklearn', 'pandas', 'tensorflow'} & set(sys.modules)\n"
    )

    done = pytest_run(tmp_path)

    assert done.returncode == 0, done.stdout


def test_a_failure_points_at_the_line_of_the_test(tmp_path: Path) -> None:
    (tmp_path / "test_model.py").write_text(
        "import metricdiff.testing as ours\n\n"
        "def test_model(assert_metrics_agree, monkeypatch):\n"
        "    from contextlib import contextmanager\n"
        "    from metricdiff import api\n"
        "    from tests.fake_keras import FakeKeras\n"
        "    fake = contextmanager(lambda _: iter([FakeKeras()]))\n"
        "    monkeypatch.setattr(api, 'open_keras', fake)\n"
        "    assert_metrics_agree([0, 1, 1, 0], [0.2, 0.7, 0.4, 0.1], metrics='accuracy')\n"
    )

    done = pytest_run(tmp_path, "--tb=short")

    assert done.returncode == 1, done.stdout
    assert "test_model.py:9: in test_model" in done.stdout
    assert "scikit-learn and Keras do not agree" in done.stdout
    assert "metricdiff/testing.py" not in done.stdout


def pytest_run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest as a user would, in a project of its own, warnings being errors."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", *arguments, str(folder)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": f"-c /dev/null --rootdir {folder}"},
        check=False,
        timeout=120,
    )
