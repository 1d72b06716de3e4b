"""The shape that the code keeps, whoever adds to it."""

import ast
from statistics import median

import pytest

from tests.architecture.sources import PACKAGES, ROOT, functions, modules, tree

MOST_LINES = 400
# A module named like this forbids nothing, and so it grows.
FORBIDS_NOTHING = {"common", "core", "helper", "helpers", "lib", "misc", "shared", "tools", "util", "utils"}


def test_no_module_is_long() -> None:
    lines = {str(module): (ROOT / module).read_text(encoding="utf-8").count("\n") for module in modules()}
    assert {module: count for module, count in lines.items() if count > MOST_LINES} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_median_function_is_short(package: str) -> None:
    lengths = [
        function.end_lineno - function.lineno + 1
        for module in modules()
        if module.parts[0] == package
        for function in functions(module)
        if function.end_lineno is not None
    ]
    assert median(lengths) < 10


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(module) for module in modules() if tree(module).body and not ast.get_docstring(tree(module))]
    assert silent == []


def test_every_name_says_what_is_inside() -> None:
    words = {
        str(module): {word for part in module.with_suffix("").parts for word in part.split("_")} for module in modules()
    }
    assert {module: said for module, said in words.items() if said & FORBIDS_NOTHING} == {}


def test_imports_stand_at_the_top() -> None:
    """An import inside a function hides a layer that is missing."""
    hidden = [
        f"{module}:{node.lineno}"
        for module in modules()
        for function in functions(module)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_every_folder_with_modules_is_a_package() -> None:
    """The import contracts do not see what is not in a package."""
    folders = {module.parent for module in modules()}
    assert [str(folder) for folder in sorted(folders) if not (ROOT / folder / "__init__.py").exists()] == []
