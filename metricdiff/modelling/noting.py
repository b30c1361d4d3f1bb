"""What a model shows by itself, whether its numbers agree or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metricdiff.causes.registry import causes
from metricdiff.modelling.laboratory import Laboratory
from metricdiff.report import DataNote, MendedValue
from metricdiff.settings import Policy
from metricdiff.words import FailOn

#: What the compiled metrics do of it, the rows say: they may well know that these are logits.
_TOLD_BY_ROWS = frozenset({"MD201"})
_NEVER = frozenset({FailOn.NEVER, FailOn.UNEXPLAINED})


def notes(
    laboratory: Laboratory, of_data: Sequence[DataNote], policy: Policy
) -> tuple[DataNote, ...]:
    """Return the notes about the model, and those about the data that say something else."""
    found = list(_of_model(laboratory, policy))
    codes = {note.code for note in found}
    told = codes | _TOLD_BY_ROWS
    return (*found, *(note for note in of_data if note.code not in told))


def _of_model(laboratory: Laboratory, policy: Policy) -> Iterator[DataNote]:
    for cause in causes():
        note = cause.of_model(laboratory) if cause.of_model else None
        if note is None:
            continue
        accepted = policy.accepts(cause.code, cause.name)
        fails = policy.fail_on is FailOn.ANY or (note.wrong and policy.fail_on not in _NEVER)
        yield DataNote(
            code=cause.code,
            name=cause.name,
            evidence=note.evidence,
            mended=tuple(MendedValue(*one) for one in note.values.items()),
            keras=note.keras,
            accepted=accepted,
            failed=fails and not accepted,
        )
