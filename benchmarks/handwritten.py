"""What an engineer writes by hand: both libraries, the usual metrics, one table.

The yardstick for ``compare_speed.py``.  Columns ``y_true`` and ``y_pred``: binary labels and
probabilities.
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

AVERAGES = ("binary", "macro", "micro", "weighted")


def main(path: str) -> None:
    """Print a line a metric and threshold: its name, scikit-learn's value, Keras's value."""
    frame = pd.read_csv(path)
    y, p = frame["y_true"].to_numpy(), frame["y_pred"].to_numpy()

    def run(metric: Any) -> float:
        metric.update_state(y.reshape(-1, 1), p.reshape(-1, 1))
        return float(np.ravel(metric.result())[0])

    metrics = keras.metrics
    for t in (0.3, 0.5, 0.7):
        h = (p > t).astype(int)
        print("accuracy", t, sm.accuracy_score(y, h), run(metrics.BinaryAccuracy(threshold=t)))
        print("precision", t, sm.precision_score(y, h), run(metrics.Precision(thresholds=t)))
        print("recall", t, sm.recall_score(y, h), run(metrics.Recall(thresholds=t)))
        for average in AVERAGES:
            ours = metrics.F1Score(threshold=t, average=None if average == "binary" else average)
            print("f1", average, t, sm.f1_score(y, h, average=average), run(ours))
        print("mcc", t, sm.matthews_corrcoef(y, h))
        print("balanced_accuracy", t, sm.balanced_accuracy_score(y, h))
        iou = metrics.BinaryIoU(target_class_ids=[1], threshold=t)
        print("jaccard", t, sm.jaccard_score(y, h), run(iou))
    print("roc_auc", sm.roc_auc_score(y, p), run(metrics.AUC()))
    print("pr_auc", sm.average_precision_score(y, p), run(metrics.AUC(curve="PR")))
    print("log_loss", sm.log_loss(y, p), run(metrics.BinaryCrossentropy()))
    print("brier", sm.brier_score_loss(y, p), run(metrics.MeanSquaredError()))


if __name__ == "__main__":
    main(sys.argv[1])
