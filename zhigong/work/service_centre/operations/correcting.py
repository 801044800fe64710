"""会员信息变更: what the union has confirmed is written into the member's record."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from zhigong.base.actor import Actor
from zhigong.registry.people.operations import change_person

if TYPE_CHECKING:
    from zhigong.engines.cases.models import Case

CORRECTABLE = (
    "name",
    "phone",
    "id_number",
    "education",
    "political_status",
    "household_kind",
    "household_region",
    "skill_level",
    "ethnicity",
)


def correct_record(*, case: "Case", answers: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """Write the corrected particulars; called in the transaction that ends the case.

    :param answers: by code; what was left empty stays as it is recorded.
    """
    if case.person is None:
        return
    changes = {name: answers[name] for name in CORRECTABLE if answers.get(name)}
    change_person(
        actor=actor, at=at, person=case.person, changes=changes, reason=f"办件 {case.number}"
    )
