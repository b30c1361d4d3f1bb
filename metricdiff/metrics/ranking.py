"""Metrics of the order of the scores."""

from __future__ import annotations

from metricdiff.metrics.declaration import (
    Default,
    Entry,
    Metric,
    Needs,
    Noise,
    averages,
    names,
)
from metricdiff.words import Task

B, M, L = Task.BINARY, Task.MULTICLASS, Task.MULTILABEL

roc_auc = Metric(
    name="roc_auc",
    summary="area under the curve of recall against false positives",
    needs=Needs.SCORES,
    noise=Noise.MEAN,
    entries={
        B: Entry(
            sklearn="roc_auc_score({truth}, {scores})",
            keras="AUC()",
        ),
        M: Entry(
            sklearn='roc_auc_score(y_true, {probabilities}, multi_class="ovr", average={average}, '
            "labels={labels})",
            keras={"macro": "AUC(multi_label=True)", "micro": "AUC()"},
            default=Default("AUC()"),
            settings={"average": ("macro",)},
            label="ovr",
            by_class="np.mean([roc_auc_score(y_true == classes[c], y_pred[:, c]) "
            "for c in range({columns})])",
        ),
        L: Entry(
            sklearn="roc_auc_score(y_true, {scores}, average={average})",
            keras={"macro": "AUC(multi_label=True)", "micro": "AUC()"},
            default=Default("AUC()"),
            settings={"average": ("macro",)},
        ),
    },
    aliases=names("roc_auc_score", "auc", "AUC", "auroc", "roc_auc_ovr")
    | averages("roc_auc", "micro", "macro", "weighted", "samples")
    | averages("roc_auc_ovr", "weighted"),
)

pr_auc = Metric(
    name="pr_auc",
    summary="area under the curve of precision against recall; average precision",
    needs=Needs.SCORES,
    noise=Noise.DIFFERENCE,
    entries={
        B: Entry(
            sklearn="average_precision_score(y_true, {scores}, pos_label={positive})",
            keras='AUC(curve="PR")',
        ),
        L: Entry(
            sklearn="average_precision_score(y_true, {scores}, average={average})",
            keras={"macro": 'AUC(curve="PR", multi_label=True)', "micro": 'AUC(curve="PR")'},
            default=Default('AUC(curve="PR")'),
            settings={"average": ("macro",)},
        ),
    },
    aliases=names("average_precision", "average_precision_score", "auprc", "ap")
    | averages("average_precision", "micro", "macro", "weighted", "samples"),
)

top_k_accuracy = Metric(
    name="top_k_accuracy",
    summary="share of rows whose label is among the k largest scores",
    needs=Needs.SCORES,
    entries={
        M: Entry(
            sklearn="top_k_accuracy_score(y_true, {scores}, k={k}, labels={labels})",
            keras="{Sparse}TopKCategoricalAccuracy(k={k})",
            default=Default("{Sparse}TopKCategoricalAccuracy()"),
            settings={"k": (5,)},
        ),
        # Of several labels a row: the share of them that is among the k largest scores.
        L: Entry(
            sklearn="recall_score(y_true, (-y_pred).argsort(axis=1).argsort(axis=1) < {k}, "
            'average="micro")',
            keras="Recall(top_k={k})",
            default=Default("TopKCategoricalAccuracy()"),
            settings={"k": (5,)},
        ),
    },
    aliases=names("top_k", "top_k_accuracy_score", "top_k_categorical_accuracy")
    | names("TopKCategoricalAccuracy", keras="TopKCategoricalAccuracy()")
    | names(
        "sparse_top_k_categorical_accuracy",
        "SparseTopKCategoricalAccuracy",
        keras="SparseTopKCategoricalAccuracy()",
    ),
)

_ROC = "roc_curve(y_true, {scores}, pos_label={positive_or_none}, drop_intermediate=False)"
_PR = "precision_recall_curve(y_true, {scores}, pos_label={positive_or_none})"


def _operating_point(name: str, summary: str, keras: str, sklearn: str, alias: str) -> Metric:
    """The best of one rate where another is at least ``at``, over all thresholds."""
    return Metric(
        name=name,
        summary=summary,
        needs=Needs.SCORES,
        entries={B: Entry(sklearn, keras, settings={"at": (0.5,)})},
        aliases=names(alias),
    )


precision_at_recall = _operating_point(
    "precision_at_recall",
    "best precision at a threshold whose recall is at least the given one",
    "PrecisionAtRecall({at})",
    f"{_PR}[0][{_PR}[1] >= {{at}}].max()",
    "PrecisionAtRecall",
)
recall_at_precision = _operating_point(
    "recall_at_precision",
    "best recall at a threshold whose precision is at least the given one",
    "RecallAtPrecision({at})",
    f"{_PR}[1][{_PR}[0] >= {{at}}].max()",
    "RecallAtPrecision",
)
sensitivity_at_specificity = _operating_point(
    "sensitivity_at_specificity",
    "best sensitivity at a threshold whose specificity is at least the given one",
    "SensitivityAtSpecificity({at})",
    f"{_ROC}[1][1 - {_ROC}[0] >= {{at}}].max()",
    "SensitivityAtSpecificity",
)
specificity_at_sensitivity = _operating_point(
    "specificity_at_sensitivity",
    "best specificity at a threshold whose sensitivity is at least the given one",
    "SpecificityAtSensitivity({at})",
    f"1 - {_ROC}[0][{_ROC}[1] >= {{at}}].min()",
    "SpecificityAtSensitivity",
)
