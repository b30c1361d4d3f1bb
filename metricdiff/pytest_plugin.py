"""A fixture for pytest.  Nothing is imported, and no process started, before a test asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from metricdiff.report import Report


@pytest.fixture(scope="session")
def _metricdiff_keras() -> Iterator[None]:
    """One Keras worker for all tests of the session."""
    from metricdiff import keep_keras

    with keep_keras():
        yield


@pytest.fixture
def assert_metrics_agree(_metricdiff_keras: None) -> Callable[..., Report]:
    """``assert_metrics_agree(y_true, y_pred, metrics=["f1"])``: scikit-learn and Keras agree.

    Takes the arguments of ``metricdiff.compare``; TensorFlow is imported once a session.
    """
    from metricdiff.testing import assert_metrics_agree

    return assert_metrics_agree
