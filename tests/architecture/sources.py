"""The project's own modules, as text and as trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("gateway", "resolvers", "backends", "upkeep")


def modules() -> list[Path]:
    """Every module of ours, relative to the root."""
    return sorted(path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def tree(module: Path) -> ast.Module:
    """A module's syntax."""
    return ast.parse((ROOT / module).read_text(encoding="utf-8"))


def functions(module: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """A module's functions and methods, nested ones included."""
    return (node for node in ast.walk(tree(module)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
