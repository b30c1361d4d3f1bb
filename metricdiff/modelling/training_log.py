"""Numbers of a training: what ``CSVLogger`` wrote, or the history of ``fit`` as JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from metricdiff.errors import InputError, UsageError
from metricdiff.searching.reported import Reported, from_mapping, parse

_SUFFIXES = (".csv", ".tsv", ".log", ".json")
#: What a log holds beside metrics.
_NO_METRICS = frozenset({"epoch", "lr", "learning_rate", "time", "step", ""})


@dataclass(frozen=True)
class Epoch:
    """What was logged of one epoch, or what somebody reports.

    Attributes:
        place: Which epoch it is, from 1; 0 for what is no log.
        numbers: Its numbers.
    """

    place: int
    numbers: tuple[Reported, ...]

    @property
    def in_training(self) -> bool:
        """Whether they are running averages over the training set, not of a validation set."""
        return bool(self.place) and not any(one.name.startswith("val_") for one in self.numbers)


def epochs(argument: str) -> tuple[Epoch, ...]:
    """Return what an argument of ``--reported`` says: numbers, or a file of epochs.

    Raises:
        InputError: The file cannot be read, or holds no numbers.
        UsageError: It is neither.
    """
    path = Path(argument)
    if path.suffix.lower() in _SUFFIXES and (path.is_file() or "=" not in argument):
        return _of_file(path)
    numbers = parse(argument)
    if not numbers:
        raise UsageError(
            f"--reported {argument}: write METRIC=VALUE, a line of a Keras log, or the file of a "
            "CSVLogger or of a history as JSON"
        )
    return (Epoch(0, numbers),)


def _of_file(path: Path) -> tuple[Epoch, ...]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"--reported {path}: not read, {error}") from None
    try:
        rows = _of_json(text) if path.suffix.lower() == ".json" else _of_csv(text)
        found = tuple(Epoch(place, _numbers(row)) for place, row in enumerate(rows, start=1))
    except (ValueError, TypeError, UsageError) as error:
        raise InputError(f"--reported {path}: no log of a training ({error})") from None
    if not found or not found[-1].numbers:
        raise InputError(f"--reported {path}: no log of a training (it holds no numbers)")
    return found


def _of_csv(text: str) -> list[Mapping[str, str]]:
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    return list(csv.DictReader(text.splitlines(), delimiter=separator))


def _of_json(text: str) -> list[Mapping[str, str]]:
    history = json.loads(text)
    if isinstance(history, Mapping) and isinstance(history.get("history"), Mapping):
        history = history["history"]
    if not isinstance(history, Mapping):
        raise TypeError("it is no object of lists")
    length = max((len(_listed(values)) for values in history.values()), default=0)
    return [
        {name: str(_listed(values)[place]) for name, values in history.items()}
        for place in range(length)
    ]


def _listed(values: Any) -> Sequence[Any]:
    return values if isinstance(values, list) else [values]


def _numbers(row: Mapping[str, str | None]) -> tuple[Reported, ...]:
    """Return the numbers of the validation, or of the training where there is none."""
    named = {
        name.strip(): value
        for name, value in row.items()
        if name and value and name.strip().lower() not in _NO_METRICS
    }
    validated = {name: value for name, value in named.items() if name.startswith("val_")}
    return from_mapping(validated or named)
