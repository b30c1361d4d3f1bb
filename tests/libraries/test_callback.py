"""While a model is trained: what the callback says, once, and what it leaves alone."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import accuracy_score

from metricdiff.errors import UsageError

pytestmark = pytest.mark.keras

RNG = np.random.default_rng(0)
X = RNG.normal(size=(120, 4)).astype("float32")
Y = (X[:, 0] + RNG.normal(size=120) > 0).astype(int)
TRAIN, VALID = slice(0, 60), slice(60, 120)


def made(keras: Any, activation: str | None, **compiled: Any) -> Any:
    keras.utils.set_random_seed(3)
    layers = [keras.layers.Dropout(0.2), keras.layers.Dense(1, activation)]
    model = keras.Sequential([keras.Input((4,)), *layers])
    model.compile(optimizer="sgd", **compiled)
    return model


def logits(keras: Any) -> Any:
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    return made(keras, None, loss=loss, metrics=["accuracy"])


def fit(model: Any, *callbacks: Any, epochs: int = 3) -> dict[str, list[float]]:
    history: dict[str, list[float]] = model.fit(
        X[TRAIN],
        Y[TRAIN],
        validation_data=(X[VALID], Y[VALID]),
        epochs=epochs,
        verbose=0,
        callbacks=list(callbacks),
    ).history
    return history


def test_each_finding_is_said_once(keras: Any, capfd: pytest.CaptureFixture[str]) -> None:
    from metricdiff.keras import MetricDiffCallback

    model = logits(keras)
    history = fit(model, MetricDiffCallback((X[VALID], Y[VALID])))

    said = [line for line in capfd.readouterr().err.splitlines() if "metricdiff" in line]
    [line] = said
    found = re.search(r"epoch (\d): val_accuracy ([\d.]+), scikit-learn ([\d.]+): MD201 ", line)
    assert found
    assert float(found[2]) == pytest.approx(history["val_accuracy"][int(found[1]) - 1], abs=1e-6)


def test_the_number_of_scikit_learn_is_that_of_the_epoch(keras: Any) -> None:
    from metricdiff.keras import MetricDiffCallback, MismatchError

    model = logits(keras)
    with pytest.raises(MismatchError, match="MD201 logits-as-probabilities") as caught:
        fit(model, MetricDiffCallback((X[VALID], Y[VALID]), on_mismatch="raise"))

    # The training has stopped there, so that the model still is what the message is about.
    said = re.search(r"scikit-learn ([\d.]+)", str(caught.value))
    assert said
    theirs = accuracy_score(Y[VALID], model.predict(X[VALID], verbose=0)[:, 0] > 0)
    assert float(said[1]) == pytest.approx(theirs, abs=1e-6)


def test_a_sound_model_is_not_mentioned(keras: Any, capfd: pytest.CaptureFixture[str]) -> None:
    from metricdiff.keras import MetricDiffCallback

    model = made(keras, "sigmoid", loss="binary_crossentropy", metrics=["accuracy"])
    fit(model, MetricDiffCallback((X[VALID], Y[VALID]), on_mismatch="raise"), epochs=2)

    assert "metricdiff" not in capfd.readouterr().err


def test_it_looks_every_so_many_epochs(keras: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import metricdiff.keras

    seen: list[dict[str, float]] = []
    compare = metricdiff.keras.compare_model

    def watched(*args: Any, **more: Any) -> Any:
        seen.append(more["evaluated"])
        return compare(*args, **more)

    monkeypatch.setattr(metricdiff.keras, "compare_model", watched)
    history = fit(
        logits(keras), metricdiff.keras.MetricDiffCallback((X[VALID], Y[VALID]), every=2), epochs=5
    )

    # What the epoch logged is taken, not evaluated again.
    assert [one["accuracy"] for one in seen] == pytest.approx(
        [history["val_accuracy"][place] for place in (1, 3)]
    )


def test_the_training_is_the_same_with_it(keras: Any) -> None:
    """Dropout draws from a generator, whose state is put back."""
    from metricdiff.keras import MetricDiffCallback

    plain = fit(logits(keras))
    watched = fit(logits(keras), MetricDiffCallback((X[VALID], Y[VALID])))

    for name, values in plain.items():
        assert watched[name] == pytest.approx(values)


def test_what_it_is_told_must_make_sense(keras: Any) -> None:
    from metricdiff.keras import MetricDiffCallback

    del keras
    with pytest.raises(UsageError, match="warn or raise"):
        MetricDiffCallback((X, Y), on_mismatch="shout")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="from 1 up"):
        MetricDiffCallback((X, Y), every=0)


def test_a_model_that_is_there_already(keras: Any) -> None:
    from metricdiff.keras import compare_model

    model = logits(keras)
    report = compare_model(model, (X[VALID], Y[VALID]), batch_size=16)

    said = model.evaluate(X[VALID], Y[VALID], batch_size=16, verbose=0, return_dict=True)
    assert {row.metric: row.keras.value for row in report.comparisons} == pytest.approx(said)
    assert {cause.code for row in report.comparisons for cause in row.causes} == {"MD201"}
    assert not report.ok
    assert "MD201 logits-as-probabilities" in str(report)
    assert compare_model(model, (X[VALID], Y[VALID]), ignore=("MD201",)).ok
