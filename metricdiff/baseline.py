"""Gaps that a project accepts until they grow: what ``--write-baseline`` writes.

A gap is known by its metric, its setting and its pairing, and of custom pairs by the two calls.  It
is accepted as far as it goes in the direction that was recorded, of the causes that were.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from metricdiff.errors import InputError

if TYPE_CHECKING:
    from metricdiff.report import Comparison, DataNote

SCHEMA_VERSION = 1

Gap = float | list[float] | None


@dataclass(frozen=True)
class Accepted:
    """A gap that was recorded.

    Attributes:
        difference: Keras's value less scikit-learn's, or one a class, less what accepted causes
            make of it; ``None`` where a side had no number.
        causes: The codes of its causes; empty where it was unexplained.
    """

    difference: Gap
    causes: frozenset[str]


@dataclass(frozen=True)
class Baseline:
    """The gaps, and the codes of the notes about the data, that are accepted."""

    gaps: Mapping[str, Accepted]
    notes: frozenset[str] = frozenset()

    def left(self, row: Comparison) -> Gap:
        """Return what of a difference is neither accepted nor recorded; 0 where nothing is."""
        then = self.gaps.get(_key(row))
        if then is None or not _same_causes(then.causes, row):
            return row.left
        if row.left is None or then.difference is None:
            return 0.0 if row.left is then.difference else row.left
        now, recorded = _items(row.left), _items(then.difference)
        if len(now) != len(recorded):
            return row.left
        left = [_beyond(*pair) for pair in zip(now, recorded, strict=True)]
        return left if isinstance(row.left, list) else left[0]

    def knows(self, row: Comparison) -> bool:
        """Whether a gap of this comparison was recorded."""
        return _key(row) in self.gaps

    def gone(self, rows: Iterable[Comparison]) -> int:
        """Return how many of the gaps are no more, of those that were compared."""
        return sum(row.verdict == "equal" and self.knows(row) for row in rows)


def read(path: str) -> Baseline:
    """Read a file that :func:`written` wrote.

    Raises:
        InputError: There is no such file, or it is none of these.
    """
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8"))
        if document["schema_version"] != SCHEMA_VERSION:
            raise InputError(f"--baseline {path}: written by another version; write it anew")
        gaps = {_joined(one): _accepted(one) for one in document["gaps"]}
        notes = frozenset(str(code) for code in document["notes"])
    except FileNotFoundError:
        raise InputError(
            f"--baseline {path}: there is no such file; make it with --write-baseline {path}"
        ) from None
    except OSError as error:
        raise InputError(f"--baseline {path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(
            f"--baseline {path}: not a baseline; make one with --write-baseline FILE"
        ) from None
    return Baseline(gaps, notes)


def taken(rows: Iterable[Comparison], notes: Iterable[DataNote]) -> Baseline:
    """Return the baseline in which everything that fails is accepted."""
    return Baseline(
        {_key(row): Accepted(row.left, _causes(row)) for row in rows if row.failed},
        frozenset(note.code for note in notes if note.failed),
    )


def written(baseline: Baseline) -> str:
    """Return the file's text, in an order that changes as little as the gaps do."""
    gaps = [
        {
            **json.loads(key),
            "difference": _spelled(gap.difference),
            "causes": sorted(gap.causes),
        }
        for key, gap in sorted(baseline.gaps.items())
    ]
    document = {
        "schema_version": SCHEMA_VERSION,
        "gaps": gaps,
        "notes": sorted(baseline.notes),
    }
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _key(row: Comparison) -> str:
    custom = row.pairing == "custom"
    return _joined(
        {
            "metric": row.metric,
            "variant": dict(row.variant),
            "label": row.label or None,
            "pairing": str(row.pairing),
            "calls": [row.sklearn.call, row.keras.call] if custom else None,
        }
    )


def _joined(gap: Mapping[str, Any]) -> str:
    names = ("metric", "variant", "label", "pairing", "calls")
    return json.dumps({name: gap[name] for name in names}, sort_keys=True, default=str)


def _accepted(gap: Mapping[str, Any]) -> Accepted:
    difference = gap["difference"]
    number = None if difference is None else [float(one) for one in _items(difference)]
    value = number if number is None or isinstance(difference, list) else number[0]
    return Accepted(value, frozenset(str(code) for code in gap["causes"]))


def _same_causes(then: frozenset[str], row: Comparison) -> bool:
    """Whether the causes are those that were recorded; what was unexplained may be explained."""
    now = _causes(row)
    return not then or (bool(now) and now <= then)


def _causes(row: Comparison) -> frozenset[str]:
    return frozenset(one.code for one in row.causes if not one.accepted)


def _beyond(now: float, recorded: float) -> float:
    """Return what of a gap lies outside of 0 to the one that was recorded."""
    if now == recorded or (math.isnan(now) and math.isnan(recorded)):
        return 0.0
    if math.isnan(recorded):
        return now
    return now - min(max(now, min(recorded, 0.0)), max(recorded, 0.0))


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]


def _spelled(gap: Gap) -> Any:
    from metricdiff.formats.strict_json import spelled

    return spelled(gap)
