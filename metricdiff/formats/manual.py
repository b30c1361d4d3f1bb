"""The manual pages of the causes: as markdown, and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from metricdiff.causes.declaration import Cause, Example
from metricdiff.formats import strict_json

SCHEMA_VERSION = 1
_WIDTH = 76


def page(cause: Cause) -> str:
    """Return the manual page of a cause as markdown, its title of the second level."""
    manual = cause.manual
    parts = [
        f"## {cause.code} {cause.name}",
        f"{cause.summary[:1].upper()}{cause.summary[1:]}.",
        f"### What happens\n\n{manual.what}",
        f"### Example\n\n```text\n{_example(manual.example)}\n```",
        f"### Why\n\n{manual.why}",
        f"### On the Keras side\n\n{manual.keras}",
        f"### On the scikit-learn side\n\n{manual.sklearn}",
        f"### What looks like it\n\n{manual.neighbours}",
    ]
    return "\n\n".join(parts) + "\n"


def book(causes: Sequence[Cause]) -> str:
    """Return all pages as one markdown document, with a table of contents."""
    listed = "\n".join(
        f"| [{one.code}](#{one.code.lower()}-{one.name}) | {one.name} | {one.summary} "
        f"| {', '.join(one.shown_by)} |"
        for one in causes
    )
    head = (
        "# The causes\n\n"
        "Every way in which two numbers of the same metric come apart that metricdiff knows by\n"
        "name, and the commands that find and prove it by themselves; `metricdiff audit` tests\n"
        "properties of a metric, each with its code. This page is made from the pages that\n"
        "`metricdiff cause CODE` prints; `make docs` makes it anew.\n\n"
        "| code | name | in a line | shown by |\n|---|---|---|---|\n"
    )
    return f"{head}{listed}\n\n" + "\n".join(page(one) for one in causes)


def document(causes: Iterable[Cause]) -> str:
    """Return causes with their pages as JSON."""
    return strict_json.dumps(
        {"schema_version": SCHEMA_VERSION, "causes": [_entry(cause) for cause in causes]}
    )


def _entry(cause: Cause) -> dict[str, Any]:
    manual = asdict(cause.manual)
    entry = {
        "code": cause.code,
        "name": cause.name,
        "summary": cause.summary,
        "shown_by_compare": cause.shown_by_compare,
        "shown_by": list(cause.shown_by),
        **manual,
    }
    if isinstance(cause.manual.example, str):
        entry["example"] = textwrap.dedent(cause.manual.example)
    return entry


def _example(example: Example | str) -> str:
    """Write an example as lines of code, the text ones as they stand."""
    if isinstance(example, str):
        return textwrap.dedent(example)
    calls = ((example.sklearn, example.sklearn_value), (example.keras, example.keras_value))
    options = "".join(f", {name}={value!r}" for name, value in example.options.items())
    return "\n".join(
        [
            *_wrapped(f"y_true = {_written(example.y_true)}"),
            *_wrapped(f"y_pred = {_written(example.y_pred)}"),
            *(_wrapped(f"compare(y_true, y_pred{options})") if options else ()),
            *(line for call, value in calls for line in _wrapped(f"{call} {_gives(value)}")),
        ]
    )


def _written(values: Any) -> str:
    """Write data as Python does; an array as the call that makes it."""
    if hasattr(values, "dtype"):
        return f"np.array({values.tolist()!r}, dtype=np.{values.dtype})"
    return f"{values}"


def _gives(value: float | None) -> str:
    return "raises" if value is None else f"= {value:g}"


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, _WIDTH, subsequent_indent="    ", break_long_words=False)
