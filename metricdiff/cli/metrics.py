"""``metricdiff metrics``: the catalogue."""

from __future__ import annotations

import click

from metricdiff.cli import streams
from metricdiff.metrics import registry

_EPILOG = """\b
Examples:
  metricdiff metrics                    all of them
  metricdiff metrics f1                 calls and defaults of one
  metricdiff metrics neg_log_loss       by any name that a library has for it
"""


@click.command("metrics", epilog=_EPILOG)
@click.argument("name", required=False)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
def command(name: str | None, color: str, debug: bool) -> int:
    """List the metrics, or show all that is known of NAME.

    NAME is a canonical name or any name that Keras or scikit-learn has for the metric.
    """
    del debug  # read from the command line by main
    from metricdiff.formats import catalogue

    colored = streams.use_color(color)
    if name is None:
        lines = catalogue.listed(color=colored)
    else:
        named = registry.find(name)
        lines = catalogue.shown(named.metric, named.pins, color=colored)
    streams.emit("".join(f"{line}\n" for line in lines))
    return 0
