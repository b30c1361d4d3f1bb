"""MD004: the columns of the predictions follow another class order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from metricdiff.causes.declaration import Cause, Evidence, Manual, Note, Subject, Variant
from metricdiff.causes.variants import edited, is_wide
from metricdiff.recipes.edits.scores import Ordered
from metricdiff.recipes.facts import Facts
from metricdiff.recipes.recipe import Recipe
from metricdiff.words import Task

#: How much better another order must fit to be pointed out.
_BETTER, _HALF, _SIGMAS = 0.2, 0.5, 6.0


def _note(facts: Facts) -> Note | None:
    predictions = facts.predictions
    if predictions.task is not Task.MULTICLASS or predictions.raw.y_pred.ndim == 1:
        return None
    found = _hits(facts)
    right, order = _best_order(found)
    n, now = facts.entries, int(np.trace(found))
    if right - now < max(_BETTER * n, _SIGMAS * np.sqrt(n)) or right < _HALF * n:
        return None
    classes = predictions.classes
    moved = [place for place, column in enumerate(order) if place != column]
    pairs = ", ".join(f"column {order[place]} is {classes[place]}" for place in moved[:4])
    mended = predictions.with_values(y_pred=predictions.raw.y_pred[:, order])
    names = ",".join(str(classes[place]) for place in np.argsort(order))
    return Note(
        Evidence(
            f"another class order fits far better, {right / n:.4g} against {now / n:.4g} of the "
            f"rows: {pairs}{', ...' if len(moved) > 4 else ''}."  # noqa: PLR2004 - a line full
        ),
        mended,
        keras=f"name the classes in the order of the columns: --labels {names}",
        sklearn=f"y_pred[:, {order.tolist()}]" if len(order) <= 20 else "",  # noqa: PLR2004
    )


def _hits(facts: Facts) -> npt.NDArray[np.int64]:
    """Return (C, K) how many rows of each class have their largest score in each column."""
    hits = []
    for part in facts.parts():
        decided, width = part.scores.argmax(axis=1), part.scores.shape[1]
        hits.append([np.bincount(decided[own], minlength=width) for own in part.labels.T])
    return np.asarray(np.sum(hits, axis=0))


def _best_order(found: npt.NDArray[np.int64]) -> tuple[int, npt.NDArray[np.int64]]:
    """Return how many rows the best order of the columns has right, and that order.

    Args:
        found: (C, C) how many rows of each class have their largest score in each column.
    """
    from scipy.optimize import linear_sum_assignment  # slow to import

    # Of orders that are as good, the one that moves the fewest columns.
    _, order = linear_sum_assignment(found + np.eye(len(found)) * 1e-3, maximize=True)
    return int(found[np.arange(len(order)), order].sum()), np.asarray(order, dtype=np.int64)


def _search(recipe: Recipe, subject: Subject) -> Iterator[Variant]:
    if not is_wide(subject) or any(isinstance(edit, Ordered) for edit in recipe.edits):
        return
    for name, order, weight in subject.facts.once("orders", lambda: list(_orders(subject))):
        yield Variant(edited(recipe, Ordered(order)), {"order": name}, weight)


def _orders(subject: Subject) -> Iterator[tuple[str, tuple[int, ...], float]]:
    """Yield the orders that columns come in by mistake, and the one that fits the labels best."""
    count, classes = subject.facts.width, subject.predictions.classes
    usual = list(range(count))
    by_text = sorted(usual, key=str)
    by_name = (
        sorted(usual, key=lambda place: str(classes[place])) if len(classes) == count else usual
    )
    orders = {
        "class numbers sorted as text": (by_text, 0.4),
        "from class numbers sorted as text": (list(np.argsort(by_text)), 0.4),
        "classes sorted by name": (by_name, 0.3),
        "from classes sorted by name": (list(np.argsort(by_name)), 0.3),
        "the order that fits best": (_fitting(subject), 0.3),
        "reversed": (usual[::-1], 0.1),
        "one to the left": ([*usual[1:], 0], 0.08),
        "one to the right": ([count - 1, *usual[:-1]], 0.08),
    }
    seen = {tuple(usual)}
    for name, (order, weight) in orders.items():
        places = tuple(int(place) for place in order)
        if places not in seen:
            seen.add(places)
            yield name, places, weight


def _fitting(subject: Subject) -> list[int]:
    """Return the column for each class that makes most decisions right, by assignment."""
    from scipy.optimize import linear_sum_assignment  # slow to import, and not for manual pages

    found = _hits(subject.facts)
    if found.shape[0] != found.shape[1]:
        return list(range(found.shape[1]))
    return [int(place) for place in linear_sum_assignment(-found)[1]]


CAUSE = Cause(
    code="MD004",
    name="class-order",
    summary="the columns of the predictions follow another class order",
    manual=Manual(
        what=(
            "The labels were numbered in one order and the columns of the model in "
            "another: folders sorted as text run 1, 10, 11, 2. Most decisions are the "
            "wrong class, always in the same way."
        ),
        example=(
            "    y_true = [0, 1, 2, 1, 2, 0]       classes 1, 2, 10 as numbers\n"
            "    y_pred = [[.8, .1, .1], [.1, .2, .7], [.2, .6, .2],\n"
            "              [.1, .1, .8], [.1, .7, .2], [.6, .3, .1]]    columns 1, 10, 2\n"
            "    accuracy_score(y_true, y_pred.argmax(axis=1))               = 0.333333\n"
            "    accuracy_score(y_true, y_pred[:, [0, 2, 1]].argmax(axis=1)) = 1.0"
        ),
        why=(
            "`image_dataset_from_directory` numbers folders in the order of their names as "
            "text; `LabelEncoder` and `np.unique` sort numbers as numbers."
        ),
        keras=(
            "Say the order where the labels are made: `class_names=[...]`, or read "
            "model.class_names."
        ),
        sklearn=(
            "Put the columns into the order of the labels: --labels here, `y_pred[:, "
            "order]` in code."
        ),
        neighbours=(
            "MD003 is an order that is off by one. MD006 is two classes the other way "
            "round. MD007 is another order of the rows."
        ),
    ),
    note=_note,
    search=_search,
    sightings=5,
)
