"""What only a loaded Django knows: where foreign keys point, and how every route is guarded.

Run as a module in a tree it prints its findings as JSON, so that a copy can be looked at too.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

from tests.architecture.tree import HERE, Tree

# Screens, health and files that ask for no ability on purpose are pages marked ``public_page``;
# these few are no pages of ours.
PUBLIC = {"api-1.0.0:api-root"}
FRAMEWORK = {"auth", "contenttypes", "sessions", "messages", "procrastinate", "pghistory"}


def order_of_apps(tree: Tree) -> dict[str, tuple[int, int]]:
    """Return the height of every app: floor first, then its place on the floor.

    Apps that stand side by side have one height, so that keys between them are refused as well.
    """
    floors = list(reversed(tree.contract("Floors depend downwards only")["layers"]))
    height: dict[str, tuple[int, int]] = {}
    for number, layer in enumerate(floors):
        for floor in re.findall(r"\w+", layer):
            height[f"zhigong.{floor}"] = (number, 0)
            for app in (tree.package / floor).glob("*/apps.py"):
                height[f"zhigong.{floor}.{app.parent.name}"] = (number, 0)
            name = f"Order inside the {floor}"
            layers = next((c["layers"] for c in tree.contracts() if c["name"] == name), [])
            for place, inner in enumerate(reversed(layers)):
                for app in re.findall(r"\w+", inner):
                    height[f"zhigong.{floor}.{app}"] = (number, place)
    return height


def upward_keys(tree: Tree) -> list[str]:
    """Return every foreign key that points up or sideways."""
    from django.apps import apps

    height = order_of_apps(tree)
    found = []
    for model in apps.get_models(include_auto_created=True):
        here = model._meta.app_config
        if not here.name.startswith("zhigong."):
            continue
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            if field.related_model in (None, model):
                continue
            there = field.related_model._meta.app_config
            if there == here or there.label in FRAMEWORK:
                continue
            if height[there.name] >= height[here.name]:
                found.append(f"{model._meta.label}.{field.name} points to {there.name}")
    return found


def routes() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Yield the address, full name and view of every route."""
    from django.urls import URLPattern, get_resolver

    def walk(resolver: Any, prefix: str, spaces: tuple[str, ...]) -> Iterator[Any]:
        for entry in resolver.url_patterns:
            address = prefix + str(entry.pattern)
            if isinstance(entry, URLPattern):
                yield address, ":".join([*spaces, entry.name or ""]), entry.callback
            else:
                inner = (entry.namespace,) if entry.namespace else ()
                yield from walk(entry, address, spaces + inner)

    yield from walk(get_resolver(), "", ())


def unclassified_routes(_tree: Tree) -> list[str]:
    """Return every route that neither a page decorator nor the API's sign-in guards."""
    found = []
    for address, name, view in routes():
        operations = api_operations(view)
        if operations is not None:
            found += [f"{address} {o.view_func.__name__}" for o in operations if _is_open(o)]
        elif not hasattr(view, "page_ability") and name not in PUBLIC:
            found.append(f"{address} ({name})")
    return found


def api_operations(view: Any) -> list[Any] | None:
    """Return the operations behind a route of the API, ``None`` for a page."""
    owner = getattr(view, "__self__", None)
    for cell in getattr(view, "__closure__", None) or ():
        if type(cell.cell_contents).__name__ == "PathView":
            owner = cell.cell_contents
    return owner.operations if type(owner).__name__ == "PathView" else None


def _is_open(operation: Any) -> bool:
    is_public = getattr(operation.view_func, "page_ability", "") == "public"
    return not operation.auth_callbacks and not is_public


def undeclared_abilities(_tree: Tree) -> list[str]:
    """Return the pages that ask for an ability nobody declared."""
    from zhigong.base.abilities import UnknownAbility, ability

    found = []
    for address, _name, view in routes():
        asked = getattr(view, "page_ability", "public")
        if asked in ("public", "known", "member"):
            continue
        try:
            ability(asked)
        except UnknownAbility:
            found.append(f"{address} asks for {asked}")
    return found


CHECKS = (upward_keys, unclassified_routes, undeclared_abilities)


def findings(tree: Tree) -> dict[str, list[str]]:
    """Return what every check finds in a tree, asked in a process of its own."""
    done = tree.run("-m", "tests.architecture.loaded")
    assert done.returncode == 0, done.stderr
    answer: dict[str, list[str]] = json.loads(done.stdout)
    return answer


def main() -> None:
    """Print the findings of the tree this file lies in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    sys.stdout.write(json.dumps({check.__name__: check(HERE) for check in CHECKS}))


if __name__ == "__main__":
    main()
