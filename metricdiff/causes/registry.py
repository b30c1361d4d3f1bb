"""The list of all causes, and finding one by code or name."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import metricdiff.causes
from metricdiff.causes.declaration import Cause
from metricdiff.errors import UsageError, nearest


@cache
def _modules() -> dict[str, str]:
    """Return the module of each code: they are named after code and name, ``md501_auc_...``."""
    named = (module.name for module in iter_modules(metricdiff.causes.__path__))
    return {name.partition("_")[0].upper(): name for name in sorted(named) if name.startswith("md")}


@cache
def _load(code: str) -> Cause:
    cause: Cause = import_module(f"metricdiff.causes.{_modules()[code]}").CAUSE
    return cause


@cache
def causes() -> tuple[Cause, ...]:
    """Return every cause, in the order of the codes."""
    return tuple(_load(code) for code in _modules())


def find(text: str) -> Cause:
    """Find a cause by its code or its name; no other is imported.

    Raises:
        UsageError: There is no such cause; the message names the nearest.
    """
    wanted = text.strip()
    known: dict[str, str] = {}
    for code, module in _modules().items():
        name = module.partition("_")[2].replace("_", "-")
        if code == wanted.upper() or name == wanted.lower():
            return _load(code)
        known |= {code: code, name: code}
    raise UsageError(
        f"no cause {text!r}{nearest(text, known)} (all of them: metricdiff cause --all)"
    )


def starting_with(prefix: str) -> tuple[Cause, ...]:
    """Return the causes whose codes begin so, as ``MD5`` and ``MD50`` do.

    A whole code is no prefix.
    """
    wanted = prefix.strip().upper()
    if not wanted.startswith("MD") or wanted in _modules():
        return ()
    return tuple(_load(code) for code in _modules() if code.startswith(wanted))
