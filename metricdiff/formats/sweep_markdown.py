"""A sweep as GitHub's markdown."""

from __future__ import annotations

from collections.abc import Iterator

from metricdiff.formats import heading, style
from metricdiff.formats import sweep_words as words
from metricdiff.formats.markup import code, table, text
from metricdiff.formats.style import Style
from metricdiff.sweeping.result import Sweep


def render(sweep: Sweep, form: Style) -> str:
    """Return the sweep; of the reader's screen only ``form.verbose`` matters."""
    return "\n\n".join(_parts(sweep, form)) + "\n"


def _parts(sweep: Sweep, form: Style) -> Iterator[str]:
    predictions = sweep.predictions
    yield "## metricdiff sweep"
    parts = (
        code(predictions.raw.source),
        style.count(predictions.rows, "row"),
        text(heading.what(predictions)),
        style.count(len(sweep.thresholds.at), "threshold"),
    )
    yield ", ".join(parts)
    yield "scikit-learn, positive where score > threshold:"
    yield table(
        ("threshold:", *(f"{code(curve.name)}:" for curve in sweep.curves)),
        (
            (
                f"{sweep.thresholds.at[place]:.6g}",
                *(words.number(float(one.sklearn[place]), one, sweep) for one in sweep.curves),
            )
            for place in words.shown(sweep, verbose=form.verbose)
        ),
    )
    names = (name if name == "best" else f"{name}:" for name in words.BEST)
    yield table(list(names), words.best(sweep))
    yield "### Where the libraries part"
    partings = words.partings(sweep, verbose=form.verbose)
    yield "\n".join(f"- {f'{code}: ' if code else ''}{text(told)}" for code, told in partings)
