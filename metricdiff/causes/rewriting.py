"""How fixes spell a call with other settings, or another cut of the scores."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from metricdiff.calls import parse
from metricdiff.causes.declaration import Change
from metricdiff.engines.given import cut
from metricdiff.recipes.recipe import Given, Recipe, Threshold
from metricdiff.words import Kind

#: Keras classes that call their threshold by the plural.
_THRESHOLDS = frozenset(
    {"Precision", "Recall"} | {"TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives"}
)
_CUT = r"y_pred (>=?) -?[\d.e-]+"


def spelled(text: str, **settings: Any) -> str:
    """Return a call with other keyword arguments; one that is ``...`` is left out."""
    return parse(text).with_settings(settings).text


def keras_cut(change: Change, at: float) -> str:
    """Return Keras's call with another threshold on the score."""
    name = "thresholds" if change.metric in _THRESHOLDS else "threshold"
    return spelled(change.keras, **{name: float(f"{at:.6g}")})


def just_beside(change: Change, *, above: bool) -> str:
    """Return Keras's call with the next threshold that float32 holds: a tie changes side."""
    assert isinstance(change.after.decide, Threshold)  # noqa: S101 - only a cut has ties
    towards = np.float32(np.inf if above else -np.inf)
    name = "thresholds" if change.metric in _THRESHOLDS else "threshold"
    beside = np.nextafter(np.float32(change.after.decide.at), towards)
    return spelled(change.keras, **{name: float(str(beside))})


def sklearn_cut(change: Change) -> str:
    """Return scikit-learn's call with Keras's cut; empty where it decides otherwise."""
    after = change.after.decide
    if not isinstance(after, Threshold):
        return ""
    sign, at = ">=" if after.inclusive else ">", _on_the_score(change.after, after.at)
    text = change.sklearn
    if isinstance(change.before.decide, Given) and change.facts.predictions.plain_binary:
        text = re.sub(r"\bdecision\b", "y_pred > 0", text)
    cut_otherwise, found = re.subn(_CUT, f"y_pred {sign} {at!r}", text)
    return cut_otherwise if found else ""


def _on_the_score(recipe: Recipe, at: float) -> float:
    """Return where a cut of probabilities lies on what the file holds."""
    made = recipe.transform in {"sigmoid", "softmax"}
    return float(np.round(cut(Kind.LOGITS, at), 6)) if made else at
