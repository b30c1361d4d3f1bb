"""Reported numbers of models: which way of evaluating gives them, and when none does."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from metricdiff.errors import InputError, UsageError
from metricdiff.keras import compare_model
from metricdiff.modelling.in_process import InProcessModel
from metricdiff.modelling.reported import Answer, Explained
from metricdiff.modelling.running import Request, run_model
from metricdiff.modelling.training_log import epochs
from tests.models import SPECIMENS

pytestmark = pytest.mark.keras

Ask = Callable[..., tuple[Explained, ...]]


@pytest.fixture(scope="module")
def ask(keras: Any) -> Ask:
    """Asks for reported numbers of a specimen, or of a model."""

    def asked(what: Any, *arguments: str) -> tuple[Explained, ...]:
        if isinstance(what, str):
            model, arrays = SPECIMENS[what].make(keras)
            labels = arrays["y"] if "y" in arrays else _by_outputs(model, arrays)
            weights = [arrays["sample_weight"]] if "sample_weight" in arrays else []
            what = (model, (arrays["x"], labels, *weights))
        reported = tuple(epochs(one) for one in arguments)
        with InProcessModel(keras, *what) as engine:
            return run_model(Request("", "", ("", ""), reported=reported), engine).reported

    return asked


def _by_outputs(model: Any, arrays: Any) -> list[Any]:
    return [arrays[f"y_{name}"] for name in model.output_names]


def value(keras: Any, name: str, key: str, **settings: Any) -> float:
    model, arrays = SPECIMENS[name].make(keras)
    given = {"sample_weight": arrays.get("sample_weight"), **settings}
    said = model.evaluate(arrays["x"], arrays["y"], verbose=0, return_dict=True, **given)
    return float(said[key])


def codes(one: Explained) -> list[tuple[str, ...]]:
    return [way.codes for way in one.ways]


def test_what_evaluate_says_is_plain(keras: Any, ask: Ask) -> None:
    said = value(keras, "sound_binary", "accuracy")

    [one] = ask("sound_binary", f"val_accuracy={said:.4f}")
    assert (one.answer, one.key) == (Answer.PLAIN, "accuracy")


def test_a_line_of_a_keras_log(keras: Any, ask: Ask) -> None:
    loss = value(keras, "sound_binary", "loss")

    answers = ask("sound_binary", f"25/25 - 0s - loss: {loss:.4f} - accuracy: 0.9990")
    assert {one.key: one.answer for one in answers} == {
        "loss": Answer.PLAIN,
        "accuracy": Answer.NOT_FOUND,
    }


def test_the_number_of_scikit_learn_names_the_cause(ask: Ask, keras: Any) -> None:
    model, arrays = SPECIMENS["logits_as_probabilities"].make(keras)
    scores = np.asarray(model(arrays["x"]))[:, 0]
    theirs = ((scores > 0) == arrays["y"]).mean()

    [one] = ask("logits_as_probabilities", f"accuracy={theirs:.6f}")
    assert (one.answer, codes(one)) == (Answer.FOUND, [("MD201",)])


def test_a_loss_without_its_penalty(keras: Any, ask: Ask) -> None:
    mse = value(keras, "penalty_of_weights", "mse")

    [one] = ask("penalty_of_weights", f"loss={mse:.6f}")
    assert one.answer is Answer.FOUND
    assert codes(one)[0] == ("MD606",)  # and equal to it, what the metric of that name says


def test_a_number_in_training_mode(keras: Any, ask: Ask) -> None:
    keras.utils.set_random_seed(1)
    layers = [keras.layers.BatchNormalization(), keras.layers.Dense(1, "sigmoid")]
    model = keras.Sequential([keras.Input((4,)), *layers])
    model.compile(loss="mse", metrics=["mae"])
    rng = np.random.default_rng(3)
    x, y = 3 + rng.normal(size=(96, 4)).astype("float32"), rng.integers(0, 2, (96, 1))
    parts = [np.asarray(model(x[start : start + 32], training=True)) for start in (0, 32, 64)]
    in_training = np.abs(np.concatenate(parts) - y).mean()

    [one] = ask((model, (x, y)), f"mae={in_training:.6f}")
    assert (one.answer, codes(one)) == (Answer.FOUND, [("MD801",)])
    assert "BatchNormalization" in one.ways[0].text


def test_the_number_with_weights_of_a_metric_that_takes_none(keras: Any, ask: Ask) -> None:
    model, arrays = SPECIMENS["weights_ignored"].make(keras)
    right = (np.asarray(model(arrays["x"]))[:, 0] > 0.5) == arrays["y"]
    weighted = np.average(right, weights=arrays["sample_weight"])

    [one] = ask("weights_ignored", f"accuracy={weighted:.6f}")
    assert one.answer is Answer.FOUND
    assert codes(one)[0] == ("MD701",)


def test_class_weights_in_the_loss_of_a_training(keras: Any, ask: Ask) -> None:
    model, arrays = SPECIMENS["sound_binary"].make(keras)
    counts = np.bincount(arrays["y"])
    balanced = (len(arrays["y"]) / (2 * counts))[arrays["y"]]
    loss = value(keras, "sound_binary", "loss", sample_weight=balanced)

    [one] = ask("sound_binary", f"loss={loss:.5f}")
    assert (one.answer, codes(one)) == (Answer.FOUND, [("MD703",)])
    del model


def test_two_numbers_that_traded_names(keras: Any, ask: Ask) -> None:
    model, arrays = SPECIMENS["two_outputs"].make(keras)
    labels = _by_outputs(model, arrays)
    said = model.evaluate(arrays["x"], labels, verbose=0, return_dict=True)

    answers = ask(
        "two_outputs",
        f"first_loss={said['second_loss']:.5f}",
        f"second_loss={said['first_loss']:.5f}",
    )
    assert [codes(one) for one in answers] == [[("MD612",)], [("MD612",)]]


@pytest.fixture(scope="module")
def trained(keras: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A folder with logs and a model of each epoch, and the data."""
    keras.utils.set_random_seed(2)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, "sigmoid")])
    model.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
    rng = np.random.default_rng(4)
    x = rng.normal(size=(200, 4)).astype("float32")
    y = (x[:, 0] + rng.normal(size=200) > 0).astype(int)
    folder = tmp_path_factory.mktemp("log")
    logger = keras.callbacks.CSVLogger(str(folder / "log.csv"))
    best = keras.callbacks.ModelCheckpoint(str(folder / "of{epoch}.keras"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of how Keras saves
        history = model.fit(
            *(x[:100], y[:100]),
            validation_data=(x[100:], y[100:]),
            epochs=4,
            verbose=0,
            callbacks=[logger, best],
        ).history
    (folder / "history.json").write_text(json.dumps(history))
    alone = {name: values for name, values in history.items() if name[:3] != "val"}
    (folder / "training.json").write_text(json.dumps(alone))
    return folder, x, y


class TestLogs:
    """The file of a CSVLogger, and the history of ``fit`` as JSON."""

    @pytest.mark.parametrize("name", ["log.csv", "history.json"])
    @pytest.mark.parametrize("epoch", [4, 2])
    def test_the_epoch_of_the_model_is_found(
        self, keras: Any, ask: Ask, trained: Any, name: str, epoch: int
    ) -> None:
        folder, x, y = trained
        model = keras.models.load_model(folder / f"of{epoch}.keras")

        answers = ask((model, (x[100:], y[100:])), str(folder / name))
        assert {one.key for one in answers} == {"loss", "accuracy"}
        assert {one.answer for one in answers} == {Answer.PLAIN}
        assert {one.epoch for one in answers} == {epoch}

    def test_a_running_average_is_a_hint_and_no_more(
        self, keras: Any, ask: Ask, trained: Any
    ) -> None:
        folder, x, y = trained
        model = keras.models.load_model(folder / "of4.keras")

        answers = ask((model, (x[:100], y[:100])), str(folder / "training.json"))
        loss = next(one for one in answers if one.key == "loss")
        assert loss.answer is Answer.NOT_FOUND
        assert [code for code, _ in loss.hints] == ["MD802", "MD404"]


def test_a_number_that_the_model_has_not(ask: Ask) -> None:
    with pytest.raises(UsageError, match=r"no acuracy; did you mean accuracy\? \(it has loss, "):
        ask("sound_classes", "acuracy=0.5")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("log.csv", "", "holds no numbers"),
        ("log.csv", "epoch,loss\n0,high\n", "no log of a training"),
        ("log.json", "[1, 2]", "it is no object of lists"),
        ("log.json", "{", "no log of a training"),
    ],
)
def test_a_file_that_is_no_log(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)

    with pytest.raises(InputError, match=message):
        epochs(str(tmp_path / name))


def test_neither_a_number_nor_a_file() -> None:
    with pytest.raises(UsageError, match="write METRIC=VALUE"):
        epochs("accuracy")
    with pytest.raises(InputError, match=r"nonesuch.csv: not read"):
        epochs("nonesuch.csv")


def test_nothing_is_reported_unless_asked(keras: Any) -> None:
    model, arrays = SPECIMENS["sound_regression"].make(keras)

    assert compare_model(model, (arrays["x"], arrays["y"])).reported == ()
