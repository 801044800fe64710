"""What one app may import of another: its doors, never its rooms."""

from dataclasses import dataclass

from tests.architecture.tree import FLOORS, Tree

DOORS = {"queries", "operations", "events", "permissions", "contract", "catalogue"}

ASSEMBLED = {"api"}  # a screen puts the apps' routers together, as it does their addresses


@dataclass(frozen=True, slots=True)
class Place:
    """Where a module stands: its floor, its app, and the rest of its path."""

    floor: str
    app: str
    inside: tuple[str, ...]


def place_of(module: str) -> Place | None:
    """Return the place of a module, ``None`` for foundations, the filler, tests and outside."""
    _root, *parts = module.split(".")
    if len(parts) < 2 or parts[0] not in FLOORS or "tests" in parts:
        return None
    return Place(parts[0], parts[1], tuple(parts[2:]))


def is_foreign_room(importer: str, imported: str) -> bool:
    """Whether a module imports the inside of another app past its doors."""
    here, there = place_of(importer), place_of(imported)
    if here is None or there is None or (here.floor, here.app) == (there.floor, there.app):
        return False
    doors = DOORS | ASSEMBLED if here.floor == "screens" else DOORS
    return not there.inside or there.inside[0] not in doors


def foreign_rooms(tree: Tree) -> list[str]:
    """Return every import of another app's inside."""
    done = tree.run("-c", _LIST_IMPORTS)
    assert done.returncode == 0, done.stderr
    pairs = (line.split(" ") for line in done.stdout.splitlines())
    return [f"{a} imports {b}" for a, b in pairs if is_foreign_room(a, b)]


_LIST_IMPORTS = """
import grimp
graph = grimp.build_graph(
    "zhigong", exclude_type_checking_imports=True, cache_dir=None
)
for module in sorted(graph.modules):
    for imported in sorted(graph.find_modules_directly_imported_by(module)):
        print(module, imported)
"""
