"""The metric of a user, as it was found: what it is, and fresh ones of it.

Workers import it under other interpreters too: Python 3.9, nothing of the package.
"""

import inspect
from typing import Any, Callable, Optional

#: Names of constructor arguments that the data answer, as ``num_classes`` is.
FILLED = ("num_classes", "n_classes", "nb_classes", "num_labels", "n_labels")

_TWO = ("y_true", "y_pred")


class NoMetricError(Exception):
    """What the user names is no metric, or cannot be made; the message is a line for the user."""


class Subject:
    """The metric of a user, and fresh ones of it.

    Args:
        keras: The module.
        found: A metric function, class, instance, or what returns one.
        called: The arguments to call it with; ``None`` where the user gives none.
        fill: Values for arguments that the data answer, by name.
        again: Finds it anew, so that an instance is fresh; ``None`` where it cannot.
    """

    def __init__(
        self,
        keras: Any,
        found: Any,
        called: Optional[dict[str, Any]] = None,
        fill: Optional[dict[str, Any]] = None,
        again: Optional[Callable[[], Any]] = None,
    ) -> None:
        self._keras, self._found, self._again = keras, found, again
        self._called, self._fill = called, fill or {}
        self.kind = self._told_kind()

    def fresh(self) -> Any:
        """Return what goes into ``metrics=``, as new as it can be made."""
        if self.kind in ("function", "loss"):
            return self._found
        if self.kind == "instance":
            return self._fresh_instance()
        called = self._called or {"args": [], "kwargs": {}}
        filled = {
            name: value
            for name, value in self._fill.items()
            if name in _required(self._found)
            and name not in called["kwargs"]
            and not called["args"]
        }
        return self._found(*called["args"], **called["kwargs"], **filled)

    def described(self) -> dict[str, Any]:
        """Return what is known of it without running it on data."""
        metric = self.fresh()
        if isinstance(metric, self._keras.metrics.Metric):
            name, state = metric.name, _state(metric)
            weights = "sample_weight" in _parameters(type(metric).update_state)
        else:
            name = getattr(metric, "__name__", None) or getattr(metric, "name", None)
            name, state, weights = name or type(metric).__name__, [], False
        return {
            "kind": self.kind,
            "is_metric": isinstance(metric, self._keras.metrics.Metric),
            "name": str(name),
            "state": state,
            "takes_weights": weights,
        }

    def _told_kind(self) -> str:
        found, metrics = self._found, self._keras.metrics
        if isinstance(found, metrics.Metric):
            return "instance"
        if isinstance(found, self._keras.losses.Loss):
            return "loss"
        if not callable(found):
            raise NoMetricError("is {}, which is no metric".format(type(found).__name__))
        needed = [name for name in _required(found) if name not in self._fill]
        if inspect.isclass(found):
            if needed and self._called is None:
                raise NoMetricError(_needs(needed))
            return "class"
        if self._called is not None:
            return "factory"
        if len(needed) > len(_TWO):
            raise NoMetricError(
                "needs {} too, and Keras gives a metric labels and predictions alone".format(
                    ", ".join(needed[len(_TWO) :])
                )
            )
        if len(needed) == len(_TWO) or _takes_two(found):
            return "function"
        if needed:
            raise NoMetricError(_needs(needed))
        return "factory"

    def _fresh_instance(self) -> Any:
        if self._again:
            return self._again()
        try:
            return type(self._found).from_config(self._found.get_config())
        except Exception:
            return self._found


def _state(metric: Any) -> list[list[str]]:
    """Return the names and the types of its variables; in Keras 2 a type is an object."""
    return [[one.name, str(getattr(one.dtype, "name", one.dtype))] for one in metric.variables]


def _needs(names: list[str]) -> str:
    values = ", ".join("{}=...".format(name) for name in names)
    return "needs arguments; give them: NAME({})".format(values)


def _parameters(function: Any) -> dict[str, Any]:
    try:
        return dict(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return {}


def _required(function: Any) -> list[str]:
    """Return the names of the arguments that have no default."""
    places = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [
        name
        for name, one in _parameters(function).items()
        if one.default is inspect.Parameter.empty
        and (one.kind in places or one.kind is inspect.Parameter.KEYWORD_ONLY)
    ]


def _takes_two(function: Any) -> bool:
    """Whether a function with defaults, or ``*args``, looks like one of labels and predictions."""
    parameters = _parameters(function)
    first = [name.lower() for name in parameters][: len(_TWO)]
    variable = any(one.kind is inspect.Parameter.VAR_POSITIONAL for one in parameters.values())
    return variable or any("true" in name or "pred" in name for name in first)
