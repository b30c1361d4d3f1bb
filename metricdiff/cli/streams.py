"""Where reports go: standard output, and files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from metricdiff.errors import InputError, UsageError
from metricdiff.formats.drawing import Drawing


def use_color(choice: str) -> bool:
    """Decide about colour: ``auto`` is a terminal whose owner has not said ``NO_COLOR``."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or _on_terminal()


def _on_terminal() -> bool:
    """Whether standard output is a terminal; a closed one is ``None``."""
    return sys.stdout is not None and sys.stdout.isatty()


def drawing() -> Drawing:
    """Decide about pictures: for terminals alone, in the characters that they have."""
    if not _on_terminal() or os.environ.get("TERM") == "dumb":
        return Drawing.NONE
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return Drawing.UNICODE if encoding.startswith("utf") else Drawing.ASCII


def width() -> int:
    """Return the columns of the screen; 80 in a pipe, unless COLUMNS says otherwise."""
    return (
        max(40, shutil.get_terminal_size((80, 24)).columns)
        if _on_terminal()
        else int(os.environ.get("COLUMNS") or 80)
    )


def visible(text: str) -> str:
    """Make control characters visible, so that a name in a message cannot act on the terminal.

    Line breaks are made visible too: a message is one line.
    """
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "replace").decode() for c in text
    )


def emit(text: str) -> None:
    """Write to standard output; a reader such as ``head`` that has gone is no error.

    Raises:
        InputError: Standard output is closed, or a file on a full disk.
    """
    if sys.stdout is None:
        raise InputError("standard output is closed, where the report was to go")
    try:
        sys.stdout.write(_writable(text))
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
    except OSError as error:
        _forget_output()
        raise InputError(f"standard output: not written, {_reason(error)}") from None


def _writable(text: str) -> str:
    """Spell the characters that standard output has not, such as those of a name in ASCII."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        shorter = text.replace("\u2026", "~")  # the end of a cell that is too long
        return shorter.encode(encoding, "backslashreplace").decode(encoding)
    return text


def _forget_output() -> None:
    """Let what is still in the buffer go nowhere, now and when Python exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _reason(error: OSError) -> str:
    return "the disk is full" if error.errno == errno.ENOSPC else str(error.strerror)


def check_output(path: str, option: str = "--output") -> None:
    """Make sure that a file can be written to *path*, before anything slow begins.

    Raises:
        UsageError: The folder does not exist, or the path is a folder.
    """
    folder = Path(path).parent
    if not folder.is_dir():
        raise UsageError(f"{option} {path}: there is no folder {folder}; make it first")
    if Path(path).is_dir():
        raise UsageError(f"{option} {path} is a folder; name a file in it")
    if Path(path).is_file() and not os.access(path, os.W_OK):
        raise UsageError(f"{option} {path}: permission denied")


def write(path: str, text: str, option: str = "--output") -> None:
    """Write a file whole: the old one stays until the new one is complete.

    Raises:
        InputError: It cannot be written; the old file is untouched.
    """
    target = Path(path)
    try:
        if target.exists() and not target.is_file():  # a pipe or a device has no old content
            target.write_text(text, encoding="utf-8")
            return
        _replace(target, text)
    except OSError as error:
        raise InputError(f"{option} {path}: not written, {_reason(error)}") from None


def append(path: str, text: str, option: str) -> None:
    """Add to the end of a file.

    Raises:
        InputError: It cannot be written.
    """
    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise InputError(f"{option} {path}: not written, {_reason(error)}") from None


def _replace(target: Path, text: str) -> None:
    handle, temporary = tempfile.mkstemp(dir=target.parent or ".", prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        # A new file gets the permissions that any other program would give it.
        mask = os.umask(0)
        os.umask(mask)
        part = Path(temporary)
        part.chmod(target.stat().st_mode if target.exists() else 0o666 & ~mask)
        part.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


@contextlib.contextmanager
def progress(message: str, *, wanted: bool) -> Iterator[Callable[[float], None]]:
    """Show on a terminal that something is going on; nothing in a pipe.

    Yields:
        Shows how much is done, from 0 to 1.
    """
    if not (wanted and sys.stderr and sys.stderr.isatty()) or os.environ.get("TERM") == "dumb":
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status(message) as status:
        yield lambda done: status.update(f"{message}, {done:.0%}" if done < 1 else message)
