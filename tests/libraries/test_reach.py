"""What ``--sklearn`` and ``--keras`` reach: every metric of both libraries, or a reason why not.

The tests walk the namespaces of the installed libraries.  Each name either has a call here, which
must give what the library gives to a person who writes it, or stands in ``NOT_CALLED`` with what it
is instead.
"""

from __future__ import annotations

import inspect
import re
from functools import cache
from typing import Any

import numpy as np
import pytest
import sklearn.metrics
from scipy.special import softmax

import metricdiff
from metricdiff.errors import UsageError
from metricdiff.metrics import defaults, registry
from tests.libraries.direct import Data, same

pytestmark = [
    pytest.mark.keras,
    pytest.mark.filterwarnings("ignore:The y_prob values do not sum to one:UserWarning"),
]

_DECIDED = "y_true, y_pred > 0.5"
_ARGMAX = "y_true, y_pred.argmax(axis=1)"
_SAME_KIND = "y_true, y_pred"

#: scikit-learn's functions by the data that suit them; ``{}`` is the name.
SKLEARN = {
    "binary": {
        **dict.fromkeys(
            (
                *("accuracy_score", "balanced_accuracy_score", "f1_score", "hamming_loss"),
                *("jaccard_score", "matthews_corrcoef", "precision_score", "recall_score"),
                *("zero_one_loss", "cohen_kappa_score"),
            ),
            f"{{}}({_DECIDED})",
        ),
        **dict.fromkeys(
            (
                *("average_precision_score", "brier_score_loss", "d2_brier_score"),
                *("d2_log_loss_score", "hinge_loss", "log_loss", "roc_auc_score"),
            ),
            f"{{}}({_SAME_KIND})",
        ),
        "auc": "auc(roc_curve(y_true, y_pred)[0], roc_curve(y_true, y_pred)[1])",
        "class_likelihood_ratios": f"{{}}({_DECIDED})[0]",
        "classification_report": f'{{}}({_DECIDED}, output_dict=True)["macro avg"]["f1-score"]',
        "confusion_matrix": f"{{}}({_DECIDED})[1, 0]",
        "confusion_matrix_at_thresholds": "{}(y_true, y_pred)[3][:5]",
        "det_curve": "{}(y_true, y_pred)[1][2]",
        "fbeta_score": f"{{}}({_DECIDED}, beta=2)",
        "metric_at_thresholds": "{}(y_true, y_pred, f1_score)[0].max()",
        "precision_recall_curve": "{}(y_true, y_pred)[0][3]",
        "precision_recall_fscore_support": f'{{}}({_DECIDED}, average="binary")[2]',
        "roc_curve": "{}(y_true, y_pred)[1][2]",
    },
    "multiclass": {
        **dict.fromkeys(
            (
                *("adjusted_mutual_info_score", "adjusted_rand_score", "completeness_score"),
                *("fowlkes_mallows_score", "homogeneity_score", "mutual_info_score"),
                *("normalized_mutual_info_score", "rand_score", "v_measure_score"),
            ),
            f"{{}}({_ARGMAX})",
        ),
        # Predictions as points, labels as their clusters.
        **dict.fromkeys(
            ("calinski_harabasz_score", "davies_bouldin_score", "silhouette_score"),
            "{}(y_pred, y_true)",
        ),
        "silhouette_samples": "{}(y_pred, y_true)",
        "homogeneity_completeness_v_measure": f"{{}}({_ARGMAX})[1]",
        "pair_confusion_matrix": f"{{}}({_ARGMAX})[0, 1]",
        "top_k_accuracy_score": "{}(y_true, y_pred, k=3)",
    },
    "multilabel": {
        **dict.fromkeys(
            (
                *("coverage_error", "label_ranking_average_precision_score"),
                *("label_ranking_loss", "dcg_score", "ndcg_score"),
            ),
            f"{{}}({_SAME_KIND})",
        ),
        "multilabel_confusion_matrix": f"{{}}({_DECIDED})[1, 0, 1]",
    },
    "regression": {
        **dict.fromkeys(
            (
                *("d2_absolute_error_score", "d2_pinball_score", "explained_variance_score"),
                *("max_error", "mean_absolute_error", "mean_absolute_percentage_error"),
                *("mean_gamma_deviance", "mean_pinball_loss", "mean_poisson_deviance"),
                *("mean_squared_error", "mean_squared_log_error", "median_absolute_error"),
                *("r2_score", "root_mean_squared_error", "root_mean_squared_log_error"),
            ),
            f"{{}}({_SAME_KIND})",
        ),
        "d2_tweedie_score": "{}(y_true, y_pred, power=1.5)",
        "mean_tweedie_deviance": "{}(y_true, y_pred, power=1.5)",
    },
    "several outputs": {
        **dict.fromkeys(
            ("euclidean_distances", "nan_euclidean_distances"), "{}(y_true, y_pred)[0, 1]"
        ),
        "pairwise_distances": '{}(y_true, y_pred, metric="manhattan")[0, 1]',
        "pairwise_distances_argmin": "{}(y_true, y_pred)",
        "pairwise_distances_argmin_min": "{}(y_true, y_pred)[1]",
        "pairwise_kernels": '{}(y_true, y_pred, metric="rbf")[0, 1]',
    },
}

#: Keras's classes, and its functions as ``compile(metrics=[...])`` wraps them.
KERAS = {
    "binary": {
        **dict.fromkeys(
            (
                *("AUC", "Accuracy", "BinaryAccuracy", "BinaryCrossentropy", "BinaryIoU"),
                *("F1Score", "FBetaScore", "Hinge", "SquaredHinge", "MeanSquaredError"),
                *("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives"),
                *("Precision", "Recall"),
            ),
            "{}()",
        ),
        **dict.fromkeys(
            (
                *("PrecisionAtRecall", "RecallAtPrecision"),
                *("SensitivityAtSpecificity", "SpecificityAtSensitivity"),
            ),
            "{}(0.8, num_thresholds=50)",
        ),
        **dict.fromkeys(
            (
                *("binary_accuracy", "binary_crossentropy", "binary_focal_crossentropy"),
                *("hinge", "squared_hinge", "dice", "tversky"),
            ),
            "MeanMetricWrapper({})",
        ),
    },
    "multiclass": {
        **dict.fromkeys(
            ("SparseCategoricalAccuracy", "SparseCategoricalCrossentropy"),
            "{}()",
        ),
        "SparseTopKCategoricalAccuracy": "{}(k=2)",
        "MeanIoU": "{}(num_classes=4, sparse_y_pred=False)",
        "IoU": "{}(num_classes=4, target_class_ids=[0, 2], sparse_y_pred=False)",
        "sparse_categorical_accuracy": "MeanMetricWrapper({})",
        "sparse_categorical_crossentropy": "MeanMetricWrapper({})",
        "sparse_top_k_categorical_accuracy": "MeanMetricWrapper({}, k=2)",
    },
    "one-hot": {
        **dict.fromkeys(
            (
                *("CategoricalAccuracy", "CategoricalCrossentropy", "CategoricalHinge"),
                "KLDivergence",
            ),
            "{}()",
        ),
        "TopKCategoricalAccuracy": "{}(k=2)",
        "OneHotMeanIoU": "{}(num_classes=4)",
        "OneHotIoU": "{}(num_classes=4, target_class_ids=[1])",
        **dict.fromkeys(
            (
                *("categorical_accuracy", "categorical_crossentropy", "categorical_hinge"),
                *("categorical_focal_crossentropy", "kl_divergence"),
            ),
            "MeanMetricWrapper({})",
        ),
        "top_k_categorical_accuracy": "MeanMetricWrapper({}, k=2)",
    },
    "regression": {
        **dict.fromkeys(
            (
                *("LogCoshError", "MeanAbsoluteError", "MeanAbsolutePercentageError"),
                *("MeanSquaredLogarithmicError", "Poisson", "R2Score", "RootMeanSquaredError"),
            ),
            "{}()",
        ),
        "MeanMetricWrapper": "{}(huber, delta=0.5)",
        **dict.fromkeys(
            (
                *("huber", "log_cosh", "mean_absolute_error", "mean_absolute_percentage_error"),
                *("mean_squared_error", "mean_squared_logarithmic_error", "poisson"),
            ),
            "MeanMetricWrapper({})",
        ),
    },
    "several outputs": {
        **dict.fromkeys(
            ("ConcordanceCorrelation", "CosineSimilarity", "PearsonCorrelation"), "{}()"
        ),
        **dict.fromkeys(
            ("concordance_correlation", "cosine_similarity", "pearson_correlation"),
            "MeanMetricWrapper({})",
        ),
    },
}

#: What is no metric of labels and predictions, and what it is instead.
NOT_CALLED = {
    **dict.fromkeys(
        (
            *("ConfusionMatrixDisplay", "DetCurveDisplay", "PrecisionRecallDisplay"),
            *("PredictionErrorDisplay", "RocCurveDisplay"),
        ),
        "a plot",
    ),
    **dict.fromkeys(
        ("check_scoring", "get_scorer", "get_scorer_names", "make_scorer"),
        "a tool for estimators",
    ),
    "DistanceMetric": "a class that compares points, not labels and predictions",
    "cluster": "a module; its metrics are in sklearn.metrics as well",
    "consensus_score": "compares two sets of biclusters",
    "pairwise_distances_chunked": "a generator of matrices, for the memory's sake",
    "Metric": "the base class, which computes nothing",
    **dict.fromkeys(("Mean", "Sum"), "of values that they are given"),
    **dict.fromkeys(("get", "serialize", "deserialize"), "a tool for configurations"),
    "ctc": "a loss of sequences of labels against sequences of scores, of two lengths",
    "circle": "a loss of embeddings, by class",
    "categorical_generalized_cross_entropy": "a loss that takes (N,) labels against (N, K) alone",
}


def softened(rows: int, classes: int) -> tuple[Any, Any]:
    rng = np.random.default_rng(rows)
    labels = rng.integers(0, classes, rows)
    noise = rng.normal(size=(rows, classes))
    return labels, softmax(2 * np.eye(classes)[labels] + noise, axis=1).astype(np.float32)


@cache
def data(name: str) -> Data:
    """Plain data of each kind, without ties."""
    rng = np.random.default_rng(5)
    if name == "binary":
        y = rng.integers(0, 2, 80)
        return Data(y, np.clip(0.2 + 0.3 * y + 0.4 * rng.random(80), 0, 1).astype(np.float32))
    if name == "multiclass":
        return Data(*softened(90, 4), classes=4)
    if name == "one-hot":
        y, p = softened(90, 4)
        return Data(np.eye(4, dtype=np.float32)[y], p)
    if name == "multilabel":
        y = rng.integers(0, 2, (70, 3))
        return Data(y, np.clip(0.3 * y + 0.6 * rng.random((70, 3)), 0, 1).astype(np.float32))
    shape = (60, 3) if name == "several outputs" else (60,)
    values = rng.gamma(3, 2, shape)
    return Data(values, (values * rng.uniform(0.7, 1.3, shape)).astype(np.float32))


#: A call of the other library, for the pair that a comparison is.
PARTNERS = {
    "binary": ("accuracy_score(y_true, y_pred > 0.5)", "BinaryAccuracy()"),
    "multiclass": ("accuracy_score(y_true, y_pred.argmax(axis=1))", "SparseCategoricalAccuracy()"),
    "one-hot": (
        "accuracy_score(y_true.argmax(axis=1), y_pred.argmax(axis=1))",
        "CategoricalAccuracy()",
    ),
    "multilabel": ("accuracy_score(y_true, y_pred > 0.5)", "BinaryAccuracy()"),
    "regression": ("r2_score(y_true, y_pred)", "R2Score()"),
    "several outputs": ("r2_score(y_true, y_pred)", "R2Score()"),
}


def listed(table: dict[str, dict[str, str]]) -> list[Any]:
    return [
        pytest.param(kind, name, call.format(name), id=name)
        for kind, calls in table.items()
        for name, call in calls.items()
    ]


@pytest.mark.parametrize(("kind", "name", "call"), listed(SKLEARN))
def test_a_function_gives_what_it_gives_by_hand(
    kind: str, name: str, call: str, keras: Any
) -> None:
    del keras
    if name not in sklearn.metrics.__all__:
        pytest.skip(f"this scikit-learn has no {name}")
    given = data(kind)
    session = {**vars(sklearn.metrics), "np": np, "y_true": given.y, "y_pred": given.s}
    (row,) = metricdiff.compare(given.y, given.p, sklearn=call, keras=PARTNERS[kind][1]).comparisons

    assert row.sklearn.error is None
    assert same(row.sklearn.value, eval(call, session))  # noqa: S307 - as a person runs it


@pytest.mark.parametrize(("kind", "name", "call"), listed(KERAS))
def test_a_class_gives_what_it_gives_by_hand(kind: str, name: str, call: str, keras: Any) -> None:
    modules = {**vars(keras.losses), **vars(keras.metrics)}
    if name not in modules:
        pytest.skip(f"this Keras has no {name}")
    given = data(kind)
    (row,) = metricdiff.compare(given.y, given.p, sklearn=PARTNERS[kind][0], keras=call).comparisons

    assert row.keras.error is None
    assert same(row.keras.value, given.keras(eval(call, modules)))  # noqa: S307 - likewise


def called(table: dict[str, dict[str, str]]) -> set[str]:
    return {name for calls in table.values() for name in calls}


def test_no_name_of_sklearn_is_left_out() -> None:
    assert set(sklearn.metrics.__all__) <= called(SKLEARN) | set(NOT_CALLED)
    assert not called(SKLEARN) & set(NOT_CALLED)


def test_no_name_of_keras_is_left_out(keras: Any) -> None:
    classes = {name for name, one in vars(keras.metrics).items() if inspect.isclass(one)}
    functions = {
        name
        for module in (keras.metrics, keras.losses)
        for name, one in vars(module).items()
        if inspect.isfunction(one)
    }

    assert classes | functions <= called(KERAS) | set(NOT_CALLED)
    assert not called(KERAS) & set(NOT_CALLED)


@pytest.mark.parametrize("name", ["Mean", "Sum", "Metric"])
def test_what_takes_no_labels_is_refused(name: str, keras: Any) -> None:
    del keras
    with pytest.raises(UsageError, match=f"keras.metrics.{name} "):
        metricdiff.compare([0, 1], [0.2, 0.7], sklearn=PARTNERS["binary"][0], keras=f"{name}()")


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("F1score()", "Keras has no class F1score; did you mean F1Score?"),
        ("MeanMetricWrapper(hubr)", "Keras has no function hubr; did you mean huber?"),
        ("MeanMetricWrapper(y_true)", "the arguments of a Keras metric are plain values"),
    ],
)
def test_a_name_that_keras_has_not_is_answered_with_the_nearest(
    call: str, says: str, keras: Any
) -> None:
    del keras
    with pytest.raises(UsageError) as raised:
        metricdiff.compare([0, 1], [0.2, 0.7], sklearn=PARTNERS["binary"][0], keras=call)
    assert says in str(raised.value)


#: Scorers of metrics that Keras has nothing for, and that the catalogue leaves to ``--sklearn``.
OTHER_SCORERS = {
    *("adjusted_mutual_info_score", "adjusted_rand_score", "completeness_score"),
    *("fowlkes_mallows_score", "homogeneity_score", "mutual_info_score"),
    *("normalized_mutual_info_score", "rand_score", "v_measure_score"),
    *("d2_absolute_error_score", "d2_brier_score", "d2_log_loss_score"),
    "neg_mean_gamma_deviance",
    *("neg_negative_likelihood_ratio", "positive_likelihood_ratio"),
    *("roc_auc_ovo", "roc_auc_ovo_weighted"),
}


def test_every_scorer_names_a_metric() -> None:
    scorers = set(sklearn.metrics.get_scorer_names()) - OTHER_SCORERS

    assert {name for name in scorers if not registry.find(name)} == set()
    for name in OTHER_SCORERS:
        with pytest.raises(UsageError):
            registry.find(name)


def test_every_class_of_keras_and_what_it_logs_names_a_metric(keras: Any) -> None:
    """``F1Score`` and ``f1_score``; a bare ``Mean`` or wrapper is no metric of its own."""
    for kind in called(KERAS) & set(vars(keras.metrics)) - {"MeanMetricWrapper"}:
        if "focal" in kind:
            continue  # losses that neither library has a metric of
        metric = registry.find(kind).metric
        logged = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)  # as Keras makes names of classes
        logged = re.sub(r"([a-z])([A-Z])", r"\1_\2", logged).lower()
        assert registry.find(logged).metric is metric, logged


def test_weights_go_to_the_functions_that_take_them() -> None:
    functions = {name: getattr(sklearn.metrics, name) for name in sklearn.metrics.__all__}
    without = {
        name
        for name, one in functions.items()
        if inspect.isfunction(one) and "sample_weight" not in inspect.signature(one).parameters
    }

    assert defaults.UNWEIGHTED & set(functions) == without
