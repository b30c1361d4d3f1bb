"""The interpreter of call expressions: it walks a checked tree and never compiles it."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from metricdiff.calls.expression import HELPERS, Call, dotted, is_library_call, unparse

#: The values of the positional and of the keyword arguments of a call.
Arguments = tuple[list[Any], dict[str, Any]]
#: Runs one call of the library: the node, and what works its arguments out.
LibraryCall = Callable[[ast.Call, Callable[[], Arguments]], Any]

_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def evaluate(call: Call, inputs: Mapping[str, Any], library_call: LibraryCall) -> Any:
    """Return the value of a call expression.

    Args:
        call: The checked expression.
        inputs: The arrays that the expression may name.
        library_call: Runs the library's own functions or classes.

    Raises:
        NameError: The expression names an input that this data has not.
        Exception: Whatever the library raises.
    """
    return _Interpreter(inputs, library_call).value(call.expanded)


def arguments_of(node: ast.Call, inputs: Mapping[str, Any]) -> Arguments:
    """Return the values of the arguments of one call, none of which is a call of the library."""

    def refused(inner: ast.Call, _: Callable[[], Arguments]) -> Any:
        raise TypeError(f"{unparse(inner)} stands inside of another call")

    return _Interpreter(inputs, refused).arguments(node)


class _Interpreter:
    def __init__(self, inputs: Mapping[str, Any], library_call: LibraryCall) -> None:
        self.inputs = inputs
        self.library_call = library_call

    def value(self, node: ast.AST) -> Any:
        return getattr(self, f"_{type(node).__name__.lower()}")(node)

    def arguments(self, node: ast.Call) -> Arguments:
        arguments = [self.value(argument) for argument in node.args]
        keywords = {keyword.arg or "": self.value(keyword.value) for keyword in node.keywords}
        return arguments, keywords

    def _constant(self, node: ast.Constant) -> Any:
        return node.value

    def _name(self, node: ast.Name) -> Any:
        if node.id not in self.inputs:
            raise NameError(f"there is no {node.id} here; there are {', '.join(self.inputs)}")
        return self.inputs[node.id]

    def _list(self, node: ast.List) -> list[Any]:
        return [self.value(element) for element in node.elts]

    def _tuple(self, node: ast.Tuple) -> tuple[Any, ...]:
        return tuple(self.value(element) for element in node.elts)

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        if isinstance(node.operand, ast.Constant):  # -1 stays whole: it may be an index
            return ast.literal_eval(node)
        return -_number(self.value(node.operand))

    def _binop(self, node: ast.BinOp) -> Any:
        left, right = _number(self.value(node.left)), _number(self.value(node.right))
        with np.errstate(divide="ignore", invalid="ignore"):
            return _ARITHMETIC[type(node.op)](left, right)

    def _compare(self, node: ast.Compare) -> Any:
        left, right = self.value(node.left), self.value(node.comparators[0])
        return _COMPARISONS[type(node.ops[0])](left, right)

    def _slice(self, node: ast.Slice) -> slice:
        parts = (node.lower, node.upper, node.step)
        return slice(*(None if part is None else self.value(part) for part in parts))

    def _subscript(self, node: ast.Subscript) -> Any:
        return self.value(node.value)[self.value(node.slice)]

    def _call(self, node: ast.Call) -> Any:
        if is_library_call(node):
            return self.library_call(node, partial(self.arguments, node))
        arguments, keywords = self.arguments(node)
        if dotted(node.func) in HELPERS:
            with np.errstate(divide="ignore", invalid="ignore"):
                return _helper(dotted(node.func))(*arguments, **keywords)
        assert isinstance(node.func, ast.Attribute)  # noqa: S101 - checked by parse
        owner = np.asarray(self.value(node.func.value))
        return getattr(owner, node.func.attr)(*arguments, **keywords)

    def _attribute(self, node: ast.Attribute) -> Any:
        raise TypeError(f"{unparse(node)} stands alone: call it")


def _number(value: Any) -> Any:
    """Let numbers and arrays of numbers through, numbers as floats so that none grows huge."""
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"arithmetic needs numbers, not {type(value).__name__}")
    return np.float64(array) if array.ndim == 0 else array


def _helper(name: str) -> Callable[..., Any]:
    if name in {"expit", "softmax"}:
        from scipy import special  # scipy takes a while to import

        return getattr(special, name)  # type: ignore[no-any-return]
    return getattr(np, name.removeprefix("np."))  # type: ignore[no-any-return]
