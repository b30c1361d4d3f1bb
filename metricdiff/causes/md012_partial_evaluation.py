"""MD012: only the first batches were scored."""

from __future__ import annotations

from collections.abc import Iterator

from metricdiff.causes.declaration import Cause, Manual, Subject, Variant
from metricdiff.causes.variants import batch_sizes, edited, positions
from metricdiff.recipes.edits.rows import FirstRows, LastRows, Repeated, Shifted
from metricdiff.recipes.recipe import Recipe

_STEPS = (1, 2, 3, 4, 5, 10, 20, 50, 100)
#: The shares of the data that splits leave, and the weight of each.
_SHARES = (0.1, 0.2, 0.25, 0.3, 0.5, 0.7, 0.75, 0.8, 0.9)
_OF_SHARE = 0.005
#: The weight of a number of steps, against that of leaving out the last batch.
_OF_STEPS = 0.015
#: The weight of a source that repeats, against that of leaving out the last batch.
_OF_REPEATS = 0.15
#: The weight of a batch size that is common enough for a number of steps.
_COMMON = 0.1


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if any(isinstance(edit, FirstRows | LastRows | Repeated | Shifted) for edit in recipe.edits):
        return
    rows = subject.predictions.rows
    counts: dict[int, float] = {}
    for size, weight in batch_sizes(subject):
        counts.setdefault(rows // size * size, weight)
    for size, weight in batch_sizes(subject, whole=True):
        for steps in _STEPS:
            if steps * size < rows and weight >= _COMMON:
                counts.setdefault(steps * size, weight * _OF_STEPS)
    each = positions(subject)
    for share in _SHARES:
        counts.setdefault(int(rows // each * share) * each, _OF_SHARE)
        last = rows - int(rows // each * (1 - share)) * each
        yield Variant(edited(recipe, LastRows(last)), {"last rows": last}, _OF_SHARE)
    for count, weight in counts.items():
        yield Variant(edited(recipe, FirstRows(count)), {"rows": count}, weight)
    for size, weight in batch_sizes(subject):
        # A source that repeats fills the last batch with the first rows.
        again = size - rows % size
        yield Variant(edited(recipe, Repeated(again)), {"rows twice": again}, weight * _OF_REPEATS)


CAUSE = Cause(
    code="MD012",
    name="partial-evaluation",
    summary="only the first batches were scored",
    manual=Manual(
        what=(
            "`evaluate(..., steps=k)`, or a generator whose length was rounded down, scores "
            "the first k batches and leaves the others out."
        ),
        example=(
            "    y_true = [1, 0, 0, 1], y_pred = [0.9, 0.2, 0.8, 0.1]\n"
            "    evaluate(x, y, batch_size=2)              binary_accuracy = 0.5\n"
            "    evaluate(x, y, batch_size=2, steps=1)     binary_accuracy = 1.0\n"
            "    accuracy_score(y_true, y_pred > 0.5)                      = 0.5"
        ),
        why=(
            "`steps=len(data) // batch_size` drops the last, shorter batch; with 2 steps of "
            "32, 64 rows are scored."
        ),
        keras="Leave `steps=` out, or round it up: `math.ceil(len(data) / batch_size)`.",
        sklearn="Score the same rows, `y_true[:64]`, to see that it is this.",
        neighbours=(
            "MD401 counts every row, but the short last batch too much. MD008 scores all "
            "rows, moved."
        ),
    ),
    search=_search,
    sightings=4,
)
