"""The closed vocabulary of file names, and which templates a template may use."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import Tree

WORDS = set(
    "__init__ apps contract rules workflow events models permissions queries operations forms "
    "schemas views api jobs urls".split()
)
FOLDERS = set(
    "rules models queries operations views forms api catalogue management templatetags templates "
    "static migrations tests locale data".split()
)
KINDS = set(
    "programmes facts indicators reports documents notices imports formats tallies panels "
    "union_panels case_panels ledgers rating_questions tree_figures gateways trails answer_formats".split()
)
BANNED = set("utils util helpers helper services signals common mixins managers constants".split())

# Each of these stands in docs/adr/0007-files-outside-the-vocabulary.md with its reason.
ALLOWED = {
    "registry/accounts": {"middleware"},
    "engines/exchange": {
        "container",
        "datarows",
        "delimited",
        "errors",
        "formats",
        "headers",
        "headings",
        "recognise",
        "results",
        "shapes",
        "storage",
        "workbook",
    },
}


def odd_files(tree: Tree) -> list[str]:
    """Return every file and folder of an app that the vocabulary does not know."""
    found = [tree.name(path) for path in tree.modules() if path.stem in BANNED]
    for app in tree.apps():
        allowed = ALLOWED.get(app.relative_to(tree.package).as_posix(), set())
        found += [tree.name(path) for path in _odd_in(app, allowed)]
    return found


def _odd_in(app: Path, allowed: set[str]) -> Iterator[Path]:
    for path in sorted(app.iterdir()):
        if path.name == "__pycache__":
            continue
        known = FOLDERS if path.is_dir() else WORDS | allowed
        name = path.name if path.is_dir() else path.stem
        if name not in known or (path.is_file() and path.suffix != ".py"):
            yield path
    for folder in sorted((app / "catalogue").glob("*/")):
        if folder.name not in KINDS and folder.name != "__pycache__":
            yield folder


def unused_permissions(tree: Tree) -> list[str]:
    """Return exceptions to the vocabulary that no file needs any more."""
    return [
        f"{app}/{name}.py"
        for app, names in ALLOWED.items()
        for name in sorted(names)
        if not (tree.package / app / f"{name}.py").exists()
    ]


_USED = re.compile(r"{%-?\s*(include|extends)\s+(\S+)")
_QUOTED = re.compile(r"""["']([^"']+)["']""")
SHARED = {"ui", "base"}  # the foundations: the design system, and the progress of a job
NAMED_BY_VIEW = {"ui", "base"}  # there a variable may name the template: layouts and components
LAYOUT = "layout"  # a page two screens share is given its layout by the view


def foreign_templates(tree: Tree) -> list[str]:
    """Return every template that uses another app's, or lies outside its own app's folder."""
    found = []
    for path in tree.templates():
        app = path.relative_to(tree.package).as_posix().split("/templates/")[0].split("/")[-1]
        inside = path.relative_to(tree.package).as_posix().split("/templates/")[1]
        if app not in SHARED and inside.split("/")[0] != app:
            found.append(f"{tree.name(path)} lies outside templates/{app}/")
        for verb, used in _USED.findall(path.read_text()):
            quoted = _QUOTED.fullmatch(used)
            if quoted is None:
                if app not in NAMED_BY_VIEW and (verb, used) != ("extends", LAYOUT):
                    found.append(f"{tree.name(path)} {verb}s {used}, which is no fixed name")
            elif quoted[1].split("/")[0] not in SHARED | {app}:
                found.append(f"{tree.name(path)} {verb}s {quoted[1]}")
    return found
