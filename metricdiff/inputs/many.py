"""Many files that are to be one data set: which of them cannot be, said at once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from metricdiff.errors import InputError
from metricdiff.inputs.readers import open_source
from metricdiff.inputs.source import Source

#: More files, columns or groups than this are counted, not named.
MOST_NAMED = 3
#: The headers that are read at once: far away each is waited for.
_AT_ONCE = 8


def readable(paths: Sequence[str]) -> list[Source]:
    """Open files; many up to their headers, so that all that are bad are found at once.

    Raises:
        InputError: Some cannot be read: what is wrong with the first, and how many there are.
    """
    if len(paths) <= MOST_NAMED:
        return [open_source(path) for path in paths]
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        opened = dict(zip(paths, threads.map(_opened, paths), strict=True))
    sources = [one for one in opened.values() if not isinstance(one, InputError)]
    bad = {path: one for path, one in opened.items() if isinstance(one, InputError)}
    if not bad:
        return sources
    first, *others = bad
    good = f"the other {len(sources)} can be read" if sources else "none can be read"
    told = f"{good}, but for {_named(others)}" if others and sources else good
    raise InputError(f"{bad[first]} (one of {len(paths)} files; {told})")


def _opened(path: str) -> Source | InputError:
    """Open a file up to its header; what is wrong with it is returned."""
    try:
        source = open_source(path)
        source.header()
    except InputError as error:
        return error
    return source


def unlike(sources: Sequence[Source]) -> str:
    """Say which of some files have which columns, those that most have first."""
    groups: dict[frozenset[str], list[Source]] = {}
    for source in sources:
        groups.setdefault(frozenset(source.header().columns), []).append(source)
    most = sorted(groups.values(), key=len, reverse=True)
    told = [
        f"{len(group)} {'has' if len(group) == 1 else 'have'} {_columns(group[0])} "
        f"({group[0].name}{', ...' * (len(group) > 1)})"
        for group in most[:MOST_NAMED]
    ]
    if len(most) > MOST_NAMED:
        told.append(f"{sum(map(len, most[MOST_NAMED:]))} others")
    return f"of {len(sources)} files {'; '.join(told)}"


def _columns(source: Source) -> str:
    return _named(source.header().columns, 2 * MOST_NAMED)


def _named(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """Name some, and count the rest."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")
