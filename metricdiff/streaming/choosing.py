"""Which files are read in blocks, and which into memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from metricdiff.errors import UsageError
from metricdiff.inputs.inference import understand
from metricdiff.inputs.opening import OpenFile
from metricdiff.inputs.predictions import Predictions, Raw
from metricdiff.inputs.reading import read
from metricdiff.inputs.source import Blocked
from metricdiff.settings import Options, Overrides, Settings
from metricdiff.streaming.counting import UnstreamableError, counted, unstreamable
from metricdiff.words import Stream

#: From arrays, and what the user says of them, to predictions.
Understanding = Callable[[Raw, Overrides], Predictions]
#: From so many rows on a file is read in blocks.
FEWEST_ROWS = 1 << 22


def understood(
    file: OpenFile, overrides: Overrides, options: Options, in_memory: Understanding = understand
) -> Predictions:
    """Read a file and understand what it holds: in blocks where it is large, or as the user says.

    Args:
        file: The file, its header, and the role of each column.
        overrides: What the user says about it.
        options: Tells the thresholds, and whether to read in blocks.
        in_memory: Understands what is read into memory.

    Raises:
        InputError: The file is damaged, or its contents fit no task.
        UsageError: The user wants it in blocks, and it cannot be read so.
    """
    reason = _reason(file, options.settings)
    large = isinstance(file.source, Blocked) and _large(file.source)
    if options.stream is Stream.ALWAYS or (options.stream is Stream.AUTO and large):
        try:
            if reason:
                raise UnstreamableError(reason)  # noqa: TRY301 - one way out for both
            return counted(file, overrides, options.settings.thresholds)
        except UnstreamableError as error:
            reason = str(error)
    if options.stream is Stream.ALWAYS:
        raise UsageError(f"--stream always: {reason}; --stream never reads into memory")
    predictions = in_memory(read(file), overrides)
    if large and options.stream is Stream.AUTO:
        told = f"read into memory, not in blocks: {reason}"
        return replace(predictions, remarks=(*predictions.remarks, told))
    return predictions


def _large(source: Blocked) -> bool:
    return source.rows_about >= FEWEST_ROWS


def _reason(file: OpenFile, settings: Settings) -> str:
    if settings.custom:
        return "calls of your own do not stream"
    return unstreamable(file)
