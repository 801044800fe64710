"""A member was expelled; the union above is told (报上一级工会备案)."""

from zhigong.base import clock
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import administrators_of
from zhigong.registry.messaging.contract import Notice
from zhigong.registry.people.events import MemberExpelled
from zhigong.registry.unions.queries import names_of


def _recipients(event: MemberExpelled) -> list[int]:
    if event.superior_id is None:
        return []
    return administrators_of(union_ids=[event.superior_id], on=clock.today())


def _values(event: MemberExpelled) -> dict[str, str]:
    return {"union": "、".join(names_of(event.union_ids).values())}


MEMBER_EXPELLED = Notice(
    code="member_expelled",
    title=N_("开除会籍备案"),
    text=N_("{union}开除一名会员的会籍，报您所在工会备案。"),
    event=MemberExpelled,
    recipients=_recipients,
    values=_values,
    subject=lambda event: str(event.membership_id),
    union_id=lambda event: event.superior_id,
    url=lambda event: "/desk/",
)
