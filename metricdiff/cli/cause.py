"""``metricdiff cause``: the manual page of a cause."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import click

from metricdiff.causes import registry
from metricdiff.causes.declaration import Cause, Example
from metricdiff.cli import streams
from metricdiff.errors import UsageError

_WIDTH = 80


@click.command("cause", epilog="Examples:\n\n  metricdiff cause MD501\n\n  metricdiff cause --all")
@click.argument("cause", required=False)
@click.option("--all", "everything", is_flag=True, help="List every cause, one a line.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
def command(cause: str | None, everything: bool, color: str, debug: bool) -> int:
    """Explain CAUSE, a code such as MD501 or a name such as auc-threshold-grid."""
    del debug  # read from the command line by main
    if everything:
        lines = _list()
    elif cause is None:
        raise UsageError("name a cause, or list them: metricdiff cause --all")
    else:
        lines = _page(registry.find(cause), colored=streams.use_color(color))
    streams.emit("".join(f"{line}\n" for line in lines))
    return 0


def _list() -> Iterator[str]:
    for cause in registry.causes():
        head = f"{cause.code} {cause.name}"
        if len(head) + len(cause.summary) + 2 <= _WIDTH:
            yield f"{head}  {cause.summary}"
        else:
            yield head
            yield from textwrap.wrap(cause.summary, _WIDTH, initial_indent="      ")


def _page(cause: Cause, *, colored: bool) -> Iterator[str]:
    manual = cause.manual
    yield _bold(f"{cause.code} {cause.name}", colored)
    yield from _filled(f"{cause.summary[:1].upper()}{cause.summary[1:]}.")
    for heading, text in (
        ("What happens", manual.what),
        ("Example", manual.example),
        ("Why", manual.why),
        ("On the Keras side", manual.keras),
        ("On the scikit-learn side", manual.sklearn),
        ("What looks like it", manual.neighbours),
    ):
        yield ""
        yield _bold(heading, colored)
        yield from _example(text) if isinstance(text, Example) else _filled(text)


def _example(example: Example) -> Iterator[str]:
    yield from _filled(f"y_true = {example.y_true}", hanging=True)
    yield from _filled(f"y_pred = {example.y_pred}", hanging=True)
    calls = ((example.sklearn, example.sklearn_value), (example.keras, example.keras_value))
    for call, value in calls:
        yield from _filled(f"{call} = {value:g}", hanging=True)


def _filled(text: str, *, hanging: bool = False) -> list[str]:
    """Fill a paragraph; lines that are indented in the page stay as they are."""
    if text.startswith("  "):
        return text.splitlines()
    later = "      " if hanging else "  "
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent=later)


def _bold(text: str, colored: bool) -> str:
    return click.style(text, bold=True) if colored else text
