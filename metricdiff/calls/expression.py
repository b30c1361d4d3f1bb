"""The text of a call, parsed and checked.  Nothing here runs anything.

The language is a small part of Python's: calls by name, keyword arguments that are literals,
comparisons and indexing of the inputs, arithmetic.  Whatever else a text holds is refused with its
position, so that a call from a shell script can never run code.
"""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from metricdiff.errors import UsageError

#: Functions that a call may use beside those of its library.
HELPERS = frozenset({"np.mean", "np.sqrt", "np.where", "np.average", "np.clip", "expit", "softmax"})
#: Methods of an array that a call may use.
METHODS = frozenset({"argmax", "argsort", "max", "min", "mean", "round", "ravel", "reshape"})
#: The arrays that a call may name.
INPUTS = frozenset({"y_true", "y_pred", "decision", "classes", "sample_weight", "mask"})
#: Those of them that have a value a row, which a mask leaves out.
_ROWS = frozenset({"y_true", "y_pred", "decision", "sample_weight"})

_MOST_REPEATS = 10_000
_LITERALS = (int, float, str, bool, type(None))
_NODES = (
    *(ast.Call, ast.Name, ast.Constant, ast.Attribute, ast.keyword, ast.Load, ast.Store),
    *(ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.UnaryOp, ast.USub),
    *(ast.Compare, ast.Gt, ast.GtE, ast.Lt, ast.LtE, ast.Eq, ast.NotEq),
    *(ast.Subscript, ast.Slice, ast.Tuple, ast.List, ast.ListComp, ast.comprehension),
)


@dataclass(frozen=True, eq=False)
class Call:
    """A checked call expression; calls with one text are equal.

    Attributes:
        tree: The parsed expression, as written.
    """

    tree: ast.expr

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Call) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    @cached_property
    def text(self) -> str:
        """The call as a user can paste it, strings in double quotes."""
        return unparse(self.tree)

    @cached_property
    def expanded(self) -> ast.expr:
        """The expression with each ``[... for c in range(n)]`` written out."""
        tree: ast.expr = _Unroll().visit(copy.deepcopy(self.tree))
        return ast.fix_missing_locations(tree)

    def library_calls(self) -> Iterator[ast.Call]:
        """Yield the calls of the library's own functions or classes, comprehensions expanded."""
        for node in ast.walk(self.expanded):
            if isinstance(node, ast.Call) and is_library_call(node):
                yield node

    def names(self) -> Iterator[str]:
        """Yield the names that are given to calls and are no input, as those of functions are."""
        for call in self.library_calls():
            for value in (*call.args, *(keyword.value for keyword in call.keywords)):
                if isinstance(value, ast.Name) and value.id not in INPUTS:
                    yield value.id

    def without(self, defaults: Mapping[str, Mapping[str, object]]) -> Call:
        """Return the call without the keyword arguments that say what the default says anyway.

        Args:
            defaults: For each function or class, its default arguments by name.
        """
        return Call(_DropDefaults(defaults).visit(copy.deepcopy(self.tree)))

    def with_keyword(self, keyword: str, name: str, *, unless: frozenset[str]) -> Call:
        """Return the call with ``keyword=name`` added to each call of a library function.

        Args:
            keyword: The argument to add.
            name: The input that it is given.
            unless: Functions that do not take the argument.
        """
        return Call(_AddKeyword(keyword, name, unless).visit(copy.deepcopy(self.tree)))

    def with_settings(self, settings: Mapping[str, Any]) -> Call:
        """Return the call with other literal keyword arguments in each call of the library.

        Args:
            settings: The arguments by name; those that are ``...`` are left out.
        """
        return Call(_SetKeywords(settings).visit(copy.deepcopy(self.tree)))

    def with_input(self, name: str, text: str) -> Call:
        """Return the call with the input *name* replaced by the expression *text*."""
        tree = _Substitute(name, ast.parse(text, mode="eval").body).visit(copy.deepcopy(self.tree))
        return Call(tree)

    @property
    def masked(self) -> Call:
        """The call on the rows that a mask leaves: ``f1_score(y_true[mask], y_pred[mask])``."""
        if any(isinstance(node, ast.Name) and node.id == "mask" for node in ast.walk(self.tree)):
            return self
        return Call(_Masked().visit(copy.deepcopy(self.tree)))

    def with_arguments(self, arguments: list[str]) -> Call:
        """Return the call, a single function call, with positional *arguments* in front."""
        tree = copy.deepcopy(self.tree)
        assert isinstance(tree, ast.Call)  # noqa: S101 - a promise of the caller
        tree.args = [ast.parse(text, mode="eval").body for text in arguments]
        return Call(tree)


def parse(text: str) -> Call:
    """Parse and check the text of a call.

    Args:
        text: For example ``f1_score(y_true, y_pred > 0.5)`` or ``1 - BinaryAccuracy()``.

    Raises:
        UsageError: The text is not such a call; the message points at the place.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        position = getattr(error, "offset", None) or 1
        raise UsageError(_at(text.strip(), position, "not a call")) from None
    for node in ast.walk(tree):
        problem = _problem(node)
        if problem:
            raise UsageError(_at(text.strip(), getattr(node, "col_offset", 0) + 1, problem))
    call = Call(tree)
    try:
        metrics = list(call.library_calls())
    except RecursionError:
        raise UsageError(_at(text.strip()[:40], 1, "too deep to read")) from None
    if not metrics:
        raise UsageError(_at(text.strip(), 1, "no metric is called"))
    return call


def unparse(node: ast.AST) -> str:
    """Return the source of *node*, strings in double quotes as the libraries' documents do."""
    return ast.unparse(_DoubleQuotes().visit(copy.deepcopy(node)))


def dotted(node: ast.expr) -> str:
    """Return ``np.where`` for that attribute, ``f1_score`` for that name, else ``''``."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return ""


def is_library_call(node: ast.Call) -> bool:
    """Whether *node* calls a function or class of the library, not a helper or a method."""
    return isinstance(node.func, ast.Name) and node.func.id not in HELPERS | {"range"}


def _at(text: str, position: int, problem: str) -> str:
    return f"{problem}: character {position} of {text!r}"


def _problem(node: ast.AST) -> str:  # noqa: PLR0911 - one return a rule
    """Say what is wrong with one node on its own, or return ``''``."""
    if not isinstance(node, _NODES):
        return f"{type(node).__name__.lower()} is not allowed in a call"
    if isinstance(node, ast.Constant) and not isinstance(node.value, _LITERALS):
        return "only numbers, strings, True, False and None are allowed"
    if isinstance(node, ast.Call):
        return _problem_of_call(node)
    if isinstance(node, ast.ListComp):
        return _problem_of_comprehension(node)
    if isinstance(node, ast.Compare) and len(node.ops) != 1:
        return "one comparison at a time"
    if isinstance(node, ast.Attribute) and node.attr not in METHODS and dotted(node) not in HELPERS:
        return f".{node.attr} is not allowed in a call"
    return ""


def _problem_of_call(node: ast.Call) -> str:
    if any(isinstance(argument, ast.Starred) for argument in node.args) or any(
        keyword.arg is None for keyword in node.keywords
    ):
        return "write each argument out"
    if isinstance(node.func, ast.Name):
        return ""
    if isinstance(node.func, ast.Attribute):
        allowed = dotted(node.func) in HELPERS or node.func.attr in METHODS
        return "" if allowed else f"{unparse(node.func)} is not a metric"
    return "only a metric can be called, by its name"


def _problem_of_comprehension(node: ast.ListComp) -> str:
    one = node.generators[0]
    call = one.iter
    if (
        len(node.generators) == 1
        and not one.ifs
        and isinstance(one.target, ast.Name)
        and isinstance(call, ast.Call)
        and dotted(call.func) == "range"
        and len(call.args) == 1
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, int)
        and call.args[0].value <= _MOST_REPEATS
    ):
        return ""
    return f"only [... for name in range(n)] is allowed, n up to {_MOST_REPEATS}"


def quoted(text: str) -> str:
    """Spell text in double quotes; half a pair of surrogates, which is no character, escaped."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(text)
    return json.dumps(text, ensure_ascii=False)


class _DoubleQuotes(ast.NodeTransformer):
    """Strings become names that are spelled as JSON strings, which unparse writes as they are."""

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if isinstance(node.value, str):
            return ast.Name(quoted(node.value))
        return node


class _Unroll(ast.NodeTransformer):
    def visit_ListComp(self, node: ast.ListComp) -> ast.List:
        target, repeats = node.generators[0].target, node.generators[0].iter
        assert isinstance(target, ast.Name)  # noqa: S101 - checked by parse
        count = ast.literal_eval(repeats.args[0])  # type: ignore[attr-defined]
        copies = [
            _Substitute(target.id, ast.Constant(value)).visit(copy.deepcopy(node.elt))
            for value in range(count)
        ]
        return ast.List(copies, ast.Load())


class _Substitute(ast.NodeTransformer):
    def __init__(self, name: str, replacement: ast.expr) -> None:
        self.name, self.replacement = name, replacement

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.replacement if node.id == self.name else node


class _Masked(ast.NodeTransformer):
    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in _ROWS:
            return node
        return ast.Subscript(node, ast.Name("mask", ast.Load()), ast.Load())


class _DropDefaults(ast.NodeTransformer):
    def __init__(self, defaults: Mapping[str, Mapping[str, object]]) -> None:
        self.defaults = defaults

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        defaults = self.defaults.get(dotted(node.func), {})
        node.keywords = [kept for kept in node.keywords if not _is_default(kept, defaults)]
        return node


class _SetKeywords(ast.NodeTransformer):
    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = settings

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if is_library_call(node):
            kept = [one for one in node.keywords if one.arg not in self.settings]
            added = [
                ast.keyword(name, ast.Constant(value))
                for name, value in self.settings.items()
                if value is not ...
            ]
            node.keywords = kept + added
        return node


def _is_default(keyword: ast.keyword, defaults: Mapping[str, object]) -> bool:
    if keyword.arg is None or keyword.arg not in defaults:
        return False
    try:
        value = ast.literal_eval(keyword.value)
    except ValueError:  # an input, not a literal
        return False
    default = defaults[keyword.arg]
    return bool(value == default) and isinstance(value, bool) == isinstance(default, bool)


class _AddKeyword(ast.NodeTransformer):
    def __init__(self, keyword: str, name: str, unless: frozenset[str]) -> None:
        self.keyword, self.name, self.unless = keyword, name, unless

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        given = {keyword.arg for keyword in node.keywords}
        takes_it = is_library_call(node) and dotted(node.func) not in self.unless
        if takes_it and self.keyword not in given:
            node.keywords.append(ast.keyword(self.keyword, ast.Name(self.name, ast.Load())))
        return node
