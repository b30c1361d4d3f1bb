"""Metrics of decisions: how often they are right."""

from __future__ import annotations

from collections.abc import Mapping

from metricdiff.metrics.declaration import (
    Default,
    Entries,
    Entry,
    Metric,
    Needs,
    Noise,
    averages,
    names,
)
from metricdiff.words import Task

B, M, L, R = Task.BINARY, Task.MULTICLASS, Task.MULTILABEL, Task.REGRESSION

accuracy = Metric(
    name="accuracy",
    summary="share of decisions that equal their label",
    needs=Needs.DECISIONS,
    entries={
        B: Entry(
            sklearn="accuracy_score(y_true, {decisions})",
            keras="BinaryAccuracy(threshold={threshold})",
            default=Default("{compiled_accuracy}()"),
        ),
        M: Entry(
            sklearn="accuracy_score(y_true, {decisions})",
            keras="{argmax_accuracy}()",
            default=Default("{compiled_accuracy}()"),
        ),
        # Two readings: scikit-learn's, all labels of a row right, stands against what Keras's
        # string "accuracy" gives; the accuracy of each label has a counterpart in both.
        L: Entry(
            sklearn="1 - hamming_loss(y_true, {decisions})",
            keras="BinaryAccuracy(threshold={threshold})",
            default=Default(
                "{compiled_accuracy}()",
                "accuracy_score(y_true, {decisions})",
                "all labels right",
            ),
            label="per label",
        ),
        # scikit-learn refuses values; Keras's string "accuracy" does not.
        R: Entry(None, None, Default("{compiled_accuracy}()", "accuracy_score(y_true, y_pred)")),
    },
    aliases=names("accuracy_score", "acc")
    | names("Accuracy", keras="Accuracy()")
    | names("binary_accuracy", "BinaryAccuracy", keras="BinaryAccuracy()")
    | names("categorical_accuracy", "CategoricalAccuracy", keras="CategoricalAccuracy()")
    | names(
        "sparse_categorical_accuracy",
        "SparseCategoricalAccuracy",
        keras="SparseCategoricalAccuracy()",
    ),
)

balanced_accuracy = Metric(
    name="balanced_accuracy",
    summary="mean of the recalls of the classes",
    needs=Needs.DECISIONS,
    entries={
        B: Entry(
            sklearn="balanced_accuracy_score(y_true, {decisions})",
            keras="(Recall(thresholds={threshold}) + TrueNegatives(thresholds={threshold}) / "
            "(TrueNegatives(thresholds={threshold}) + FalsePositives(thresholds={threshold}))) / 2",
        ),
        M: Entry(
            sklearn="balanced_accuracy_score(y_true, {decisions})",
            keras="np.mean([Recall(top_k=1, class_id=c) for c in range({n})])",
        ),
    },
    aliases=names("balanced_accuracy_score"),
)

precision = Metric(
    name="precision",
    summary="share of positive decisions that are right",
    needs=Needs.DECISIONS,
    entries={
        B: Entry(
            sklearn="precision_score(y_true, {decisions}, pos_label={positive})",
            keras="Precision(thresholds={threshold})",
            default=Default("Precision()"),
        ),
        M: Entry(
            sklearn="precision_score(y_true, {decisions}, average={average})",
            keras={
                "micro": "Precision(top_k=1)",
                "macro": "np.mean([Precision(top_k=1, class_id=c) for c in range({n})])",
                "none": "[Precision(top_k=1, class_id=c) for c in range({n})]",
            },
            default=Default(
                "Precision()", 'precision_score(y_true, {decisions}, average="macro")', "macro"
            ),
            settings={"average": ("micro",)},
        ),
        L: Entry(
            sklearn="precision_score(y_true, {decisions}, average={average})",
            keras={
                "micro": "Precision(thresholds={threshold})",
                "macro": "np.mean([Precision(thresholds={threshold}, class_id=c) "
                "for c in range({n})])",
                "none": "[Precision(thresholds={threshold}, class_id=c) for c in range({n})]",
            },
            default=Default("Precision()"),
            settings={"average": ("micro",)},
        ),
    },
    aliases=names("precision_score", "Precision")
    | averages("precision", "micro", "macro", "weighted", "samples"),
)

recall = Metric(
    name="recall",
    summary="share of positive labels that are found",
    needs=Needs.DECISIONS,
    entries={
        B: Entry(
            sklearn="recall_score(y_true, {decisions}, pos_label={positive})",
            keras="Recall(thresholds={threshold})",
            default=Default("Recall()"),
        ),
        M: Entry(
            sklearn="recall_score(y_true, {decisions}, average={average})",
            keras={
                "micro": "Recall(top_k=1)",
                "macro": "np.mean([Recall(top_k=1, class_id=c) for c in range({n})])",
                "none": "[Recall(top_k=1, class_id=c) for c in range({n})]",
            },
            default=Default(
                "Recall()", 'recall_score(y_true, {decisions}, average="macro")', "macro"
            ),
            settings={"average": ("micro",)},
        ),
        L: Entry(
            sklearn="recall_score(y_true, {decisions}, average={average})",
            keras={
                "micro": "Recall(thresholds={threshold})",
                "macro": "np.mean([Recall(thresholds={threshold}, class_id=c) "
                "for c in range({n})])",
                "none": "[Recall(thresholds={threshold}, class_id=c) for c in range({n})]",
            },
            default=Default("Recall()"),
            settings={"average": ("micro",)},
        ),
    },
    aliases=names("recall_score", "Recall", "sensitivity", "tpr")
    | averages("recall", "micro", "macro", "weighted", "samples"),
)

specificity = Metric(
    name="specificity",
    summary="share of negative labels that are decided negative",
    needs=Needs.DECISIONS,
    entries={
        B: Entry(
            sklearn="recall_score(y_true, {decisions}, pos_label={negative})",
            keras="TrueNegatives(thresholds={threshold}) / (TrueNegatives(thresholds={threshold})"
            " + FalsePositives(thresholds={threshold}))",
        ),
    },
    aliases=names("tnr"),
)


def _f1(default: Mapping[Task, Default], averages: Mapping[Task, tuple[str, ...]]) -> Entries:
    """Return the calls of F1, which is Dice as well."""
    one = "f1_score(y_true, {decisions}, pos_label={positive}, average={average})"
    several = "f1_score(y_true, {decisions}, average={average})"
    cut = "F1Score(average={keras_average}, threshold={threshold})"
    calls = {B: (one, cut), M: (several, "F1Score(average={keras_average})"), L: (several, cut)}
    return {
        task: Entry(sklearn, keras, default[task], {"average": averages[task]})
        for task, (sklearn, keras) in calls.items()
    }


_F1_OF_CLASSES = Default("F1Score()", "f1_score(y_true, {decisions}, average=None)", "per class")
f1 = Metric(
    name="f1",
    summary="harmonic mean of precision and recall",
    needs=Needs.DECISIONS,
    noise=Noise.F_SCORE,
    entries=_f1(
        default={B: Default("F1Score()"), M: _F1_OF_CLASSES, L: _F1_OF_CLASSES},
        averages={B: ("binary",), M: ("macro", "weighted"), L: ("micro", "macro")},
    ),
    aliases=names("f1_score", "F1Score") | averages("f1", "micro", "macro", "weighted", "samples"),
)

_SOFT_DICE = Default(
    "1 - MeanMetricWrapper(dice)",
    'f1_score(y_true, {decisions}, average="micro")',
    "of all columns",
)
dice = Metric(
    name="dice",
    summary="twice the intersection of decisions and labels over their sizes; F1",
    needs=Needs.DECISIONS,
    noise=Noise.F_SCORE,
    entries=_f1(
        default={B: Default("1 - MeanMetricWrapper(dice)"), M: _SOFT_DICE, L: _SOFT_DICE},
        averages={B: ("binary",), M: ("macro",), L: ("macro",)},
    ),
    aliases=names("Dice", "dice_score", "dice_coefficient", "sorensen_dice"),
)

_FBETA_OF_CLASSES = Default(
    "FBetaScore()", "fbeta_score(y_true, {decisions}, beta={beta}, average=None)", "per class"
)
fbeta = Metric(
    name="fbeta",
    summary="weighted harmonic mean of precision and recall",
    needs=Needs.DECISIONS,
    noise=Noise.F_SCORE,
    entries={
        B: Entry(
            sklearn="fbeta_score(y_true, {decisions}, beta={beta}, pos_label={positive}, "
            "average={average})",
            keras="FBetaScore(average={keras_average}, beta={beta}, threshold={threshold})",
            default=Default("FBetaScore()"),
            settings={"beta": (0.5, 2.0), "average": ("binary",)},
        ),
        M: Entry(
            sklearn="fbeta_score(y_true, {decisions}, beta={beta}, average={average})",
            keras="FBetaScore(average={keras_average}, beta={beta})",
            default=_FBETA_OF_CLASSES,
            settings={"beta": (0.5, 2.0), "average": ("macro",)},
        ),
        L: Entry(
            sklearn="fbeta_score(y_true, {decisions}, beta={beta}, average={average})",
            keras="FBetaScore(average={keras_average}, beta={beta}, threshold={threshold})",
            default=_FBETA_OF_CLASSES,
            settings={"beta": (0.5, 2.0), "average": ("macro",)},
        ),
    },
    aliases=names("fbeta_score", "f_beta_score", "FBetaScore")
    | names("f2", beta=2.0)
    | names("f0.5", beta=0.5),
)

jaccard = Metric(
    name="jaccard",
    summary="intersection over union of decisions and labels",
    needs=Needs.DECISIONS,
    noise=Noise.F_SCORE,
    entries={
        B: Entry(
            sklearn="jaccard_score(y_true, {decisions}, pos_label={positive})",
            keras="BinaryIoU(target_class_ids=[1], threshold={threshold})",
            default=Default("BinaryIoU()"),
        ),
        M: Entry(
            sklearn="jaccard_score(y_true, {decisions}, average={average})",
            keras={"macro": "{mean_iou}", "none": "[{iou_of_c} for c in range({n})]"},
            default=Default(
                "MeanIoU(num_classes={n})", 'jaccard_score(y_true, {decisions}, average="macro")'
            ),
            settings={"average": ("macro",)},
        ),
        L: Entry(
            sklearn="jaccard_score(y_true, {decisions}, average={average})",
            keras={"micro": "BinaryIoU(target_class_ids=[1], threshold={threshold})"},
            default=Default("BinaryIoU()"),
            settings={"average": ("micro",)},
        ),
    },
    aliases=names("jaccard_score", "iou", "io_u", "IoU", "binary_io_u", "BinaryIoU")
    | names(
        *("one_hot_io_u", "OneHotIoU"),
        keras="np.mean([OneHotIoU(num_classes={n}, target_class_ids=[c]) for c in range({n})])",
    )
    | averages("jaccard", "micro", "macro", "weighted", "samples"),
)

mean_iou = Metric(
    name="mean_iou",
    summary="intersection over union, averaged over the classes",
    needs=Needs.DECISIONS,
    noise=Noise.F_SCORE,
    entries={
        B: Entry(
            sklearn='jaccard_score(y_true, {decisions}, average="macro")',
            keras="BinaryIoU(threshold={threshold})",
            default=Default("MeanIoU(num_classes=2)"),
        ),
        M: Entry(
            sklearn='jaccard_score(y_true, {decisions}, average="macro")',
            keras="{mean_iou}",
            default=Default("MeanIoU(num_classes={n})"),
        ),
    },
    aliases=names("mean_io_u", "MeanIoU", "miou")
    | names("one_hot_mean_io_u", "OneHotMeanIoU", keras="OneHotMeanIoU(num_classes={n})"),
)

_TP, _FP = "TruePositives(thresholds={threshold})", "FalsePositives(thresholds={threshold})"
_TN, _FN = "TrueNegatives(thresholds={threshold})", "FalseNegatives(thresholds={threshold})"

mcc = Metric(
    name="mcc",
    summary="Matthews correlation of decisions and labels",
    needs=Needs.DECISIONS,
    noise=Noise.DIFFERENCE,
    entries={
        B: Entry(
            sklearn="matthews_corrcoef(y_true, {decisions})",
            keras=f"({_TP} * {_TN} - {_FP} * {_FN}) / np.sqrt(({_TP} + {_FP}) * ({_TP} + {_FN})"
            f" * ({_TN} + {_FP}) * ({_TN} + {_FN}))",
        ),
        M: Entry("matthews_corrcoef(y_true, {decisions})", keras=None),
    },
    aliases=names("matthews_corrcoef"),
)

cohen_kappa = Metric(
    name="cohen_kappa",
    summary="agreement of decisions and labels beyond chance",
    needs=Needs.DECISIONS,
    noise=Noise.DIFFERENCE,
    entries={
        B: Entry(
            sklearn="cohen_kappa_score(y_true, {decisions})",
            keras=f"2 * ({_TP} * {_TN} - {_FP} * {_FN}) / (({_TP} + {_FP}) * ({_FP} + {_TN})"
            f" + ({_FN} + {_TN}) * ({_TP} + {_FN}))",
        ),
        M: Entry("cohen_kappa_score(y_true, {decisions})", keras=None),
    },
    aliases=names("cohen_kappa_score", "kappa"),
)

hamming_loss = Metric(
    name="hamming_loss",
    summary="share of labels that are decided wrongly",
    needs=Needs.DECISIONS,
    noise=Noise.DIFFERENCE,
    entries={
        B: Entry("hamming_loss(y_true, {decisions})", "1 - BinaryAccuracy(threshold={threshold})"),
        M: Entry("hamming_loss(y_true, {decisions})", "1 - {argmax_accuracy}()"),
        L: Entry("hamming_loss(y_true, {decisions})", "1 - BinaryAccuracy(threshold={threshold})"),
    },
    aliases=names("zero_one_loss", sklearn="zero_one_loss(y_true, {decisions})"),
)


def _cell(name: str, summary: str, keras: str, row: int, column: int, short: str) -> Metric:
    """One cell of the confusion matrix, positives second."""
    matrix = "confusion_matrix(y_true, {decisions}, labels=[{negative}, {positive}])"
    return Metric(
        name=name,
        summary=summary,
        needs=Needs.DECISIONS,
        unit="rows",
        entries={
            B: Entry(f"{matrix}[{row}, {column}]", f"{keras}(thresholds={{threshold}})"),
        },
        aliases=names(keras, short),
    )


true_positives = _cell("true_positives", "positives decided positive", "TruePositives", 1, 1, "tp")
false_positives = _cell(
    "false_positives", "negatives decided positive", "FalsePositives", 0, 1, "fp"
)
true_negatives = _cell("true_negatives", "negatives decided negative", "TrueNegatives", 0, 0, "tn")
false_negatives = _cell(
    "false_negatives", "positives decided negative", "FalseNegatives", 1, 0, "fn"
)
