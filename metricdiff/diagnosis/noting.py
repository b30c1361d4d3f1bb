"""What the data themselves show, with the numbers that would come out without it."""

from __future__ import annotations

from collections.abc import Iterator

from metricdiff.causes.declaration import Cause, Note
from metricdiff.causes.registry import causes
from metricdiff.diagnosis.mending import Replan
from metricdiff.engines.sklearn_engine import SklearnEngine
from metricdiff.inputs.predictions import Predictions
from metricdiff.recipes.facts import Facts
from metricdiff.report import DataNote, MendedValue
from metricdiff.witnesses import Witnesses
from metricdiff.words import Pairing

_MOST_METRICS = 3


def notes(facts: Facts, replan: Replan) -> tuple[DataNote, ...]:
    """Return what the data show, whatever the metrics say.

    Args:
        facts: The data.
        replan: Spells the calls for data without what is noted.
    """
    found = ((cause, cause.note(facts)) for cause in causes() if cause.note)
    return tuple(_note(cause, note, facts.predictions, replan) for cause, note in found if note)


def _note(cause: Cause, note: Note, predictions: Predictions, replan: Replan) -> DataNote:
    rows = note.evidence.rows
    return DataNote(
        code=cause.code,
        name=cause.name,
        evidence=note.evidence.text,
        witnesses=None if rows is None else Witnesses(predictions, rows),
        mended=tuple(_mended(note.mended, replan)) if note.mended else (),
        keras=note.keras,
        sklearn=note.sklearn,
    )


def _mended(predictions: Predictions, replan: Replan) -> Iterator[MendedValue]:
    """Yield the first metrics on data without what is noted, as scikit-learn gives them."""
    engine, done = SklearnEngine(predictions), set[str]()
    for planned in replan(predictions):
        if len(done) == _MOST_METRICS:
            return
        if planned.sklearn is None or planned.pairing is not Pairing.MATCHED:
            continue
        value = engine.run(planned.sklearn).value if planned.name not in done else None
        if isinstance(value, float):
            done.add(planned.name)
            yield MendedValue(planned.name, value)
