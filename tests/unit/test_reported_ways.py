"""Ways in which people compute numbers that no library gives plainly: the search leads to each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sklearn import metrics as sk

from metricdiff.causes.cuts import best_cuts
from metricdiff.causes.declaration import Subject
from metricdiff.causes.md302_pooled_classes import CAUSE as POOLED
from metricdiff.inputs.inference import understand
from metricdiff.inputs.reading import from_arrays
from metricdiff.recipes.evaluation import evaluate
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Argmax, Recipe
from metricdiff.searching.case import Case
from metricdiff.searching.reported import parse
from metricdiff.searching.starting import planned_for, starts

RNG = np.random.default_rng(11)
LABELS = (RNG.random(700) < 0.35).astype(int)
SCORES = np.clip(0.35 * LABELS + RNG.random(700) * 0.65, 0, 1).round(4)
DECIDED = SCORES > 0.5
CLASSES = RNG.integers(0, 5, 403)
LOGITS = RNG.normal(size=(403, 5)) + 1.3 * np.eye(5)[CLASSES]
SHARES = np.exp(LOGITS) / np.exp(LOGITS).sum(axis=1, keepdims=True)
CHOSEN = SHARES.argmax(axis=1)
SEVERAL = RNG.integers(0, 2, (350, 4))
CHANCES = np.clip(0.4 * SEVERAL + 0.6 * RNG.random((350, 4)), 0, 1)
VALUES = RNG.normal(40, 9, 500)
GUESSES = 0.8 * VALUES + RNG.normal(3, 4, 500)
SIZE = 32


def first(text: str, y: Any, p: Any, mask: Any = None) -> set[tuple[str, ...]]:
    """Search one number, and return the codes of what leads."""
    whole = understand(from_arrays(y, p, mask=mask))
    facts = Facts(whole.counted)
    (reported,) = parse(text)
    metric = reported.named(whole.task).metric.name
    unmasked = None if mask is None else whole.with_values(mask=None)
    subject = Subject(metric, facts, unmasked=unmasked)
    found = starts(planned_for(reported, facts.predictions), facts, reported)
    one = Case.searched(reported, subject, found)
    assert one.found, text
    return {member.codes for member in one.found[0].members}


def of_batches(function: Any, y: Any, p: Any) -> float:
    """Return the plain mean of a function of each batch."""
    parts = [slice(start, start + SIZE) for start in range(0, len(y), SIZE)]
    return float(np.mean([function(y[part], p[part]) for part in parts]))


def macro_f1_with_zeros(y: Any, chosen: Any) -> float:
    """Return what a function of one-hot rows gives: a class that is in neither counts as 0."""
    return float(sk.f1_score(y, chosen, labels=range(5), average="macro", zero_division=0))


def harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other)


def soft_dice(y: Any, p: Any) -> float:
    return float((2 * (y * p).sum() + 1) / (y.sum() + p.sum() + 1))


class TestBinary:
    def test_the_argmax_of_one_column_is_no_decision(self) -> None:
        accuracy = sk.accuracy_score(LABELS, np.argmax(SCORES[:, None], axis=1))

        assert ("MD212",) in first(f"accuracy={accuracy:.4f}", LABELS, SCORES)

    def test_a_loss_that_is_1_less_a_score(self) -> None:
        text = f"dice_loss={1 - soft_dice(LABELS, SCORES):.4f}"

        assert ("MD207", "MD602") in first(text, LABELS, SCORES)

    def test_a_loss_that_is_minus_a_score(self) -> None:
        text = f"dice_coef_loss={-soft_dice(LABELS, SCORES):.4f}"

        assert ("MD207", "MD602") in first(text, LABELS, SCORES)

    def test_the_threshold_of_youden(self) -> None:
        fpr, tpr, cuts = sk.roc_curve(LABELS, SCORES)
        best = cuts[np.argmax(tpr - fpr)]

        assert best_cuts(Facts(understand(from_arrays(LABELS, SCORES))))[
            "the largest tpr - fpr"
        ] == pytest.approx(best)
        text = f"precision={sk.precision_score(LABELS, best <= SCORES):.6f}"
        assert ("MD203",) in first(text, LABELS, SCORES)

    def test_one_class_alone_has_no_best_threshold(self) -> None:
        of_one = understand(from_arrays(np.append(LABELS * 0, 1), np.append(SCORES, 0.5)))

        assert best_cuts(Facts(of_one.with_values(y_true=np.zeros(701, dtype=int)))) == {}

    def test_the_f1_of_the_mean_precision_and_recall_of_batches(self) -> None:
        parts = [of_batches(one, LABELS, DECIDED) for one in (sk.precision_score, sk.recall_score)]

        assert ("MD401",) in first(f"f1={harmonic(*parts):.6f}", LABELS, SCORES)

    def test_a_source_that_repeats(self) -> None:
        rows = np.arange(-(-700 // SIZE) * SIZE) % 700
        accuracy = sk.accuracy_score(LABELS[rows], DECIDED[rows])

        assert ("MD012",) in first(f"accuracy={accuracy:.4f}", LABELS, SCORES)

    def test_the_area_under_precision_and_recall_called_auc(self) -> None:
        precision, recall, _ = sk.precision_recall_curve(LABELS, SCORES)

        assert ("MD620",) in first(f"auc={sk.auc(recall, precision):.4f}", LABELS, SCORES)

    def test_two_columns_in_the_file_are_two_that_keras_pools(self) -> None:
        both = np.column_stack([1 - SCORES, SCORES])
        facts = Facts(understand(from_arrays(LABELS, both)))
        alone = Facts(understand(from_arrays(LABELS, SCORES)))
        recall = Recipe("positive", decide=None, count="roc")
        weights = [
            next(iter(POOLED.search(recall, Subject("roc_auc", one)))).weight  # type: ignore[misc]
            for one in (facts, alone)
        ]

        assert weights[0] > weights[1]

    def test_a_hinge_by_hand_takes_0_for_a_label(self) -> None:
        margins = 4 * SCORES - 2 + 0.3 * LABELS
        text = f"hinge={np.maximum(1 - LABELS * margins, 0).mean():.4f}"

        assert ("MD610",) in first(text, LABELS, margins)

    def test_a_specificity_that_is_the_recall_of_the_positive_class(self) -> None:
        text = f"specificity={sk.recall_score(LABELS, DECIDED):.4f}"

        assert ("MD006",) in first(text, LABELS, SCORES)


class TestClasses:
    def test_a_function_counts_a_class_that_a_batch_lacks_as_0(self) -> None:
        rare = np.where(CLASSES == 4, np.where(RNG.random(403) < 0.1, 4, 3), CLASSES)
        shares = SHARES * [1, 1, 1, 1, 0.3]
        shares /= shares.sum(axis=1, keepdims=True)
        chosen = shares.argmax(axis=1)
        value = of_batches(macro_f1_with_zeros, rare, chosen)
        left_out = of_batches(lambda y, d: sk.f1_score(y, d, average="macro"), rare, chosen)

        assert abs(value - left_out) > 1e-4
        assert ("MD401",) in first(f"f1_macro={value:.6f}", rare, shares)
        assert ("MD401",) in first(f"f1_macro={left_out:.6f}", rare, shares)

    def test_the_f1_of_macro_precision_and_recall(self) -> None:
        parts = [
            one(CLASSES, CHOSEN, average="macro") for one in (sk.precision_score, sk.recall_score)
        ]

        assert ("MD301",) in first(f"f1_macro={harmonic(*parts):.6f}", CLASSES, SHARES)

    @pytest.mark.parametrize("name", ["matthews_corrcoef", "cohen_kappa_score"])
    def test_agreement_of_several_classes(self, name: str) -> None:
        whole, facts = getattr(sk, name), Facts(understand(from_arrays(CLASSES, SHARES)))
        count = "mcc" if name == "matthews_corrcoef" else "kappa"
        recipe = Recipe("each", decide=Argmax(), count=count)

        assert evaluate(recipe, facts) == pytest.approx(whole(CLASSES, CHOSEN))
        value = of_batches(whole, CLASSES, CHOSEN)
        assert evaluate(replace(recipe, batch=SIZE), facts) == pytest.approx(value)
        assert ("MD401",) in first(f"{name}={value:.5f}", CLASSES, SHARES)

    def test_a_binary_cross_entropy_of_several_classes(self) -> None:
        hot = np.eye(5)[CLASSES]
        terms = hot * np.log(SHARES) + (1 - hot) * np.log(1 - SHARES)

        assert ("MD604",) in first(f"loss={-terms.mean():.6f}", CLASSES, SHARES)

    def test_logits_that_a_function_rounds_and_pools(self) -> None:
        f1 = sk.f1_score(np.eye(5)[CLASSES], LOGITS > 0.5, average="micro")

        assert ("MD201",) in first(f"f1={f1:.6f}", CLASSES, LOGITS)

    def test_areas_of_pairs_of_classes(self) -> None:
        area = sk.roc_auc_score(CLASSES, SHARES, multi_class="ovo")

        assert ("MD301",) in first(f"auc={area:.6f}", CLASSES, SHARES)

    def test_accuracy_of_the_cells_of_a_one_hot_matrix_that_equal_their_label(self) -> None:
        sharp = np.where(SHARES > 0.55, 1.0, np.where(SHARES < 0.1, 0.0, SHARES))
        sharp /= sharp.sum(axis=1, keepdims=True)
        equal = (np.eye(5)[CLASSES] == sharp.astype(np.float32)).mean()

        assert ("MD205",) in first(f"accuracy={equal:.4f}", CLASSES, sharp)

    def test_the_jaccard_index_of_rows_called_accuracy(self) -> None:
        decided = CHANCES > 0.5
        score = sk.jaccard_score(SEVERAL, decided, average="samples", zero_division=0)

        assert ("MD620",) in first(f"hamming_score={score:.4f}", SEVERAL, CHANCES)


class TestPadding:
    LENGTHS = RNG.integers(3, 12, 40)
    INSIDE = np.arange(12) < LENGTHS[:, None]
    TAGS = np.where(INSIDE, RNG.integers(1, 4, (40, 12)), 0)
    SCORED = RNG.random((40, 12, 4)) + 0.8 * np.eye(4)[TAGS]

    @property
    def shares(self) -> Any:
        return self.SCORED / self.SCORED.sum(axis=-1, keepdims=True)

    def test_a_masked_sum_over_all_positions(self) -> None:
        own = np.take_along_axis(self.shares, self.TAGS[..., None], axis=-1)[..., 0]
        loss = float((-np.log(own) * self.INSIDE).mean())

        assert ("MD705",) in first(f"loss={loss:.4f}", self.TAGS, self.shares, self.INSIDE)
        assert ("MD705",) in first(f"loss={loss:.4f}", self.TAGS, self.shares)

    def test_all_that_is_right_over_the_positions_that_count(self) -> None:
        right = self.shares.argmax(axis=-1) == self.TAGS
        text = f"accuracy={right.sum() / self.INSIDE.sum():.4f}"

        assert ("MD705",) in first(text, self.TAGS, self.shares, self.INSIDE)


class TestValues:
    def test_the_largest_error_of_batches(self) -> None:
        text = f"max_error={of_batches(sk.max_error, VALUES, GUESSES):.4f}"

        assert ("MD401",) in first(text, VALUES, GUESSES)

    def test_the_root_of_logarithms_of_batches(self) -> None:
        value = of_batches(sk.root_mean_squared_log_error, VALUES, GUESSES)

        assert ("MD401",) in first(f"rmsle={value:.4f}", VALUES, GUESSES)

    def test_the_correlation_of_batches(self) -> None:
        value = of_batches(lambda y, p: np.corrcoef(y, p)[0, 1], VALUES, GUESSES)

        assert ("MD401",) in first(f"pearsonr={value:.4f}", VALUES, GUESSES)

    def test_a_squared_correlation_called_r2(self) -> None:
        squared = np.corrcoef(VALUES, GUESSES)[0, 1] ** 2

        assert ("MD620",) in first(f"r2={squared:.4f}", VALUES, GUESSES)

    def test_absolute_errors_of_two_outputs_called_rmse(self) -> None:
        y, p = VALUES.reshape(-1, 2), GUESSES.reshape(-1, 2)

        assert ("MD405",) in first(f"rmse={np.abs(y - p).mean():.4f}", y, p)


@pytest.mark.parametrize("how", ["variance_weighted", "flat"])
def test_r2_of_several_outputs_that_are_not_averaged_evenly(how: str) -> None:
    y = np.column_stack([VALUES, 3 * VALUES[::-1] + 50])
    p = np.column_stack([GUESSES, VALUES[::-1] * 2.5 + 70])
    r2 = sk.r2_score(y.ravel(), p.ravel()) if how == "flat" else sk.r2_score(y, p, multioutput=how)

    assert ("MD301",) in first(f"r2={r2:.5f}", y, p)


def test_a_part_of_a_map_is_not_left_out() -> None:
    y = np.repeat(LABELS[:100], 49).reshape(100, 7, 7)
    p = np.repeat(SCORES[:100], 49).reshape(100, 7, 7)
    facts = Facts(understand(from_arrays(y, p)))
    cut = Recipe("positive", count="fbeta", decide=Argmax())
    from metricdiff.causes.md012_partial_evaluation import CAUSE

    assert CAUSE.search
    for variant in CAUSE.search(cut, Subject("f1", facts)):
        made = facts.edited(variant.recipe.edits).predictions
        assert made.rows % 49 == 0, variant.parameters


def test_of_pairs_of_classes_areas_are_those_of_scikit_learn() -> None:
    recipe = Recipe("each", count="roc", average="pairs")
    facts = Facts(understand(from_arrays(CLASSES, SHARES)))

    assert evaluate(recipe, facts) == pytest.approx(
        sk.roc_auc_score(CLASSES, SHARES, multi_class="ovo")
    )
