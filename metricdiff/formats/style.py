"""How numbers, names and settings are written, in every format for people."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from metricdiff.engines.outcome import Value
from metricdiff.formats.drawing import Drawing
from metricdiff.report import Comparison
from metricdiff.words import Pairing, Reason, Task, Verdict

_SIGNIFICANT = 7
_SMALL = 5e-7
_LARGE = 10
_MOST_CODES = 2
#: How the table names the reason of an agreement that is not the plain one.
_REASONS = {
    "MD902": "MD902 identity",
    "MD903": "MD903 by luck",
    "MD601": "MD601 unit",
    "MD602": "MD602 sign",
}


@dataclass(frozen=True)
class Style:
    """What the reader's screen and options ask for.

    Attributes:
        width: Columns of the screen.
        color: Whether colour and other escape sequences may be written.
        verbose: Whether to show everything.
        drawing: Whether pictures can be shown, and with which characters.
        plot: Whether the user asks for the pictures of a sweep.
    """

    width: int = 80
    color: bool = False
    verbose: bool = False
    drawing: Drawing = Drawing.NONE
    plot: bool = False


def safe(text: object) -> str:
    """Return a name from a file with its control characters made visible.

    A name may hold escape sequences that would act on a terminal.
    """
    return "".join(
        character
        if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        else character.encode("unicode_escape", "surrogatepass").decode()
        for character in str(text)
    )


def value(number: Value | None, unit: str = "") -> str:
    """Write a value with the digits that float32 has."""
    if number is None:
        return "-"
    if isinstance(number, list):
        return f"{len(number)} values"
    if unit == "rows" and number == int(number):
        return str(int(number))
    if number != 0 and abs(number) < _SMALL:
        return f"{number:.1e}"
    return f"{number:.6f}" if not abs(number) >= _LARGE else _significant(number, "")


def difference(row: Comparison) -> str:
    """Write a difference, signed; of several values the largest."""
    if row.difference is None or row.verdict is Verdict.EQUAL:
        return ""
    return signed(row.difference)


def signed(gap: Value | None) -> str:
    """Write a gap with its sign; of several the largest."""
    if gap is None:
        return "no number"
    number = max(gap, key=abs) if isinstance(gap, list) else gap
    if math.isnan(number):
        return "nan"
    if number != 0 and abs(number) < _SMALL:
        return f"{number:+.1e}"
    return f"{number:+.6f}" if not abs(number) >= _LARGE else _significant(number, "+")


def _significant(number: float, sign: str) -> str:
    """Write seven digits; one that has all of them before the point needs none."""
    return f"{number:{sign}#.{_SIGNIFICANT}g}".removesuffix(".")


def setting(row: Comparison, task: Task, *, short: bool = False, threshold: bool = True) -> str:
    """Write what a row varies: ``p > 0.5``, ``macro``, ``k=5``.

    Args:
        row: The comparison.
        task: The task.
        short: Whether the column of decisions is called by its role, which the heading tells,
            instead of by its name.
        threshold: Whether the threshold is told beside other settings.
    """
    decided = row.label.startswith("column")
    label = "decision" if decided and short else row.label
    parts = [label] if label else []
    variant: Mapping[str, Any] = row.variant
    parts += [f"{name}={variant[name]:g}" for name in ("k", "beta") if name in variant]
    if "at" in variant:
        parts.append(f"at {variant['at']:g}")
    if "average" in variant and variant["average"] != "binary":
        parts.insert(0, str(variant["average"]))
    if "threshold" in variant and not decided and (threshold or not parts):
        cut = f"p > {variant['threshold']:g}"
        parts.append(cut.replace(" ", "") if parts else cut)
    if not parts and task is Task.MULTICLASS and row.metric in {"accuracy", "balanced_accuracy"}:
        parts.append("argmax")
    return safe(" ".join(parts))


def why(row: Comparison) -> str:
    """Write the verdict in a word or two."""
    if row.verdict is Verdict.EQUAL:
        return f"=  {_REASONS.get(row.agreement.code, '')}".rstrip() if row.agreement else "="
    if row.verdict is Verdict.INCOMPARABLE:
        return _why_not(row)
    mild = "accepted" if row.accepted else "minor" if row.minor else "differs"
    word = "MISMATCH" if row.failed else mild
    return f"{codes(row)}  {word}" if row.causes else word


def codes(row: Comparison) -> str:
    """Write the codes of the causes: two, and how many more."""
    found = [finding.code for finding in row.causes]
    more = f" +{len(found) - _MOST_CODES}" if len(found) > _MOST_CODES else ""
    return " ".join(found[:_MOST_CODES]) + more


def _why_not(row: Comparison) -> str:
    if row.reason is Reason.RAISED:
        sides = [("sklearn", row.sklearn), ("keras", row.keras)]
        return " and ".join(name for name, side in sides if side.error) + " raised"
    if row.sklearn.call is None:
        return "not in sklearn"
    return "not in keras" if row.keras.call is None else "not the same shape"


def where(row: Comparison, task: Task) -> str:
    """Write a metric with its setting: ``accuracy [p > 0.5]``."""
    text = setting(row, task)
    if row.pairing is Pairing.DEFAULT:
        text = "nothing set"
    return f"{safe(row.metric)} [{text}]" if text else safe(row.metric)


def count(number: int, noun: str) -> str:
    """Write ``1 metric``, ``2 metrics``."""
    plural = (
        noun[:-1] + "ies" if noun.endswith("y") else noun + ("es" if noun.endswith("h") else "s")
    )
    return f"{number} {noun if number == 1 else plural}"
