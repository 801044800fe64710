"""How people rate the unions (好差评, 三要三不要): in public, without small numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhigong.engines.cases.contract import RATING_QUESTIONS
from zhigong.engines.cases.queries import Rated, all_programmes, rated_cells
from zhigong.registry.unions.queries import ancestors_of_many, children_of
from zhigong.work.service_centre.rules import LEAST_SHOWN, shown_groups

if TYPE_CHECKING:
    from datetime import date

    from zhigong.registry.unions.models import Union

OWN = "own"


@dataclass(frozen=True, slots=True)
class RatedLine:
    """One line of the public table; what must not be told is None.

    :param shares: share of good answers by question, in the order of the questions.
    :param code: code of the union the line opens, where it is one.
    """

    title: str
    ratings: int | None
    average: float | None
    shares: tuple[float | None, ...]
    code: str = ""

    @property
    def named(self) -> list[tuple[str, float | None]]:
        """The shares, each with the good answer in words."""
        words = [one.good for one in RATING_QUESTIONS.entries()]
        return list(zip(words, self.shares, strict=True))


@dataclass(frozen=True, slots=True)
class RatedPage:
    """The ratings of a union with all below: in total, by programme, by union below."""

    questions: tuple[str, ...]
    total: RatedLine
    programmes: list[RatedLine]
    unions: list[RatedLine]
    least: int = LEAST_SHOWN

    @property
    def conduct(self) -> list[tuple[str, float | None]]:
        """The questions, each with the share of good answers of all."""
        return list(zip(self.questions, self.total.shares, strict=True))


def rated_page(*, union: "Union", on: "date") -> RatedPage:
    """Return the public figures of a union and everything below it."""
    cells = rated_cells(union_id=union.pk)
    total = _sum(cells.values())
    titles = {one.code: one.title for one, _place in all_programmes()}
    by_programme = _grouped({key: key[1] for key in cells}, cells)
    children = {str(one.pk): one for one in children_of(union=union)}
    by_union = _grouped(_places(cells, union, on), cells)
    return RatedPage(
        questions=tuple(one.title for one in RATING_QUESTIONS.entries()),
        total=_lines({"": total}, {"": union.name})[0],
        programmes=_lines(by_programme, {code: titles.get(code, code) for code in by_programme}),
        unions=_lines(
            by_union,
            {key: children[key].name if key in children else union.name for key in by_union},
            {key: one.code for key, one in children.items()},
        ),
    )


def _places(
    cells: Mapping[tuple[int, str], Rated], union: "Union", on: "date"
) -> dict[tuple[int, str], str]:
    """Return for each cell the child of the union below which it lies, or the union itself."""
    lines = ancestors_of_many(union_ids={key[0] for key in cells}, on=on)
    found = {}
    for key in cells:
        line = list(lines.get(key[0], ()))
        below = line[line.index(union.pk) + 1 :] if union.pk in line else []
        found[key] = str(below[0]) if below else OWN
    return found


def _grouped(
    groups: Mapping[tuple[int, str], str], cells: Mapping[tuple[int, str], Rated]
) -> dict[str, Rated]:
    found: dict[str, Rated] = {}
    for key, cell in cells.items():
        found.setdefault(groups[key], Rated()).add(cell)
    return found


def _sum(cells: Iterable[Rated]) -> Rated:
    total = Rated()
    for cell in cells:
        total.add(cell)
    return total


def _lines(
    groups: Mapping[str, Rated], titles: Mapping[str, str], codes: Mapping[str, str] | None = None
) -> list[RatedLine]:
    """Return lines, the most rated first; figures that must not be told are left out."""
    shown = shown_groups({key: one.ratings for key, one in groups.items()})
    questions = [one.code for one in RATING_QUESTIONS.entries()]
    asked = {
        code: shown_groups({key: one.asked[code] for key, one in groups.items()}) & shown
        for code in questions
    }
    ranked = sorted(groups, key=lambda key: (key not in shown, -groups[key].ratings, titles[key]))
    return [
        RatedLine(
            title=titles[key],
            ratings=groups[key].ratings if key in shown else None,
            average=groups[key].average if key in shown else None,
            shares=tuple(
                groups[key].good[code] / groups[key].asked[code] if key in asked[code] else None
                for code in questions
            ),
            code=(codes or {}).get(key, "") if key in shown else "",
        )
        for key in ranked
    ]
