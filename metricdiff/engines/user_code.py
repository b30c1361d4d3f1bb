"""Code of the user, which only workers load: ``path/to/file.py:name``, ``package.module:name``.

It is imported by workers under other interpreters too: Python 3.9, nothing of the package.
"""

import difflib
import importlib
import importlib.util
import os
import sys
import traceback
from typing import Any


class UserCodeError(Exception):
    """The user's code cannot be had; the message is one line for the user."""


def load(spec: str) -> Any:
    """Return what *spec* names, as a script in the current folder would import it.

    Raises:
        UserCodeError: The module cannot be imported, or has nothing of that name.
    """
    where, _, name = spec.rpartition(":")
    try:
        module = _of_file(where) if where.endswith(".py") else _of_name(where)
    except BaseException as error:  # the user's module may even call sys.exit
        if isinstance(error, KeyboardInterrupt):
            raise
        traceback.print_exc()  # into the log of the worker, which --debug shows
        raise UserCodeError("{} cannot be imported: {}".format(where, told(error, where))) from None
    found: Any = module
    for part in name.split("."):
        if not hasattr(found, part):
            near = difflib.get_close_matches(part, dir(found), 1, 0.6)
            hint = "; did you mean {}?".format(near[0]) if near else ""
            raise UserCodeError("{} has no {}{}".format(where, name, hint))
        found = getattr(found, part)
    return found


def told(error: BaseException, where: str) -> str:
    """Return an error as one line, with the last line of the user's file that led to it."""
    text = " ".join(str(error).split())[:300]
    named = "{}: {}".format(type(error).__name__, text) if text else type(error).__name__
    if isinstance(error, SyntaxError):  # it names its line itself
        return named
    path = os.path.abspath(where)
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if os.path.abspath(frame.filename) == path
    ]
    return "{} (line {})".format(named, lines[-1]) if lines else named


def _of_file(path: str) -> Any:
    name = os.path.splitext(os.path.basename(path))[0]
    if name in sys.modules:  # the file of a user may be called keras.py
        name = "_user_" + name
    made = importlib.util.spec_from_file_location(name, path)
    if made is None or made.loader is None:
        raise ImportError("{} is no Python file".format(path))
    module = importlib.util.module_from_spec(made)
    _first_on_path(os.path.dirname(os.path.abspath(path)))
    sys.modules[name] = module
    made.loader.exec_module(module)
    return module


def _of_name(name: str) -> Any:
    _first_on_path(os.getcwd())
    return importlib.import_module(name)


def _first_on_path(folder: str) -> None:
    if folder not in sys.path:
        sys.path.insert(0, folder)
