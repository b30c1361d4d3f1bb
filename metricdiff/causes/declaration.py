"""What a cause declares: its code and name, its manual page, and how a walk tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from metricdiff.engines.outcome import Value
    from metricdiff.inputs.predictions import Predictions
    from metricdiff.modelling.laboratory import Laboratory
    from metricdiff.modelling.model import Item, Model, Output
    from metricdiff.modelling.setup import Setup
    from metricdiff.recipes.facts import Facts
    from metricdiff.recipes.recipe import Recipe


@dataclass(frozen=True)
class Example:
    """A minimal example that ``metricdiff.compare`` can run; a test runs each.

    Attributes:
        y_true: The labels.
        y_pred: The predictions.
        sklearn: scikit-learn's call.
        keras: Keras's call.
        sklearn_value: What scikit-learn returns, to six digits; ``None`` where it raises.
        keras_value: What Keras returns, to six digits; ``None`` where it raises.
        options: Further arguments of ``metricdiff.compare``.
    """

    y_true: Any
    y_pred: Any
    sklearn: str
    keras: str
    sklearn_value: float | None
    keras_value: float | None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Manual:
    """The manual page of a cause, in the order in which it is read.

    Attributes:
        what: What happens, in two or three sentences.
        example: A minimal example with both numbers; text where no pair of calls can show it.
        why: Where it comes from in the libraries.
        keras: How to change the Keras side.
        sklearn: How to change the scikit-learn side.
        neighbours: How to tell it from the causes that look like it.
    """

    what: str
    example: Example | str
    why: str
    keras: str
    sklearn: str
    neighbours: str


@dataclass(frozen=True)
class Evidence:
    """What of this data shows a cause.

    Attributes:
        text: One or two sentences with the numbers of this data.
        rows: The indices of the rows that change side; ``None`` for a cause that acts on no row.
    """

    text: str
    rows: npt.NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Change:
    """A step from one recipe to the next: one field takes Keras's value.

    Attributes:
        field: The field, or the first of the fields that change together.
        before: The recipe with scikit-learn's value of the field.
        after: The recipe with Keras's.
        metric: The Keras class that is called.
        facts: The arrays.
        sklearn: scikit-learn's call.
        keras: Keras's call, without the arguments that it is called on.
    """

    field: str
    before: Recipe
    after: Recipe
    metric: str
    facts: Facts
    sklearn: str
    keras: str


@dataclass(frozen=True)
class Mended:
    """Data from which a cause is taken away.

    Attributes:
        predictions: The data without it.
        text: What was done, as in ``MeanSquaredError() on ...``.
        evidence: What of the data, as they were, shows the cause.
        floatx: The type that Keras computes in without it; empty where that is no matter.
    """

    predictions: Predictions
    text: str
    evidence: Evidence
    floatx: str = ""


@dataclass(frozen=True)
class Mend:
    """How a cause is taken away, where no walk shows it.

    Attributes:
        applies: Whether a Keras class can suffer from the cause.
        data: The data without the cause; ``None`` where it is not in them.
    """

    applies: Callable[[str], bool]
    data: Callable[[Predictions], Mended | None]


@dataclass(frozen=True)
class Note:
    """What the data themselves show, whatever the metrics say.

    Attributes:
        evidence: What of the data shows it.
        mended: The data without it; ``None`` where they hold nothing better.
        keras: What to do on Keras's side, in words or as a call.
        sklearn: What to do on scikit-learn's side.
    """

    evidence: Evidence
    mended: Predictions | None = None
    keras: str = ""
    sklearn: str = ""


@dataclass(frozen=True)
class Fix:
    """What to write instead, on each side; empty where there is nothing to mend.

    Attributes:
        keras: A Keras call.
        sklearn: A scikit-learn call.
        keras_advice: What to do where no call does it; empty for what the manual page says.
        sklearn_advice: The same for scikit-learn.
    """

    keras: str = ""
    sklearn: str = ""
    keras_advice: str = ""
    sklearn_advice: str = ""


@dataclass(frozen=True)
class Subject:
    """What a reported number is searched in.

    Attributes:
        metric: The canonical name of the metric.
        facts: The arrays, as the file holds them.
        batch_size: The rows of a batch, where the user says it; 0 otherwise.
        class_weight: One weight a class, where the user gives them.
        scale: What was taken off the targets and what they were divided by, where the user says.
        unmasked: The predictions with the rows that a mask leaves out, where there is one.
    """

    metric: str
    facts: Facts
    batch_size: int = 0
    class_weight: tuple[float, ...] = ()
    scale: tuple[float, float] | None = None
    unmasked: Predictions | None = None

    @property
    def predictions(self) -> Predictions:
        """What the file holds."""
        return self.facts.predictions


@dataclass(frozen=True)
class Variant:
    """A recipe that has been through a cause.

    Attributes:
        recipe: The recipe with the cause in it.
        parameters: What of the cause is free, as ``{"threshold": 0.3}``.
        weight: How customary these parameters are, against the cause itself: at most 1.
    """

    recipe: Recipe
    parameters: Mapping[str, Any] = field(default_factory=dict)
    weight: float = 1.0


@dataclass(frozen=True)
class ModelStep:
    """A step from what ``predict`` returns to what ``evaluate`` says: one field of a setup changes.

    Attributes:
        field: The field.
        before: The setup without it.
        after: The setup with it.
        values: What the metric or loss gives before and after.
        item: The metric or loss.
        output: Its output.
        model: The model.
        batch_mean: The plain mean of the values of the batches, where the batches are the field.
        moved: The fields that moved the number before.
    """

    field: str
    before: Setup
    after: Setup
    values: tuple[Value, Value]
    item: Item
    output: Output
    model: Model
    batch_mean: Value | None = None
    moved: frozenset[str] = frozenset()

    @property
    def gap(self) -> float:
        """What it adds; of several values the largest."""
        before, after = (value if isinstance(value, list) else [value] for value in self.values)
        gaps = (one - other for one, other in zip(after, before, strict=False))
        return max(gaps, key=abs, default=0.0)


@dataclass(frozen=True)
class InModel:
    """How a step of a model is told to be a cause.

    Attributes:
        applies: Whether a step is this cause.
        evidence: What of the model and the data shows it.
        keras: What to write instead.
        sklearn: What to hold against the number as it is.
    """

    applies: Callable[[ModelStep], bool]
    evidence: Callable[[ModelStep], str]
    keras: Callable[[ModelStep], str] | None = None
    sklearn: Callable[[ModelStep], str] | None = None


@dataclass(frozen=True)
class ModelNote:
    """What a model shows by itself, whether its numbers agree or not.

    Attributes:
        evidence: What shows it, with the numbers.
        keras: What to do.
        values: What the numbers of ``evaluate`` would be without it, by their names.
        wrong: Whether a number of ``evaluate`` is wrong because of it.
    """

    evidence: str
    keras: str = ""
    values: Mapping[str, float] = field(default_factory=dict)
    wrong: bool = False


@dataclass(frozen=True)
class Cause:
    """A named way in which two numbers come apart.

    Attributes:
        code: ``MD201``; never reused.
        name: ``logits-as-probabilities``.
        summary: What happened, in a line.
        manual: Its manual page.
        applies: Whether a change in a walk is this cause; ``None`` where no walk shows it.
        evidence: What of this data shows it.
        fix: What to write instead.
        mend: How the data are rid of it; ``None`` where a walk shows it, or nothing does.
        note: What of the data shows it by itself; ``None`` where they cannot.
        agrees: Whether it is why two numbers agree, not why they differ.
        search: What a recipe becomes under the cause, with each of its customary parameters;
            ``None`` where a number never leads to it.
        sightings: How often it was met in about 260 public threads: how likely it is beforehand.
        hint: Why a number that nothing gives may yet come from it, where no data can prove that.
        in_model: How a step between ``predict`` and ``evaluate`` is told to be it.
        of_model: What a model shows of it by itself; ``None`` where no model shows it.
    """

    code: str
    name: str
    summary: str
    manual: Manual
    applies: Callable[[Change], bool] | None = None
    evidence: Callable[[Change], Evidence] | None = None
    fix: Callable[[Change], Fix] | None = None
    mend: Mend | None = None
    note: Callable[[Facts], Note | None] | None = None
    agrees: bool = False
    search: Callable[[Recipe, Subject], Iterable[Variant]] | None = None
    sightings: float = 2.0
    hint: Callable[[Subject, Recipe, float], str] | None = None
    in_model: InModel | None = None
    of_model: Callable[[Laboratory], ModelNote | None] | None = None

    @property
    def shown_by(self) -> tuple[str, ...]:
        """The commands that show it by themselves; ``audit`` has its own list of properties."""
        shows = {
            "compare": self.shown_by_compare,
            "explain": self.search is not None,
            "model": self.in_model is not None or self.of_model is not None,
        }
        return tuple(command for command, does in shows.items() if does)

    @property
    def shown_by_compare(self) -> bool:
        """Whether a comparison of two calls can show it."""
        return any((self.applies, self.mend, self.note, self.agrees))
