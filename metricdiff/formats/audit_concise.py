"""One line a finding of an audit, for grep."""

from __future__ import annotations

from collections.abc import Iterator

from metricdiff.auditing.result import Audit
from metricdiff.formats import audit_words as words
from metricdiff.formats.style import Style, safe


def render(audit: Audit, form: Style) -> str:
    """Return what the metric equals, then a line for each finding."""
    del form  # a line is as long as it is
    return "".join(f"{line}\n" for line in _lines(audit))


def _lines(audit: Audit) -> Iterator[str]:
    target = safe(audit.target)
    for name, told in words.identity(audit):
        if name == "equals":
            yield f"{target}: {name}: {safe(told)}"
    for fault in audit.faults:
        named = f"{fault.code} {fault.name}".strip()
        numbers = ", ".join(f"{one.of} = {words.number(one)}" for one in fault.numbers)
        level = "" if fault.fails else "note: "
        yield safe(f"{audit.target}: {level}{named}: {numbers}: {fault.evidence}")
