"""Modules that are read when they are first used.

The libraries of workbooks, tables and pinyin take longer to read than everything else together,
and most commands and pages never use them.
"""

from importlib import import_module
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    """Stands for a module; reads it, under the interpreter's own lock, at the first attribute."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked by tools that look at modules, never by code
            raise AttributeError(name)
        found = getattr(import_module(self.__name__), name)
        setattr(self, name, found)
        return found


def later(name: str) -> Any:
    """Return a module by its full name, to be read when it is first used.

    For type checkers, import it under ``TYPE_CHECKING`` as well.

    :raises ImportError: at the first use, if there is no such module.
    """
    return _Later(name)
