"""What stands around a metric in a call: a factor, a sign, the complement to 1."""

from __future__ import annotations

import ast


def peeled(node: ast.expr) -> tuple[float, bool, ast.expr]:
    """Take ``-x``, ``100 * x`` and ``1 - x`` off an expression.

    Returns:
        The factor, whether the value is taken from 1, and what is inside.
    """
    if isinstance(node, ast.UnaryOp):
        scale, complement, inner = peeled(node.operand)
        return -scale, complement, inner
    if isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant):
        value = node.left.value
        if isinstance(node.op, ast.Mult) and isinstance(value, int | float):
            scale, complement, inner = peeled(node.right)
            return scale * value, complement, inner
        if isinstance(node.op, ast.Sub) and value == 1:
            return 1.0, True, node.right
    return 1.0, False, node
