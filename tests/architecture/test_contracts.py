"""The import contracts of ``pyproject.toml`` hold, and each one would notice a fault."""

import re
from functools import cache

import grimp
import pytest

from tests.architecture.tree import HERE, Tree

LINT = ("-c", "from importlinter.cli import lint_imports_command as c; c()")
FLOORS = "Floors depend downwards only"
REGISTRY = "Order inside the registry"
ENGINES = "Order inside the engines"
WORK = "Work apps never import each other"
SCREENS = "Screens never import each other"
INSIDE = "Inside an app"
PURE = "Rules and kernel are pure Python"
TABLES = "Interfaces reach tables only through queries and operations"


def broken(tree: Tree) -> set[str]:
    """Return the names of the contracts that do not hold in a tree."""
    done = tree.run(*LINT, "--no-cache", "--no-logo")
    text = re.sub(r"\s+", " ", done.stdout + done.stderr)
    judged = {c["name"]: _verdict(text, c["name"]) for c in tree.contracts()}
    assert None not in judged.values(), done.stdout + done.stderr
    return {name for name, verdict in judged.items() if verdict == "BROKEN"}


def _verdict(text: str, name: str) -> str | None:
    found = re.search(re.escape(name) + r" (KEPT|BROKEN)", text)
    return found and found[1]


def test_every_contract_holds() -> None:
    done = HERE.run(*LINT, "--no-cache", "--no-logo")

    assert done.returncode == 0, done.stdout + done.stderr


FAULTS = [
    (FLOORS, "zhigong/registry/unions/queries.py", "import zhigong.engines.indicators.queries"),
    (FLOORS, "zhigong/kernel/money.py", "import zhigong.base.clock"),
    (FLOORS, "zhigong/attic/__init__.py", '"""A floor nobody placed."""'),
    (REGISTRY, "zhigong/registry/unions/queries.py", "import zhigong.registry.people.queries"),
    (REGISTRY, "zhigong/registry/attic/__init__.py", '"""An app nobody placed."""'),
    (ENGINES, "zhigong/engines/exchange/contract.py", "import zhigong.engines.indicators.queries"),
    (ENGINES, "zhigong/engines/attic/__init__.py", '"""An app nobody placed."""'),
    (WORK, "zhigong/work/attic/__init__.py", "import zhigong.work.membership"),
    (SCREENS, "zhigong/screens/desk/views.py", "import zhigong.screens.portal.views"),
    (INSIDE, "zhigong/registry/audit/queries.py", "import zhigong.registry.audit.operations"),
    (PURE, "zhigong/registry/unions/rules.py", "import django.db"),
    (PURE, "zhigong/kernel/money.py", "import django.utils.timezone"),
    (PURE, "zhigong/registry/people/rules.py", "import zhigong.registry.unions.queries"),
    (TABLES, "zhigong/registry/accounts/views/own.py", "import zhigong.registry.accounts.models"),
    (TABLES, "zhigong/registry/audit/jobs.py", "import zhigong.registry.audit.models"),
]


@pytest.mark.parametrize(("contract", "path", "fault"), FAULTS)
def test_a_planted_import_breaks_its_contract(
    copy: Tree, contract: str, path: str, fault: str
) -> None:
    copy.add(path, fault)

    assert contract in broken(copy)


def test_every_contract_has_a_planted_fault() -> None:
    assert {contract for contract, _path, _fault in FAULTS} == {c["name"] for c in HERE.contracts()}


@cache
def graph() -> grimp.ImportGraph:
    """Return the imports of the tree, squashed external packages included."""
    return grimp.build_graph("zhigong", include_external_packages=True, cache_dir=None)


def expressions(contract: dict[str, object]) -> list[str]:
    """Return every module expression of a contract, those made of container and layer too.

    An exhaustive order may name in parentheses what is still to come.
    """
    word = r"(?<!\()\b\w+" if contract.get("exhaustive") else r"\w+"
    keys = ("containers", "modules", "source_modules", "forbidden_modules")
    found = [str(e) for key in keys for e in contract.get(key, [])]  # type: ignore[union-attr]
    for container in contract.get("containers", []):  # type: ignore[union-attr]
        for layer in contract["layers"]:  # type: ignore[union-attr]
            found += [f"{container}.{name}" for name in re.findall(word, layer)]
    return found


def unmatched(contract: dict[str, object], modules: frozenset[str] | set[str]) -> set[str]:
    """Return the layers and patterns of a contract that no module answers to.

    A layer is looked for in all containers together: few apps have every layer.
    """
    alive: set[str] = set()
    for expression in expressions(contract):
        pattern = re.escape(expression).replace(r"\*", r"[^.]+")
        if any(re.fullmatch(pattern, module) for module in modules):
            alive.add(expression)
    containers = {str(c) for c in contract.get("containers", [])}  # type: ignore[union-attr]
    layers = {e.rpartition(".")[2] for e in alive if e.rpartition(".")[0] in containers}
    return {
        e
        for e in expressions(contract)
        if e not in alive
        and not (e.rpartition(".")[0] in containers and e.rpartition(".")[2] in layers)
    }


@pytest.mark.parametrize("contract", HERE.contracts(), ids=lambda c: c["name"])
def test_every_pattern_matches_a_module(contract: dict[str, object]) -> None:
    lacking = unmatched(contract, graph().modules)

    assert not lacking


def test_a_pattern_that_matches_nothing_is_noticed() -> None:
    wrong = {"source_modules": ["zhigong.*.rules"], "forbidden_modules": ["django"]}

    assert unmatched(wrong, graph().modules) == {"zhigong.*.rules"}
