"""The command line: parse, call the library, format, exit.

Exit codes are a contract: 0 nothing to report, 1 a mismatch, 2 the run could not be made or is not
whole, 130 interrupted.
"""

from __future__ import annotations

import signal
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from metricdiff.cli import config
from metricdiff.errors import MetricdiffError, UsageError, WorkerError

_COMMANDS = {
    "compare": "run both libraries on a file of predictions and show every difference",
    "explain": "from a reported number back to how it was computed",
    "sweep": "show decision metrics at every threshold, and where the libraries part",
    "audit": "find out whether a custom Keras metric is what you think it is",
    "model": "hold evaluate of a saved model against what it predicts",
    "cause": "explain a cause by its code or name",
    "metrics": "list the metrics, with each library's call",
}


class _LazyGroup(click.Group):
    """Imports a command when it is run, so that ``--help`` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"metricdiff.cli.{cmd_name}").command
        return config.add_options(command)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UsageError as error:
            raise config.blamed(error, ctx) from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(_no_command(args), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


def _no_command(args: Sequence[str]) -> str:
    from metricdiff.errors import nearest

    if Path(args[0]).exists():
        return f"no command {args[0]!r}, which is a file; try: metricdiff compare {args[0]}"
    return f"no command {args[0]!r}{nearest(args[0], _COMMANDS)}"


def _print_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if not asked or ctx.resilient_parsing:
        return
    from metricdiff.cli.version import versions

    click.echo(versions())
    ctx.exit()


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Examples:\n\n  metricdiff compare preds.csv\n\n"
    "  metricdiff compare preds.csv --threshold 0.3 -o report.json\n\n"
    "  metricdiff metrics f1",
)
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the versions of metricdiff and the libraries.",
)
def cli() -> None:
    """Why do my Keras and scikit-learn metrics differ?

    Runs both libraries on the same labels and predictions and shows every difference.
    """


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with the code of the contract."""
    arguments = list(sys.argv[1:] if args is None else args)
    _end_cleanly()
    debug = "--debug" in arguments
    try:
        code = cli.main(arguments, prog_name="metricdiff", standalone_mode=False)
    except (KeyboardInterrupt, click.Abort):
        # One that comes while a string is executed, as imports do, makes CPython die of the signal
        # when it exits, whoever has caught it, unless another string has been executed since.
        exec("")  # noqa: S102
        code = 128 + signal.SIGINT
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        code = 2
    except click.ClickException as error:
        code = _misused(error)
    except Exception as error:  # noqa: BLE001 - the last resort: one line, never a traceback
        if debug:
            traceback.print_exception(error)
            click.echo(getattr(error, "log", ""), err=True, nl=False)
        code = _failed(error)
    sys.exit(code if isinstance(code, int) else 0)


def _end_cleanly() -> None:
    """Let what ends the process, such as a terminal that closes, end the worker too."""
    with suppress(ValueError):  # not in the main thread: a test
        for one in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(one) is signal.SIG_DFL:  # nohup has it ignored
                signal.signal(one, lambda number, _: sys.exit(128 + number))


def _misused(error: click.ClickException) -> int:
    """Say what is wrong with the command line, and where its help is."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "metricdiff"
    message = error.format_message().rstrip(".")
    _say(f"metricdiff: error: {message[:1].lower()}{message[1:]} (see {command} --help)")
    return 2


def _failed(error: Exception) -> int:
    """Say in one line what went wrong."""
    from metricdiff.engines.address_space import remark

    if isinstance(error, WorkerError) and error.log:
        text = f"{error} (--debug shows what it printed)"
    elif isinstance(error, MetricdiffError):
        text = str(error)
    elif _is_of_memory(error):
        what = f" ({error})" if str(error) else ""
        text = f"there is not enough memory{what}{remark() or '; free some'}"
    elif remark():  # libraries say in their own words that they have found none
        text = f"{type(error).__name__}: {error}{remark()}, or see --debug"
    else:
        text = (
            f"internal error: {type(error).__name__}: {error}; "
            "this is a bug in metricdiff, --debug shows where"
        )
    _say(f"metricdiff: error: {text}")
    return 2


def _is_of_memory(error: Exception) -> bool:
    """Whether memory could not be had; a library that cannot be loaded says it in its own words."""
    return isinstance(error, MemoryError) or (
        isinstance(error, ImportError) and "failed to map segment" in str(error)
    )


def _say(text: str) -> None:
    from metricdiff.cli.streams import visible

    with suppress(OSError):
        click.echo(visible(text), err=True)
