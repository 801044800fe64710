"""What no line of the house may say: Django's on_commit, tables in an interface, domain words."""

import ast
import re
from pathlib import Path

from tests.architecture.tree import Tree

INTERFACES = {"views", "api", "jobs", "urls"}
TABLE_WORDS = {"objects", "_base_manager", "_default_manager", "get_model"}


def _names(path: Path) -> list[tuple[int, str]]:
    """Return every name and attribute a file uses, with its line."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            found.append((node.lineno, node.attr))
        elif isinstance(node, ast.Name):
            found.append((node.lineno, node.id))
        elif isinstance(node, ast.ImportFrom):
            found += [(node.lineno, alias.name) for alias in node.names]
    return found


def commit_callbacks(tree: Tree) -> list[str]:
    """Return every use of ``on_commit``: a kill between commit and callback loses its effect."""
    return [
        f"{tree.name(path)}:{line}"
        for path in tree.modules()
        for line, name in _names(path)
        if name == "on_commit"
    ]


def tables_in_interfaces(tree: Tree) -> list[str]:
    """Return every place where a view, API, job or URL list reaches a table by its manager."""
    found = []
    for app in tree.apps():
        for path in tree.modules(app):
            first = path.relative_to(app).parts[0].removesuffix(".py")
            if first in INTERFACES:
                used = [(line, n) for line, n in _names(path) if n in TABLE_WORDS]
                found += [f"{tree.name(path)}:{line} {name}" for line, name in used]
    return found


SECTIONS = ("People and unions", "Identity and quality", "Work", "Counting")
# Words of the glossary that are plain English or plain computing as well, and say nothing of unions
# where they stand in the plumbing.
PLAIN = set(
    """
    person people group system zone branch office term position alias statement step route event
    place task case cover declared recorded active left pending retained transferring transferred
    verified verification collected masked finding reconcile format due reached missing gap street
    verified joint deceased officer industrial
    scheme
    """.split()
)
PLAIN_CHINESE = {"任务", "办理流程、环节", "活动", "来源记录", "待审", "脱敏"}


def domain_words(glossary: str) -> tuple[set[str], set[str]]:
    """Return the English code terms and the Chinese words of the glossary's domain sections."""
    english: set[str] = set()
    chinese: set[str] = set()
    for section in re.split(r"^## ", glossary, flags=re.M)[1:]:
        title, _newline, body = section.partition("\n")
        if title.strip() not in SECTIONS:
            continue
        for row in re.findall(r"^\|(.+?)\|(.+?)\|", body, flags=re.M):
            english |= {" ".join(words_of(word)) for word in re.findall(r"`(\w+)`", row[0])}
            chinese |= {w for w in re.split(r"[、（）／\s·]+", row[1].strip()) if len(w) > 1}
    return english - PLAIN - {"code"}, chinese - PLAIN_CHINESE - {"中文", "---"}


def words_of(text: str) -> list[str]:
    """Return the words of a source text, names split at humps and underscores, lower case."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return [word.lower() for word in re.findall(r"[A-Za-z]+", spaced)]


def domain_words_in_base(tree: Tree) -> list[str]:
    """Return every domain word in the plumbing; English plurals count too."""
    english, chinese = domain_words((tree.root / "docs/glossary.md").read_text())
    found = []
    for path in [*tree.modules(tree.package / "base"), *(tree.package / "base").rglob("*.html")]:
        text = path.read_text()
        flat = f" {' '.join(words_of(text))} "
        said = {w for w in english if f" {w} " in flat or f" {w}s " in flat}
        found += [f"{tree.name(path)}: {word}" for word in sorted(said)]
        found += [f"{tree.name(path)}: {word}" for word in sorted(chinese) if word in text]
    return found
