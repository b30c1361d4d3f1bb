"""The first lines of a report on a screen: what was understood of the input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from metricdiff.formats import style
from metricdiff.formats.style import Style, safe
from metricdiff.inputs.predictions import Predictions
from metricdiff.words import Kind, Task


def header(predictions: Predictions, aside: str, form: Style) -> Text:
    """Return the file, what it holds, which columns play which role, and what overrules that.

    Args:
        predictions: What was read.
        aside: What stands at the right of the first line.
        form: The reader's screen.
    """
    raw = predictions.raw
    first = f"{safe(raw.source)}  {style.count(predictions.rows, 'row')}  {what(predictions)}"
    second = "  ".join(roles(predictions))
    overrule = (
        "(--y-true --y-pred --task)"
        if predictions.kind is Kind.VALUES
        else "(--y-true --y-pred --kind)"
    )
    text = Text()
    for said, beside, mark in ((first, aside, "bold"), (second, overrule, "")):
        fits = cell_len(said) + 2 + cell_len(beside) <= form.width
        text.append(said, mark).append("  " if fits else "\n").append(beside, "dim").append("\n")
    text.right_crop()
    for remark in remarks(predictions):
        text.append(f"\nnote: {safe(remark)}", "yellow")
    return text


def what(predictions: Predictions) -> str:
    """Write task and kind."""
    raw = predictions.raw
    what = f"{predictions.task}"
    if predictions.task is Task.MULTICLASS:
        what += f" ({len(predictions.classes)})"
    elif predictions.task is Task.MULTILABEL:
        what += f" ({raw.y_true.shape[1] if raw.y_true.ndim > 1 else 1})"
    if predictions.kind is not Kind.VALUES:
        what += f", {predictions.kind}"
    if predictions.kind is Kind.LOGITS:
        what += f" ({raw.y_pred.min():.1f} to {raw.y_pred.max():.1f})"
    return what


def roles(predictions: Predictions) -> Iterator[str]:
    """Yield which columns play which role: ``y_true=label``."""
    columns = predictions.raw.columns
    argmax = predictions.kind is not Kind.DECISIONS and predictions.task is Task.MULTICLASS
    yield f"y_true={_columns(columns.y_true)}"
    yield f"y_pred={_columns(columns.y_pred)}{' (argmax)' if argmax else ''}"
    if columns.decision:
        yield f"decision={safe(columns.decision)}"
    if columns.mask:
        yield f"mask={safe(columns.mask)}"
    if columns.sample_weight:
        yield f"weights={safe(columns.sample_weight)}"
    if predictions.task is Task.BINARY:
        yield f"positive class {safe(predictions.classes[1])}"


def _columns(names: Sequence[str]) -> str:
    if len(names) == 1:
        return safe(names[0])
    return f"{safe(names[0])}..{safe(names[-1])}"


def remarks(predictions: Predictions) -> Iterator[str]:
    """Yield what the user should know of how the input was read; not escaped."""
    yield from predictions.remarks
    weight = predictions.raw.columns.unused_weight
    if weight:
        yield f"column {weight} looks like weights; use them with --sample-weight {weight}"
    mask = predictions.raw.columns.unused_mask
    if mask:
        yield f"column {mask} looks like a mask; use it with --mask {mask}"
