"""What a scikit-learn function is given: labels, decisions or scores, and settings."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from metricdiff.calls.expression import dotted, unparse
from metricdiff.engines.given import literal
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.recipe import Argmax, Given, Largest, Recipe, Threshold, Transform, largest
from metricdiff.words import Kind, Task

_CUT = r"y_pred (>=?) (-?[\d.e-]+)"
_LARGEST = r"\(-y_pred\)\.argsort\(axis=1\)\.argsort\(axis=1\) < (\d+)"
_COLUMNS = r"y_pred\[:, \[[\d, ]+\]\]"


@dataclass(frozen=True)
class Arguments:
    """A call, taken apart.

    Attributes:
        function: The name of the function.
        truth: The text of the labels.
        made: The text of the decisions or scores.
        settings: The keyword arguments that are literals.
        opaque: The names of those that are not.
    """

    function: str
    truth: str
    made: str
    settings: Mapping[str, Any]
    opaque: frozenset[str]

    @classmethod
    def of(cls, node: ast.Call) -> Arguments:
        """Take apart a call of a function with two positional arguments."""
        settings: dict[str, Any] = {}
        opaque = set()
        for keyword in node.keywords:
            try:
                settings[keyword.arg or ""] = ast.literal_eval(keyword.value)
            except ValueError:
                opaque.add(keyword.arg or "")
        truth, made = (unparse(argument) for argument in node.args)
        return cls(dotted(node.func), truth, made, settings, frozenset(opaque - {"sample_weight"}))

    def knows(self, *names: str) -> bool:
        """Whether no setting stands in the call but those, and all of them are literals."""
        return not self.opaque and set(self.settings) <= {*names}


#: Makes the recipe of a call on these predictions; ``None`` where it has none.
Maker = Callable[[Arguments, Predictions], Recipe | None]


def is_truth(text: str, predictions: Predictions) -> bool:
    """Whether a text stands for the labels, or for whether they are the positive class."""
    if text == "y_true.argmax(axis=1)":
        return predictions.one_hot
    if predictions.task is Task.BINARY:
        return text in {"y_true", f"y_true == {literal(predictions.classes[1])}"}
    return text == "y_true"


def transform_of(text: str, predictions: Predictions) -> Transform | None:
    """Return the transform that makes the scores; ``None`` where they are something else."""
    text = re.sub(_COLUMNS, "y_pred", text)  # columns in the order of scikit-learn's classes
    if text == "y_pred":
        # Ranking is blind to a sigmoid; with it the recipe says what the numbers mean.
        return "sigmoid" if predictions.kind is Kind.LOGITS else "none"
    transforms: dict[str, Transform] = {
        "expit(y_pred)": "sigmoid",
        "softmax(y_pred, axis=1)": "softmax",
    }
    return transforms.get(text)


def decision_of(text: str, predictions: Predictions) -> Recipe | None:
    """Return a recipe that holds the transform and the decision that a text makes."""
    if text in {"y_pred", "decision"}:
        given = text == "decision" or predictions.kind is Kind.DECISIONS
        return Recipe("row", decide=Given(text)) if given else None  # type: ignore[arg-type]
    by_rank = _by_rank(text)
    if by_rank:
        return Recipe("row", decide=by_rank)
    if text == "y_pred.round()" and predictions.kind is Kind.PROBABILITIES:
        return Recipe("row", decide=Threshold(0.5))  # half goes to the even number, which is 0
    found = re.fullmatch(_CUT, text) or re.fullmatch(_labelled(predictions), text)
    if found is None:
        return None
    at, inclusive = float(found.group(2)), found.group(1) == ">="
    if predictions.kind is not Kind.LOGITS:
        return Recipe("row", decide=Threshold(at, inclusive))
    # The cut of a probability, seen on the logit.
    probability = round(float(1 / (1 + np.exp(-at))), 12)
    return Recipe("row", transform="sigmoid", decide=Threshold(probability, inclusive))


def _by_rank(text: str) -> Argmax | Largest | None:
    """Return how many of the largest scores of a row a text takes; ``None`` where it does not."""
    if text in {"y_pred.argmax(axis=1)", "classes[y_pred.argmax(axis=1)]"}:
        return Argmax()
    among = re.fullmatch(_LARGEST, text)
    return largest(int(among.group(1))) if among else None


def _labelled(predictions: Predictions) -> str:
    """Return the pattern of a cut that is written in the labels, the positive one first."""
    if predictions.task is not Task.BINARY:
        return _CUT
    negative, positive = (re.escape(literal(label)) for label in predictions.classes)
    return rf"np\.where\({_CUT}, {positive}, {negative}\)"
