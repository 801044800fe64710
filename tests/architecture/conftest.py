"""A copy of the tree for every planted fault."""

from pathlib import Path

import pytest

from tests.architecture.tree import Tree, copy_tree


@pytest.fixture
def copy(tmp_path: Path) -> Tree:
    return copy_tree(tmp_path)
