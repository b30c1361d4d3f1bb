"""Settings of a project: ``[tool.metricdiff]`` in pyproject.toml, or a metricdiff.toml.

Keys are the long options without their dashes.  What the command line says goes before what the
file says.  A table named after a command, ``[tool.metricdiff.sweep]``, is for that command alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from metricdiff.errors import UsageError, nearest

_PYPROJECT, _OWN = "pyproject.toml", "metricdiff.toml"
_HERE = "metricdiff.config"
_EXCLUSIVE = "--config and --isolated exclude each other; give one of them"
#: What a file cannot say: where it is, and what is read before it is found.
_NOT_IN_FILES = frozenset({"config", "isolated", "help", "version", "debug"})


class FilePath(click.ParamType[str]):
    """A path; in a configuration file it is relative to that file.

    Args:
        program: Whether it names a program: without a slash it is looked up as shells do.
    """

    name = "path"

    def __init__(self, *, program: bool = False) -> None:
        self._program = program

    def seen_from(self, folder: Path, value: str) -> str:
        """Return the path that a file in *folder* means."""
        if value == "-" or (self._program and "/" not in value):
            return value
        return str(folder / value)


@dataclass(frozen=True)
class _Settings:
    """What a file says for one command, by long options and as the command line would say it."""

    path: Path
    values: Mapping[str, Any]


def add_options(command: click.Command) -> click.Command:
    """Let a command take its defaults from a file; ``--config`` and ``--isolated`` say which."""
    if not any(parameter.name == "config" for parameter in command.params):
        command.params += [
            click.Option(
                ["--isolated"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_isolate,
                help="Read no configuration file.",
            ),
            click.Option(
                ["--config"],
                metavar="PATH",
                is_eager=True,
                expose_value=False,
                callback=_configure,
                help="Take settings from this file, not from the nearest pyproject.toml or "
                "metricdiff.toml.",
            ),
        ]
    return command


def blamed(error: UsageError, context: click.Context) -> UsageError:
    """Return the error with the file that it comes from, if one of its options does."""
    settings: _Settings | None = context.meta.get(_HERE)
    if settings is None:
        return error
    said = {f"--{key}" for key in settings.values}
    if not said.intersection(str(error).replace(":", " ").split()):
        return error
    return UsageError(f"{settings.path}: {error} (for one command: [tool.metricdiff.compare])")


def told() -> str:
    """Return which settings come from which file, in a line; empty where none does."""
    context = click.get_current_context(silent=True)
    settings: _Settings | None = context.meta.get(_HERE) if context else None
    if settings is None or not settings.values:
        return ""
    return f"settings from {settings.path}: {', '.join(settings.values)}"


def _isolate(context: click.Context, _: click.Parameter, isolated: bool) -> None:
    if isolated and _HERE in context.meta:
        raise UsageError(_EXCLUSIVE)
    context.meta[f"{_HERE}.isolated"] = isolated


def _configure(context: click.Context, _: click.Parameter, path: str | None) -> None:
    """Find the file and make what it says the defaults of the command."""
    isolated = context.meta.get(f"{_HERE}.isolated", False)
    if path is None:
        found = None if isolated or context.resilient_parsing else _nearest()
    elif isolated:
        raise UsageError(_EXCLUSIVE)
    else:
        found = _named(Path(path))
    if found:
        settings = _Settings(found[0], _values(*found, context))
        names = {_long(one): one.name for one in _options(context.command)}
        context.default_map = {names[key]: value for key, value in settings.values.items()}
        context.meta[_HERE] = settings


def _named(path: Path) -> tuple[Path, Mapping[str, Any]]:
    try:
        table = _table(path, path.read_bytes())
    except OSError as error:
        raise UsageError(f"--config {path}: {error.strerror}") from None
    if table is None:
        raise UsageError(f"--config {path}: it has no table [tool.metricdiff]")
    return path, table


def _nearest() -> tuple[Path, Mapping[str, Any]] | None:
    """Look in this folder, then in those around it."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        for name in (_OWN, _PYPROJECT):
            path = folder / name
            try:
                content = path.read_bytes()
            except OSError:
                continue
            # Most projects do not speak of us, and a damaged file is then not our affair.
            if name == _OWN or b"metricdiff" in content:
                table = _table(path, content)
                if table is not None:
                    return path, table
    return None


def _table(path: Path, content: bytes) -> Mapping[str, Any] | None:
    """Return the settings that a file holds; ``None`` where it has no table for them."""
    import tomllib

    try:
        document = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not TOML: {error} (--isolated does without)") from None
    if path.name != _PYPROJECT:
        return document
    tool = document.get("tool", {})
    table = tool.get("metricdiff") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise UsageError(f"{path}: tool.metricdiff is no table; write [tool.metricdiff]")
    return table


def _values(path: Path, table: Mapping[str, Any], context: click.Context) -> dict[str, Any]:
    """Return what the file says for the command that runs, as that takes it."""
    commands = _commands(context)
    running = context.info_name or ""
    known = {key for options in commands.values() for key in options}
    own: Mapping[str, Any] = {}
    for key, value in table.items():
        if key in commands and key not in known:
            _check_keys(f"{path}: [{key}]", value, commands[key])
            own = value if key == running else own
        elif key not in known:
            raise UsageError(f"{path}: no option {key!r}{nearest(key, (*known, *commands))}")
    shared = {
        key: value
        for key, value in table.items()
        if key in commands[running] and not _for_others(key, value, running, commands)
    }
    return {
        key: _checked(path, commands[running][key], value, context)
        for key, value in {**shared, **own}.items()
    }


def _for_others(
    key: str, value: Any, running: str, commands: Mapping[str, Mapping[str, click.Option]]
) -> bool:
    """Whether a choice, such as that of a format, is one that only other commands have."""
    types = {name: options[key].type for name, options in commands.items() if key in options}
    takers = [
        name
        for name, one in types.items()
        if isinstance(one, click.Choice) and value in one.choices
    ]
    return bool(takers) and running not in takers


def _commands(context: click.Context) -> dict[str, dict[str, click.Option]]:
    """Return the options of every command, by their long names."""
    group = context.parent.command if context.parent else None
    assert isinstance(group, click.Group)  # noqa: S101 - commands are run through it alone
    found = {}
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        found[name] = {_long(one): one for one in _options(command)}
    return found


def _options(command: click.Command | None) -> list[click.Option]:
    """Return the options of a command that a file may set."""
    parameters = command.params if command else []
    options = (one for one in parameters if isinstance(one, click.Option))
    return [one for one in options if _long(one) not in _NOT_IN_FILES]


def _long(option: click.Option) -> str:
    return max(option.opts, key=len).removeprefix("--")


def _check_keys(where: str, value: Any, options: Mapping[str, click.Option]) -> None:
    if not isinstance(value, dict):
        raise UsageError(f"{where} is no table")
    for key in value:
        if key not in options:
            raise UsageError(f"{where}: no option {key!r}{nearest(key, options)}")


def _checked(path: Path, option: click.Option, value: Any, context: click.Context) -> Any:
    """Return a value as the command line would have given it."""
    where = f"{path}: {_long(option)}"
    if option.is_flag:
        if not isinstance(value, bool):
            raise UsageError(f"{where}: write true or false")
        return value
    if isinstance(value, dict) and "=" in (option.metavar or ""):
        value = [f"{name}={number}" for name, number in value.items()]
    several = value if isinstance(value, list) else [value]
    if len(several) != 1 and not option.multiple:
        raise UsageError(f"{where}: write one value")
    for one in several:
        if isinstance(one, bool) or not isinstance(one, str | int | float):
            raise UsageError(f"{where}: write a text or a number, not {one!r}")
    texts = [str(one) for one in several]
    if isinstance(option.type, FilePath):
        texts = [option.type.seen_from(path.parent, one) for one in texts]
    given = texts if option.multiple else texts[0]
    try:
        option.type_cast_value(context, given)
    except click.BadParameter as error:
        raise UsageError(f"{where}: {error.message.rstrip('.')}") from None
    return given
