"""How a number of a model is made: its setup, and the way from ``predict`` to ``evaluate``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from metricdiff.modelling.model import Item, Model, Output

#: Settings of losses that no call of scikit-learn has, with the value that leaves them out.
_WITHOUT: Mapping[str, Any] = {
    "label_smoothing": 0.0,
    "reduction": "sum_over_batch_size",
    "from_logits": False,
    "ignore_class": None,
}


@dataclass(frozen=True)
class Setup:
    """How one number is made from the model and the data.

    Attributes:
        rows: ``predict`` for what ``predict`` returned, with labels that were collected in a pass
            of their own; ``one_pass`` for labels and predictions of the same batches; ``training``
            for these in training mode; ``sigmoid`` for these with the sigmoid of the logits.
        config: Settings of the metric or loss that are not what it was compiled with.
        weights: Which sample weights it gets: ``none``, ``given``, ``flat`` for (N,) where (N, 1)
            are given, ``mask`` for the mask, ``balanced`` for those by which classes count alike.
        over: What the sum of a loss is divided by: ``weights``, ``rows``, or ``batches`` for the
            mean of the values of the batches.
        columns: Whether labels and predictions (N,) are made (N, 1).
        logits: Whether it sees the logits behind the predictions.
        mask: Whether it sees the mask of the predictions.
        batches: Whether it gets the batches of ``evaluate``, not all rows at once.
        scaled: Whether a loss is multiplied by its weight.
        penalty: Whether a loss gets what the layers add to it.
    """

    rows: Literal["predict", "one_pass", "training", "sigmoid"] = "predict"
    config: tuple[tuple[str, Any], ...] = ()
    weights: Literal["none", "given", "flat", "mask", "balanced"] = "none"
    over: Literal["weights", "rows", "batches"] = "weights"
    columns: bool = True
    logits: bool = False
    mask: bool = False
    batches: bool = False
    scaled: bool = False
    penalty: bool = False

    def spelled(self) -> dict[str, Any]:
        """Return it as the worker takes it."""
        return {**asdict(self), "config": dict(self.config)}

    def changed(self, name: str) -> Any:
        """Return what a setting is changed to; ``None`` where it is as compiled."""
        return dict(self.config).get(name)


@dataclass(frozen=True)
class Leg:
    """A part of the way: one field takes another value.

    Attributes:
        field: The field; empty at the beginning.
        setup: The setup after it.
    """

    field: str
    setup: Setup


def start(item: Item, output: Output, *, logits: bool) -> Setup:
    """Return the setup that is closest to a call of scikit-learn.

    Args:
        item: The number.
        output: Its output.
        logits: Whether the output holds logits, so that ``from_logits=True`` is right.
    """
    config = {
        name: value
        for name, value in _WITHOUT.items()
        if item.config.get(name, value) not in {value, "auto", "mean"}
        and not (name == "from_logits" and logits)
    }
    weights: Literal["none", "flat"] = "none" if output.weights is None else "flat"
    return Setup(config=tuple(config.items()), weights=weights)


def to_predict(item: Item, output: Output, begin: Setup) -> Iterator[Leg]:
    """Yield the way to what the compiled metric gives on the output of ``predict``."""
    setup = begin
    for name, _ in begin.config:
        kept = tuple(one for one in setup.config if one[0] != name)
        setup = replace(setup, config=kept)
        yield Leg(name, setup)
    if output.weights is not None:
        setup = replace(setup, weights="none" if item.role == "metric" else "given")
        yield Leg("weights", setup)
    setup = replace(setup, over="rows")
    yield Leg("over", setup)
    setup = replace(setup, columns=False)
    yield Leg("columns", setup)


def to_evaluate(item: Item, output: Output, model: Model, begin: Setup) -> Iterator[Leg]:
    """Yield the way from there to what ``evaluate`` does beyond the metric itself."""
    changes: dict[str, tuple[bool, Any]] = {
        "rows": (model.streamed, "one_pass"),
        "logits": (output.logits and item.is_cross_entropy, True),
        "mask": (output.mask is not None, True),
        "batches": (True, True),
        "scaled": (item.weight != 1 and item.role == "loss", True),
        "penalty": (item.role == "loss", True),
    }
    setup = begin
    for field, (applies, value) in changes.items():
        if applies:
            setup = replace(setup, **{field: value})
            yield Leg(field, setup)
