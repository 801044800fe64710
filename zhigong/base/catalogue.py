"""Catalogues: where a thing exists many times, one entry is one file.

Entries live in ``zhigong/<floor>/<app>/catalogue/<kind>/<code>.py`` (or a data file) and are found,
not listed: to add one is to add the file.
"""

import importlib
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

from django.apps import apps

T = TypeVar("T")


class BrokenCatalogue(ValueError):
    """An entry is missing, repeated or misnamed."""


class Catalogue(Generic[T]):
    """All entries of one kind.

    A Python entry is a module that declares exactly one object of ``contract``, whose ``code`` is
    the file's name. A data entry is read by ``load(path)``.
    """

    def __init__(
        self,
        *,
        kind: str,
        contract: type[T],
        suffix: str = ".py",
        load: Callable[[Path], T] | None = None,
    ) -> None:
        self.kind = kind
        self._contract = contract
        self._suffix = suffix
        self._load = load

    @cached_property
    def _by_code(self) -> dict[str, T]:
        found: dict[str, T] = {}
        for app in apps.get_app_configs():
            if not app.name.startswith("zhigong."):
                continue
            for path in sorted(Path(app.path, "catalogue", self.kind).glob(f"*{self._suffix}")):
                if path.stem.startswith("_"):
                    continue
                entry = self._load(path) if self._load else self._declared(app.name, path.stem)
                if path.stem in found or getattr(entry, "code", None) != path.stem:
                    raise BrokenCatalogue(f"{self.kind}/{path.name}: repeated or misnamed")
                found[path.stem] = entry
        return found

    def _declared(self, app: str, stem: str) -> T:
        module = importlib.import_module(f"{app}.catalogue.{self.kind}.{stem}")
        declared = [v for v in vars(module).values() if isinstance(v, self._contract)]
        if len(declared) != 1:
            raise BrokenCatalogue(f"{module.__name__} declares {len(declared)} entries")
        return declared[0]

    def entries(self) -> list[T]:
        """Return every entry, in the order of ``order`` (if the contract has it) and code."""
        return sorted(
            self._by_code.values(), key=lambda e: (getattr(e, "order", 0), getattr(e, "code", ""))
        )

    def get(self, code: str) -> T:
        """Return one entry.

        :raises KeyError: no file has that name.
        """
        return self._by_code[code]

    def __contains__(self, code: str) -> bool:
        return code in self._by_code
