"""Modules that are imported when they are first used."""

import importlib.util
import sys
from types import ModuleType


def later(name: str) -> ModuleType:
    """A module by its full name; its code runs when one of its attributes is first read.

    Errors: `ModuleNotFoundError` at once when there is no such module.
    """
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name=name)
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
