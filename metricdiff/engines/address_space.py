"""A limit on the memory of a process, ``ulimit -v``, into which the libraries may not fit."""

from __future__ import annotations

from metricdiff.errors import EngineError

#: With fewer bytes importing the libraries failed, or waited for ever for a thread of OpenBLAS.
_LEAST = 2_100_000_000


def limit() -> int | None:
    """Return how many bytes of addresses this process may have; ``None`` if any number."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if soft == resource.RLIM_INFINITY else soft


def check() -> None:
    """Make sure that the libraries can be imported, which take addresses for more than they use.

    Raises:
        EngineError: The limit is too low for that.
    """
    most = limit()
    if most is not None and most < _LEAST:
        raise EngineError(f"TensorFlow and scikit-learn need 2.5 GB of addresses{remark()}")


def remark() -> str:
    """Return what to add to an error that the limit may be the reason of."""
    most = limit()
    if most is None:
        return ""
    return (
        f"; a process may have {most / 1e6:,.0f} MB here: raise the limit that is set (ulimit -v)"
    )
