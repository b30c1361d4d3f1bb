"""Train small Keras models on scikit-learn's data sets and write their held-out predictions.

Every file is what a real model said about rows it was not trained on; nothing is edited by hand.
Run ``python sample_data/make_samples.py`` to make all files again, beside this script.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

FOLDER = Path(__file__).parent
SPLIT_SEED = 0
TRAINING_SEED = 1
DIAGNOSES = ("benign", "malignant")
DECISION_THRESHOLD = 0.5
SMALLEST_LARGE_DIGIT = 5
MODEL_PENALTY = 0.002
MODEL_EPOCHS = 8
LOOPED_DIGITS = (0, 4, 6, 8, 9)

Floats = npt.NDArray[np.floating[Any]]
Labels = npt.NDArray[Any]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How one network is built and trained."""

    units: int
    activation: str
    loss: str
    hidden: int
    epochs: int
    weight_penalty: float = 0.0


@dataclass(frozen=True)
class Split:
    """Standardised features and the targets of the training rows and the held-out rows."""

    train_features: Floats
    test_features: Floats
    train_targets: Labels
    test_targets: Labels

    def relabelled(self, derive: Callable[[Labels], Labels]) -> "Split":
        """Return the same rows with targets derived from these."""
        return replace(
            self,
            train_targets=derive(self.train_targets),
            test_targets=derive(self.test_targets),
        )


@dataclass(frozen=True)
class Predictions:
    """What a network says about the held-out rows, before and after its last activation."""

    raw: Floats
    activated: Floats


BREAST_CANCER = Recipe(
    units=1, activation="sigmoid", loss="binary_crossentropy", hidden=16, epochs=30
)
# A weaker network on purpose, of a size and training length for which a rounded score is exactly
# 0.5: such a row shows whether a threshold is applied with >= or with >.
DIAGNOSIS = replace(BREAST_CANCER, hidden=8, epochs=16)
# The weight penalty keeps the softmax from piling its scores up against 0 and 1, where the fixed
# thresholds of Keras' AUC cannot tell them apart.
DIGITS = Recipe(
    units=10,
    activation="softmax",
    loss="sparse_categorical_crossentropy",
    hidden=16,
    epochs=30,
    weight_penalty=0.02,
)
DIGITS_MULTILABEL = replace(BREAST_CANCER, units=3, epochs=15)
DIABETES = Recipe(units=1, activation="linear", loss="mean_squared_error", hidden=32, epochs=30)


def split(features: Floats, targets: Labels, *, test_size: float, stratified: bool) -> Split:
    """Hold out a share of the rows and standardise the features by the training rows."""
    train_features, test_features, train_targets, test_targets = train_test_split(
        features,
        targets,
        test_size=test_size,
        stratify=targets if stratified else None,
        random_state=SPLIT_SEED,
    )
    scaler = StandardScaler().fit(train_features)
    return Split(
        scaler.transform(train_features),
        scaler.transform(test_features),
        train_targets,
        test_targets,
    )


def train_and_predict(data: Split, recipe: Recipe) -> Predictions:
    """Train one dense network and let it predict the held-out rows."""
    keras.utils.set_random_seed(TRAINING_SEED)
    inputs = keras.Input((data.train_features.shape[1],))
    penalty = keras.regularizers.L2(recipe.weight_penalty)
    hidden = keras.layers.Dense(recipe.hidden, "relu", kernel_regularizer=penalty)(inputs)
    raw = keras.layers.Dense(recipe.units, kernel_regularizer=penalty)(hidden)
    activated = keras.layers.Activation(recipe.activation)(raw)
    network = keras.Model(inputs, activated)
    network.compile(optimizer="adam", loss=recipe.loss)
    network.fit(data.train_features, data.train_targets, epochs=recipe.epochs, verbose=0)
    # Shares every weight with the trained network and answers one layer earlier too.
    both = keras.Model(inputs, [raw, activated])
    return Predictions(*both.predict(data.test_features, verbose=0))


def write_csv(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write one table beside this script."""
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def labelled(labels: Labels, scores: Floats) -> list[list[float]]:
    """Put the true labels in front of each row's scores.

    The csv module writes a Python float by its repr, so the number read back is the very float32
    that Keras gave. The shorter text of the float32 itself would read back as another float64.
    """
    labels_per_row = labels.reshape(len(scores), -1).tolist()
    return [
        [*row_labels, *row_scores]
        for row_labels, row_scores in zip(labels_per_row, scores.tolist(), strict=True)
    ]


def breast_cancer_split() -> Split:
    """Return the breast cancer rows; the target is 1 for benign."""
    features, benign = load_breast_cancer(return_X_y=True)
    return split(features, benign, test_size=0.4, stratified=True)


def digits_split() -> Split:
    """Return the digit images as rows of 64 pixels; the target is the digit."""
    features, digits = load_digits(return_X_y=True)
    return split(features, digits, test_size=0.3, stratified=True)


def make_breast_cancer() -> None:
    """Write one binary classifier's scores as probabilities, as logits and as an array."""
    data = breast_cancer_split()
    predictions = train_and_predict(data, BREAST_CANCER)
    probabilities = labelled(data.test_targets, predictions.activated)
    write_csv("breast_cancer.csv", ["benign", "prob"], probabilities)
    logits = labelled(data.test_targets, predictions.raw)
    write_csv("breast_cancer_logits.csv", ["benign", "logit"], logits)
    np.save(FOLDER / "breast_cancer.npy", np.array(probabilities, dtype=np.float64))


def make_model() -> None:
    """Write a network that ends in logits, as it is saved, and the held-out rows.

    Its loss knows that they are logits and contains a weight penalty; its metrics do not.
    """
    data = breast_cancer_split()
    keras.utils.set_random_seed(TRAINING_SEED)
    penalty = keras.regularizers.L2(MODEL_PENALTY)
    network = keras.Sequential(
        [
            keras.Input((data.train_features.shape[1],)),
            keras.layers.Dense(BREAST_CANCER.hidden, "relu", kernel_regularizer=penalty),
            keras.layers.Dense(1),
        ]
    )
    network.compile(
        optimizer="sgd",
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=["accuracy", keras.metrics.AUC(name="auc")],
    )
    network.fit(data.train_features, data.train_targets, epochs=MODEL_EPOCHS, verbose=0)
    network.save(FOLDER / "breast_cancer.keras")
    x, y = data.test_features.astype(np.float32), data.test_targets
    np.savez_compressed(FOLDER / "breast_cancer_rows.npz", x=x, y=y)


def make_diagnosis() -> None:
    """Write class names and rounded scores, the way people export them."""
    data = breast_cancer_split().relabelled(lambda benign: 1 - benign)
    scores = train_and_predict(data, DIAGNOSIS).activated[:, 0]
    rounded = [round(score, 2) for score in scores.tolist()]
    rows = [
        (DIAGNOSES[malignant], DIAGNOSES[score >= DECISION_THRESHOLD], score)
        for malignant, score in zip(data.test_targets.tolist(), rounded, strict=True)
    ]
    write_csv("diagnosis.csv", ["diagnosis", "prediction", "proba"], rows)


def make_digits() -> None:
    """Write a ten-class classifier's softmax scores."""
    data = digits_split()
    scores = train_and_predict(data, DIGITS).activated
    header = ["digit", *(f"p_{digit}" for digit in range(10))]
    write_csv("digits.csv", header, labelled(data.test_targets, scores))


def digit_properties(digits: Labels) -> Labels:
    """Return three yes-or-no labels per digit: even, large, drawn with a closed loop."""
    properties = (digits % 2 == 0, digits >= SMALLEST_LARGE_DIGIT, np.isin(digits, LOOPED_DIGITS))
    return np.column_stack(properties).astype(np.int64)


def make_digits_multilabel() -> None:
    """Write a multi-label classifier's three sigmoid scores."""
    data = digits_split().relabelled(digit_properties)
    scores = train_and_predict(data, DIGITS_MULTILABEL).activated
    names = ("even", "large", "loop")
    header = [f"{side}_{name}" for side in ("y_true", "y_pred") for name in names]
    write_csv("digits_multilabel.csv", header, labelled(data.test_targets, scores))


def make_diabetes() -> None:
    """Write a regression network's predictions, in the unit of the target."""
    features, progression = load_diabetes(return_X_y=True)
    data = split(features, progression, test_size=0.4, stratified=False)
    mean, deviation = data.train_targets.mean(), data.train_targets.std()
    # A standardised target lets a small network fit in few epochs.
    standardised = data.relabelled(lambda target: (target - mean) / deviation)
    scores = train_and_predict(standardised, DIABETES).activated
    predicted = (scores * deviation + mean).astype(np.float32)
    write_csv("diabetes.csv", ["progression", "predicted"], labelled(data.test_targets, predicted))


def main() -> None:
    """Make every sample file."""
    tf.config.experimental.enable_op_determinism()
    make_breast_cancer()
    make_model()
    make_diagnosis()
    make_digits()
    make_digits_multilabel()
    make_diabetes()


if __name__ == "__main__":
    main()
