"""``metricdiff cause``: the manual pages of the causes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

import click

from metricdiff.causes import registry
from metricdiff.causes.declaration import Cause
from metricdiff.cli import streams
from metricdiff.errors import UsageError

_WIDTH = 80
_EPILOG = """\b
Examples:
  metricdiff cause MD501                  one page
  metricdiff cause auc-threshold-grid     the same
  metricdiff cause MD5                    all causes of a family, one a line
  metricdiff cause MD201 MD202 -f json    for other programs
"""


@click.command("cause", epilog=_EPILOG)
@click.argument("causes", metavar="[CAUSE]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every cause, one a line.")
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="markdown and json hold whole pages, of --all too.",
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
def command(
    causes: Sequence[str], everything: bool, format_name: str, color: str, debug: bool
) -> int:
    """Explain CAUSE: a code such as MD501, a name, or the beginning of codes, MD5."""
    del debug  # read from the command line by main
    if not (causes or everything):
        raise UsageError("name a cause, or list them: metricdiff cause --all")
    if everything:
        asked, listed = registry.causes(), True
    else:
        families = [registry.starting_with(text) for text in causes]
        asked = tuple(
            cause
            for text, family in zip(causes, families, strict=True)
            for cause in family or (registry.find(text),)
        )
        listed = any(families)
    streams.emit(_text(asked, format_name, color, listed=listed))
    return 0


def _text(causes: Sequence[Cause], format_name: str, color: str, *, listed: bool) -> str:
    from metricdiff.formats import manual

    if format_name == "json":
        return manual.document(causes)
    if format_name == "markdown":
        return manual.book(causes) if listed else "\n".join(map(manual.page, causes))
    if listed:
        return "".join(f"{line}\n" for line in _list(causes))
    from rich.markdown import Markdown

    from metricdiff.formats.screen import drawn

    pages = (Markdown(manual.page(cause), code_theme="ansi_dark") for cause in causes)
    return drawn(pages, min(streams.width(), _WIDTH), color=streams.use_color(color))


def _list(causes: Iterable[Cause]) -> Iterator[str]:
    for cause in causes:
        head = f"{cause.code} {cause.name}"
        if len(head) + len(cause.summary) + 2 <= _WIDTH:
            yield f"{head}  {cause.summary}"
        else:
            yield head
            yield from textwrap.wrap(cause.summary, _WIDTH, initial_indent="      ")
