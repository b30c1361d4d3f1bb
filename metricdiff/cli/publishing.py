"""A report on its way out: to the files that were asked for, then to the screen."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import click

from metricdiff.cli import config, streams
from metricdiff.formats.registry import Format, of_path


def write_files(report: Any, formats: Mapping[str, Format], given: Mapping[str, Any]) -> None:
    """Write the report to every ``--output``; first of all, as a closed pipe must not cost them.

    In a workflow of GitHub that asks for annotations, the page of the job gets the report too.

    Raises:
        InputError: A file cannot be written.
    """
    from metricdiff.formats.style import Style  # it imports NumPy, which --help does without

    for path in given["output"]:
        form = Style(verbose=given["verbose"])
        streams.write(path, of_path(path, formats).render(report, form))
    if given["format_name"] == "github" and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        streams.append(summary, formats["markdown"].render(report, Style()), "GITHUB_STEP_SUMMARY")


def show(
    report: Any, summary: str, formats: Mapping[str, Format], given: Mapping[str, Any]
) -> None:
    """Print the report; of formats for machines the summary goes to standard error.

    Args:
        report: What a format of *formats* renders.
        summary: One line.
        formats: The formats of that kind of report.
        given: The options of the command line.

    Raises:
        InputError: Standard output is a file on a full disk.
    """
    from metricdiff.formats.style import Style

    chosen = formats[given["format_name"]]
    form = Style(
        streams.width(),
        streams.use_color(given["color"]),
        given["verbose"],
        streams.drawing(),
        given.get("plot", False),
    )
    streams.emit(chosen.render(report, form))
    if given["verbose"] and (settings := config.told()):
        click.echo(streams.visible(settings), err=True)
    if chosen.for_machines:
        click.echo(summary, err=True)
