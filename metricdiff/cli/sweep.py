"""``metricdiff sweep``: decision metrics over all thresholds."""

from __future__ import annotations

from typing import Any

import click

from metricdiff.cli import options, publishing, streams
from metricdiff.formats.registry import SWEEP_FORMATS
from metricdiff.settings import Options, Settings, parse_thresholds
from metricdiff.words import Stream

_EPILOG = """Examples:

  metricdiff sweep preds.csv

  metricdiff sweep preds.csv -m f1,mcc --thresholds 0.05:0.95:0.05

  metricdiff sweep preds.csv -f csv > thresholds.csv

  metricdiff sweep digits.csv --pos-label 7

Exit codes: 0 done, 2 bad input, 130 interrupted.
"""


@click.command("sweep", epilog=_EPILOG)
@options.reading
@click.option(
    "--thresholds",
    metavar="FIRST:LAST:STEP",
    help="On the probability scale.  [default: all distinct scores]",
)
@click.option("--plot", is_flag=True, help="Draw each metric over the thresholds, on a terminal.")
@options.writing(SWEEP_FORMATS)
@options.streaming
@options.color
@click.option("-v", "--verbose", is_flag=True, help="Show every threshold asked for, and calls.")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
def command(**given: Any) -> int:
    """Show every decision metric of FILE at every threshold, from one sort of the scores.

    scikit-learn's numbers are those of score > threshold in float64, Keras's those of its own
    comparison in float32.  TensorFlow is not needed.
    """
    from metricdiff.metrics import registry

    options.check_outputs(given["output"], SWEEP_FORMATS)
    registry.check(given["metrics"])
    wanted = () if given["thresholds"] is None else parse_thresholds(given["thresholds"])

    opened = options.opened(given)
    from metricdiff.formats import style
    from metricdiff.streaming.choosing import understood  # NumPy and more: after what fails at once
    from metricdiff.sweeping.one_class import swept
    from metricdiff.sweeping.running import sweep_predictions

    asked = Options(Settings(thresholds=wanted), stream=Stream(given["stream"]))
    with streams.progress("sweeping", wanted=not given["quiet"]):
        predictions = understood(opened, options.overrides(given), asked, swept)
        sweep = sweep_predictions(predictions, given["metrics"], wanted)
    publishing.write_files(sweep, SWEEP_FORMATS, given)
    if not given["quiet"]:
        parts = ((len(sweep.thresholds.at), "threshold"), (len(sweep.curves), "metric"))
        summary = ", ".join(style.count(*part) for part in parts)
        publishing.show(sweep, summary, SWEEP_FORMATS, given)
    return 0
