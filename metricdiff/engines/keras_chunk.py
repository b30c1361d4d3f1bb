"""The rows of one update, in the forms that metrics take.

Python 3.9, NumPy and Keras only: it runs by path under other interpreters too.
"""

from typing import Any

#: Where the class numbers of labels and predictions stand.
_INDEX = {"labels": "label_index", "predictions": "prediction_index"}


class Chunk:
    """Some rows, as tensors, in each form that a metric asks for, made once.

    Args:
        keras: The module.
        arrays: The labels, the predictions, their class numbers, the weights and the mask.
        classes: The number of columns of one-hot rows.
        rows: Which rows.
    """

    def __init__(self, keras: Any, arrays: dict[str, Any], classes: int, rows: slice) -> None:
        self._keras, self._arrays, self._classes, self._rows = keras, arrays, classes, rows
        self._made: dict[tuple[str, str], Any] = {}

    def form(self, name: str, form: str) -> Any:
        """Return the labels, the predictions, the weights or the mask in a form."""
        if (name, form) not in self._made:
            self._made[name, form] = self._of(name, form)
        return self._made[name, form]

    def masked(self, form: str) -> Any:
        """Return the predictions with the mask of the data."""
        if ("masked", form) not in self._made:
            # A tensor of its own: metrics that get weights get no mask besides.
            tensor = self._keras.ops.copy(self.form("predictions", form))
            tensor._keras_mask = self.form("mask", "as_is")  # noqa: SLF001 - where Keras looks
            self._made["masked", form] = tensor
        return self._made["masked", form]

    def _of(self, name: str, form: str) -> Any:
        import numpy as np  # the process that starts the worker does without until later

        if form == "as_is":
            array = np.asarray(self._arrays[name][self._rows])
        else:
            index = self._arrays[_INDEX[name]][self._rows]
            if form == "class_index":
                array = np.asarray(index)[:, None]
            else:
                # A label that is no class, -1, is the last row: all zeros.
                array = np.eye(self._classes + 1, self._classes, dtype="float32")[index]
        return self._keras.ops.convert_to_tensor(array)
