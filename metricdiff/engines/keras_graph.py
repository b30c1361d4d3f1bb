"""Many metrics in one TensorFlow graph, as a compiled model has them in ``evaluate``.

What several metrics make of a chunk, such as the labels in float32 or the places of scores among
thresholds, TensorFlow then makes once, and what does not depend on each other runs side by side.
The numbers are those of the metrics one by one.  Python 3.9 and TensorFlow only: it runs by path.
"""

import importlib
import warnings
from collections.abc import Iterable, Sequence
from typing import Any

#: To make the graph takes as long as so many chunks.
WORTH = 15


class Graph:
    """Updates metrics with chunks of one size.

    Args:
        keras: The module.
        runs: Metrics that have seen a chunk: they have all their variables, and have warned.
    """

    def __init__(self, keras: Any, runs: Sequence[Any]) -> None:
        #: Those that are in the graph.
        self.runs = [run for run in runs if run.joins]
        if not self.runs or keras.config.backend() != "tensorflow":
            self.runs = []
            return
        forms = {(name, form) for run in self.runs for name, form in run.forms.items()}
        self._forms = {f"{name} {form}": (name, form) for name, form in sorted(forms)}
        tf = importlib.import_module("tensorflow")
        self._function = tf.function(self._update, autograph=False)

    def feed(self, chunks: Iterable[Any]) -> None:
        """Feed the metrics with all of the chunks.

        Where one of them cannot take a chunk they are as they were before, and leave the graph:
        which one it is shows when they are fed one by one.
        """
        variables = [one for run in self.runs for one in run.metric.variables]
        before = [variable.numpy() for variable in variables]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                for chunk in chunks if self.runs else ():
                    forms = self._forms.items()
                    self._function({key: chunk.form(name, form) for key, (name, form) in forms})
        except Exception:
            for variable, value in zip(variables, before):
                variable.assign(value)
            self.runs = []

    def _update(self, tensors: dict[str, Any]) -> None:
        for run in self.runs:
            run.feed({name: tensors[f"{name} {form}"] for name, form in run.forms.items()})
