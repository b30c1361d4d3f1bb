"""The metric as the user names it on the command line; nothing is imported or run."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from metricdiff.errors import UsageError


@dataclass(frozen=True)
class Target:
    """What the user names: ``metrics.py:f1``, ``package.module:F1(average="macro")``.

    Attributes:
        text: As the user wrote it.
        spec: Without the arguments.
        called: The arguments to call it with; ``None`` where there are none.
    """

    text: str
    spec: str
    called: Mapping[str, Any] | None = None


def parse_target(text: str) -> Target:
    """Read ``FILE.py:NAME``, ``MODULE:NAME``, and either with arguments that are literals.

    Raises:
        UsageError: It is neither, or the file is not there.
    """
    where, colon, name = text.partition(".py:") if ".py:" in text else text.partition(":")
    where += ".py" if colon == ".py:" else ""
    usage = "write path/to/metrics.py:NAME or package.module:NAME"
    if not colon or not where or not name:
        raise UsageError(f"{text}: no metric; {usage}")
    if where.endswith(".py") and not Path(where).is_file():
        raise UsageError(f"{where}: no such file")
    called = None
    if "(" in name:
        name, called = _called(name, text)
    if not all(part.isidentifier() for part in name.split(".")):
        raise UsageError(f"{text}: {name!r} is no name; {usage}")
    return Target(text, f"{where}:{name}", called)


def _called(name: str, text: str) -> tuple[str, Mapping[str, Any]]:
    try:
        node = ast.parse(name, mode="eval").body
        assert isinstance(node, ast.Call)  # noqa: S101 - caught below
        kwargs = {str(word.arg): ast.literal_eval(word.value) for word in node.keywords}
        return ast.unparse(node.func), {
            "args": [ast.literal_eval(one) for one in node.args],
            "kwargs": kwargs,
        }
    except (SyntaxError, ValueError, AssertionError):
        raise UsageError(f"{text}: the arguments of a metric are plain values") from None
