"""Modules that are read when something of them is first asked for, so that a command which never does starts fast.

Whoever writes ``psycopg = late("psycopg")`` imports it for the type checker as well.
"""

import importlib.util
import sys
from types import ModuleType


def is_read(module: ModuleType) -> bool:
    """Whether a module has been read: one that was not has raised nothing."""
    return type(module) is ModuleType


def late(name: str) -> ModuleType:
    """A module by its whole name; it is read when an attribute is first asked for. Raises ModuleNotFoundError."""
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"There is no module {name}.", name=name)
    loader = importlib.util.LazyLoader(spec.loader)
    spec.loader = loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    loader.exec_module(module)
    return module
