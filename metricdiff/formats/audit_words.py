"""What every format for people says of an audit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metricdiff.auditing.result import Audit, Checked, Fault, Number, Value, Verdict
from metricdiff.formats import style

_KINDS = {
    "function": "a function, which Keras wraps in a mean",
    "class": "a Metric class",
    "instance": "a Metric object",
    "factory": "what a function returns",
    "loss": "a loss object, which Keras wraps in a mean",
}
_WHOSE = {"sklearn": "scikit-learn's", "keras": "Keras's"}
_MOST_ROWS = 8
_MOST_VALUES = 4
#: How a table spells what a property came to.
WORDS = {
    Verdict.HOLDS: "holds",
    Verdict.NOTE: "note",
    Verdict.FAILS: "FAILS",
    Verdict.UNTESTED: "-",
}


def kind(audit: Audit) -> str:
    """Say what was named, and that a factory gives a metric or a function."""
    if audit.subject.kind == "factory":
        return "a factory of a Metric" if audit.subject.is_metric else "a factory of a function"
    if audit.subject.kind == "class" and not audit.subject.is_metric:
        return "a class whose objects are called"
    return _KINDS[audit.subject.kind]


def identity(audit: Audit) -> Iterator[tuple[str, str]]:
    """Yield what the metric equals: a heading and a text."""
    one = audit.identity
    if not one.own:
        return
    sets = style.count(one.sets, "set")
    if not one.metric:
        yield "equals", f"none of {one.tried:,} standard calls and recipes, on {sets} of rows"
        return
    where = {"sklearn": "scikit-learn's", "keras": "Keras's"}.get(
        one.library, "in neither library:"
    )
    yield "equals", f"{where} {one.call}, on {sets} of rows"
    if one.others:
        more = f" and {len(one.others) - 2} more" if len(one.others) > 2 else ""  # noqa: PLR2004
        yield "also", f"{'; '.join(one.others[:2])}{more}"


def values(audit: Audit) -> Iterator[tuple[str, str]]:
    """Yield what ``evaluate`` gives, and the metric's number beside that of what it equals."""
    one = audit.identity
    if audit.value.value or audit.value.error:
        yield "evaluate", f"{number(audit.value)}  {audit.value.of}, {labels(audit)}"
    if one.own:
        yield "at once", f"{value(one.own)}  all {audit.rows:,} rows in one batch"
    if one.metric and len(one.value) == len(one.own) == 1:
        yield "", f"{value(one.value)}  {one.call}"


def labels(audit: Audit) -> str:
    """Say in which form the metric takes the labels."""
    return f"labels {audit.labels}"


def value(number: Value) -> str:
    """Write one number, or the first of several."""
    if not number:
        return "no value"
    shown = ", ".join(style.value(one) for one in number[:_MOST_VALUES])
    if len(number) == 1:
        return shown
    return f"[{shown}{', ...' if len(number) > _MOST_VALUES else ''}]"


def number(one: Number) -> str:
    """Write a number that shows something, or what was raised instead."""
    return one.error or value(one.value)


def codes(tested: Checked) -> str:
    """Write the codes of what failed or is noted; names where no cause has been shown."""
    return " ".join(dict.fromkeys(fault.code or fault.name for fault in tested.faults))


def where(fault: Fault) -> Iterator[tuple[str, str]]:
    """Yield the rows and batches that show a fault."""
    if fault.batches:
        yield "batches", _some(fault.batches)
    if fault.rows:
        yield "rows", _some(fault.rows)


def _some(places: Sequence[int]) -> str:
    more = ", ..." if len(places) > _MOST_ROWS else ""
    return f"{', '.join(map(str, places[:_MOST_ROWS]))}{more}"


def verdict(audit: Audit) -> str:
    """Return the word of the last line."""
    return "CLEAN" if audit.ok else "FAULTY"


def sentence(audit: Audit) -> str:
    """Say how many properties came to what."""
    counts = {one: sum(p.verdict is one for p in audit.properties) for one in Verdict}
    failed, noted = counts[Verdict.FAILS], counts[Verdict.NOTE]
    held = counts[Verdict.HOLDS]
    parts = [f"{style.count(failed, 'property')} failed"] if failed else []
    parts += [f"{held} hold" if held != 1 else "1 holds"]
    parts += [style.count(noted, "note")] if noted else []
    return ", ".join(parts)
