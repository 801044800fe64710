"""What apps above share with the tree: code tables, form fields, and additions to its pages."""

from zhigong.registry.unions.contract.fields import (
    ActorForm,
    DateField,
    UnionField,
    attempt,
    labels,
    plug_finder,
)
from zhigong.registry.unions.contract.pages import (
    TREE_FIGURES,
    UNION_PANELS,
    TreeFigure,
    UnionPanel,
)
from zhigong.registry.unions.contract.tables import Category, Sector, Verification
from zhigong.registry.unions.rules import WOMEN_COMMITTEE_MEMBERS, WOMEN_SOURCE

__all__ = [
    "TREE_FIGURES",
    "UNION_PANELS",
    "WOMEN_COMMITTEE_MEMBERS",
    "WOMEN_SOURCE",
    "ActorForm",
    "Category",
    "DateField",
    "Sector",
    "TreeFigure",
    "UnionField",
    "UnionPanel",
    "Verification",
    "attempt",
    "labels",
    "plug_finder",
]
