"""What a command says of what it cannot use."""

from __future__ import annotations

from tests.conftest import run

ESCAPES = "\x1b[31mred\x07[red]"
PREFIX = "metricdiff: error: "


def refused(*arguments: str, stdin: bytes | None = None) -> str:
    """Run the command, which must fail as the contract says, and return what it says."""
    done = run(*arguments, stdin=stdin)
    assert done.code == 2, done
    assert not done.out
    assert done.err.startswith(PREFIX)
    assert done.err.endswith("\n")
    line = done.err.removesuffix("\n")
    assert line.isprintable(), "one line, and nothing that acts on a terminal"
    assert "Traceback" not in line
    assert "internal error" not in line
    return line.removeprefix(PREFIX)


def contains(message: str, *words: str) -> None:
    for word in words:
        assert word in message
