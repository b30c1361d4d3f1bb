"""Many files that are to be one data set: which of them cannot be, said at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from metricdiff.errors import InputError, NoRowsError
from metricdiff.inputs.npy_file import NpyFile
from metricdiff.inputs.readers import open_source
from metricdiff.inputs.source import Source

#: More files, columns or groups than this are counted, not named.
MOST_NAMED = 3
#: The headers that are read at once: far away each is waited for.
_AT_ONCE = 8


def readable(paths: Sequence[str]) -> tuple[list[Source], list[NoRowsError]]:
    """Open files up to their headers, so that of many all that are bad are found at once.

    Returns:
        Those that have rows; and what is to be said of those that have none, as Spark writes some,
        if they cannot be left out.

    Raises:
        InputError: Some cannot be read: what is wrong with the first, and how many there are.
        NoRowsError: None has rows.
    """
    many = len(paths) > MOST_NAMED
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        each = threads.map(lambda path: _opened(path, arrays=many), paths)
        opened = dict(zip(paths, each, strict=True))
    empty = [one for one in opened.values() if isinstance(one, NoRowsError)]
    bad = {
        path: one
        for path, one in opened.items()
        if isinstance(one, InputError) and not isinstance(one, NoRowsError)
    }
    sources = [one for one in opened.values() if not isinstance(one, InputError)]
    if bad:
        raise _first(bad, len(sources) + len(empty))
    if not sources:
        raise empty[0]
    return sources, empty


def _first(bad: Mapping[str, InputError], good: int) -> InputError:
    """Say what is wrong with the first of some files, and how many there are."""
    first, *others = bad
    files = len(bad) + good
    if files <= MOST_NAMED:
        return bad[first]
    of_good = f"the other {good} can be read" if good else "none can be read"
    told = f"{of_good}, but for {_named(others)}" if others and good else of_good
    return InputError(f"{bad[first]} (one of {files} files; {told})")


def _opened(path: str, *, arrays: bool) -> Source | InputError:
    """Open a file up to its header; what is wrong with it is returned."""
    try:
        source = open_source(path)
        if arrays or not isinstance(source, NpyFile):  # a few may be labels or predictions alone
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
