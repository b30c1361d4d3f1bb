"""Numbers that agree, and why they do."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from sklearn import metrics as sk

from benchmarks.diagnosis.case import Case, all_classes, class_scores, labels, scores


def md901(rng: Generator) -> Case:
    """The same decisions, counted alike."""
    y = labels(rng, int(rng.integers(40, 400)))
    p = scores(rng, y)
    name, function = [
        ("accuracy", sk.accuracy_score),
        ("recall", sk.recall_score),
        ("precision", sk.precision_score),
    ][rng.integers(3)]
    return Case(y, p, function(y, p > 0.5), metrics=name, pairing="matched", agreement="MD901")


def md902_micro(rng: Generator) -> Case:
    """With one label a row micro-averaged metrics are accuracy."""
    y = all_classes(rng, int(rng.integers(40, 300)), 4)
    p = class_scores(rng, y, 4)
    name = ["precision_micro", "recall_micro", "f1_micro"][rng.integers(3)]
    start = sk.accuracy_score(y, p.argmax(1))
    return Case(y, p, start, metrics=name, pairing="matched", agreement="MD902")


def md902_brier(rng: Generator) -> Case:
    """The mean squared error of probabilities is the Brier score."""
    y = labels(rng, int(rng.integers(40, 400)))
    p = scores(rng, y)
    start = sk.brier_score_loss(y, p)
    return Case(y, p, start, metrics="brier", pairing="matched", agreement="MD902")


def md903_ties(rng: Generator) -> Case:
    """Scores at the threshold, as many of each class: however they count, the share is one."""
    y = labels(rng, int(rng.integers(60, 300)))
    p = scores(rng, y)
    tied = int(rng.integers(1, 8))
    for label in (0, 1):
        p[np.flatnonzero(y == label)[:tied]] = 0.5
    decision = (p >= 0.5).astype(int)
    start = sk.accuracy_score(y, decision)
    return Case(
        *(y, p, start),
        metrics="accuracy",
        pairing="matched",
        decision=decision,
        column="column",
        agreement="MD903",
    )


def md903_separated(rng: Generator) -> Case:
    """Any curve shows classes that are perfectly separated."""
    y = labels(rng, int(rng.integers(40, 300)))
    p = np.where(y == 1, rng.uniform(0.6, 0.9, len(y)), rng.uniform(0.1, 0.4, len(y)))
    return Case(*(y, p, 1.0), metrics="roc_auc", pairing="matched", agreement="MD903")


MAKERS = {
    "MD901": md901,
    "MD902 micro": md902_micro,
    "MD902 Brier": md902_brier,
    "MD903 ties": md903_ties,
    "MD903 separated": md903_separated,
}
