"""Somebody was authorised as the administrator of a union."""

from zhigong.kernel.text import N_
from zhigong.registry.accounts.events import AdministratorAuthorised
from zhigong.registry.messaging.contract import Notice
from zhigong.registry.unions.queries import names_of


def _recipients(event: AdministratorAuthorised) -> list[int]:
    return [] if event.user_id is None else [event.user_id]


def _values(event: AdministratorAuthorised) -> dict[str, str]:
    return {"union": "、".join(names_of(event.union_ids).values())}


ADMINISTRATOR_NAMED = Notice(
    code="administrator_named",
    title=N_("工会组织授权"),
    text=N_("您已被授权为{union}的管理员，请登录工作台核对会员名册。"),
    channels=("sms", "wechat"),
    event=AdministratorAuthorised,
    recipients=_recipients,
    values=_values,
    subject=lambda event: f"{min(event.union_ids)}:{event.user_id}:{event.effective_on}",
    union_id=lambda event: min(event.union_ids),
    url=lambda event: "/desk/",
)
