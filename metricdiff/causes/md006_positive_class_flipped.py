"""MD006: the score is that of the other class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from metricdiff.causes.declaration import Cause, Evidence, Manual, Note, Subject, Variant
from metricdiff.causes.variants import OVERLAPS, decides, edited, is_binary
from metricdiff.causes.witness import rows_where
from metricdiff.recipes.edits.labels import OtherClass
from metricdiff.recipes.edits.scores import Complement
from metricdiff.recipes.evaluation import evaluate
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task

#: An area this low, and this many standard deviations below a half, is no accident.
_LOW, _SIGMAS = 0.35, 6.0
_AREA = Recipe("positive", count="roc")


def _note(facts: Facts) -> Note | None:
    predictions = facts.predictions
    if predictions.task is not Task.BINARY or not np.isfinite(facts.scores).all():
        return None
    truth = facts.labels[:, 0]
    positive, negative = map(predictions.raw.rows_of, (rows_where(truth), rows_where(~truth)))
    if not positive or not negative or predictions.raw.y_pred.dtype.kind == "U":
        return None
    (area,) = np.atleast_1d(evaluate(_AREA, facts))
    sigma = np.sqrt((positive + negative + 1) / (12 * positive * negative))
    if area > _LOW or (0.5 - area) / sigma < _SIGMAS:
        return None
    high, low = predictions.classes[1], predictions.classes[0]
    return Note(
        Evidence(
            f"the scores are high for {low} and low for {high}: the area under the ROC curve is "
            f"{area:.4g}, and {1 - area:.4g} the other way round."
        ),
        replace(predictions, classes=(high, low)),
        keras=f"1 - y_pred, or labels that are 1 for {low}",
        sklearn=f"--pos-label {low}, or 1 - y_pred",
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if not is_binary(subject) or recipe.edits:
        return
    if recipe.count in OVERLAPS and recipe.columns == "positive" and decides(recipe):
        other = replace(recipe, columns="both", only=0, average="none")
        yield Variant(other, {"positive class": str(subject.predictions.classes[0])})
    elif recipe.count == "recall" and recipe.columns == "both" and recipe.only == 0:
        other = replace(recipe, columns="positive", only=None)  # a specificity that is none
        yield Variant(other, {"positive class": str(subject.predictions.classes[1])})
    elif recipe.count == "pr":
        yield Variant(edited(recipe, OtherClass()))
    yield Variant(edited(recipe, Complement()), {"scores": "1 - y_pred"}, 0.6)


CAUSE = Cause(
    code="MD006",
    name="positive-class-flipped",
    summary="the score is that of the other class",
    manual=Manual(
        what=(
            "The column holds the probability of class 0, or of the label that was "
            "encoded as 0: low where it should be high. AUC is far below 0.5, and 1 less "
            "it is the one that was meant."
        ),
        example=(
            "    y_true = [0, 1, 1, 0], y_pred = [0.8, 0.3, 0.4, 0.9]\n"
            "    roc_auc_score(y_true, y_pred)     = 0.0\n"
            "    roc_auc_score(y_true, 1 - y_pred) = 1.0"
        ),
        why=(
            "`predict_proba(X)`[:, 0] is the first class; `LabelEncoder` and folder names "
            "sort as text, so that 'sick' comes after 'healthy' and 'no' before 'yes'."
        ),
        keras="Look which class the model calls 1, and give the metric labels to match.",
        sklearn="`predict_proba(X)`[:, 1], or `pos_label=` for the class that the score is of.",
        neighbours=(
            "MD004 is a wrong order of more than two classes. MD208 and MD201 leave the "
            "order of the scores as it is."
        ),
    ),
    note=_note,
    search=_search,
    sightings=4,
)
