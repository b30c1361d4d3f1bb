"""What the libraries take an argument to be when it is left out.

An argument that says the same is left out of a call, so that a call reads as people write it and so
that "the Keras call with nothing set" is told from one that sets something.
"""

from __future__ import annotations

from collections.abc import Mapping

_POSITIVE: dict[str, object] = {"pos_label": 1}
_AVERAGED: dict[str, object] = {"pos_label": 1, "average": "binary"}
_HALF: dict[str, object] = {"thresholds": 0.5}
_F: dict[str, object] = {"average": None, "threshold": None}

SKLEARN: Mapping[str, Mapping[str, object]] = {
    "precision_score": _AVERAGED,
    "recall_score": _AVERAGED,
    "f1_score": _AVERAGED,
    "fbeta_score": _AVERAGED,
    "jaccard_score": _AVERAGED,
    "average_precision_score": {"pos_label": 1, "average": "macro"},
    "brier_score_loss": {"pos_label": None, "labels": None},
    "roc_auc_score": {"average": "macro", "labels": None},
    "log_loss": {"labels": None},
    "hinge_loss": {"labels": None},
    "top_k_accuracy_score": {"k": 2, "labels": None},
    "roc_curve": {"pos_label": None},
    "precision_recall_curve": {"pos_label": None},
}

#: Functions of scikit-learn that take no ``sample_weight``.
UNWEIGHTED = frozenset(
    {
        *("auc", "max_error", "consensus_score", "paired_cosine_distances", "cosine_similarity"),
        *("adjusted_mutual_info_score", "adjusted_rand_score", "completeness_score"),
        *("fowlkes_mallows_score", "homogeneity_completeness_v_measure", "homogeneity_score"),
        *("mutual_info_score", "normalized_mutual_info_score", "pair_confusion_matrix"),
        *("rand_score", "v_measure_score", "calinski_harabasz_score", "davies_bouldin_score"),
        *("silhouette_samples", "silhouette_score", "euclidean_distances"),
        *("nan_euclidean_distances", "pairwise_distances", "pairwise_distances_argmin"),
        *("pairwise_distances_argmin_min", "pairwise_distances_chunked", "pairwise_kernels"),
        *("check_scoring", "get_scorer", "get_scorer_names", "make_scorer"),
    }
)

#: Keras documents ``thresholds=None`` as 0.5, and so it is.
KERAS: Mapping[str, Mapping[str, object]] = {
    "BinaryAccuracy": {"threshold": 0.5},
    "Precision": _HALF,
    "Recall": _HALF,
    "TruePositives": _HALF,
    "FalsePositives": _HALF,
    "TrueNegatives": _HALF,
    "FalseNegatives": _HALF,
    "F1Score": _F,
    "FBetaScore": {**_F, "beta": 1.0},
    "BinaryIoU": {"threshold": 0.5},
    "TopKCategoricalAccuracy": {"k": 5},
    "SparseTopKCategoricalAccuracy": {"k": 5},
}


def compiled_accuracy(*, labels: int, predictions: int) -> str:
    """Return the class that Keras chooses for the string ``accuracy``, from the shapes alone.

    Args:
        labels: The number of columns of the labels.
        predictions: The number of columns of the predictions.
    """
    if predictions == 1:
        return "BinaryAccuracy"
    return "SparseCategoricalAccuracy" if labels == 1 else "CategoricalAccuracy"
