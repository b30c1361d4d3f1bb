"""Metrics of the scores themselves: how far they are from the labels."""

from __future__ import annotations

from metricdiff.metrics.declaration import Entry, Metric, Needs, Noise, names
from metricdiff.words import Task

B, M, L = Task.BINARY, Task.MULTICLASS, Task.MULTILABEL

log_loss = Metric(
    name="log_loss",
    summary="cross-entropy of labels and probabilities",
    needs=Needs.PROBABILITIES,
    noise=Noise.LIKELIHOOD,
    entries={
        B: Entry("log_loss({truth}, {probabilities}, labels={labels})", "BinaryCrossentropy()"),
        M: Entry(
            "log_loss(y_true, {probabilities}, labels={labels})",
            "{Sparse}CategoricalCrossentropy()",
        ),
        L: Entry("log_loss(y_true, {probabilities})", "BinaryCrossentropy()"),
    },
    aliases=names("cross_entropy", "crossentropy", "bce")
    | names("neg_log_loss", sign=-1)
    | names("binary_crossentropy", "BinaryCrossentropy", keras="BinaryCrossentropy()")
    | names(
        "categorical_crossentropy", "CategoricalCrossentropy", keras="CategoricalCrossentropy()"
    )
    | names(
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        keras="SparseCategoricalCrossentropy()",
    ),
)

brier = Metric(
    name="brier",
    summary="mean squared difference of probability and label",
    needs=Needs.PROBABILITIES,
    noise=Noise.MEAN,
    entries={
        B: Entry(
            "brier_score_loss(y_true, {probabilities}, pos_label={positive_or_none})",
            "MeanSquaredError()",
        ),
        M: Entry(
            "brier_score_loss(y_true, {probabilities}, labels={labels})", "MeanSquaredError()"
        ),
    },
    aliases=names("brier_score", "brier_score_loss") | names("neg_brier_score", sign=-1),
)

hinge = Metric(
    name="hinge",
    summary="mean shortfall of the margin",
    needs=Needs.SCORES,
    noise=Noise.MEAN,
    entries={B: Entry("hinge_loss({truth}, {scores})", "Hinge()")},
    aliases=names("hinge_loss", "Hinge"),
)

squared_hinge = Metric(
    name="squared_hinge",
    summary="mean squared shortfall of the margin",
    needs=Needs.SCORES,
    noise=Noise.MEAN,
    entries={B: Entry(None, "SquaredHinge()")},
    aliases=names("SquaredHinge"),
)

categorical_hinge = Metric(
    name="categorical_hinge",
    summary="mean shortfall of the margin to the nearest other class",
    needs=Needs.SCORES,
    noise=Noise.MEAN,
    entries={M: Entry("hinge_loss(y_true, {scores}, labels={labels})", "CategoricalHinge()")},
    aliases=names("CategoricalHinge"),
)

kl_divergence = Metric(
    name="kl_divergence",
    summary="divergence of the probabilities from the labels",
    needs=Needs.PROBABILITIES,
    noise=Noise.LIKELIHOOD,
    # The labels are one class a row: their entropy is 0, and the divergence the cross-entropy.
    entries={M: Entry("log_loss(y_true, {probabilities}, labels={labels})", "KLDivergence()")},
    aliases=names("KLDivergence", "kld", "kullback_leibler_divergence"),
)

poisson = Metric(
    name="poisson",
    summary="Poisson loss of counts",
    needs=Needs.VALUES,
    noise=Noise.MEAN,
    entries={Task.REGRESSION: Entry("mean_poisson_deviance(y_true, y_pred)", "Poisson()")},
    aliases=names("Poisson", "mean_poisson_deviance") | names("neg_mean_poisson_deviance", sign=-1),
)
