"""Masks: what scikit-learn leaves out, and what Keras's ``evaluate`` does with one."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import metricdiff
from metricdiff.engines.given import _TAKE_MASK, takes_mask
from metricdiff.report import Report
from metricdiff.words import Pairing, Verdict

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("keras")]

ROWS, STEPS = 40, 12


def _sequences(seed: int = 3) -> tuple[Any, Any, Any]:
    """Labels, probabilities and a mask of sequences of several lengths."""
    random = np.random.default_rng(seed)
    labels = (random.random((ROWS, STEPS)) < 0.4).astype(np.int64)
    scores = np.clip(labels * 0.3 + random.random((ROWS, STEPS)) * 0.7, 0, 1).astype(np.float32)
    mask = np.arange(STEPS) < random.integers(2, STEPS + 1, ROWS)[:, None]
    labels[~mask], scores[~mask] = 0, 0.73
    return labels, scores[..., None], mask


def _model(keras: Any, **compiled: Any) -> Any:
    """A model that returns its first input, masked where its second is 0."""
    scores = keras.Input((STEPS, 1))
    seen = keras.Input((STEPS, 1))
    masked = keras.layers.Masking(0.0)(seen)
    # The layer that takes both carries the mask of the second on.
    returned = keras.layers.Lambda(
        lambda both: both[0] + 0 * both[1], mask=lambda _, mask: mask[1], output_shape=(STEPS, 1)
    )([scores, masked])
    model = keras.Model([scores, seen], returned)
    model.compile(loss="mse", **compiled)
    return model


def test_the_metrics_that_take_a_mask_are_those_that_wrap_a_function(keras: Any) -> None:
    wrapping = {
        name
        for name, one in vars(keras.metrics).items()
        if inspect.isclass(one) and issubclass(one, keras.metrics.MeanMetricWrapper)
    }
    assert wrapping == _TAKE_MASK


CALLS = {
    "accuracy": "BinaryAccuracy()",
    "precision": "Precision()",
    "recall": "Recall()",
    "roc_auc": "AUC()",
    "log_loss": "BinaryCrossentropy()",
    "brier": "MeanSquaredError()",
}


def test_every_row_is_what_evaluate_gives(keras: Any) -> None:
    labels, scores, mask = _sequences()
    report = metricdiff.compare(labels, scores, mask=mask, metrics=[*CALLS])
    made = {name: getattr(keras.metrics, call[:-2]) for name, call in CALLS.items()}
    plain = _model(keras, metrics=[one(name=name) for name, one in made.items()])
    weighed = _model(keras, weighted_metrics=[one(name=name) for name, one in made.items()])
    inputs = [scores, mask[..., None].astype(np.float32)]
    evaluated = {"batch_size": 16, "verbose": 0, "return_dict": True}
    logged = plain.evaluate(inputs, labels[..., None], **evaluated)
    weights = weighed.evaluate(
        inputs, labels[..., None], sample_weight=mask.astype(np.float32), **evaluated
    )
    for row in report.comparisons:
        text = (row.keras.call or "").removesuffix("(y_true, y_pred, mask)")
        assert text == CALLS[row.metric]
        expected = weights if row.pairing is Pairing.MATCHED else logged
        assert row.keras.value == pytest.approx(expected[row.metric], rel=2e-6), row.keras.call
    unmasked = {row.metric for row in report.of(Pairing.DEFAULT)}
    assert unmasked == {name for name, call in CALLS.items() if not takes_mask(call[:-2])}
    for name in set(CALLS) - unmasked:  # those that take the mask log what the matched row shows
        assert logged[name] == pytest.approx(weights[name], rel=2e-6)


def test_what_ignores_the_mask_is_proven_to(keras: Any) -> None:
    del keras
    labels, scores, mask = _sequences()
    report = metricdiff.compare(labels, scores, mask=mask)
    defaults = {row.keras.call: row for row in report.of(Pairing.DEFAULT)}
    assert set(defaults) == {"Precision()", "Recall()", "F1Score()", "BinaryIoU()", "AUC()"} | {
        'AUC(curve="PR")'
    }
    recall = defaults.pop("Recall()")  # padding is labelled 0
    assert recall.agreement is not None
    assert recall.agreement.evidence == "the rows that the mask takes out happen not to show here"
    for row in defaults.values():
        assert row.verdict is Verdict.EXPLAINED
        assert row.proof is not None
        assert row.proof.kind == "landing"
        codes = [finding.code for finding in row.causes]
        assert "MD706" in codes
        finding = row.causes[codes.index("MD706")]
        assert finding.row_count == (~mask).sum()
        assert finding.witnesses is not None
        np.testing.assert_array_equal(finding.witnesses.first(), np.flatnonzero(~mask.ravel()))
    assert not any(row.failed for row in report.of(Pairing.DEFAULT))


#: A failing example is not made smaller: that takes minutes.
swift = settings(deadline=None, max_examples=8, phases=[Phase.explicit, Phase.generate])


def _matched_as_if_left_out(masked: Report, left_out: Report) -> None:
    """Hold matched rows to those of the same data without what the mask takes out."""
    pairs = zip(masked.of(Pairing.MATCHED), left_out.of(Pairing.MATCHED), strict=True)
    for ours, theirs in pairs:
        np.testing.assert_array_equal(ours.sklearn.value, theirs.sklearn.value)
        if ours.keras.value is not None and theirs.keras.value is not None:
            np.testing.assert_allclose(ours.keras.value, theirs.keras.value, 2e-6, 1e-9)
        both_weak = {ours.minor, theirs.minor} == {True}
        assert ours.verdict is theirs.verdict or both_weak, (ours.sklearn, ours.keras)
        codes = [[finding.code for finding in row.causes] for row in (ours, theirs)]
        assert codes[0] == codes[1], (ours.sklearn, ours.keras)


@swift
@given(st.data())
def test_matched_rows_are_those_of_the_rows_that_count(data: st.DataObject) -> None:
    """Ties, exact 0 and 1, absent classes and single rows, with weights and without."""
    rows = data.draw(st.integers(1, 30))
    score = st.sampled_from([0.0, 0.25, 0.5, 0.5000001, 0.75, 1.0])
    y_pred = np.array(data.draw(st.lists(score, min_size=rows, max_size=rows)))
    y_true = np.array(data.draw(st.lists(st.integers(0, 1), min_size=rows, max_size=rows)))
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=rows, max_size=rows).filter(any)))
    weight = st.lists(st.sampled_from([0.5, 1.0, 2.0]), min_size=rows, max_size=rows)
    drawn = data.draw(st.none() | weight)
    weights = None if drawn is None else np.array(drawn)
    known: Any = {"task": "binary", "kind": "probabilities", "labels": [0, 1]}
    _matched_as_if_left_out(
        metricdiff.compare(y_true, y_pred, mask=mask, sample_weight=weights, **known),
        metricdiff.compare(
            *(y_true[mask], y_pred[mask]),
            sample_weight=None if weights is None else weights[mask],
            **known,
        ),
    )


@swift
@given(st.data())
def test_matched_rows_of_several_classes_are_too(data: st.DataObject) -> None:
    """Padding of no class, and classes that only padding has."""
    rows = data.draw(st.integers(2, 25))
    labels = np.array(data.draw(st.lists(st.integers(0, 3), min_size=rows, max_size=rows)))
    seed = data.draw(st.integers(0, 2**16))
    scores = np.random.default_rng(seed).dirichlet(np.ones(4), rows)
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=rows, max_size=rows).filter(any)))
    scores[~mask] = 0.25
    known: Any = {"task": "multiclass", "kind": "probabilities"}
    _matched_as_if_left_out(
        metricdiff.compare(labels, scores, mask=mask, **known),
        metricdiff.compare(labels[mask], scores[mask], **known),
    )


def test_a_custom_pair_gets_the_mask_on_both_sides() -> None:
    labels, scores, mask = _sequences()
    report = metricdiff.compare(
        *(labels, scores),
        mask=mask,
        sklearn="recall_score(y_true, y_pred > 0.5)",
        keras="Recall()",
    )
    (row,) = report.comparisons
    assert row.verdict is Verdict.EQUAL
    assert row.sklearn.call == "recall_score(y_true[mask], y_pred[mask] > 0.5)"
    assert row.keras.call == "Recall()(y_true, y_pred, mask)"
