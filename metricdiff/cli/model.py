"""``metricdiff model``: ``evaluate`` of a saved model, held against what it predicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from metricdiff.cli import options, publishing, streams
from metricdiff.cli.config import FilePath
from metricdiff.errors import UsageError
from metricdiff.formats.registry import MODEL_FORMATS
from metricdiff.settings import Options
from metricdiff.words import Kind, Task

if TYPE_CHECKING:
    from metricdiff.modelling.result import ModelReport

_EPILOG = """Examples:

  metricdiff model model.keras data.npz

  metricdiff model model.h5 x_test.npy y_test.npy --batch-size 64

  metricdiff model build.py:make_model pipeline.py:test_set

  metricdiff model model.keras data.npz --reported val_accuracy=0.9512

  metricdiff model model.keras data.npz --reported training.csv

  metricdiff model model.keras data.npz --save-predictions preds.npz

`metricdiff model` with module:function, and `metricdiff audit`, run your code; nothing else does.

Exit codes: 0 nothing to report, 1 a mismatch, 2 bad input or Keras could not run, 130 interrupted.
"""


@click.command("model", epilog=_EPILOG)
@click.argument("model", metavar="MODEL")
@click.argument("data", metavar="DATA...", nargs=-1, required=True)
@click.option("--batch-size", type=click.IntRange(min=1), help="Of evaluate.  [default: 32]")
@click.option(
    "--reported",
    metavar="METRIC=VALUE|FILE",
    multiple=True,
    help="A number to find: also a line of a Keras log, the file of a CSVLogger, a history as "
    "JSON; may be repeated.",
)
@click.option(
    "--save-predictions",
    type=FilePath(),
    metavar="FILE.npz",
    help="Write labels and predictions, for compare and explain; one file an output.",
)
@click.option(
    "--task",
    type=click.Choice([one.value for one in Task]),
    help="Overrule what the data look like.",
)
@click.option(
    "--kind", type=click.Choice([one.value for one in Kind]), help="What the predictions are."
)
@options.judging
@options.writing(MODEL_FORMATS)
@options.keras
@options.color
@click.option("-v", "--verbose", is_flag=True, help="Show every number in full, and all calls.")
@click.option("--debug", is_flag=True, help="Show tracebacks and what the Keras worker printed.")
def command(model: str, data: Sequence[str], **given: Any) -> int:
    """Hold each number of evaluate against the same metric, and scikit-learn, on predict.

    MODEL is a .keras or .h5 file, or module:function that returns a compiled model.  DATA is an
    .npz with x, y and sample_weight (x_0, x_1 or x_name where there are several), two .npy, or
    module:function that returns x and y, or a data set.  A file of a model is loaded in safe mode.
    """
    options.check_outputs(given["output"], MODEL_FORMATS)
    _check_target(given["save_predictions"])
    asked = Options(
        tolerances=options.tolerances(given),
        policy=options.policy(given),
        keras=options.keras_settings(given),
    )
    asked.check()
    from metricdiff.modelling import data_files, training_log

    data_files.check_model(model)
    files = data_files.understood(data)
    reported = tuple(training_log.epochs(text) for text in given["reported"])
    from metricdiff.engines.keras_process import MODEL_WORKER, open_worker

    with (
        streams.progress("evaluating", wanted=not given["quiet"]),
        open_worker(asked.keras, MODEL_WORKER) as worker,
    ):
        from metricdiff.modelling.running import Request, run_model  # while Keras loads

        request = Request(
            model=model,
            data=files if isinstance(files, str) else files.placed(worker.folder),
            source=(model, " ".join(data)),
            batch_size=given["batch_size"],
            overrides=options.overrides({**given, "labels": (), "pos_label": None}),
            options=asked,
            reported=reported,
            save=given["save_predictions"],
        )
        report = run_model(request, worker)
    _publish(report, given, () if isinstance(files, str) else files.unused)
    return report.exit_code


def _check_target(path: str | None) -> None:
    if path is None:
        return
    streams.check_output(path, "--save-predictions")
    if not path.lower().endswith(".npz"):
        raise UsageError(f"--save-predictions {path}: name an .npz")


def _publish(report: ModelReport, given: dict[str, Any], unused: Sequence[str]) -> None:
    from metricdiff.formats.model_words import last_line

    publishing.write_files(report, MODEL_FORMATS, given)
    if given["quiet"]:
        return
    if unused:
        told = f"not used: {', '.join(unused)}; x, y and sample_weight are, and x_..., y_..."
        click.echo(streams.visible(told), err=True)
    publishing.show(report, " ".join(last_line(report, 0).split("  ")), MODEL_FORMATS, given)
    if report.saved:
        paths = " ".join(report.saved)
        click.echo(streams.visible(f"predictions: metricdiff compare {paths}"), err=True)
