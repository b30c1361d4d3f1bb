"""What every edit offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from metricdiff.inputs.predictions import Predictions


class Edit(Protocol):
    """Something that is done to labels and predictions."""

    def __hash__(self) -> int: ...

    @property
    def words(self) -> str:
        """What was done, as it follows a call: ``on the first 640 rows``."""

    def apply(self, predictions: Predictions) -> Predictions:
        """Return what it makes of some predictions."""
