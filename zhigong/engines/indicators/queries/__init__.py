"""Every read of coverages that leaves the app."""

from zhigong.engines.indicators.queries.board import (
    Board,
    Card,
    Child,
    LateTerm,
    board,
    children_choices,
    coverage_of_children,
    labels_of,
    late_terms,
    target_of,
)
from zhigong.engines.indicators.queries.figures import Figure, coverage, coverage_from_rows
from zhigong.engines.indicators.queries.lists import (
    GapItem,
    by_name_or_code,
    by_person,
    excess_rows,
    gap_items,
    gap_list,
    gap_rows,
    unions_answering_for,
    within_union,
)
from zhigong.engines.indicators.queries.tree import (
    TreeMember,
    members_below,
    members_by_union,
    pending_members,
    tree_with_members,
)

__all__ = [
    "Board",
    "Card",
    "Child",
    "Figure",
    "GapItem",
    "LateTerm",
    "TreeMember",
    "board",
    "by_name_or_code",
    "by_person",
    "children_choices",
    "coverage",
    "coverage_from_rows",
    "coverage_of_children",
    "excess_rows",
    "gap_items",
    "gap_list",
    "gap_rows",
    "labels_of",
    "late_terms",
    "members_below",
    "members_by_union",
    "pending_members",
    "target_of",
    "tree_with_members",
    "unions_answering_for",
    "within_union",
]
