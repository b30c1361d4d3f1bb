"""MD201: scores are logits, and the metric takes them for probabilities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from metricdiff.causes.declaration import (
    Cause,
    Change,
    Evidence,
    Example,
    Fix,
    Manual,
    Note,
    Subject,
    Variant,
)
from metricdiff.causes.variants import OVERLAPS, is_wide
from metricdiff.causes.witness import counted, flipped, rows_told, rows_where
from metricdiff.engines.given import cut
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Argmax, Recipe, Threshold, Transform
from metricdiff.words import Kind, Task


def _applies(change: Change) -> bool:
    made = change.before.transform in {"sigmoid", "softmax"}
    return change.field == "transform" and made and change.after.transform in {"none", "clip"}


def _evidence(change: Change) -> Evidence:
    decide, scores = change.before.decide, change.facts.scores
    if isinstance(decide, Threshold):
        rows = flipped(change)
        right = cut(Kind.LOGITS, decide.at)
        return Evidence(
            f"Keras cuts the logit at {decide.at:g}; sklearn decides at {right:g}. "
            f"{rows_told(rows, change.facts)} between the two.",
            rows,
        )
    if change.after.transform == "none":
        return Evidence("Keras compares the logits themselves with the labels.")
    rows, raw = rows_where(((scores < 0) | (scores > 1)).any(axis=1)), change.facts.predictions.raw
    return Evidence(
        "Keras takes logits for probabilities and clips them to [0, 1]: "
        f"{raw.rows_of(rows):,} of {counted(raw.rows)} are outside.",
        rows,
    )


def _fix(change: Change) -> Fix:
    several = change.facts.predictions.task is Task.MULTICLASS
    advice = "Nothing to mend: pass softmax(logits, axis=1) to metrics of probabilities."
    return replace(_keras_fix(change), sklearn_advice=advice if several else "")


def _keras_fix(change: Change) -> Fix:
    decide = change.before.decide
    if not isinstance(decide, Threshold):
        curve = ', curve="PR"' if change.before.count == "pr" else ""
        calls = {
            "AUC": f"AUC(from_logits=True{curve})",
            "BinaryCrossentropy": "BinaryCrossentropy(from_logits=True)",
            "SparseCategoricalCrossentropy": "SparseCategoricalCrossentropy(from_logits=True)",
        }
        averaged = change.after.average == "macro"
        return Fix("" if averaged else calls.get(change.metric, ""))
    at = float(np.round(cut(Kind.LOGITS, decide.at), 6))
    if change.metric == "BinaryAccuracy":
        return Fix(f"BinaryAccuracy(threshold={at:g})")
    if change.metric in {"Precision", "Recall"} and 0 <= at <= 1:
        return Fix(f"{change.metric}(thresholds={at:g})")
    return Fix()


def _note(facts: Facts) -> Note | None:
    predictions = facts.predictions
    if predictions.kind is not Kind.LOGITS or not np.isfinite(facts.scores).all():
        return None
    from scipy.special import expit, softmax  # slow to import, and not for manual pages

    several = predictions.task is Task.MULTICLASS
    made = softmax(facts.scores, axis=1) if several else expit(facts.scores)
    made = made[:, 0] if predictions.raw.y_pred.ndim == 1 else made
    outside = ((facts.scores < 0) | (facts.scores > 1)).any(axis=1)
    return Note(
        Evidence(
            f"the scores run from {facts.scores.min():.4g} to {facts.scores.max():.4g}: logits, "
            "which Keras's metrics take for probabilities.",
            rows_where(outside),
        ),
        replace(predictions.with_values(y_pred=made), kind=Kind.PROBABILITIES),
        keras=f"end the model in a {'softmax' if several else 'sigmoid'}",
    )


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    pooled = recipe.count in OVERLAPS and isinstance(recipe.decide, Argmax) and is_wide(subject)
    if pooled and subject.predictions.kind is Kind.LOGITS:  # as functions that round them do
        cut = replace(recipe, decide=Threshold(0.5), average="micro", columns="each", only=None)
        yield Variant(cut, {"columns": "pooled"}, 0.3)
    if subject.predictions.kind is not Kind.LOGITS or recipe.transform not in {
        "sigmoid",
        "softmax",
    }:
        return
    if recipe.count == "log_loss":
        rows = recipe.columns == "row"
        yield Variant(
            replace(
                recipe,
                transform="clip",
                cast="float32",
                clip=1e-7,
                unit_rows="after" if rows else "never",
            )
        )
        if rows:
            yield Variant(
                replace(recipe, transform="clip", cast="float32", clip=1e-7, unit_rows="before"),
                {},
                0.5,
            )
        return
    taken: Transform = "clip" if recipe.decide is None and recipe.count != "squares" else "none"
    yield Variant(replace(recipe, transform=taken))


CAUSE = Cause(
    code="MD201",
    name="logits-as-probabilities",
    summary="scores are logits, and the metric takes them for probabilities",
    manual=Manual(
        what=(
            "The model ends without a sigmoid or softmax, so its predictions are logits. "
            "The loss knows (`from_logits=True`), the metrics do not: they cut the logit at "
            "0.5, where the probability is 0.6225, and AUC and the cross-entropies clip it "
            "to [0, 1]."
        ),
        example=Example(
            y_true=[0, 1, 1, 0],
            y_pred=[-2.0, 0.3, 4.0, -1.0],
            sklearn="accuracy_score(y_true, y_pred > 0)",
            keras="BinaryAccuracy()",
            sklearn_value=1.0,
            keras_value=0.75,
        ),
        why=(
            "A Keras metric sees the model's output and nothing of the loss. "
            "`BinaryAccuracy`, Precision and Recall compare it with 0.5; AUC has its "
            "thresholds in [0, 1]."
        ),
        keras=(
            "End the model in a sigmoid, or tell the metric: `BinaryAccuracy(threshold=0)`, "
            "`Precision(thresholds=0)`, `AUC(from_logits=True)`, "
            "`BinaryCrossentropy(from_logits=True)`. `F1Score` takes no threshold of 0: put "
            "the sigmoid into the model."
        ),
        sklearn=(
            "Nothing to mend: decide at 0, and pass `expit(logit)` to metrics of probabilities."
        ),
        neighbours=(
            "MD203 cuts probabilities at another threshold, and leaves AUC alone. MD208 is the "
            "reverse: probabilities taken for logits. Metrics of the argmax are immune, since "
            "softmax keeps the order."
        ),
    ),
    applies=_applies,
    evidence=_evidence,
    fix=_fix,
    note=_note,
    search=_search,
    sightings=11,
)
