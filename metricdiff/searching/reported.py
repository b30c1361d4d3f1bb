"""Numbers as people report them: ``accuracy=0.9512``, ``keras:auc=87.1%``, lines of a Keras log."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from metricdiff.errors import UsageError
from metricdiff.metrics import naming, registry
from metricdiff.metrics.registry import Named
from metricdiff.words import Task

Library = Literal["keras", "sklearn"]

_LIBRARIES: Mapping[str, Library] = {
    **dict.fromkeys(("keras", "tf", "tensorflow"), "keras"),
    **dict.fromkeys(("sklearn", "scikit-learn", "scikit"), "sklearn"),
}
_NUMBER = r"[-+\u2212]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_NAME = r"[A-Za-z][\w.\- ]*?"
_REPORTED = re.compile(
    rf"(?:(?P<library>[A-Za-z][\w-]*):)?(?P<name>{_NAME})\s*=\s*(?P<number>{_NUMBER})"
    rf"(?:\s*(?:±|\+-|\+/-)\s*(?P<band>{_NUMBER}))?\s*(?P<percent>%?)"
)
_IN_LOG = re.compile(
    rf"(?<![\w.])(?P<name>[A-Za-z]\w*): (?P<number>{_NUMBER})(?P<percent>%?)(?![\w.])"
)
#: What people put around the name of a metric that they wrote themselves.
_AROUND = ("custom_", "my_", "mean_", "_m", "_metric", "_score", "_coef", "_coefficient", "_fn")
#: Names of metrics that no library has.
_NAMES = {
    **dict.fromkeys(("r_square", "r_squared", "rsquare", "rsquared", "r2_keras"), "r2"),
    **dict.fromkeys(("coeff_determination", "coefficient_of_determination"), "r2"),
    **dict.fromkeys(("root_mean_square_error", "rmse_loss"), "rmse"),
    **dict.fromkeys(("f1score", "f_score", "f1_measure", "f_measure", "get_f1"), "f1"),
    **dict.fromkeys(
        ("iou_coef", "iou_score", "jaccard_coef", "jaccard_index", "iou_metric"), "iou"
    ),
    **dict.fromkeys(("dsc", "dice_coef", "dice_similarity"), "dice"),
    **dict.fromkeys(("top5", "top_5", "top_5_accuracy", "top5_accuracy"), "top_k_accuracy"),
    **dict.fromkeys(("val_acc", "train_accuracy", "test_accuracy", "test_acc"), "accuracy"),
    **dict.fromkeys(("pr", "prc", "auc_pr"), "pr_auc"),
    "hamming_score": "accuracy",
}
#: What stands in lines of a log beside metrics.
_NO_METRICS = frozenset({"learning_rate", "lr", "eta"})
#: float32 holds seven digits, and a mean in it six of them.
_FLOAT32 = 1e-6


@dataclass(frozen=True)
class Reported:
    """A number that somebody reports.

    Attributes:
        name: What it was called.
        value: The number, a percentage as a fraction.
        resolution: Half a unit of its last digit, or the half width of a band.
        library: Whose number it is, where that is said.
        text: As it was written.
    """

    name: str
    value: float
    resolution: float
    library: Library | None = None
    text: str = ""

    @property
    def reach(self) -> float:
        """How far a value may be from the number: its last digit, and the noise of float32."""
        return self.resolution * (1 + 1e-9) + _FLOAT32 * abs(self.value)

    def fits(self, value: float) -> bool:
        """Whether a value rounds to the number."""
        return abs(value - self.value) <= self.reach

    def named(self, task: Task) -> Named:
        """Return the metric; ``loss`` is that of the task.

        Raises:
            UsageError: There is no such metric.
        """
        return metric_of(self.name, task)


def metric_of(name: str, task: Task) -> Named:
    """Find a metric by a name that people give it.

    Raises:
        UsageError: There is no such metric; the message names the nearest.
    """
    key = re.sub(r"_\d+$", "", name.lower().removeprefix("val_"))
    loss = Named(registry.BY_NAME[registry.LOSS[task]], asked=name)
    if key == "loss":
        return loss
    for spelled in _spellings(name):
        try:
            return registry.find(spelled)
        except UsageError:
            continue
    if spoken := naming.named(key).called:
        return registry.find(spoken)
    if key.endswith("_loss"):  # the loss of one output of several
        return loss
    return registry.find(name)


def check(reported: Iterable[Reported]) -> None:
    """Find every metric, to fail before anything slow begins.

    Raises:
        UsageError: There is no such metric.
    """
    for one in reported:
        one.named(Task.BINARY)


def _spellings(name: str) -> Iterator[str]:
    yield name
    key = re.sub(r"[\s\-/]+", "_", name.strip().lower().removeprefix("val_"))
    key = re.sub(r"_\d+$", "", key)
    yield key
    if key in _NAMES:
        yield _NAMES[key]
    for around in _AROUND:
        bare = key.removeprefix(around) if around.endswith("_") else key.removesuffix(around)
        if bare != key:
            yield bare


def parse(argument: str) -> tuple[Reported, ...]:
    """Return the numbers that an argument reports; none where it is something else, as a file.

    Raises:
        UsageError: It is a number of a library that is neither Keras nor scikit-learn.
    """
    whole = _REPORTED.fullmatch(argument.strip())
    if whole:
        return (_one(whole, argument.strip()),)
    found = [one for one, known in _in_log(argument) if known]
    validated = [one for one in found if one.name.startswith("val_")]
    # Beside its validation an epoch also logs a running average of its training.
    return tuple(validated or found)


def left_out(arguments: Iterable[str]) -> tuple[str, ...]:
    """Return the names in lines of a log that no metric is known by, beside some that one is."""
    return tuple(
        one.name
        for argument in arguments
        if not _REPORTED.fullmatch(argument.strip())
        for one, known in _in_log(argument)
        if not known and one.name.lower() not in _NO_METRICS
    )


def _in_log(argument: str) -> list[tuple[Reported, bool]]:
    """Return the numbers of a line of a log, each with whether it is one of a metric.

    Where none is, all of them are taken for such, to fail with the nearest names.
    """
    found = [_one(match, match.group()) for match in _IN_LOG.finditer(argument)]
    known = [_is_metric(one.name) for one in found]
    return [(one, is_one or not any(known)) for one, is_one in zip(found, known, strict=True)]


def _is_metric(name: str) -> bool:
    try:
        metric_of(name, Task.BINARY)
    except UsageError:
        return False
    return True


def split(arguments: Iterable[str]) -> tuple[tuple[str, ...], tuple[Reported, ...]]:
    """Part the files from the reported numbers.

    Raises:
        UsageError: A number is of a library that is neither Keras nor scikit-learn.
    """
    files: list[str] = []
    numbers: list[Reported] = []
    for argument in arguments:
        parsed = parse(argument)
        numbers.extend(parsed)
        if not parsed:
            files.append(argument)
    return tuple(files), tuple(numbers)


def from_mapping(reported: Mapping[str, Any]) -> tuple[Reported, ...]:
    """Return numbers given as ``{"accuracy": 0.9512}``, with the digits that they are written in.

    Raises:
        UsageError: A number is none.
    """
    numbers: list[Reported] = []
    for name, value in reported.items():
        text = value if isinstance(value, str) else str(value)
        parsed = parse(f"{name}={text}")
        if not parsed:
            raise UsageError(f"reported: {name!r}: {value!r} is not a number")
        numbers.extend(parsed)
    return tuple(numbers)


def _one(match: re.Match[str], text: str) -> Reported:
    groups = match.groupdict()
    number = Decimal(groups["number"].replace("\u2212", "-").replace(",", ""))
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 - the pattern knows no NaN
    resolution = 0.5 * 10.0**exponent
    if groups.get("band"):
        resolution = abs(float(groups["band"]))
    factor = 0.01 if groups["percent"] and not _in_percent(groups["name"]) else 1.0
    value = float(number) * factor
    if not math.isfinite(value):
        raise UsageError(f"{text}: too large a number")
    return Reported(
        groups["name"].strip(), value, resolution * factor, _library(groups, text), text
    )


def _in_percent(name: str) -> bool:
    """Whether a metric is a percentage by itself."""
    try:
        return metric_of(name, Task.REGRESSION).metric.unit == "percent"
    except UsageError:
        return False


def _library(groups: Mapping[str, str | None], text: str) -> Library | None:
    name = groups.get("library")
    if not name:
        return None
    if name.lower() not in _LIBRARIES:
        raise UsageError(f"{text}: {name!r} is no library; write keras: or sklearn: in front")
    return _LIBRARIES[name.lower()]
