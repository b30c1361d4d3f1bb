"""What a sweep sees of several classes: one of them against the rest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import softmax

from metricdiff.errors import UsageError, nearest
from metricdiff.inputs.inference import understand
from metricdiff.inputs.positions import spread
from metricdiff.inputs.predictions import Predictions, Raw
from metricdiff.recipes.facts import Facts
from metricdiff.settings import Overrides
from metricdiff.words import Kind, Task


def swept(raw: Raw, overrides: Overrides) -> Predictions:
    """Return the predictions to sweep; of several classes, ``--pos-label`` against the rest.

    Raises:
        InputError: The data fit no task.
        UsageError: There is no such class.
    """
    raw = spread(raw, overrides.task).counted
    predictions = understand(raw, replace(overrides, pos_label=None))
    if overrides.pos_label is None:
        return predictions
    if predictions.task is Task.MULTICLASS and predictions.kind is not Kind.DECISIONS:
        return against_rest(predictions, overrides.pos_label)
    return understand(raw, overrides)


def against_rest(predictions: Predictions, label: str) -> Predictions:
    """Return a binary task: whether a row is of one class, and the score of that class.

    Raises:
        UsageError: There is no such class.
    """
    names = [str(one) for one in predictions.classes]
    if label not in names:
        raise UsageError(f"--pos-label: no class {label!r}{nearest(label, names)} (of {names})")
    place, facts, raw = names.index(label), Facts(predictions), predictions.raw
    logits = predictions.kind is Kind.LOGITS
    scores = softmax(facts.scores, axis=1) if logits else raw.y_pred
    columns = raw.columns.y_pred
    return replace(
        predictions,
        raw=replace(
            raw,
            y_true=facts.labels[:, place].astype(np.int64),
            y_pred=np.asarray(scores[:, place]),
            columns=replace(raw.columns, y_pred=columns[place : place + 1] or columns),
            decision=None,
        ),
        task=Task.BINARY,
        kind=Kind.SCORES if predictions.kind is Kind.SCORES else Kind.PROBABILITIES,
        classes=(0, 1),
        one_hot=False,
        remarks=(
            *predictions.remarks,
            f"1 is class {label}, 0 all others" + ("; softmax was applied" if logits else ""),
        ),
    )
