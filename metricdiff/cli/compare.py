"""``metricdiff compare``: the main job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from metricdiff.cli import streams
from metricdiff.errors import UsageError
from metricdiff.formats.registry import FORMATS, of_path
from metricdiff.settings import (
    DEFAULT_TIMEOUT,
    KerasSettings,
    Options,
    Overrides,
    Policy,
    Settings,
    Tolerances,
    parse_tolerances,
)
from metricdiff.words import FailOn, Kind, Task

if TYPE_CHECKING:
    from metricdiff.report import Report

_EPILOG = """Examples:

  metricdiff compare preds.csv

  metricdiff compare preds.csv --y-true label --y-pred 'proba_*'

  metricdiff compare preds.csv -m f1,roc_auc --threshold 0.3 --threshold 0.5

  metricdiff compare preds.csv --sklearn 'f1_score(average="macro")' --keras 'F1Score()'

  metricdiff compare preds.csv -f json | jq .summary

  zcat preds.csv.gz | metricdiff compare - -o report.json

Exit codes: 0 nothing to report, 1 a mismatch, 2 bad input or a run that is not whole,
130 interrupted.
"""


def _names(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Split what is separated by commas."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


@click.command("compare", epilog=_EPILOG)
@click.argument("file")
@click.option("--y-true", metavar="COL[,COL...]", help="The column or columns of labels.")
@click.option(
    "--y-pred",
    metavar="COL[,COL...]",
    multiple=True,
    help="The column or columns of predictions; globs and slices too; once more for a column of "
    "decisions.",
)
@click.option("--sample-weight", metavar="COL", help="The column of weights, given to both sides.")
@click.option(
    "--task",
    type=click.Choice([one.value for one in Task]),
    help="Overrule what the data look like.",
)
@click.option(
    "--kind", type=click.Choice([one.value for one in Kind]), help="What the predictions are."
)
@click.option("--labels", metavar="A,B,C", multiple=True, callback=_names, help="The class order.")
@click.option("--pos-label", metavar="LABEL", help="The positive class of a binary task.")
@click.option(
    "-m",
    "--metrics",
    metavar="NAME,...",
    multiple=True,
    callback=_names,
    help="Metrics by any of their names, or 'all'.",
)
@click.option(
    "--threshold", type=float, multiple=True, help="On the probability scale; may be repeated."
)
@click.option("--average", multiple=True, callback=_names, help="macro, weighted, ...; none.")
@click.option("--sklearn", metavar="CALL", help="A call to hold against that of --keras.")
@click.option("--keras", metavar="CALL", help="A call to hold against that of --sklearn.")
@click.option("--atol", metavar="[METRIC=]NUMBER", multiple=True, help="Absolute tolerance.")
@click.option("--rtol", metavar="[METRIC=]NUMBER", multiple=True, help="Relative tolerance.")
@click.option("--min-gap", type=float, help="A smaller gap is minor.  [default: 0.0005]")
@click.option(
    "--fail-on",
    type=click.Choice([one.value for one in FailOn]),
    default=FailOn.MISMATCH.value,
    show_default=True,
    help="What makes the exit code 1.",
)
@click.option(
    "--ignore",
    metavar="CODE,...",
    multiple=True,
    callback=_names,
    help="Accept the gap of causes: MD501, auc-threshold-grid, or all of MD5.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even on a mismatch.")
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(list(FORMATS)),
    default="table",
    show_default=True,
    help="The format on standard output.",
)
@click.option(
    "-o",
    "--output",
    metavar="PATH",
    multiple=True,
    help="Write a file too, in the format of its suffix (.json, .txt); may be repeated.",
)
@click.option("--keras-python", metavar="PATH", help="Run Keras under another interpreter.")
@click.option("--keras-env", is_flag=True, help="Take your Keras configuration, not a clean one.")
@click.option(
    "--timeout",
    type=float,
    default=DEFAULT_TIMEOUT,
    show_default=True,
    help="Seconds that Keras gets.",
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Show every row, call, value and tolerance.")
@click.option("--debug", is_flag=True, help="Show tracebacks and what the Keras worker printed.")
def command(file: str, **given: Any) -> int:
    """Run scikit-learn and Keras on the labels and predictions in FILE.

    FILE is a .csv or .tsv, also gzipped, or a .npy; - is CSV on standard input.  What was
    understood of it is printed, with the option that overrules it.
    """
    for path in given["output"]:
        streams.check_output(path)
        of_path(path)
    if (given["sklearn"] is None) != (given["keras"] is None):
        raise UsageError("--sklearn and --keras go together: give both, or neither")
    from metricdiff.engines.keras_process import open_keras  # --help needs none of it
    from metricdiff.inputs.opening import open_file

    options = _options(given)
    options.check()
    opened = open_file(file, given["y_true"], given["y_pred"], given["sample_weight"])
    with (
        streams.progress("running scikit-learn and Keras", wanted=not given["quiet"]),
        open_keras(options.keras) as engine,
    ):
        from metricdiff.comparing import compare_file  # NumPy and more: while Keras loads

        report = compare_file(opened, _overrides(given), options, engine)
    _publish(report, given)
    return report.exit_code


def _overrides(given: dict[str, Any]) -> Overrides:
    return Overrides(
        Task(given["task"]) if given["task"] else None,
        Kind(given["kind"]) if given["kind"] else None,
        given["labels"],
        given["pos_label"],
    )


def _options(given: dict[str, Any]) -> Options:
    return Options(
        Settings(
            metrics=given["metrics"],
            thresholds=given["threshold"],
            averages=given["average"],
            custom=((given["sklearn"], given["keras"]),) if given["sklearn"] is not None else (),
        ),
        Tolerances(
            parse_tolerances("--atol", given["atol"]), parse_tolerances("--rtol", given["rtol"])
        ),
        Policy(FailOn(given["fail_on"]), given["min_gap"], given["exit_zero"], given["ignore"]),
        KerasSettings(given["keras_python"], given["keras_env"], given["timeout"]),
    )


def _publish(report: Report, given: dict[str, Any]) -> None:
    """Write the files first: a closed pipe must not cost them."""
    from metricdiff.formats.style import Style
    from metricdiff.formats.summary import last_line

    if given["debug"] and report.log:
        click.echo(report.log, err=True)
    for path in given["output"]:
        streams.write(path, of_path(path).render(report, Style(verbose=given["verbose"])))
    if given["quiet"]:
        for problem in report.problems:
            click.echo(f"metricdiff: error: {streams.visible(problem)}", err=True)
        return
    form = Style(streams.width(), streams.use_color(given["color"]), given["verbose"])
    chosen = FORMATS[given["format_name"]]
    streams.emit(chosen.render(report, form))
    if chosen.for_machines:
        click.echo(" ".join(last_line(report, 0).split("  ")), err=True)
