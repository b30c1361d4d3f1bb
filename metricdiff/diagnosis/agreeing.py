"""Why two numbers agree: the same counts, an identity, or luck."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from metricdiff.causes.registry import find
from metricdiff.causes.witness import counted
from metricdiff.diagnosis.landing import lands, small, way
from metricdiff.diagnosis.walk import Path, Step
from metricdiff.engines.given import cut
from metricdiff.pieces import moments
from metricdiff.planning import Planned
from metricdiff.recipes.deciding import decisions
from metricdiff.recipes.evaluation import evaluate
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Given, Recipe, Threshold, TopRanks, Truncated
from metricdiff.report import Agreement, Comparison
from metricdiff.words import Kind, Task

_SAME, _IDENTITY, _LUCK, _PERCENT, _SIGN = "MD901", "MD902", "MD903", "MD601", "MD602"
#: A score nearer than this to a threshold may cross it when the same model runs again in float32.
_ROUNDING = 1e-6


def agreement(planned: Planned, row: Comparison, facts: Facts) -> Agreement | None:
    """Return why a comparison is equal; ``None`` where its recipes do not show it."""
    path = way(planned, facts)
    if path is None or not lands(path, row):
        return None
    ours, theirs = path.keras, path.sklearn
    if ours.mask and theirs.mask:
        facts = facts.counted
    luck = _luck(path, row, facts)
    if luck:
        return _named(_LUCK, luck)
    same = _identity(ours, theirs, facts)
    if same:
        return _named(_IDENTITY, same)
    if abs(ours.scale) == 100 and ours.scale == theirs.scale:  # noqa: PLR2004 - percent
        return _named(_PERCENT, "one side is a fraction, taken times 100")
    if ours.scale < 0:
        return _named(_SIGN, "the score is the loss with a minus")
    return _named(_SAME, "; ".join(filter(None, (_counts(ours, facts), robustness(ours, facts)))))


def robustness(recipe: Recipe, facts: Facts) -> str:
    """Say how far the scores are from where a decision would turn."""
    decide = recipe.decide
    if isinstance(decide, Threshold) and facts.predictions.kind is not Kind.DECISIONS:
        at = decide.at
        if facts.predictions.kind is Kind.LOGITS and recipe.transform in {"sigmoid", "softmax"}:
            at = math.log(at / (1 - at))
        nearest = _nearest(facts, at)
        if not nearest:
            tied = facts.predictions.raw.rows_of(np.flatnonzero((facts.scores == at).any(axis=1)))
            return f"{tied:,} scores are exactly {at:g}, and both sides count them alike"
        if nearest < _ROUNDING * max(1.0, abs(at)):
            return f"no score is {at:g}, but one is only {_rounded_down(nearest)} away: not robust"
        return f"no score within {_rounded_down(nearest)} of {at:g}" if nearest < math.inf else ""
    if recipe.count == "log_loss" and recipe.transform == "none":
        nearest = _nearest(facts, 0, 1)
        known = 0 < nearest < 1
        return f"no probability within {_rounded_down(nearest)} of 0 or 1" if known else ""
    if recipe.count == "r2":
        mean, spread = moments(facts.predictions.raw.y_true)
        ratio = float(np.max(np.abs(mean) / np.where(spread, spread, np.inf)))
        return f"mean/spread of y is {ratio:.2g}, float32 R2 is safe (MD504)"
    return ""


def _nearest(facts: Facts, *places: float) -> float:
    """Return how near a score comes to one of some places; infinite where none is a number."""
    nearest = math.inf
    for part in facts.parts():
        known = part.scores[np.isfinite(part.scores)]
        for place in places:
            nearest = min(nearest, float(np.abs(known - place).min(initial=math.inf)))
    return nearest


def _rounded_down(number: float) -> str:
    """Write two digits, never more than the number is."""
    size = 10 ** (math.floor(math.log10(number)) - 1)
    return f"{math.floor(number / size) * size:.2g}"


def _named(code: str, evidence: str) -> Agreement:
    return Agreement(code, find(code).name, evidence)


def _luck(path: Path, row: Comparison, facts: Facts) -> str:
    """Say what differs and happens not to show; nothing where nothing does."""
    for step in path.steps:
        if not small(step.contribution, row):
            return "several differences cancel each other out"
    for step in path.steps:
        if step.field == "mask":
            return "the rows that the mask takes out happen not to show here"
        if step.field in {"grid", "curve"}:
            return _on_a_curve(step, facts)
        turned = _turned(step, facts)
        if turned:
            verb = "differs" if turned == 1 else "differ"
            return f"{counted(turned, 'decision')} {verb}, and it does not show"
        if step.field == "transform" and isinstance(step.before.decide, Threshold):
            cuts = sorted((cut(Kind.LOGITS, step.before.decide.at), step.before.decide.at))
            return f"no logit lies between {cuts[0]:.4g} and {cuts[1]:.4g}"
    return ""


def _on_a_curve(step: Step, facts: Facts) -> str:
    labels = facts.predictions.raw.y_true
    if labels.ndim == 1 and (labels == labels[0]).all():
        return f"every label is {labels[0]}"
    area = np.atleast_1d(evaluate(replace(step.before, grid=0, average="none"), facts))
    if (area == 1).all():
        return "perfectly separated, as any curve shows"
    if step.field == "curve":
        return "the steps of the curve and its interpolation happen to come out alike"
    return f"no two ranks share one of Keras's {step.after.grid} cells"


def _turned(step: Step, facts: Facts) -> int:
    """How many rows a step decides otherwise."""
    told = (step.before.decide, step.after.decide)
    if step.field not in {"transform", "decide", "cast"} or any(
        one is None or isinstance(one, TopRanks | Truncated) for one in told
    ):
        return 0
    if any(type(one).__name__ == "Itself" for one in told):
        return 0
    before, after = decisions(step.before, facts), decisions(step.after, facts)
    return facts.predictions.raw.rows_of(np.flatnonzero((before != after).any(axis=1)))


def _identity(ours: Recipe, theirs: Recipe, facts: Facts) -> str:
    task = facts.predictions.task
    one_label = task is Task.MULTICLASS and theirs.decide is not None
    if one_label and "micro" in {ours.average, theirs.average} and ours.columns == "each":
        return "with one label per row micro-averaged precision, recall and F1 are accuracy"
    if one_label and theirs.count == "recall" and theirs.average == "weighted":
        return "with one label per row recall weighted by support is accuracy"
    if ours.count == "squares" and task is Task.BINARY:
        return "the mean squared error of probabilities is the Brier score"
    if ours.count == "accuracy" and ours.columns == "cells" == theirs.columns:
        return "1 - hamming_loss is the accuracy of each label"
    if ours.count == "error":
        return "1 - accuracy is the share of wrong decisions"
    return ""


def _counts(recipe: Recipe, facts: Facts) -> str:
    """Write the counts that a metric is made of, where they are few."""
    if recipe.decide is None:
        return "the same formula on the same scores"
    if recipe.count == "accuracy" and not recipe.weight and recipe.columns == "row":
        share = evaluate(replace(recipe, scale=1.0, total=False), facts)
        rows = facts.predictions.rows
        return f"the same decisions, {round(float(np.mean(share)) * rows):,} of {rows:,} right"
    if recipe.columns != "positive" or isinstance(recipe.decide, TopRanks):
        return "the same decisions, the same formula"
    cells = {
        name: evaluate(replace(recipe, count=name, scale=1.0), facts)
        for name in ("tp", "fp", "fn", "tn")
    }
    shown = ", ".join(f"{name} {value:,.6g}" for name, value in cells.items())
    given = " of the file" if isinstance(recipe.decide, Given) else ""
    return f"the same decisions{given}: {shown}"
