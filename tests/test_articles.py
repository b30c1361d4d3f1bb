"""The examples of the article that asks why Keras's and scikit-learn's values are identical.

Each as it is written there, and as it should have been; the data stand as the article has them.
All that is asserted is read from the JSON format, as a script would read it.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score

import metricdiff
from metricdiff.formats import json_format
from metricdiff.formats.style import Style
from metricdiff.report import Report

pytestmark = pytest.mark.keras

TWO_THIRDS = 4 / 6


def document(report: Report) -> Any:
    """What ``--format json`` prints."""
    return json.loads(json_format.render(report, Style()))


class TestBinaryAccuracy:
    """Example 1: accuracy of whole labels and decisions."""

    y_true = np.array([0, 1, 1, 0, 1])
    y_pred = np.array([0, 1, 0, 0, 1])

    def test_as_written(self, keras: Any) -> None:
        metric = keras.metrics.Accuracy()
        metric.update_state(self.y_true, self.y_pred)
        report = document(
            metricdiff.compare(
                self.y_true,
                self.y_pred,
                sklearn="accuracy_score(y_true, y_pred)",
                keras="Accuracy()",
            )
        )
        [row] = report["comparisons"]
        assert row["pairing"] == "custom"
        assert row["sklearn"]["value"] == accuracy_score(self.y_true, self.y_pred) == 0.8
        assert row["keras"]["value"] == float(metric.result()) == 0.800000011920929
        assert row["verdict"] == "equal"
        assert report["exit_code"] == 0

    def test_as_metricdiff_pairs_it(self, keras: Any) -> None:
        del keras
        report = document(metricdiff.compare(self.y_true, self.y_pred, metrics="accuracy"))
        [row] = report["comparisons"]
        assert (report["input"]["task"], report["input"]["kind"]) == ("binary", "decisions")
        assert row["sklearn"]["call"] == "accuracy_score(y_true, y_pred)"
        assert row["keras"]["call"] == "BinaryAccuracy()"
        assert row["verdict"] == "equal"


class TestMicroF1:
    """Example 2: micro-averaged F1 of three classes."""

    y_true = np.array([0, 1, 2, 0, 1, 2])
    y_pred = np.array([0, 1, 1, 0, 2, 2])

    def test_as_written_keras_has_no_num_classes(self, keras: Any) -> None:
        with pytest.raises(TypeError, match="num_classes"):
            keras.metrics.F1Score(num_classes=3, average="micro")
        report = document(
            metricdiff.compare(
                self.y_true,
                self.y_pred,
                sklearn='f1_score(y_true, y_pred, average="micro")',
                keras='F1Score(num_classes=3, average="micro")',
            )
        )
        [row] = report["comparisons"]
        assert row["sklearn"]["value"] == f1_score(self.y_true, self.y_pred, average="micro")
        assert row["keras"]["value"] is None
        assert row["keras"]["error"].startswith("TypeError: ")
        assert "num_classes" in row["keras"]["error"]
        assert (row["verdict"], row["reason"]) == ("incomparable", "raised")
        assert report["exit_code"] == 2

    def test_without_it_keras_wants_columns(self, keras: Any) -> None:
        metric = keras.metrics.F1Score(average="micro")
        with pytest.raises(ValueError, match="expects 2D inputs"):
            metric.update_state(self.y_true, self.y_pred)

    def test_as_it_should_have_been(self, keras: Any) -> None:
        metric = keras.metrics.F1Score(average="micro")
        columns = np.eye(3, dtype=np.float32)
        metric.update_state(columns[self.y_true], columns[self.y_pred])
        report = document(
            metricdiff.compare(
                self.y_true, self.y_pred, metrics=["f1", "accuracy"], average="micro"
            )
        )
        micro, accuracy = (
            next(
                row
                for row in report["comparisons"]
                if row["metric"] == name and row["pairing"] == "matched"
            )
            for name in ("f1", "accuracy")
        )
        assert micro["sklearn"]["call"] == 'f1_score(y_true, y_pred, average="micro")'
        assert micro["keras"]["call"] == 'F1Score(average="micro")'
        assert micro["sklearn"]["value"] == TWO_THIRDS
        assert micro["keras"]["value"] == float(metric.result())
        assert micro["keras"]["value"] == pytest.approx(TWO_THIRDS, abs=3e-7)
        assert micro["verdict"] == "equal"
        # With one label a row, micro-averaged F1 is accuracy.
        assert accuracy["sklearn"]["value"] == TWO_THIRDS
        assert accuracy["verdict"] == "equal"


class TestAuc:
    """Example 3: the area under the ROC curve of five scores."""

    y_true = np.array([0, 1, 1, 0, 1])
    y_pred_prob = np.array([0.2, 0.8, 0.7, 0.1, 0.9])

    def test_as_written(self, keras: Any) -> None:
        """The article hands over float64 and no columns; the classes are perfectly separated."""
        metric = keras.metrics.AUC()
        metric.update_state(self.y_true, self.y_pred_prob)
        report = document(metricdiff.compare(self.y_true, self.y_pred_prob, metrics="roc_auc"))
        [row] = report["comparisons"]
        assert row["sklearn"]["call"] == "roc_auc_score(y_true, y_pred)"
        assert row["keras"]["call"] == "AUC()"
        assert row["sklearn"]["value"] == roc_auc_score(self.y_true, self.y_pred_prob) == 1.0
        assert row["keras"]["value"] == float(metric.result()) == 1.0
        assert (row["verdict"], row["difference"]) == ("equal", 0.0)

    def test_the_same_order_crowded_into_one_cell_of_keras_grid(self, keras: Any) -> None:
        """ "Small differences, usually negligible": the order decides, and Keras cannot see it."""
        del keras
        crowded = 0.501 + self.y_pred_prob / 1000
        report = document(metricdiff.compare(self.y_true, crowded, metrics="roc_auc"))
        [row] = report["comparisons"]
        assert row["sklearn"]["value"] == 1.0
        assert row["keras"]["value"] == 0.5
        assert row["difference"] == -0.5
        assert row["verdict"] in {"explained", "unexplained"}
        assert report["exit_code"] == 1
