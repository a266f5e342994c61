"""The product's own code as syntax trees, each file read once in a test process: rules of the house look through it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

WEBAPP = Path(__file__).resolve().parents[1] / "webapp"
FILES = sorted(path for path in WEBAPP.rglob("*.py") if "node_modules" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    """What a file says."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything in a file, one after the other."""
    return tuple(ast.walk(tree(path)))
