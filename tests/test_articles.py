"""The examples of the articles about Keras's and scikit-learn's values.

Each as it is written there, and as it should have been; the data stand as the articles have them.
All that is asserted is read from the JSON format, as a script would read it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score

import metricdiff
from metricdiff.engines.keras_process import MODEL_WORKER, open_worker
from metricdiff.errors import InputError
from metricdiff.formats import json_format
from metricdiff.formats.style import Style
from metricdiff.modelling.result import ModelReport
from metricdiff.modelling.running import Request, run_model
from metricdiff.report import Report
from metricdiff.settings import KerasSettings
from tests.conftest import ROOT

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
        assert row["agreement"]["code"] == "MD901"
        assert "4 of 5" in row["agreement"]["evidence"]
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
        assert micro["agreement"]["code"] == "MD902"
        assert "accuracy" in micro["agreement"]["evidence"]


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
        assert row["agreement"]["code"] == "MD903"
        assert "perfectly separated" in row["agreement"]["evidence"]

    def test_the_same_order_crowded_into_one_cell_of_keras_grid(self, keras: Any) -> None:
        """ "Small differences, usually negligible": the order decides, and Keras cannot see it."""
        del keras
        crowded = 0.501 + self.y_pred_prob / 1000
        report = document(metricdiff.compare(self.y_true, crowded, metrics="roc_auc"))
        [row] = report["comparisons"]
        assert row["sklearn"]["value"] == 1.0
        assert row["keras"]["value"] == 0.5
        assert row["difference"] == -0.5
        assert row["verdict"] == "explained"
        [cause] = row["causes"]
        assert cause["code"] == "MD501"
        assert cause["contribution"] == pytest.approx(-0.5, abs=1e-6)
        assert row["proof"]["kind"] == "landing"
        # One threshold cell a score, and Keras sees the order.
        assert cause["fix"]["keras"]["value"] == pytest.approx(1.0, abs=1e-6)
        assert report["exit_code"] == 1


def causes_of(report: Report) -> dict[str, list[str]]:
    """The codes of each metric that differs, in the order of the making."""
    return {
        row["metric"]: [cause["code"] for cause in row["causes"]]
        for row in document(report)["comparisons"]
        if row["verdict"] == "explained"
    }


class TestWhereDifferencesComeFrom:
    """ "Thresholding, averaging, preprocessing, edge cases": each is a cause of its own."""

    y_true = np.array([0, 0, 1, 1, 1, 0])
    y_pred = np.array([0.1, 0.4, 0.45, 0.8, 0.9, 0.2])

    def test_thresholding(self, keras: Any) -> None:
        del keras
        report = metricdiff.compare(
            self.y_true,
            self.y_pred,
            sklearn="accuracy_score(y_true, y_pred > 0.5)",
            keras="BinaryAccuracy(threshold=0.3)",
        )
        # 0.4 and 0.45 lie between the thresholds: one is wrong now, one is right.
        [row] = document(report)["comparisons"]
        assert (row["verdict"], row["agreement"]["code"]) == ("equal", "MD903")

        report = metricdiff.compare(
            self.y_true,
            self.y_pred,
            sklearn="recall_score(y_true, y_pred > 0.5)",
            keras="Recall(thresholds=0.3)",
        )
        assert causes_of(report) == {"recall_score": ["MD203"]}

    def test_averaging(self, keras: Any) -> None:
        del keras
        y_true = [0, 0, 0, 1, 1, 2]
        scores = np.eye(3)[[0, 0, 1, 1, 2, 2]] * 0.8 + 0.06
        report = metricdiff.compare(
            y_true,
            scores / scores.sum(axis=1, keepdims=True),
            sklearn='f1_score(y_true, y_pred.argmax(axis=1), average="macro")',
            keras='F1Score(average="weighted")',
        )
        [row] = document(report)["comparisons"]
        assert [cause["code"] for cause in row["causes"]] == ["MD301"]
        assert row["residual"] == pytest.approx(0, abs=1e-6)

    def test_preprocessing(self, keras: Any) -> None:
        """Logits on one side, probabilities on the other."""
        del keras
        logits = np.log(self.y_pred / (1 - self.y_pred)) + 0.3
        report = metricdiff.compare(self.y_true, logits, metrics="accuracy", threshold=0.5)
        assert causes_of(report) == {"accuracy": ["MD201"]}

    def test_edge_cases(self, keras: Any) -> None:
        """Nothing is predicted positive: 0 or 1 is what the call asks for."""
        del keras
        report = metricdiff.compare(
            self.y_true,
            self.y_pred / 10,
            sklearn="precision_score(y_true, y_pred > 0.5, zero_division=1)",
            keras="Precision()",
        )
        [row] = document(report)["comparisons"]
        assert (row["sklearn"]["value"], row["keras"]["value"]) == (1.0, 0.0)
        assert [cause["code"] for cause in row["causes"]] == ["MD305"]


class TestCustomLoss:
    """A loss that takes the logits: what the metric makes of them."""

    def test_one_sigmoid_unit_is_cut_at_half_a_logit(self, keras: Any) -> None:
        del keras
        rng = np.random.default_rng(5)
        y_true = rng.integers(0, 2, 200)
        logits = (y_true - 0.5) * 2 + rng.normal(0, 1.1, 200)
        report = document(metricdiff.compare(y_true, logits, metrics="accuracy"))
        row = report["comparisons"][0]
        assert row["sklearn"]["value"] == accuracy_score(y_true, logits > 0)
        assert row["keras"]["value"] == pytest.approx(accuracy_score(y_true, logits > 0.5))
        [cause] = row["causes"]
        assert cause["code"] == "MD201"
        assert cause["row_count"] == int(((logits > 0) != (logits > 0.5)).sum())
        assert cause["fix"]["keras"]["call"] == "BinaryAccuracy(threshold=0)"
        assert cause["fix"]["keras"]["value"] == pytest.approx(row["sklearn"]["value"])

    def test_an_argmax_is_immune(self, keras: Any) -> None:
        """Softmax keeps the order, so accuracy of logits is that of probabilities."""
        del keras
        rng = np.random.default_rng(6)
        logits = rng.normal(0, 2, (90, 3))
        report = document(metricdiff.compare(rng.integers(0, 3, 90), logits, metrics="accuracy"))
        row = report["comparisons"][0]
        assert report["input"]["kind"] == "logits"
        assert (row["verdict"], row["agreement"]["code"]) == ("equal", "MD901")

    @pytest.mark.parametrize(
        ("shape", "resolved"),
        [
            ("one unit", "BinaryAccuracy"),
            ("one-hot", "CategoricalAccuracy"),
            ("class numbers", "SparseCategoricalAccuracy"),
        ],
    )
    def test_accuracy_is_resolved_by_shapes_whatever_the_loss(
        self, keras: Any, shape: str, resolved: str
    ) -> None:
        rng = np.random.default_rng(7)
        classes = rng.integers(0, 2 if shape == "one unit" else 3, 60)
        scores = rng.random((60, 1 if shape == "one unit" else 3)).astype(np.float32)
        if shape != "one unit":
            scores /= scores.sum(axis=1, keepdims=True)
        labels = np.eye(3)[classes] if shape == "one-hot" else classes
        model = keras.Sequential([keras.Input(scores.shape[1:]), keras.layers.Activation("linear")])
        model.compile(
            loss=lambda y, p: keras.ops.mean(p) + 0 * keras.ops.sum(keras.ops.cast(y, p.dtype)),
            metrics=["accuracy"],
        )
        logged = model.evaluate(scores, labels, verbose=0, return_dict=True)["accuracy"]
        report = document(metricdiff.compare(labels, scores, metrics="accuracy"))
        rows = {row["keras"]["call"].partition("(")[0]: row for row in report["comparisons"]}
        assert rows[resolved]["keras"]["value"] == pytest.approx(logged)


ARTICLES = ROOT / "tests" / "user_code" / "articles.py"


@pytest.fixture(scope="module")
def evaluate(keras: Any) -> Iterator[Callable[[str, str], ModelReport]]:
    """Runs ``metricdiff model`` on a model and the data of the articles."""
    del keras
    with open_worker(KerasSettings(), MODEL_WORKER) as worker:
        yield lambda model, data: run_model(
            Request(f"{ARTICLES}:{model}", f"{ARTICLES}:{data}", (model, data)), worker
        )


def rows_of(report: ModelReport) -> dict[str, Any]:
    """The rows of the JSON format, by what evaluate calls them."""
    return {row["metric"]: row for row in report.to_dict()["comparisons"]}


class TestModels:
    """The examples that need a model: what evaluate says, and what predict gives."""

    def test_accuracy_with_a_loss_of_logits_as_written(
        self, evaluate: Callable[[str, str], ModelReport]
    ) -> None:
        with pytest.raises(InputError, match=r"has no attribute '(softmax|categorical_cross)"):
            evaluate("logits_in_the_loss_as_written", "classes")

    def test_the_argmax_of_logits_is_that_of_probabilities(
        self, evaluate: Callable[[str, str], ModelReport]
    ) -> None:
        report = evaluate("logits_in_the_loss", "classes")

        row = rows_of(report)["accuracy"]
        output = report.model.outputs[0]
        theirs = accuracy_score(output.labels.argmax(axis=1), output.predictions.argmax(axis=1))
        assert row["resolved"] == (
            '"accuracy" is CategoricalAccuracy: labels (N, 4), outputs (N, 4)'
        )
        assert row["keras"]["value"] == pytest.approx(theirs)
        assert row["verdict"] == "equal"
        assert report.exit_code == 0

    def test_one_logit_is_cut_at_half_a_logit(
        self, evaluate: Callable[[str, str], ModelReport]
    ) -> None:
        report = evaluate("one_logit_in_the_loss", "binary")

        row = rows_of(report)["accuracy"]
        output = report.model.outputs[0]
        scores = output.predictions[:, 0]
        assert row["resolved"] == '"accuracy" is BinaryAccuracy: labels (N,), outputs (N, 1)'
        assert row["sklearn"]["value"] == accuracy_score(output.labels, scores > 0)
        assert row["keras"]["value"] == pytest.approx(accuracy_score(output.labels, scores > 0.5))
        assert [cause["code"] for cause in row["causes"]] == ["MD201"]
        assert report.exit_code == 1

    def test_a_metric_and_predict_see_the_same_outputs(
        self, evaluate: Callable[[str, str], ModelReport]
    ) -> None:
        report = evaluate("thresholded_metric", "binary")

        row = rows_of(report)["binary_accuracy_thresholded"]
        output = report.model.outputs[0]
        assert row["keras"]["value"] == pytest.approx(row["predict"]["value"])
        assert row["keras"]["value"] == pytest.approx(
            accuracy_score(output.labels, output.predictions[:, 0] > 0.5)
        )
        # The article's own check of it compares every label with every prediction.
        broadcast = ((output.predictions > 0.5).astype(int) == output.labels).mean()
        assert broadcast != pytest.approx(row["keras"]["value"])
        assert report.exit_code == 0

    def test_a_custom_activation_as_written(
        self, evaluate: Callable[[str, str], ModelReport]
    ) -> None:
        with pytest.raises(InputError, match=r"AttributeError: .*mean_absolute_error"):
            evaluate("activation_as_written", "values")

    def test_a_custom_activation_is_in_the_metric_and_in_predict(
        self, evaluate: Callable[[str, str], ModelReport]
    ) -> None:
        report = evaluate("activation_mended", "values")

        row = rows_of(report)["mean_absolute_error_mended"]
        assert row["keras"]["value"] == pytest.approx(row["predict"]["value"], rel=1e-6)
        loss = rows_of(report)["loss"]
        assert loss["verdict"] == "equal"
        assert loss["sklearn"]["value"] == pytest.approx(row["keras"]["value"], rel=1e-6)
        assert report.exit_code == 0
