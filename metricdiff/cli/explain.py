"""``metricdiff explain``: from a reported number back to how it was computed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import click

from metricdiff.cli import options, publishing, streams
from metricdiff.errors import UsageError
from metricdiff.formats.registry import EXPLAIN_FORMATS
from metricdiff.settings import Options
from metricdiff.words import Stream

_EPILOG = """Examples:

  metricdiff explain preds.csv accuracy=0.9512

  metricdiff explain preds.csv keras:auc=87.1% sklearn:f1=0.84

  metricdiff explain preds.csv "loss: 0.3102 - accuracy: 0.9512" --batch-size 64

  metricdiff explain preds.csv rmse=0.213 --scale 12.5,4.1

Exit codes: 0 each number is the plain one, 1 it is something else or not found, 2 bad input,
130 interrupted.
"""


@click.command("explain", epilog=_EPILOG)
@click.argument("arguments", metavar="FILE... [LIB:]METRIC=VALUE...", nargs=-1, required=True)
@options.columns
@click.option("--batch-size", type=click.IntRange(min=1), help="The rows of a batch.")
@click.option(
    "--class-weight", metavar="LABEL:WEIGHT,...", help="Such as 0:1,1:5; balanced is tried anyway."
)
@click.option(
    "--scale",
    metavar="[LESS,]BY",
    help="What was taken off the targets, and what they were divided by.",
)
@options.writing(EXPLAIN_FORMATS)
@options.keras
@options.streaming
@options.color
@click.option("-v", "--verbose", is_flag=True, help="Show every candidate in full.")
@click.option("--debug", is_flag=True, help="Show tracebacks, and what did not hold when run.")
def command(arguments: Sequence[str], **given: Any) -> int:
    """Say how a reported number was computed from the predictions in FILE.

    A number is written as Keras or you print it: its digits say how exact it is.  Whole lines of a
    Keras log will do.  LIB, keras or sklearn, says whose number it is.
    """
    from metricdiff.searching import reported as numbers

    options.check_outputs(given["output"], EXPLAIN_FORMATS)
    files, reported = numbers.split(arguments)
    _check(files, len(reported))
    numbers.check(reported)
    for name in numbers.left_out(arguments):
        text = f"metricdiff: note: {name}: no such metric, and left out"
        click.echo(streams.visible(text), err=True)
    weights = class_weights(given["class_weight"])
    scale = parse_scale(given["scale"])
    from metricdiff.engines.keras_process import open_keras

    opened = options.opened({**given, "files": files})
    with (
        streams.progress("searching", wanted=not given["quiet"]) as told,
        open_keras(options.keras_settings(given)) as engine,
    ):
        from metricdiff.searching.explaining import Inputs, explain_predictions
        from metricdiff.streaming.choosing import understood  # NumPy and more: while Keras loads

        asked = Options(stream=Stream(given["stream"]))
        predictions = understood(opened, options.overrides(given), asked)
        inputs = Inputs(given["batch_size"] or 0, weights, scale)
        explanation = explain_predictions(predictions, reported, inputs, engine, told)
    _publish(explanation, given)
    return explanation.exit_code


def _check(files: Sequence[str], numbers: int) -> None:
    cause = next((one for one in files if re.fullmatch(r"(?i)md\d*", one)), None)
    if cause and not numbers:
        raise UsageError(f"to read about a cause: metricdiff cause {cause.upper()}")
    if not numbers:
        raise UsageError(
            "name a reported number, as in accuracy=0.9512; to compare both libraries: "
            f"metricdiff compare {' '.join(files)}"
        )
    if not files:
        raise UsageError("name the file of predictions that the number is of")


def class_weights(text: str | None) -> dict[str, float]:
    """Read ``0:1,1:5``; ``balanced`` is nothing to read.

    Raises:
        UsageError: It is no list of labels and weights.
    """
    if text is None or text == "balanced":
        return {}
    weights = {}
    for part in text.split(","):
        label, _, weight = part.rpartition(":")
        try:
            weights[label.strip()] = float(weight)
        except ValueError:
            label = ""
        if not label:
            raise UsageError(f"--class-weight {text}: write LABEL:WEIGHT,..., as in 0:1,1:5")
    return weights


def parse_scale(text: str | None) -> tuple[float, float] | None:
    """Read ``12.5,4.1``, or ``4.1`` where nothing was taken off.

    Raises:
        UsageError: It is not one number or two, or the last is 0.
    """
    if text is None:
        return None
    try:
        less, by = (float(part) for part in f"0,{text}".split(",")[-2:])
    except ValueError:
        less, by = 0.0, 0.0
    if not by or text.count(",") > 1:
        raise UsageError(
            f"--scale {text}: write what was taken off and what was divided by, as in 12.5,4.1"
        )
    return less, by


def _publish(explanation: Any, given: dict[str, Any]) -> None:
    from metricdiff.formats.explain_words import summary, verdict

    if given["debug"]:
        if explanation.log:
            click.echo(explanation.log, err=True)
        for one in explanation.answers:
            for gone in one.withdrawn:
                text = f"withdrawn: {gone.recipe} = {gone.value!r}: {gone.run} gave {gone.gave}"
                click.echo(streams.visible(text), err=True)
    publishing.write_files(explanation, EXPLAIN_FORMATS, given)
    if given["quiet"]:
        for problem in explanation.problems:
            click.echo(f"metricdiff: error: {streams.visible(problem)}", err=True)
        return
    line = f"{verdict(explanation)} {summary(explanation)}, exit {explanation.exit_code}"
    publishing.show(explanation, line, EXPLAIN_FORMATS, given)
