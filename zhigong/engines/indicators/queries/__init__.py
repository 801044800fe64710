"""Every read of coverages that leaves the app."""

from zhigong.engines.indicators.queries.figures import Figure, coverage_from_rows
from zhigong.engines.indicators.queries.lists import GapItem, excess_rows, gap_items, gap_rows
from zhigong.engines.indicators.queries.tree import (
    TreeMember,
    members_by_union,
    tree_with_members,
)

__all__ = [
    "Figure",
    "GapItem",
    "TreeMember",
    "coverage_from_rows",
    "excess_rows",
    "gap_items",
    "gap_rows",
    "members_by_union",
    "tree_with_members",
]
