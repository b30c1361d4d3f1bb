"""The search: spaces, chances, classes and verdicts, on data made for it; no TensorFlow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from metricdiff.causes.declaration import Subject
from metricdiff.causes.registry import causes, find
from metricdiff.errors import UsageError
from metricdiff.inputs.inference import understand
from metricdiff.inputs.reading import from_arrays
from metricdiff.recipes.evaluation import evaluate
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Recipe, Threshold
from metricdiff.searching import judging
from metricdiff.searching.case import Case
from metricdiff.searching.chance import Chances, Lattice, spread
from metricdiff.searching.judging import Class
from metricdiff.searching.reported import parse
from metricdiff.searching.result import Answer
from metricdiff.searching.starting import planned_for, starts
from metricdiff.searching.together import cross_read, pipeline
from metricdiff.searching.tried import Start, Taken, Tried
from metricdiff.words import Pairing

RNG = np.random.default_rng(7)
LABELS = (RNG.random(900) < 0.3).astype(int)
SCORES = np.clip(0.35 * LABELS + RNG.random(900) * 0.65, 0, 1)
#: Causes that no reported number leads to, as the catalogue has it.
HINTS = {"MD007", "MD404", "MD606", "MD801", "MD802", "MD013", "MD310", "MD014", "MD508"}


def case(text: str, y: Any = LABELS, p: Any = SCORES, **options: Any) -> Case:
    """Search one number."""
    facts = Facts(understand(from_arrays(y, p)))
    (reported,) = parse(text)
    metric = reported.named(facts.predictions.task).metric.name
    planned = planned_for(reported, facts.predictions)
    found = starts(planned, facts, reported)
    return Case.searched(reported, Subject(metric, facts, **options), found)


def tried(value: float, prior: float, *codes: str) -> Tried:
    recipe = Recipe("positive", decide=Threshold(0.5), count="precision")
    start = Start("sklearn", Pairing.MATCHED, "precision_score(y_true, y_pred > 0.5)", recipe, 0.5)
    return Tried(start, tuple(Taken(find(code), recipe) for code in codes), prior, value)


def chances(values: list[float], priors: list[float], text: str = "accuracy=0.7000") -> Chances:
    return Chances(parse(text)[0], values, priors, 10_000)


def first_codes(one: Case) -> set[tuple[str, ...]]:
    assert one.found, one.reported
    return {member.codes for member in one.found[0].members}


class TestChance:
    def test_it_is_the_share_of_the_values_that_are_hit(self) -> None:
        values = [round(0.6 + 0.01 * place, 2) for place in range(21)]

        assert chances(values, [1.0] * 21).of(1.0) == pytest.approx(21 / 2000, rel=0.2)

    def test_only_what_is_as_likely_counts(self) -> None:
        values = [0.2, 0.7, *np.linspace(0.69, 0.71, 400)]
        one = chances(values, [5.0, 5.0, *[0.1] * 400])

        assert one.of(5.0) < 0.01
        assert one.of(0.1) > 0.5

    def test_it_is_counted_about_the_number_too(self) -> None:
        crowded = [*np.linspace(0.699, 0.701, 21), 0.0, 1.0]

        assert chances(crowded, [1.0] * 23).of(1.0) > 21 / 10_000 * 10

    def test_fewer_digits_make_it_larger(self) -> None:
        values = list(np.linspace(0.3, 0.9, 13))
        four, two = (chances(values, [1.0] * 13, text) for text in ("a=0.7000", "a=0.70"))

        assert two.of(1.0) > 10 * four.of(1.0)

    def test_of_few_rows_only_the_values_that_shares_can_take_count(self) -> None:
        (reported,) = parse("accuracy=0.7000")
        values = [0.65, 0.7, 0.75]
        any_value, of_rows = (
            Chances(reported, values, [1.0] * 3, 100, lattice) for lattice in (None, Lattice(100))
        )

        assert of_rows.of(1.0) > 20 * any_value.of(1.0)

    def test_nothing_is_hit_by_nothing(self) -> None:
        assert chances([], []).of(1.0) == 0

    @pytest.mark.parametrize(("value", "error"), [(0.5, 0.05), (0.0, 0.01), (40.0, 4.0)])
    def test_the_neighbourhood_follows_the_standard_error(self, value: float, error: float) -> None:
        assert spread(value, 100) == pytest.approx(error)


class TestJudging:
    def test_values_that_agree_are_one_class_and_the_likeliest_leads(self) -> None:
        hits = [
            tried(0.7, 2.0, "MD203"),
            tried(0.7 + 1e-12, 9.0, "MD201"),
            tried(0.70001, 1, "MD006"),
        ]
        found = judging.classes(hits, chances([0.7], [9.0]))

        assert [one.first.codes for one in found] == [("MD201",), ("MD006",)]
        assert found[0].equivalent == (("MD203",),)

    def test_the_same_causes_from_another_call_are_one_class_in_float32(self) -> None:
        one, other = tried(26.56193360, 2.0, "MD506"), tried(26.56193356, 1.0, "MD506")
        last = tried(26.56193352, 1.0, "MD611")

        found = judging.classes([one, other, last], chances([26.5], [2.0]))

        assert [first.members for first in found] == [(one, other), (last,)]

    @pytest.mark.parametrize(
        ("priors", "shares", "answer"),
        [
            ([9.0], [0.001], Answer.FOUND),
            ([9.0, 1.0], [0.001, 0.005], Answer.FOUND),
            ([9.0, 1.1], [0.001, 0.005], Answer.AMBIGUOUS),
            ([9.0], [0.02], Answer.AMBIGUOUS),
            ([9.0], [0.3], Answer.NOT_FOUND),
            ([], [], Answer.NOT_FOUND),
        ],
    )
    def test_the_verdict(self, priors: list[float], shares: list[float], answer: Answer) -> None:
        found = [
            Class((tried(0.7 + place / 100, prior, "MD203"),), share)
            for place, (prior, share) in enumerate(zip(priors, shares, strict=True))
        ]
        given, shown, rest = judging.verdict(found)

        assert given is answer
        assert len(shown) + len(rest) == len(found)
        assert bool(shown) == (answer is not Answer.NOT_FOUND)

    def test_at_most_five_candidates(self) -> None:
        found = [Class((tried(0.7 + place / 100, 1.0, "MD203"),), 0.1) for place in range(9)]

        assert len(judging.verdict(found)[1]) == 5

    def test_what_no_predictions_can_give_is_excluded(self) -> None:
        (odd,), (even,) = parse("accuracy=0.9512"), parse("accuracy=0.95")

        assert "19/20" in judging.excluded(odd, 20, "accuracy")
        assert not judging.excluded(even, 20, "accuracy")
        assert not judging.excluded(odd, 20, "fbeta")


class TestSearch:
    def test_a_plain_number_is_plain_and_needs_no_search(self) -> None:
        value = np.mean((SCORES > 0.5) == LABELS)
        one = case(f"accuracy={value:.4f}")

        assert one.is_plain
        assert not one.space.pairs

    def test_a_number_of_one_library_is_plain_only_there(self) -> None:
        logits = np.log((SCORES + 0.01) / (1.01 - SCORES))
        at_half = float(np.mean((logits > 0.5) == LABELS))

        assert case(f"keras:accuracy={at_half:.4f}", p=logits).is_plain
        assert not case(f"sklearn:accuracy={at_half:.4f}", p=logits).is_plain
        assert case(f"accuracy={at_half:.4f}", p=logits).is_plain

    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("MD203", f"recall={np.mean(SCORES[LABELS == 1] > 0.4):.4f}"),
            ("MD006", f"recall={np.mean(SCORES[LABELS == 0] <= 0.5):.4f}"),
            ("MD008", f"accuracy={np.mean((SCORES[:-1] > 0.5) == LABELS[1:]):.4f}"),
            (
                "MD012",
                f"accuracy={np.mean((SCORES > 0.5) == LABELS, where=np.arange(900) < 896):.4f}",
            ),
            ("MD601", f"accuracy={100 * np.mean((SCORES > 0.5) == LABELS):.4f}"),
            ("MD602", f"brier={-np.mean((SCORES - LABELS) ** 2):.4f}"),
            ("MD613", f"brier={np.sqrt(np.mean((SCORES - LABELS) ** 2)):.4f}"),
        ],
    )
    def test_one_cause(self, code: str, text: str) -> None:
        one = case(text)

        assert not one.is_plain
        assert (code,) in {member.codes for it in one.found for member in it.members}

    def test_two_causes(self) -> None:
        d = SCORES > 0.4
        f1 = [
            2 * (y & c).sum() / (y.sum() + c.sum())
            for y, c in ((LABELS == 1, d), (LABELS == 0, ~d))
        ]

        assert ("MD203", "MD301") in first_codes(case(f"f1={np.mean(f1):.6f}"))

    def test_any_threshold(self) -> None:
        recall = float(np.mean(SCORES[LABELS == 1] > 0.4321))
        found = {member.codes for it in case(f"recall={recall:.6f}").found for member in it.members}

        assert ("MD203",) in found

    def test_with_the_batch_size_given_no_other_is_tried(self) -> None:
        space = case("f1=0.1234", batch_size=50).space
        sizes = {
            one.taken[0].parameters["batch_size"]
            for one in space.singles
            if one.codes == ("MD401",)
        }

        assert sizes == {50}

    def test_what_does_not_move_the_number_is_no_explanation(self) -> None:
        for one in case("accuracy=0.1234").space.singles:
            assert abs(one.value - one.start.value) > 1e-7, one.key

    def test_a_pair_is_not_told_where_one_cause_will_do(self) -> None:
        space = case("f1=0.1234").space
        values = np.array([one.value for one in (*space.plain, *space.singles)])

        for one in space.pairs:
            assert np.abs(values - one.value).min() > 1e-9, one.key


class TestTogether:
    def cases(self, *texts: str) -> list[Case]:
        return [case(text) for text in texts]

    def test_numbers_that_were_read_off_in_another_order(self) -> None:
        d = SCORES > 0.5
        accuracy, recall = np.mean(d == LABELS), np.mean(d[LABELS == 1])
        found = self.cases(f"accuracy={recall:.4f}", f"recall={accuracy:.4f}")
        cross_read(found)

        assert all(("MD612",) in {m.codes for it in one.found for m in it.members} for one in found)

    def test_one_pipeline_for_several_numbers_is_surer_than_for_one(self) -> None:
        d, t = SCORES > 0.4, LABELS == 1
        texts = (f"recall={np.mean(d[t]):.4f}", f"precision={np.mean(t[d]):.4f}")
        both = self.cases(*texts)
        shared = pipeline(both)

        assert shared is not None
        assert shared.key == (("MD203", ("threshold", "0.4")),)
        assert shared.chance < min(one.chance(shared.prior) for one in both)

    def test_one_number_is_no_pipeline(self) -> None:
        assert pipeline(self.cases("recall=0.1234")) is None


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.code)
def test_what_no_number_leads_to_is_never_searched(cause: Any) -> None:
    if cause.code in HINTS:
        assert cause.search is None


EYE, ROWS = np.eye(4), np.arange(120)
DATA = {
    "probabilities": (LABELS, SCORES),
    "logits": (LABELS, np.log((SCORES + 0.01) / (1.01 - SCORES))),
    "decisions": (LABELS, (SCORES > 0.5).astype(int)),
    "other labels": (LABELS * 3 + 4, SCORES),
    "classes": (ROWS % 4, EYE[ROWS // 2 % 4] * 0.6 + 0.1),
    "several labels": (np.maximum(EYE[ROWS % 4], EYE[ROWS % 3]).astype(int), EYE[ROWS % 4] * 0.9),
    "values": (SCORES * 7, SCORES * 8 + 0.1),
    "outputs": (np.column_stack([SCORES, LABELS + 1.5]), np.column_stack([SCORES, LABELS + 1.1])),
}
METRICS = (
    *("accuracy", "f1", "precision", "jaccard", "mean_iou", "true_positives", "roc_auc", "pr_auc"),
    *("log_loss", "brier", "top_k_accuracy", "sensitivity_at_specificity", "hinge", "mse", "rmse"),
    *("mae", "mape", "r2", "adjusted_r2", "msle", "poisson", "cosine_similarity"),
)


@pytest.mark.parametrize("cause", [one for one in causes() if one.search], ids=lambda one: one.code)
@pytest.mark.parametrize("data", DATA)
def test_every_variant_of_a_cause_can_be_followed(cause: Any, data: str) -> None:
    facts = Facts(understand(from_arrays(*DATA[data])))
    for metric in METRICS:
        (reported,) = parse(f"{metric}=0.51234567")
        try:
            planned = planned_for(reported, facts.predictions)
        except UsageError:  # not on this task
            continue
        for start in starts(planned, facts, reported):
            if start.recipe is None:
                continue
            for variant in cause.search(start.recipe, Subject(metric, facts)):
                assert 0 < variant.weight <= 1
                if variant.recipe.batches != "state":  # which only Keras follows
                    evaluate(variant.recipe, facts)
