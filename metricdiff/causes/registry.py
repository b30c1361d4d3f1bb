"""The list of all causes, and finding one by code or name."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import metricdiff.causes
from metricdiff.causes.declaration import Cause
from metricdiff.errors import UsageError, nearest


@cache
def causes() -> tuple[Cause, ...]:
    """Return every cause, in the order of the codes: one a file named after its code."""
    found = [
        import_module(f"metricdiff.causes.{module.name}").CAUSE
        for module in iter_modules(metricdiff.causes.__path__)
        if module.name.startswith("md")
    ]
    return tuple(sorted(found, key=lambda cause: cause.code))


def find(text: str) -> Cause:
    """Find a cause by its code or its name.

    Raises:
        UsageError: There is no such cause; the message names the nearest.
    """
    wanted = text.strip().lower()
    for cause in causes():
        if wanted in {cause.code.lower(), cause.name}:
            return cause
    known = [spelling for cause in causes() for spelling in (cause.code, cause.name)]
    raise UsageError(
        f"no cause {text!r}{nearest(text, known)} (all of them: metricdiff cause --all)"
    )
