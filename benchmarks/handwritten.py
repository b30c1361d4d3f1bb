"""What an engineer writes by hand: both libraries, the usual metrics, one line each.

The yardstick for ``compare_speed.py``::

    python handwritten.py binary|classes|regression FILE

with the columns ``y_true`` and ``y_pred``: labels 0 and 1 and probabilities, or values; for classes
``y_true`` and ``p_0`` to ``p_9``.
"""

from __future__ import annotations

import os
import sys
import warnings
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
warnings.filterwarnings("ignore")

import keras  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import sklearn.metrics as sm  # noqa: E402

metrics = keras.metrics


def run(metric: Any, labels: Any, predictions: Any) -> float:
    """Return what a Keras metric makes of all rows."""
    metric.update_state(labels, predictions)
    return float(np.ravel(metric.result())[0])


def binary(frame: pd.DataFrame) -> None:
    """Print a line a metric and threshold: its name, scikit-learn's value, Keras's value."""
    y, p = frame["y_true"].to_numpy(), frame["y_pred"].to_numpy()

    def k(metric: Any) -> float:
        return run(metric, y.reshape(-1, 1), p.reshape(-1, 1))

    for t in (0.3, 0.5, 0.7):
        h = (p > t).astype(int)
        print("accuracy", t, sm.accuracy_score(y, h), k(metrics.BinaryAccuracy(threshold=t)))
        print("precision", t, sm.precision_score(y, h), k(metrics.Precision(thresholds=t)))
        print("recall", t, sm.recall_score(y, h), k(metrics.Recall(thresholds=t)))
        for average in ("binary", "macro", "micro", "weighted"):
            ours = metrics.F1Score(threshold=t, average=None if average == "binary" else average)
            print("f1", average, t, sm.f1_score(y, h, average=average), k(ours))
        print("mcc", t, sm.matthews_corrcoef(y, h))
        print("balanced_accuracy", t, sm.balanced_accuracy_score(y, h))
        iou = metrics.BinaryIoU(target_class_ids=[1], threshold=t)
        print("jaccard", t, sm.jaccard_score(y, h), k(iou))
    print("roc_auc", sm.roc_auc_score(y, p), k(metrics.AUC()))
    print("pr_auc", sm.average_precision_score(y, p), k(metrics.AUC(curve="PR")))
    print("log_loss", sm.log_loss(y, p), k(metrics.BinaryCrossentropy()))
    print("brier", sm.brier_score_loss(y, p), k(metrics.MeanSquaredError()))


def classes(frame: pd.DataFrame) -> None:
    """Print a line a metric for class numbers and one column of probabilities a class."""
    y = frame["y_true"].to_numpy()
    p = frame[[name for name in frame if name != "y_true"]].to_numpy()
    h, one_hot = p.argmax(axis=1), np.eye(p.shape[1])[y]
    accuracy = run(metrics.SparseCategoricalAccuracy(), y.reshape(-1, 1), p)
    print("accuracy", sm.accuracy_score(y, h), accuracy)
    # TensorFlow ranks float32 alone.
    top = run(metrics.SparseTopKCategoricalAccuracy(k=5), y.reshape(-1, 1), p.astype("float32"))
    print("top_k_accuracy", sm.top_k_accuracy_score(y, p, k=5), top)
    pooled = metrics.Precision(top_k=1), metrics.Recall(top_k=1)
    print("precision", sm.precision_score(y, h, average="micro"), run(pooled[0], one_hot, p))
    print("recall", sm.recall_score(y, h, average="micro"), run(pooled[1], one_hot, p))
    for average in ("macro", "micro", "weighted"):
        ours = run(metrics.F1Score(average=average), one_hot, p)
        print("f1", average, sm.f1_score(y, h, average=average), ours)
    print("balanced_accuracy", sm.balanced_accuracy_score(y, h))
    area = run(metrics.AUC(multi_label=True), one_hot, p)
    print("roc_auc", sm.roc_auc_score(y, p, multi_class="ovr"), area)
    loss = run(metrics.SparseCategoricalCrossentropy(), y.reshape(-1, 1), p)
    print("log_loss", sm.log_loss(y, p), loss)


def regression(frame: pd.DataFrame) -> None:
    """Print a line a metric for values."""
    y, p = frame["y_true"].to_numpy(), frame["y_pred"].to_numpy()

    def k(metric: Any) -> float:
        return run(metric, y.reshape(-1, 1), p.reshape(-1, 1))

    print("mse", sm.mean_squared_error(y, p), k(metrics.MeanSquaredError()))
    print("rmse", sm.root_mean_squared_error(y, p), k(metrics.RootMeanSquaredError()))
    print("mae", sm.mean_absolute_error(y, p), k(metrics.MeanAbsoluteError()))
    ours = k(metrics.MeanAbsolutePercentageError())
    print("mape", 100 * sm.mean_absolute_percentage_error(y, p), ours)
    print("msle", sm.mean_squared_log_error(y, p), k(metrics.MeanSquaredLogarithmicError()))
    print("r2", sm.r2_score(y, p), k(metrics.R2Score()))


def read(path: str) -> pd.DataFrame:
    """Read a file into memory."""
    if path.endswith(".npy"):
        return pd.DataFrame(np.load(path))
    return pd.read_parquet(path) if path.endswith(".parquet") else pd.read_csv(path)


if __name__ == "__main__":
    {"binary": binary, "classes": classes, "regression": regression}[sys.argv[1]](read(sys.argv[2]))
