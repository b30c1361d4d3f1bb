"""What the name of a metric says that it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from metricdiff.errors import UsageError
from metricdiff.metrics import registry

#: Words that say nothing of what is computed.
_EMPTY = frozenset(
    {
        *("my", "custom", "keras", "tf", "np", "numpy", "k", "m", "metric", "metrics", "score"),
        *("fn", "func", "function", "get", "compute", "calc", "calculate", "the", "class", "new"),
        *("batch", "epoch", "global", "streaming", "stateful", "val", "s", "simple", "manual"),
        *("good", "bad", "wrong", "right", "correct", "broken", "fixed", "naive", "v1", "v2"),
        *("value", "coef", "coefficient", "rate", "index", "binary", "macro", "micro", "weighted"),
        *("categorical", "sparse", "multiclass", "as", "written", "mended", "thresholded"),
    }
)
#: Words that say how classes are averaged.
_AVERAGES = frozenset({"macro", "micro", "weighted", "samples"})
#: What people call metrics that the catalogue knows by other names.
_ALSO = {
    "acc": "accuracy",
    "prec": "precision",
    "rec": "recall",
    "sens": "recall",
    "spec": "specificity",
    "sensitivity": "recall",
    "iou": "jaccard",
    "f": "f1",
    "matthews": "mcc",
    "matthews correlation": "mcc",
    "dsc": "dice",
    "sorensen dice": "dice",
    "coefficient of determination": "r2",
    "r squared": "r2",
    "r square": "r2",
    "rsquared": "r2",
    "auc": "roc_auc",
    "root mean squared error": "rmse",
    "root mean square error": "rmse",
    "coeff determination": "r2",
    "pearsonr": "pearson",
    "pearson r": "pearson",
    "balanced acc": "balanced_accuracy",
    "bal acc": "balanced_accuracy",
    "uar": "balanced_accuracy",
    "exact match": "accuracy",
    "error rate": "hamming_loss",
    "misclassification": "hamming_loss",
    "logloss": "log_loss",
    "nll": "log_loss",
    "mean io u": "mean_iou",
    "io u": "jaccard",
    "top k": "top_k_accuracy",
    "topk": "top_k_accuracy",
    "top": "top_k_accuracy",
    "kappa": "cohen_kappa",
}


@dataclass(frozen=True)
class Named:
    """What a name says.

    Attributes:
        metric: The canonical name of a metric; empty where it names none.
        rest: The words that say something else of it: ``soft``, ``masked``.
        average: How it says that classes are averaged; empty where it does not.
    """

    metric: str = ""
    rest: tuple[str, ...] = ()
    average: str = ""

    @property
    def called(self) -> str:
        """The name under which the catalogue has it, with the average where it knows that."""
        pinned = f"{self.metric}_{self.average}"
        known = registry.BY_NAME[self.metric].aliases if self.metric else {}
        return pinned if pinned in known else self.metric


def named(name: str) -> Named:
    """Return the metric that a name speaks of: ``my_f1_score``, ``MacroF1``, ``recall_m``."""
    words = _words(name)
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            found = _metric(words[start : start + length])
            if found:
                left = [*words[:start], *words[start + length :]]
                average = next((word for word in words if word in _AVERAGES), "")
                rest = tuple(word for word in left if word not in _EMPTY)
                return Named(found, rest, average)
    return Named()


def _words(name: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    words = [word for word in re.split(r"[^A-Za-z0-9]+", spaced.lower()) if word]
    # The number of ``topk3`` is a setting, that of ``f1`` and ``r2`` is not.
    words = [re.sub(r"(?<=[a-z]{3})\d+$", "", word) for word in words]
    return [word for word in words if not word.isdigit()] or words


def _metric(words: list[str]) -> str:
    spoken = " ".join(words)
    if spoken in _ALSO:
        return _ALSO[spoken]
    if set(words) <= _EMPTY:
        return ""
    for text in ("_".join(words), "".join(words)):
        try:
            return registry.find(text).metric.name
        except UsageError:
            continue
    return ""
