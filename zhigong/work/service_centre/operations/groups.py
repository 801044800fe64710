"""Matters of many people kept on one file; visits whose every opinion becomes a case."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.engines.cases.contract import Channel
from zhigong.engines.cases.operations import open_case
from zhigong.engines.cases.queries import get_programme
from zhigong.kernel.text import N_
from zhigong.work.service_centre.models import (
    GroupCase,
    GroupFile,
    GroupMeasure,
    Opinion,
    Visit,
)

if TYPE_CHECKING:
    from zhigong.engines.cases.models import Case
    from zhigong.registry.unions.models import Union

OPINION = "suggestion"


class FiledAlready(UserError):
    """A case belongs to one matter."""

    code: ClassVar[str] = "case_filed_already"
    text: ClassVar[str] = N_("办件 {number} 已归入档案「{title}」。")
    status: ClassVar[int] = 409


@operation("service_centre.open_group_file")
def open_group_file(
    *, actor: Actor, union: "Union", on: date, particulars: Mapping[str, Any]
) -> GroupFile:
    """Open a file of a matter of many people.

    :param particulars: ``title``, ``kind``, ``people``, ``since``, ``demand``, ``representatives``.
    """
    found: GroupFile = GroupFile._base_manager.create(union=union, opened_on=on, **particulars)
    act().on(found, node_id=union.pk)
    return found


@operation("service_centre.file_case")
def file_case(*, actor: Actor, file: GroupFile, case: "Case") -> None:
    """Put a case on the file of its matter.

    :raises FiledAlready: it is on one.
    """
    known = GroupCase._base_manager.filter(case=case).select_related("file").first()
    if known is not None:
        raise FiledAlready(number=case.number, title=known.file.title, field="number")
    GroupCase._base_manager.create(file=file, case=case)
    act().on(file, node_id=file.union_id, number=case.number)


@operation("service_centre.take_measure")
def take_measure(*, actor: Actor, file: GroupFile, on: date, text: str, state: str) -> GroupMeasure:
    """Note what was done, and how far the matter is now."""
    current = GroupFile._base_manager.select_for_update().get(pk=file.pk)
    current.state = state
    current.save(update_fields=["state"])
    act().on(current, node_id=current.union_id, state=state)
    made: GroupMeasure = GroupMeasure._base_manager.create(
        file=current, on=on, text=text, by_name=actor.name
    )
    return made


@operation("service_centre.record_visit")
def record_visit(
    *,
    actor: Actor,
    at: datetime,
    union: "Union",
    particulars: Mapping[str, Any],
    opinions: list[str],
) -> Visit:
    """Record a visit; each opinion heard becomes a case that is answered like any other.

    :param particulars: ``visited_on``, ``cadres``, ``met``, ``summary``.
    """
    visit: Visit = Visit._base_manager.create(union=union, **particulars)
    for text in opinions:
        case = open_case(
            actor=actor,
            at=at,
            programme=get_programme(OPINION),
            union=union,
            answers={"details": text},
            channel=Channel.VISIT,
        )
        Opinion._base_manager.create(visit=visit, text=text, case=case)
    act().on(visit, node_id=union.pk, rows=len(opinions))
    return visit
