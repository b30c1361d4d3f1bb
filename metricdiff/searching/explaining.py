"""Explains reported numbers: searches each, runs what gives it, and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from metricdiff.causes.declaration import Subject
from metricdiff.comparing import compare_predictions
from metricdiff.diagnosis.verdicts import exit_code
from metricdiff.engines.keras_engine import KerasEngine
from metricdiff.errors import UsageError
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.facts import Facts
from metricdiff.report import Report
from metricdiff.searching import judging
from metricdiff.searching.answering import answered_all
from metricdiff.searching.case import Case
from metricdiff.searching.confirming import Confirmations
from metricdiff.searching.reported import Reported
from metricdiff.searching.result import Answer, Explanation
from metricdiff.searching.space import Progress
from metricdiff.searching.starting import planned_for, settings_for, starts
from metricdiff.searching.together import cross_read
from metricdiff.settings import Options, Policy
from metricdiff.words import FailOn


@dataclass(frozen=True)
class Inputs:
    """What the user says that the file does not.

    Attributes:
        batch_size: The rows of a batch; 0 where it is not known.
        class_weight: The weight of each class by its label as text; empty where none are given.
        scale: What was taken off the targets, and what they were divided by.
    """

    batch_size: int = 0
    class_weight: Mapping[str, float] = field(default_factory=dict)
    scale: tuple[float, float] | None = None


def explain_predictions(
    predictions: Predictions,
    reported: Sequence[Reported],
    inputs: Inputs,
    engine: KerasEngine,
    progress: Progress | None = None,
) -> Explanation:
    """Search each number, run what gives it, and judge.

    The search needs no Keras, and runs while the worker still imports it.

    Args:
        predictions: What the file holds.
        reported: The numbers.
        inputs: What the user says beside it.
        engine: Runs Keras.
        progress: Told how far the work is, from 0 to 1.

    Raises:
        UsageError: Neither library computes a metric on this task.
    """
    counted = predictions.counted
    facts = Facts(counted)
    unmasked = None if predictions.raw.mask is None else predictions.with_values(mask=None)
    cases = []
    for one in reported:
        planned = planned_for(one, counted)
        subject = Subject(
            one.named(counted.task).metric.name,
            facts,
            inputs.batch_size,
            _class_weight(inputs.class_weight, counted),
            inputs.scale,
            unmasked,
        )
        plain = starts(planned, facts, one)
        cases.append(Case.searched(one, subject, plain, progress))
    cross_read(cases)
    confirmations = Confirmations(facts)
    for case in cases:
        confirmations.ask_all(case.found[: judging.MOST + 1], case.reported)
    reports = {
        settings: compare_predictions(predictions, Options(settings), engine)
        for settings in dict.fromkeys(settings_for(case.reported, counted) for case in cases)
    }
    first = next(iter(reports.values()))
    problems = first.problems if not first.keras_ran else ()
    if not problems:
        confirmations.run(engine)
        for case in cases:
            rest = () if case.is_plain else case.space.unvalued
            for tried in confirmations.valued(rest, case.reported, engine):
                case.add(tried)
    answers = answered_all(
        cases,
        [reports[settings_for(case.reported, counted)].comparisons for case in cases],
        confirmations,
    )
    plain_ones = all(one.answer is Answer.PLAIN for one in answers)
    return Explanation(
        predictions=predictions,
        tool=first.tool,
        answers=answers,
        exit_code=2 if problems else int(not plain_ones),
        problems=problems,
        log=first.log,
    )


def with_reported(
    report: Report, reported: Sequence[Reported], engine: KerasEngine, policy: Policy
) -> Report:
    """Return the report of a comparison with what reported numbers are.

    A number that is not plain fails it, unless the policy says otherwise.

    Raises:
        UsageError: Neither library computes a metric on this task.
    """
    if not reported or report.problems:
        return report
    explanation = explain_predictions(report.predictions, reported, Inputs(), engine)
    failing = {
        FailOn.NEVER: frozenset[Answer](),
        FailOn.UNEXPLAINED: frozenset({Answer.NOT_FOUND}),
    }.get(policy.fail_on, frozenset(Answer) - {Answer.PLAIN})
    answers = tuple(replace(one, failed=one.answer in failing) for one in explanation.answers)
    code = exit_code(report.comparisons, report.notes, explanation.problems, policy, answers)
    return replace(report, reported=answers, exit_code=code, problems=explanation.problems)


def _class_weight(given: Mapping[str, float], predictions: Predictions) -> tuple[float, ...]:
    """Return one weight a class, in class order; 1 for those that are not named.

    Raises:
        UsageError: There are no classes, or none of that name.
    """
    known = [str(label) for label in predictions.classes]
    for label in given:
        if label not in known:
            classes = ", ".join(known[:6]) or f"none, on a {predictions.task} task"
            raise UsageError(f"--class-weight {label}: there is no such class ({classes})")
    return tuple(given.get(label, 1.0) for label in known) if given else ()
