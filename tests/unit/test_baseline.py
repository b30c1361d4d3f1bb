"""Gaps that are accepted as they were: only what is new or has grown fails."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metricdiff import baseline
from metricdiff.baseline import Accepted, Baseline
from metricdiff.comparing import settled_anew
from metricdiff.diagnosis.verdicts import settled
from metricdiff.errors import InputError
from metricdiff.report import Comparison, Finding, Report, Side
from metricdiff.settings import Policy
from metricdiff.words import FailOn, Pairing, Verdict
from tests.fake_keras import FakeKeras
from tests.unit.test_formats import AGREES, CLASSES, DIFFERS, RAISES, report

NAN = float("nan")
gaps = st.floats(-10, 10)


def row(difference: float | list[float] | None, *codes: str, sklearn: float = 0.5) -> Comparison:
    value = [sklearn] * len(difference) if isinstance(difference, list) else sklearn
    return Comparison(
        metric="f1",
        variant={"threshold": 0.5},
        pairing=Pairing.MATCHED,
        sklearn=Side("f1_score()", value),
        keras=Side("F1Score()", value),
        verdict=Verdict.EXPLAINED if codes else Verdict.UNEXPLAINED,
        difference=difference,
        causes=tuple(Finding(code, code, 0.0, None, "") for code in codes),
    )


def fails(now: Comparison, then: Comparison, policy: Policy | None = None) -> bool:
    policy = policy or Policy()
    recorded = baseline.taken([settled(then, policy)], ())
    return settled(now, replace(policy, baseline=recorded)).failed


@pytest.mark.parametrize(
    ("now", "then", "failed"),
    [
        (row(0.1), row(0.1), False),
        (row(0.05), row(0.1), False),  # it has shrunk
        (row(0.1004), row(0.1), False),  # what does not show in three decimals
        (row(0.102), row(0.1), True),
        (row(-0.1), row(0.1), True),  # the other way round is another gap
        (row(0.1, "MD202"), row(0.1, "MD202", "MD501"), False),
        (row(0.1, "MD202", "MD501"), row(0.1, "MD202"), True),
        (row(0.1), row(0.1, "MD202"), True),  # the cause is lost
        (row(0.1, "MD202"), row(0.1), False),  # the cause is found
        (row([0.1, -0.2]), row([0.1, -0.2]), False),
        (row([0.1, -0.3]), row([0.1, -0.2]), True),
        (row([0.1, 0.1, 0.1]), row([0.1, 0.1]), True),
        (row(NAN), row(NAN), False),
        (row(0.1), row(NAN), True),
        (row(NAN), row(0.1), True),
        (row(math.inf), row(math.inf), False),
        (row(-math.inf), row(math.inf), True),
        (row(None), row(None), False),
        (row(None), row(0.1), True),
    ],
)
def test_only_what_is_new_or_has_grown_fails(
    now: Comparison, then: Comparison, failed: bool
) -> None:
    assert fails(now, then) is failed


@given(gaps, gaps)
def test_a_gap_fails_by_what_it_has_grown(now: float, then: float) -> None:
    policy = Policy(min_gap=0.01)
    if abs(then) <= 0.01:  # too small to be recorded
        assert fails(row(now), row(then), policy) is (abs(now) > 0.01)
    else:
        grown = abs(now) - abs(then) if now * then >= 0 else abs(now)
        assert fails(row(now), row(then), policy) is (grown > 0.01)


@pytest.mark.parametrize("one", [AGREES, DIFFERS, CLASSES, RAISES])
@pytest.mark.parametrize("fail_on", [FailOn.MISMATCH, FailOn.ANY])
def test_what_is_written_accepts_what_was_recorded(
    one: Report, fail_on: FailOn, tmp_path: Path
) -> None:
    policy = Policy(fail_on=fail_on)
    before = settled_anew(replace(one, problems=()), policy)
    path = tmp_path / "baseline.json"
    path.write_text(baseline.written(baseline.taken(before.comparisons, before.notes)))

    again = baseline.read(str(path))
    after = settled_anew(before, replace(policy, baseline=again))

    assert after.exit_code == 0
    assert not any(row.failed for row in after.comparisons)
    assert after.summary["accepted"] == len(again.gaps) == before.summary["failed"]
    assert baseline.written(again) == path.read_text()


def test_what_is_accepted_is_called_so_and_an_equal_row_is_not() -> None:
    (one,) = [one for one in DIFFERS.comparisons if one.failed]
    known = baseline.taken([one], ())
    after = settled_anew(DIFFERS, Policy(baseline=known))

    assert "accepted" in str(after)
    assert "MISMATCH" not in str(after)
    better = report(FakeKeras(otherwise=one.sklearn.value), "f1")  # type: ignore[arg-type]
    assert settled_anew(better, Policy(baseline=known)).summary["accepted"] == 0
    assert known.gone(better.comparisons) == 1
    assert known.gone(DIFFERS.comparisons) == 0


def test_what_is_ignored_is_not_recorded() -> None:
    gap = row(0.3, "MD202", "MD501")
    causes = tuple(replace(one, contribution=0.15) for one in gap.causes)
    policy = Policy(ignore=("MD501",))

    recorded = baseline.taken([settled(replace(gap, causes=causes), policy)], ())

    assert list(recorded.gaps.values()) == [Accepted(0.15, frozenset({"MD202"}))]


def test_custom_pairs_are_known_by_their_calls() -> None:
    one = replace(row(0.1), pairing=Pairing.CUSTOM)
    other = replace(one, keras=Side("F1Score(threshold=0.3)", 0.5))

    assert not fails(one, one)
    assert fails(other, one)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "there is no such file; make it with --write-baseline"),
        ("", "not a baseline"),
        ("[1]", "not a baseline"),
        ("{}", "not a baseline"),
        ('{"schema_version": 1, "gaps": [{}], "notes": []}', "not a baseline"),
        ('{"schema_version": 1, "gaps": [7], "notes": []}', "not a baseline"),
        ('{"schema_version": 2, "gaps": [], "notes": []}', "written by another version"),
        ("\udcff", "not a baseline"),
    ],
)
def test_what_is_no_baseline_is_one_line(tmp_path: Path, text: str | None, says: str) -> None:
    path = tmp_path / "baseline.json"
    if text is not None:
        path.write_bytes(text.encode(errors="surrogateescape"))

    with pytest.raises(InputError, match=says):
        baseline.read(str(path))


def test_the_file_is_strict_json() -> None:
    text = baseline.written(
        Baseline({baseline._key(row(NAN)): Accepted([NAN, math.inf], frozenset())})
    )

    def refuse(token: str) -> None:
        raise AssertionError(token)

    (gap,) = json.loads(text, parse_constant=refuse)["gaps"]
    assert gap["difference"] == ["NaN", "Infinity"]
