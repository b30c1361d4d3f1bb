"""What the user asks for, checked before anything slow begins.  Nothing here needs a library."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from metricdiff.baseline import Baseline
from metricdiff.calls import parse
from metricdiff.causes.registry import find as find_cause
from metricdiff.errors import UsageError
from metricdiff.metrics import registry
from metricdiff.words import FailOn, Kind, Stream, Task

AVERAGES = ("binary", "micro", "macro", "weighted", "samples", "none")
#: More steps than any screen, file or person can take.
_MOST_STEPS = 10_000_000
DEFAULT_TIMEOUT = 600.0
_LONGEST_CALL = 4_000


@dataclass(frozen=True)
class Overrides:
    """What the user says about the input instead of leaving it to inference."""

    task: Task | None = None
    kind: Kind | None = None
    labels: tuple[str, ...] = ()
    pos_label: str | None = None


@dataclass(frozen=True)
class Settings:
    """What to compare.

    Attributes:
        metrics: Names of metrics, or ``all``; empty for the task's default set.
        thresholds: On the probability scale.
        averages: As scikit-learn spells them, ``none`` for one value a class.
        custom: Pairs of calls, scikit-learn's and Keras's.
    """

    metrics: tuple[str, ...] = ()
    thresholds: tuple[float, ...] = ()
    averages: tuple[str, ...] = ()
    custom: tuple[tuple[str, str], ...] = ()

    def check(self) -> None:
        """Find what is wrong whatever the data are.

        Raises:
            UsageError: A metric, a threshold, an average or a call is not one.
        """
        registry.check(self.metrics)
        for threshold in self.thresholds:
            if not 0 <= threshold <= 1:
                raise UsageError(f"--threshold {threshold:g}: thresholds are probabilities, 0 to 1")
        for average in self.averages:
            if average not in AVERAGES:
                raise UsageError(f"--average {average}: one of {', '.join(AVERAGES)}")
        for sklearn, keras in self.custom:
            _check_call("--sklearn", sklearn)
            _check_call("--keras", keras)


@dataclass(frozen=True)
class Tolerances:
    """The tolerances that the user sets, by metric; under ``""`` the one for all."""

    atol: Mapping[str, float] = field(default_factory=dict)
    rtol: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Policy:
    """What makes a run fail.

    Attributes:
        fail_on: Which verdicts fail.
        min_gap: The gap up to which a difference is minor; ``None`` for the default, which grows
            with values above 1.
        exit_zero: Whether mismatches leave the exit code at 0.
        ignore: Causes whose gap is accepted: codes, the beginnings of codes, or names.
        baseline: Gaps that are accepted as far as they were recorded.
    """

    fail_on: FailOn = FailOn.MISMATCH
    min_gap: float | None = None
    exit_zero: bool = False
    ignore: tuple[str, ...] = ()
    baseline: Baseline = field(default_factory=lambda: Baseline({}))

    def accepts(self, code: str, name: str) -> bool:
        """Whether the gap of a cause is accepted."""
        return any(code.startswith(one.upper()) or name == one.lower() for one in self.ignore)


@dataclass(frozen=True)
class KerasSettings:
    """How Keras is run.

    Attributes:
        python: An interpreter to run it under; ``None`` for this one.
        env: Whether to take the user's Keras configuration, not a clean one.
        timeout: Seconds that it gets.
    """

    python: str | None = None
    env: bool = False
    timeout: float = DEFAULT_TIMEOUT


@dataclass(frozen=True)
class Options:
    """Everything about a run but its input."""

    settings: Settings = field(default_factory=Settings)
    tolerances: Tolerances = field(default_factory=Tolerances)
    policy: Policy = field(default_factory=Policy)
    keras: KerasSettings = field(default_factory=KerasSettings)
    stream: Stream = Stream.AUTO

    def check(self) -> None:
        """Find what is wrong whatever the data are.

        Raises:
            UsageError: A setting is not one.
        """
        self.settings.check()
        if not 0 < self.keras.timeout < math.inf:
            raise UsageError(f"--timeout {self.keras.timeout:g}: give a number of seconds above 0")
        gap = self.policy.min_gap
        if gap is not None and not gap >= 0:
            raise UsageError(f"--min-gap {gap:g}: give a number from 0 up")
        for text in self.policy.ignore:
            if not re.fullmatch(r"MD\d{0,3}", text.upper()):
                find_cause(text)


def parse_thresholds(text: str) -> tuple[float, ...]:
    """Return the numbers of ``A:B:STEP``, both ends included where the steps reach them.

    Raises:
        UsageError: It is not three numbers, or they lead nowhere.
    """
    try:
        first, last, step = (Decimal(part) for part in text.split(":"))
    except (InvalidOperation, ValueError):
        raise UsageError(
            f"--thresholds {text}: write FIRST:LAST:STEP, as in 0.05:0.95:0.05"
        ) from None
    if not (first.is_finite() and last.is_finite() and step.is_finite()):
        raise UsageError(f"--thresholds {text}: the three must be finite numbers")
    if step <= 0 or last < first:
        raise UsageError(f"--thresholds {text}: LAST is at least FIRST, and STEP above 0")
    if (last - first) / step > _MOST_STEPS:
        raise UsageError(f"--thresholds {text}: more than {_MOST_STEPS:,} steps; take larger ones")
    return tuple(float(first + place * step) for place in range(int((last - first) / step) + 1))


def parse_tolerances(option: str, texts: tuple[str, ...]) -> dict[str, float]:
    """Read ``1e-6`` and ``METRIC=1e-6``.

    Args:
        option: The option's name, for messages.
        texts: What the user gave.

    Raises:
        UsageError: A tolerance is not a number, is negative, or names no metric.
    """
    parsed: dict[str, float] = {}
    for text in texts:
        name, _, number = text.rpartition("=")
        metric = registry.find(name).metric.name if name else ""
        try:
            value = float(number)
        except ValueError:
            value = -1.0
        if not value >= 0:
            raise UsageError(f"{option} {text}: give a number from 0 up, or METRIC=NUMBER")
        parsed[metric] = value
    return parsed


def _check_call(option: str, text: str) -> None:
    if len(text) > _LONGEST_CALL:
        raise UsageError(f"{option}: longer than {_LONGEST_CALL} characters")
    try:
        parse(text)
    except UsageError as error:
        raise UsageError(f"{option}: {error}") from None
