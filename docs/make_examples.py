"""Run the command lines that stand in the documents, and put what they print beneath them.

A block of ``console`` holds commands after ``$`` and what a terminal of 80 columns shows.  The
first of the README is drawn as a picture too, with its colours.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parent.parent
DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
PICTURE = ROOT / "docs" / "compare.svg"
_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
_FONT = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)
_COLUMNS = 80

#: Runs a command line and returns what it prints.
Run = Callable[[str], str]


def renewed(document: str, run: Run) -> str:
    """Return a document with what its commands print now.

    Args:
        document: The text.
        run: Runs a command line.
    """
    return _BLOCK.sub(lambda block: "".join(_shown(block[0], run)), document)


def _shown(block: str, run: Run) -> Iterator[str]:
    for command in commands(block):
        yield f"$ {command}\n{run(command).rstrip()}\n"


def commands(document: str) -> list[str]:
    """Return the command lines after ``$``."""
    return re.findall(r"^\$ (.+)$", document, re.MULTILINE)


def picture(command: str, run: Run) -> str:
    """Return what a command prints, in colour, as SVG that loads nothing."""
    console = Console(record=True, width=_COLUMNS, file=io.StringIO())
    console.print(Text.from_ansi(run(f"{command} --color always")))
    plain = _FONT.sub("", CONSOLE_SVG_FORMAT)
    return console.export_svg(title=command, code_format=plain, unique_id="metricdiff")


def in_shell(command: str) -> str:
    """Run a command line as a user would, in the folder of the project."""
    here = {**os.environ, "COLUMNS": str(_COLUMNS)}
    here["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{here['PATH']}"
    done = subprocess.run(  # noqa: S602 - the documents are ours
        command,
        shell=True,
        cwd=ROOT,
        env=here,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.stdout


def main() -> None:
    """Write the documents anew."""
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        path.write_text(renewed(text, in_shell), encoding="utf-8")
    first = commands((ROOT / "README.md").read_text(encoding="utf-8"))[0]
    PICTURE.write_text(picture(first, in_shell), encoding="utf-8")


if __name__ == "__main__":
    main()
