"""What the properties are tested on, and with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from metricdiff.auditing.cases import Array, Case
from metricdiff.auditing.experiment import Experiment, Observed
from metricdiff.auditing.forms import Chosen
from metricdiff.auditing.laboratory import Subject
from metricdiff.metrics.naming import Named, named

#: What Keras takes where nobody says.
USUAL_BATCH = 32


@dataclass(frozen=True)
class Bench:
    """The rows of the audit, and how the metric takes them.

    Attributes:
        case: The rows.
        chosen: The form of the labels, and what the metric gives in one batch.
        subject: What is known of the metric.
        extra: Further arrays that experiments need, by name.
    """

    case: Case
    chosen: Chosen
    subject: Subject
    extra: dict[str, Array] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows, or maps, there are."""
        return self.case.batch_axis

    @cached_property
    def named(self) -> Named:
        """What the metric's name says."""
        return named(self.subject.name)

    @property
    def labels(self) -> Array:
        """The labels, in the form that the metric takes."""
        return self.case.arrays[f"{self.case.name}.{self.chosen.form.array}"]

    @property
    def predictions(self) -> Array:
        """The predictions as Keras gets them."""
        return self.case.arrays[f"{self.case.name}.predictions"]

    @property
    def first(self) -> tuple[float, ...]:
        """What the metric gives on the rows, in one batch."""
        return self.chosen.values[0] if self.chosen.values else ()

    @property
    def batch(self) -> int:
        """The batch size of Keras, or what a few rows allow."""
        return USUAL_BATCH if self.rows > USUAL_BATCH else max(1, self.rows // 2)

    @property
    def batches(self) -> tuple[int, ...]:
        """Batch sizes to try; one of them, at least, leaves a last batch that is short."""
        sizes = (self.batch, 7, self.rows // 2 + 1)
        return tuple(dict.fromkeys(size for size in sizes if 0 < size < self.rows))

    def experiment(self, **changes: Any) -> Experiment:
        """Return an experiment on the rows, with the labels in the form that the metric takes."""
        return replace(self.chosen.form.of(self.case.name, Experiment()), **changes)

    def with_array(self, name: str, array: npt.NDArray[Any]) -> str:
        """Keep an array for an experiment, and return its name."""
        self.extra[name] = array
        return name

    @property
    def arrays(self) -> Mapping[str, Array]:
        """All arrays that experiments may need."""
        return {**self.case.arrays, **self.extra}

    def numbers(self, places: npt.NDArray[np.int64]) -> tuple[int, ...]:
        """Return the lines or indices under which a user finds rows."""
        return tuple(self.case.predictions.raw.numbers(places.tolist()))


#: What came of the experiments of a property, by the names that it gave them.
Outcomes = Mapping[str, Observed]
