"""The data of a model, in its worker: arrays, or what a function of the user returns.

Python 3.9, NumPy and Keras only: it runs by path under other interpreters too.
"""

import inspect
from collections.abc import Iterator
from typing import Any, NamedTuple, Optional

import numpy as np


class SourceError(Exception):
    """The data cannot be used; the message is one line for the user."""


class Batch(NamedTuple):
    """What one step gets; each part as the model takes it: an array, a list or a dictionary."""

    x: Any
    y: Any
    weights: Any


class Arrays:
    """Arrays of as many rows, cut into batches as ``evaluate`` cuts them."""

    def __init__(self, x: Any, y: Any, weights: Any, batch_size: Optional[int]) -> None:
        self._x, self._y, self._weights = x, y, weights
        self.batch_size = batch_size or 32
        first = leaves(x)[0]
        self.rows = len(first)

    def arguments(self) -> dict[str, Any]:
        """Return what ``evaluate`` is given."""
        return {
            "x": self._x,
            "y": self._y,
            "sample_weight": self._weights,
            "batch_size": self.batch_size,
        }

    def inputs(self) -> dict[str, Any]:
        """Return what ``predict`` is given."""
        return {"x": self._x, "batch_size": self.batch_size}

    def batches(self) -> Iterator[Batch]:
        """Yield the batches of one pass."""
        for start in range(0, self.rows, self.batch_size):
            part = slice(start, start + self.batch_size)
            every = (self._x, self._y, self._weights)
            yield Batch(*(mapped(lambda array, part=part: array[part], one) for one in every))


class Stream:
    """A data set or a generator, which makes its own batches, anew in every pass."""

    batch_size = None
    rows = None

    def __init__(self, keras: Any, make: Any, made: Any) -> None:
        self._keras, self._make, self._made = keras, make, made
        self._used = False

    def _source(self) -> Any:
        """Return the source; of a generator, which can be read once, a new one."""
        if inspect.isgenerator(self._made) and self._used:
            self._made = self._make()
        self._used = True
        return self._made

    def arguments(self) -> dict[str, Any]:
        """Return what ``evaluate`` is given."""
        return {"x": self._source()}

    def inputs(self) -> dict[str, Any]:
        """Return what ``predict`` is given."""
        return {"x": self._source()}

    def batches(self) -> Iterator[Batch]:
        """Yield the batches of one pass."""
        source = self._source()
        of_index = hasattr(source, "__getitem__") and hasattr(source, "__len__")
        each = (source[place] for place in range(len(source))) if of_index else iter(source)
        for one in each:
            x, y, weights = self._keras.utils.unpack_x_y_sample_weight(one)
            yield Batch(*(mapped(np.asarray, part) for part in (x, y, weights)))


def of_result(keras: Any, make: Any, batch_size: Optional[int]) -> Any:
    """Return the data that a function of the user makes.

    Raises:
        SourceError: It returns something else.
    """
    made = make() if callable(make) else make
    if isinstance(made, dict) and "x" in made and "y" in made:
        made = (made["x"], made["y"], made.get("sample_weight"))
    if isinstance(made, (tuple, list)):
        if len(made) not in (2, 3) or made[1] is None:
            raise SourceError(
                "returns {} things; return x and y, or x, y and sample_weight".format(len(made))
            )
        x, y, weights = (*made, None)[:3]
        return of_arrays(x, y, weights, batch_size)
    if hasattr(made, "shape") or isinstance(made, (str, dict)):
        raise SourceError(
            "returns {} alone; return x and y, or x, y and sample_weight".format(
                type(made).__name__
            )
        )
    if hasattr(made, "__iter__") or (hasattr(made, "__getitem__") and hasattr(made, "__len__")):
        return Stream(keras, make, made)
    raise SourceError(
        "returns {}; return x and y, x, y and sample_weight, or a data set".format(
            type(made).__name__
        )
    )


def of_arrays(x: Any, y: Any, weights: Any, batch_size: Optional[int]) -> Arrays:
    """Return arrays that have as many rows.

    Raises:
        SourceError: They have not.
    """
    x, y, weights = (mapped(_as_keras_takes, part) for part in (x, y, weights))
    rows = [len(one) for one in leaves(x) + leaves(y) + leaves(weights)]
    if len(set(rows)) != 1 or not rows[0]:
        raise SourceError("has arrays of {} rows; all need as many".format(sorted(set(rows))))
    return Arrays(x, y, weights, batch_size)


def _as_keras_takes(array: Any) -> Any:
    """Return an array as Keras makes it of what it is given: (N, 1) of a Series."""
    if hasattr(array, "iloc"):
        array = array.to_numpy()
        return array[:, None] if array.ndim == 1 else array
    return np.asarray(array)


def mapped(change: Any, structure: Any) -> Any:
    """Return a structure of lists and dictionaries with each array changed."""
    if structure is None:
        return None
    if isinstance(structure, dict):
        return {name: mapped(change, one) for name, one in structure.items()}
    if isinstance(structure, (list, tuple)) and not _is_array(structure):
        return [mapped(change, one) for one in structure]
    return change(structure)


def leaves(structure: Any, names: Any = ()) -> list[Any]:
    """Return the arrays of a structure; of a dictionary in the order of *names*."""
    if structure is None:
        return []
    if isinstance(structure, dict):
        ordered = names if set(names) == set(structure) else sorted(structure)
        return [array for name in ordered for array in leaves(structure[name])]
    if isinstance(structure, (list, tuple)) and not _is_array(structure):
        return [array for one in structure for array in leaves(one)]
    return [structure]


def _is_array(structure: Any) -> bool:
    """Whether a list is one of numbers, which Keras takes for one array."""
    return bool(structure) and np.isscalar(structure[0])
