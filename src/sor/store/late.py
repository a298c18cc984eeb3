"""Modules that are read when something of them is first asked for, so that a command which never does starts fast.

Whoever writes ``psycopg = late("psycopg")`` imports it for the type checker as well.
"""

import importlib.util
import sys
from importlib import import_module
from types import ModuleType


class LateModule(ModuleType):
    """Stands for a module of its name, which is read by the first who asks for something of it.

    Python's own ``LazyLoader`` lets a second thread see the module half read; an import makes it wait.
    """

    def __getattr__(self, name: str) -> object:
        return getattr(import_module(self.__name__), name)


def is_read(module: ModuleType) -> bool:
    """Whether a module has been read whole: one that was not has raised nothing."""
    found = sys.modules.get(module.__name__)
    return found is not None and not getattr(found.__spec__, "_initializing", False)


def late(name: str) -> ModuleType:
    """A module by its whole name; it is read when an attribute is first asked for. Raises ModuleNotFoundError."""
    found = LateModule(name)
    if is_read(found):
        return sys.modules[name]
    if importlib.util.find_spec(name) is None:
        raise ModuleNotFoundError(f"There is no module {name}.", name=name)
    return found
