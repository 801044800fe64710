"""What apps above may add to the pages of the tree: one file in their ``catalogue`` folder each.

``catalogue/tree_figures/<code>.py`` declares a ``TreeFigure``, ``catalogue/union_panels/<code>.py``
a ``UnionPanel``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhigong.base.actor import Actor
from zhigong.base.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class TreeFigure:
    """A column of whole numbers beside the tree, such as the recorded members.

    :param count: gives for each union id the number of its whole subtree on a day; a union left
        out counts nothing. At most two statements, whatever the number of ids.
    :param note: the definition, shown when the heading is pointed at.
    """

    code: str
    title: str
    note: str
    count: Callable[[Sequence[int], date], Mapping[int, int]]
    order: int = 0


@dataclass(frozen=True, slots=True)
class UnionPanel:
    """A tab of the union page.

    :param template: a fragment of the declaring app.
    :param context: what the fragment needs, given the actor and the union's id.
    :param ability: the tab is left out for those who do not hold it over this union.
    """

    code: str
    title: str
    ability: str
    template: str
    context: Callable[[Actor, int], dict[str, Any]]
    order: int = 0


TREE_FIGURES = Catalogue(kind="tree_figures", contract=TreeFigure)
UNION_PANELS = Catalogue(kind="union_panels", contract=UnionPanel)
