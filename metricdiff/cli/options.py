"""What commands that read predictions and write a report have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from metricdiff.cli import streams
from metricdiff.cli.config import FilePath
from metricdiff.formats.registry import Format, of_path
from metricdiff.settings import (
    DEFAULT_TIMEOUT,
    KerasSettings,
    Overrides,
    Policy,
    Tolerances,
    parse_tolerances,
)
from metricdiff.words import FailOn, Kind, Stream, Task

if TYPE_CHECKING:
    from metricdiff.inputs.opening import OpenFile

Command = Callable[..., Any]


def names(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Split what is separated by commas."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def reading(command: Command) -> Command:
    """Add FILES, and the options that say what it holds and which metrics are wanted."""
    return _with(
        command,
        click.argument("files", metavar="FILE...", nargs=-1, required=True),
        columns,
        click.option(
            "-m",
            "--metrics",
            metavar="NAME,...",
            multiple=True,
            callback=names,
            help="Metrics by any of their names, or 'all'.",
        ),
    )


def columns(command: Command) -> Command:
    """Add the options that say what a file holds."""
    return _with(
        command,
        click.option("--y-true", metavar="COL[,COL...]", help="The column or columns of labels."),
        click.option(
            "--y-pred",
            metavar="COL[,COL...]",
            multiple=True,
            help="The column or columns of predictions; globs and slices too; once more for a "
            "column of decisions.",
        ),
        click.option(
            "--sample-weight", metavar="COL", help="The column of weights, given to both sides."
        ),
        click.option(
            "--mask",
            metavar="COL|FILE",
            help="What says which rows, or positions, count: 1 does, 0 does not.",
        ),
        click.option(
            "--task",
            type=click.Choice([one.value for one in Task]),
            help="Overrule what the data look like.",
        ),
        click.option(
            "--kind",
            type=click.Choice([one.value for one in Kind]),
            help="What the predictions are.",
        ),
        click.option(
            "--labels", metavar="A,B,C", multiple=True, callback=names, help="The class order."
        ),
        click.option("--pos-label", metavar="LABEL", help="The positive class of a binary task."),
    )


def streaming(command: Command) -> Command:
    """Add the option that says whether a file is read in blocks."""
    return _with(
        command,
        click.option(
            "--stream",
            type=click.Choice([one.value for one in Stream]),
            default=Stream.AUTO.value,
            show_default=True,
            help="Read the file in blocks, so that memory does not grow with it: from some million "
            "rows on, always, or never.",
        ),
    )


def writing(formats: Mapping[str, Format]) -> Callable[[Command], Command]:
    """Add the options that say where the report goes, and in which format."""
    suffixes = ", ".join(suffix for one in formats.values() for suffix in one.suffixes)

    def add(command: Command) -> Command:
        return _with(
            command,
            click.option(
                "-f",
                "--format",
                "format_name",
                type=click.Choice(list(formats)),
                default="table",
                show_default=True,
                help="The format on standard output.",
            ),
            click.option(
                "-o",
                "--output",
                type=FilePath(),
                metavar="PATH",
                multiple=True,
                help=f"Write a file too, in the format of its suffix ({suffixes}); may be "
                "repeated.",
            ),
        )

    return add


def keras(command: Command) -> Command:
    """Add the options that say how Keras is run."""
    return _with(
        command,
        click.option(
            "--keras-python",
            type=FilePath(program=True),
            metavar="PATH",
            help="Run Keras under another interpreter.",
        ),
        click.option(
            "--keras-env", is_flag=True, help="Take your Keras configuration, not a clean one."
        ),
        click.option(
            "--timeout",
            type=float,
            default=DEFAULT_TIMEOUT,
            show_default=True,
            help="Seconds that Keras gets.",
        ),
    )


def keras_settings(given: Mapping[str, Any]) -> KerasSettings:
    """Return how Keras is run."""
    return KerasSettings(given["keras_python"], given["keras_env"], given["timeout"])


def judging(command: Command) -> Command:
    """Add the options that say how near is equal, and what fails."""
    return _with(
        command,
        click.option(
            "--atol", metavar="[METRIC=]NUMBER", multiple=True, help="Absolute tolerance."
        ),
        click.option(
            "--rtol", metavar="[METRIC=]NUMBER", multiple=True, help="Relative tolerance."
        ),
        click.option("--min-gap", type=float, help="A smaller gap is minor.  [default: 0.0005]"),
        click.option(
            "--fail-on",
            type=click.Choice([one.value for one in FailOn]),
            default=FailOn.MISMATCH.value,
            show_default=True,
            help="What makes the exit code 1.",
        ),
        click.option(
            "--ignore",
            metavar="CODE,...",
            multiple=True,
            callback=names,
            help="Accept the gap of causes: MD501, auc-threshold-grid, or all of MD5.",
        ),
        click.option("--exit-zero", is_flag=True, help="Exit with 0 even on a mismatch."),
    )


def tolerances(given: Mapping[str, Any]) -> Tolerances:
    """Return the tolerances that the user sets."""
    return Tolerances(
        parse_tolerances("--atol", given["atol"]), parse_tolerances("--rtol", given["rtol"])
    )


def policy(given: Mapping[str, Any]) -> Policy:
    """Return what fails."""
    return Policy(FailOn(given["fail_on"]), given["min_gap"], given["exit_zero"], given["ignore"])


def color(command: Command) -> Command:
    """Add ``--color`` and ``--quiet``."""
    return _with(
        command,
        click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto"),
        click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors."),
    )


def _with(command: Command, *options: Callable[[Command], Command]) -> Command:
    """Add options, the first of them to stand first in the help."""
    for option in reversed(options):
        command = option(command)
    return command


def check_outputs(paths: Iterable[str], formats: Mapping[str, Format]) -> None:
    """Make sure that every ``--output`` can be written, before anything slow begins.

    Raises:
        UsageError: A folder does not exist, or a suffix belongs to no format.
    """
    for path in paths:
        streams.check_output(path)
        of_path(path, formats)


def overrides(given: Mapping[str, Any]) -> Overrides:
    """Return what the user says of the input."""
    return Overrides(
        Task(given["task"]) if given["task"] else None,
        Kind(given["kind"]) if given["kind"] else None,
        given["labels"],
        given["pos_label"],
    )


def opened(given: Mapping[str, Any]) -> OpenFile:
    """Open what the user names up to the headers, before anything slow begins.

    Raises:
        InputError: A file or a column is not there, or the roles cannot be told.
    """
    from metricdiff.inputs.opening import open_files  # --help needs none of it

    return open_files(
        given["files"], *(given[name] for name in ("y_true", "y_pred", "sample_weight", "mask"))
    )
