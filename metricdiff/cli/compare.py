"""``metricdiff compare``: the main job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from metricdiff import baseline
from metricdiff.cli import cluster, options, publishing, streams
from metricdiff.cli.config import FilePath
from metricdiff.errors import UsageError
from metricdiff.formats.registry import FORMATS
from metricdiff.settings import (
    Options,
    Policy,
    Settings,
)
from metricdiff.words import Stream

if TYPE_CHECKING:
    from metricdiff.inputs.opening import OpenFile
    from metricdiff.report import Report
    from metricdiff.searching.reported import Reported

_EPILOG = """Examples:

  metricdiff compare preds.csv

  metricdiff compare preds.csv --y-true label --y-pred 'proba_*'

  metricdiff compare y_true.npy y_pred.npy

  metricdiff compare fold-*.parquet --mask valid

  metricdiff compare predictions/

  metricdiff compare preds.csv -m f1,roc_auc --threshold 0.3 --threshold 0.5

  metricdiff compare preds.csv --sklearn 'f1_score(average="macro")' --keras 'F1Score()'

  metricdiff compare preds.csv -f json | jq .summary

  zcat preds.csv.gz | metricdiff compare - -o report.json

Exit codes: 0 nothing to report, 1 a mismatch, 2 bad input or a run that is not whole,
130 interrupted.
"""


@click.command("compare", epilog=_EPILOG)
@options.reading
@click.option(
    "--threshold", type=float, multiple=True, help="On the probability scale; may be repeated."
)
@click.option(
    "--average", multiple=True, callback=options.names, help="macro, weighted, ...; none."
)
@click.option("--sklearn", metavar="CALL", help="A call to hold against that of --keras.")
@click.option("--keras", metavar="CALL", help="A call to hold against that of --sklearn.")
@options.judging
@click.option(
    "--reported",
    metavar="[LIB:]METRIC=VALUE",
    multiple=True,
    help="A number that must be the plain one, 0.87 or 0.87±0.01; else it is explained.",
)
@click.option(
    "--baseline",
    type=FilePath(),
    metavar="FILE",
    help="Accept the gaps that are recorded there; only new and grown ones fail.",
)
@click.option(
    "--write-baseline",
    type=FilePath(),
    metavar="FILE",
    help="Record every gap that fails now, to be accepted from here on.",
)
@options.writing(FORMATS)
@click.option(
    "--rows-out",
    type=FilePath(),
    metavar="FILE.csv",
    help="Write every row that a cause moves, with its line, labels and predictions.",
)
@options.keras
@options.streaming
@click.option(
    "--dask",
    metavar="ADDRESS|local",
    help="Have the workers of a Dask cluster read the files, count and run Keras; local starts one "
    "on this machine.",
)
@options.color
@click.option("-v", "--verbose", is_flag=True, help="Show every row, call, value and tolerance.")
@click.option("--debug", is_flag=True, help="Show tracebacks and what the Keras worker printed.")
def command(**given: Any) -> int:
    """Run scikit-learn and Keras on the labels and predictions in FILE...

    FILE is a .csv, .tsv or .jsonl, also gzipped, a .parquet, .npy or .npz; - is CSV on standard
    input.  Several, or the files of a folder or a quoted glob, are parts of one data set when each
    holds labels and predictions, and labels and predictions when each of two holds one.  What was
    understood is printed, with the option that overrules it.
    """
    options.check_outputs(given["output"], FORMATS)
    if given["rows_out"] is not None:
        streams.check_output(given["rows_out"], "--rows-out")
    if given["write_baseline"] is not None:
        streams.check_output(given["write_baseline"], "--write-baseline")
    if (given["sklearn"] is None) != (given["keras"] is None):
        raise UsageError("--sklearn and --keras go together: give both, or neither")
    cluster.check(given)
    asked = _asked(given)
    asked.check()
    reported = _reported(given["reported"])
    opened = options.opened(given)
    if given["dask"] is not None:
        report = cluster.compared(opened, asked, given)
    else:
        report = _compared(opened, asked, reported, given)
    if given["write_baseline"] is not None and not report.problems:
        report = _recorded(report, asked.policy, given["write_baseline"])
    _publish(report, given)
    _tell_gone(report, asked.policy, given)
    return report.exit_code


def _compared(
    opened: OpenFile, asked: Options, reported: Sequence[Reported], given: dict[str, Any]
) -> Report:
    from metricdiff.engines.keras_process import open_keras  # --help needs none of it

    with (
        streams.progress("running scikit-learn and Keras", wanted=not given["quiet"]),
        open_keras(asked.keras) as engine,
    ):
        from metricdiff.comparing import compare_file  # NumPy and more: while Keras loads

        report = compare_file(opened, options.overrides(given), asked, engine)
        if reported:
            from metricdiff.searching.explaining import with_reported

            report = with_reported(report, reported, engine, asked.policy)
    return report


def _reported(texts: Sequence[str]) -> Sequence[Reported]:
    """Read the reported numbers; none of the modules for those of most runs."""
    if not texts:
        return ()
    from metricdiff.searching.reported import check, parse

    numbers: list[Reported] = []
    for text in texts:
        parsed = parse(text)
        if not parsed:
            raise UsageError(f"--reported {text}: write METRIC=VALUE, as in accuracy=0.9512")
        numbers += parsed
    check(numbers)
    return numbers


def _policy(given: dict[str, Any]) -> Policy:
    policy = options.policy(given)
    # What was recorded before is recorded anew.
    if given["baseline"] is None or given["write_baseline"] is not None:
        return policy
    return replace(policy, baseline=baseline.read(given["baseline"]))


def _recorded(report: Report, policy: Policy, path: str) -> Report:
    """Write what fails to a file, and return the report in which it is accepted."""
    from metricdiff.comparing import settled_anew

    taken = baseline.taken(report.comparisons, report.notes)
    streams.write(path, baseline.written(taken), "--write-baseline")
    return settled_anew(report, replace(policy, baseline=taken))


def _tell_gone(report: Report, policy: Policy, given: dict[str, Any]) -> None:
    from metricdiff.formats.style import count

    gone = policy.baseline.gone(report.comparisons)
    if gone and not given["quiet"]:
        path = streams.visible(given["baseline"])
        told = (
            f"{count(gone, 'gap')} of {path} gone; to forget what is gone: --write-baseline {path}"
        )
        click.echo(told, err=True)


def _asked(given: dict[str, Any]) -> Options:
    return Options(
        Settings(
            metrics=given["metrics"],
            thresholds=given["threshold"],
            averages=given["average"],
            custom=((given["sklearn"], given["keras"]),) if given["sklearn"] is not None else (),
        ),
        options.tolerances(given),
        _policy(given),
        options.keras_settings(given),
        Stream(given["stream"]),
    )


def _publish(report: Report, given: dict[str, Any]) -> None:
    """Write the files and the report, and say what went wrong."""
    from metricdiff.formats.summary import last_line

    if given["debug"] and report.log:
        click.echo(report.log, err=True)
    publishing.write_files(report, FORMATS, given)
    if given["rows_out"] is not None:
        from metricdiff.formats import witness_rows

        streams.write(given["rows_out"], witness_rows.render(report), "--rows-out")
    if given["quiet"]:
        for problem in report.problems:
            click.echo(f"metricdiff: error: {streams.visible(problem)}", err=True)
        return
    publishing.show(report, " ".join(last_line(report, 0).split("  ")), FORMATS, given)
