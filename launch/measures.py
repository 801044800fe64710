"""Sizes and habits of the source, counted from its syntax trees, beside their targets."""

import ast
import io
import statistics
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
LONGEST_FILE = 500
LONGEST_FUNCTION = 50
SHOWN_OFFENDERS = 10


@dataclass
class Counts:
    """What was counted over all files."""

    file_lines: dict[str, int] = field(default_factory=dict)
    function_lines: dict[str, int] = field(default_factory=dict)
    undocumented: list[str] = field(default_factory=list)
    untyped: list[str] = field(default_factory=list)
    public: int = 0
    comments: int = 0

    @property
    def lines(self) -> int:
        """All lines of all files."""
        return sum(self.file_lines.values())


def report(root: Path, folders: list[str]) -> int:
    """Print the table of measures and the worst offenders; 1 if a hard limit is broken.

    Hard are the longest file, the longest function and typed returns; the rest informs.
    """
    counts = count(root, folders)
    print(f"{'measure':<34} {'ours':>9}   target")
    for title, value, target in rows(counts):
        print(f"{title:<34} {value:>9}   {target}")
    offenders = list(hard_offenders(counts))
    for title, names in (("over the limit", offenders), ("no docstring", counts.undocumented)):
        for name in names[:SHOWN_OFFENDERS]:
            print(f"  {title}: {name}")
        if len(names) > SHOWN_OFFENDERS:
            print(f"  {title}: … and {len(names) - SHOWN_OFFENDERS} more")
    return 1 if offenders else 0


def rows(counts: Counts) -> Iterator[tuple[str, str, str]]:
    """Each measure with its value and its target."""
    files = sorted(counts.file_lines.values()) or [0]
    functions = sorted(counts.function_lines.values()) or [0]
    long = sum(size > LONGEST_FUNCTION for size in functions)
    public = max(counts.public, 1)
    yield "files", str(len(counts.file_lines)), ""
    yield "file lines P95 / max", f"{part(files, 95)} / {files[-1]}", "350 / 500"
    middle = round(statistics.median(functions))
    spread = f"{middle} / {part(functions, 90)} / {part(functions, 99)}"
    yield "function lines median / P90 / P99", spread, "≤ 8 / ≤ 25 / ≤ 50"
    yield "functions over 50 lines", f"{long / len(functions):.1%}", "< 0.5 %"
    yield "public functions with docstring", f"{1 - len(counts.undocumented) / public:.1%}", "100 %"
    yield "functions with return type", f"{1 - len(counts.untyped) / len(functions):.1%}", "100 %"
    yield "comment lines", f"{counts.comments / max(counts.lines, 1):.1%}", "3–6 %"


def hard_offenders(counts: Counts) -> Iterator[str]:
    """Files and functions over the limits, and functions without a return type."""
    for name, size in counts.file_lines.items():
        if size > LONGEST_FILE:
            yield f"{name} ({size} lines)"
    for name, size in counts.function_lines.items():
        if size > LONGEST_FUNCTION:
            yield f"{name} ({size} lines)"
    for name in counts.untyped:
        yield f"{name} (no return type)"


def part(sizes: list[int], percent: int) -> int:
    """Return the percentile of sorted sizes, by nearest rank."""
    return sizes[min(len(sizes) - 1, -(-len(sizes) * percent // 100) - 1)]


def count(root: Path, folders: list[str]) -> Counts:
    """Count every module below the folders, except tests and migrations."""
    counts = Counts()
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            if not {"tests", "migrations"} & set(path.parts):
                count_file(counts, path.relative_to(root).as_posix(), path.read_text("utf-8"))
    return counts


def count_file(counts: Counts, name: str, text: str) -> None:
    """Add one module to the counts."""
    counts.file_lines[name] = text.count("\n")
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    counts.comments += sum(token.type == tokenize.COMMENT for token in tokens)
    for qualified, node, public in functions_of(ast.parse(text).body, name, public=True):
        counts.function_lines[qualified] = (node.end_lineno or node.lineno) - node.lineno + 1
        if node.returns is None:
            counts.untyped.append(qualified)
        if public:
            counts.public += 1
            if not ast.get_docstring(node):
                counts.undocumented.append(qualified)


def functions_of(
    body: Iterable[ast.stmt], where: str, *, public: bool
) -> Iterator[tuple[str, FunctionNode, bool]]:
    """Every function with its name and whether it is public.

    Not public: names with an underscore, functions inside functions, overrides of a framework's
    hook in a nested class (``Meta``) and methods of commands, which ``help`` documents.
    """
    for node in body:
        if isinstance(node, ast.ClassDef):
            shown = public and not node.name.startswith("_") and node.name != "Command"
            yield from functions_of(node.body, f"{where}:{node.name}", public=shown)
        elif isinstance(node, FunctionNode):
            qualified = f"{where}:{node.name}"
            yield qualified, node, public and not node.name.startswith("_")
            yield from functions_of(node.body, qualified, public=False)
