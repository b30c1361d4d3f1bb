"""Each metric of the zoo with its true diagnosis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.zoo import binary_classes, binary_functions, several_classes, values


@dataclass(frozen=True)
class Exhibit:
    """A metric, and what is true of it.

    Attributes:
        metric: The metric; a lambda where it takes arguments.
        data: On which data it is audited.
        failures: The codes of what is wrong with it; none for a sound one.
        equals: The canonical name of the metric that it is; empty for none.
        notes: Codes that must be among the notes.
    """

    metric: Any
    data: str
    failures: frozenset[str]
    equals: str
    notes: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return getattr(self.metric, "__name__", None) or str(self.metric.name)


def of(module: Any, data: str) -> Callable[..., Exhibit]:
    """Return what makes exhibits of the metrics of a module."""

    def exhibit(name: str, *codes: str, equals: str = "", on: str = data) -> Exhibit:
        failures = frozenset(code for code in codes if not code.startswith("~"))
        notes = frozenset(code[1:] for code in codes if code.startswith("~"))
        return Exhibit(getattr(module, name), on, failures, equals, notes)

    return exhibit


_function = of(binary_functions, "binary")
_class = of(binary_classes, "binary")
_several = of(several_classes, "multiclass")
_value = of(values, "regression")

FAULTY: tuple[Exhibit, ...] = (
    _function("recall_m", "MD401", "MD403", equals="recall"),
    _function("precision_m", "MD401", "MD403", equals="precision"),
    _function("f1_m", "MD401", "MD403", equals="f1"),
    _function("matthews_correlation", "MD401", "MD403", equals="mcc"),
    _function("dice_coef", "MD401", "MD207", equals="dice"),
    _function("dice_loss", "MD401", equals="dice"),
    _function("turned_dice", "MD401", "MD602", equals="dice"),
    _function("iou_coef", "MD401", "MD403", "MD207", "MD405", equals="jaccard"),
    _function("specificity", "MD401", equals="specificity"),
    _function("custom_accuracy", "MD401", "MD403", equals="accuracy"),
    _function("true_rows", "MD402", equals="accuracy"),
    _function("f1_without_epsilon", "MD401", "~MD310", equals="f1"),
    _function("sklearn_f1", "MD401", "MD411", equals="f1"),
    _function("auc_by_numpy_function", "MD401", "MD411", equals="roc_auc"),
    _function("precision", "MD401", "MD010", equals="recall"),
    _function("exact_accuracy", "MD205", equals="accuracy"),
    _function("squeezed_accuracy", "MD403", equals="accuracy"),
    _function("accuracy", "MD620", equals="hamming_loss"),
    _function("falling_weights_accuracy", "MD401", "MD412"),
    _class("SumCorrectPredictions", "MD402", "MD403", equals="accuracy"),
    _class("NeverReset", "MD404", equals="accuracy"),
    _class("ResetStates", "MD404", equals="accuracy"),
    _class("VariableAccuracy", "MD404", equals="accuracy"),
    _class("PythonState", "MD401", "MD404", "MD411", equals="accuracy"),
    _class("LastBatchPrecision", "MD409", equals="precision"),
    _class("BatchMeanF1", "MD401", equals="f1"),
    _class("AddedUpRecall", "MD402", "out-of-range", equals="recall"),
    _class("IntegerMeanError", "MD410"),
    _class("BroadcastingTruePositives", "MD403", equals="true_positives"),
    _class("NoSampleWeight", "MD413"),
    _class("WronglyWeighted", "MD704", equals="accuracy"),
    _class("area_of_logits", "MD208", equals="roc_auc"),
    _class("MacroPrecision", "MD301", equals="precision"),
    _class("Accuracy", "MD308", equals="balanced_accuracy"),
    _several("sparse_accuracy", "MD403", equals="accuracy"),
    _several("mean_top_2_accuracy", "MD401", equals="top_k_accuracy"),
    _several("macro_f1", "MD401", equals="f1"),
    _several("micro_f1", "MD401", equals="f1", on="multilabel"),
    _value("rmse", "MD401", "MD403", equals="rmse"),
    _value("root_mean_squared_error", "MD405", equals="mae"),
    _value("r_squared", "MD401", "MD403", equals="r2"),
    _value("shaped_r_squared", "MD401", equals="r2"),
    _value("pearson", "MD401", equals="pearson"),
    _value("total_squared_error", "MD402"),
    _value("SwappedR2", "MD010", equals="r2"),
    _value("MovingMAE", "batch-dependent"),
    _value("SmallestError", "MD404"),
    _value("mean_squared_error_object", "MD401", equals="mse"),
    of(values, "far")("FarR2", "MD504", equals=""),
)

SOUND: tuple[Exhibit, ...] = (
    _function("right_accuracy", equals="accuracy"),
    _function("brier", equals="brier"),
    _function("custom_binary_accuracy", equals="accuracy"),
    _function("log_loss", equals="log_loss"),
    _function("make_thresholded_accuracy", equals="accuracy"),
    _class("F1FromParts", equals="f1"),
    _class("MatthewsCorrelation", equals="mcc"),
    _class("Specificity", equals="specificity"),
    _class("BalancedAccuracy", equals="balanced_accuracy"),
    _class("IoU", equals="jaccard"),
    _class("PositiveRate"),
    _class("recall_at_precision", equals="recall_at_precision"),
    _class("make_f2", equals="fbeta"),
    _class("auc", equals="roc_auc"),
    _class("UnweightedAccuracy", "~MD701", equals="accuracy"),
    _several("categorical_accuracy", equals="accuracy"),
    _several("right_sparse_accuracy", equals="accuracy"),
    _several("top_2_accuracy", equals="top_k_accuracy"),
    _several("MacroF1", equals="f1"),
    _several("PerClassRecall", equals="recall"),
    _several("CohenKappa", equals="cohen_kappa"),
    _several("all_labels_right", equals="accuracy", on="multilabel"),
    _several("QuadraticKappa", equals="cohen_kappa"),
    _several("cross_entropy", equals="log_loss"),
    _several("hamming_score", equals="jaccard", on="multilabel"),
    _several("per_label_accuracy", equals="accuracy", on="multilabel"),
    _value("mae", equals="mae"),
    _value("huber", equals="huber"),
    _value("smape", equals="smape"),
    _value("within_a_half"),
    _value("RMSE", equals="rmse"),
    _value("LargestError", equals="max_error"),
)
