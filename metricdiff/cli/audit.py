"""``metricdiff audit``: a custom Keras metric, and whether it is what it seems."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from metricdiff.cli import options, publishing, streams
from metricdiff.errors import UsageError
from metricdiff.formats.registry import AUDIT_FORMATS

if TYPE_CHECKING:
    from metricdiff.auditing.result import Audit

_EPILOG = """Examples:

  metricdiff audit preds.csv metrics.py:f1

  metricdiff audit preds.csv my_package.metrics:MacroF1

  metricdiff audit preds.csv 'metrics.py:FBeta(beta=2.0)'

Exit codes: 0 every property holds and the metric is what its name says, 1 not so, 2 bad input,
130 interrupted.
"""


@click.command("audit", epilog=_EPILOG)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.argument("metric", metavar="METRIC")
@options.columns
@options.writing(AUDIT_FORMATS)
@options.keras
@options.color
@click.option("-v", "--verbose", is_flag=True, help="Show the notes in full.")
@click.option("--debug", is_flag=True, help="Show tracebacks, and what the metric prints.")
def command(files: Sequence[str], metric: str, **given: Any) -> int:
    """Find out whether a custom Keras metric is what you think it is.

    METRIC is path/to/metrics.py:NAME or package.module:NAME: a metric function, a Metric class or
    object, or a function that returns one; with arguments if it needs them: 'NAME(beta=2.0)'.
    It is compiled into a model and evaluated on the predictions in FILE, in many ways.

    This runs the code in METRIC's file, in a process of its own; of the other commands, only
    model does the like.
    """
    from metricdiff.auditing.target import parse_target

    options.check_outputs(given["output"], AUDIT_FORMATS)
    if not 0 < given["timeout"] < math.inf:
        raise UsageError(f"--timeout {given['timeout']:g}: give a number of seconds above 0")
    target = parse_target(metric)
    opened = options.opened({**given, "files": files})
    from metricdiff.engines import audit_worker
    from metricdiff.engines.keras_process import open_worker

    with (
        streams.progress("running the metric", wanted=not given["quiet"]),
        open_worker(options.keras_settings(given), audit_worker.__file__) as worker,
    ):
        from metricdiff.auditing.laboratory import InWorker
        from metricdiff.auditing.running import audit_predictions, understood
        from metricdiff.inputs.reading import read  # NumPy and more: while Keras loads

        predictions = understood(read(opened), options.overrides(given))
        try:
            audit = audit_predictions(predictions, InWorker(worker, target), metric)
        finally:
            if given["debug"]:
                click.echo(worker.log(), err=True)
    _publish(audit, given)
    return audit.exit_code


def _publish(audit: Audit, given: dict[str, Any]) -> None:
    from metricdiff.formats.audit_words import sentence, verdict

    publishing.write_files(audit, AUDIT_FORMATS, given)
    if not given["quiet"]:
        line = f"{verdict(audit)} {sentence(audit)}, exit {audit.exit_code}"
        publishing.show(audit, line, AUDIT_FORMATS, given)
