"""An audit as GitHub's markdown."""

from __future__ import annotations

from collections.abc import Iterator

from metricdiff.auditing.result import Audit, Fault
from metricdiff.formats import audit_words as words
from metricdiff.formats import heading, style
from metricdiff.formats.markup import code, table, text
from metricdiff.formats.style import Style


def render(audit: Audit, form: Style) -> str:
    """Return the audit; the reader's screen does not matter."""
    del form
    return "\n\n".join(_parts(audit)) + "\n"


def _parts(audit: Audit) -> Iterator[str]:
    yield f"## metricdiff audit: {words.verdict(audit)}"
    yield f"{code(audit.target)}, {text(words.kind(audit))}: {text(words.sentence(audit))}."
    predictions = audit.predictions
    source = (
        code(predictions.raw.source),
        style.count(predictions.rows, "row"),
        text(heading.what(predictions)),
        text(words.labels(audit)),
    )
    yield ", ".join(source)
    told = (*words.identity(audit), *words.values(audit))
    yield "\n".join(f"- {text(f'{name} {what}'.strip())}" for name, what in told)
    yield table(
        ("property", "", "seen", "why"),
        (
            (text(one.name), words.WORDS[one.verdict], text(one.told), text(words.codes(one)))
            for one in audit.properties
        ),
    )
    for fault in audit.faults:
        yield from _fault(fault)


def _fault(fault: Fault) -> Iterator[str]:
    level = "" if fault.fails else "note: "
    yield f"### {level}{text(f'{fault.code} {fault.name}'.strip())}"
    yield text(fault.evidence)
    if fault.numbers:
        yield table(
            ("number", "value:"),
            ((text(one.of), text(words.number(one))) for one in fault.numbers),
        )
    lines = [f"{name}: {text(told)}" for name, told in words.where(fault)]
    lines += [f"fix: {text(fault.fix.replace('`', ''))}"] if fault.fix else []
    if lines:
        yield "\n".join(f"- {line}" for line in lines)
