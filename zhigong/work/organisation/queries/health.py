"""Health cards: what every union has and lacks, and what to do next."""

from typing import TYPE_CHECKING, Any

from zhigong.base.actor import Actor
from zhigong.kernel.text import N_
from zhigong.registry.unions.queries import code_tables
from zhigong.work.organisation.models import HealthCard
from zhigong.work.organisation.permissions import VIEW

if TYPE_CHECKING:
    from django.db.models import QuerySet

# What may be missing: its title, the next step in words, and the page where it is done
# (name of the route, with the union's code save for rosters); the most pressing first.
LACKS: dict[str, tuple[str, str, str]] = {
    "election": (N_("届满未换届"), N_("发起换届选举"), "organisation:start_election"),
    "chair": (N_("没有主席"), N_("补选主席"), "organisation:start_election"),
    "term": (N_("没有登记届期"), N_("登记届期"), "unions:term"),
    "audit": (N_("没有经审委员会"), N_("登记经审委员会或经审委员"), "unions:committee"),
    "women": (N_("应建未建女职工委员会"), N_("登记女职工委员会"), "unions:committee"),
    "administrator": (N_("没有授权管理员"), N_("授权管理员"), "accounts:administrator"),
    "legal_person": (N_("没有法人资格"), N_("登记法人资格证书"), "unions:change"),
    "certificate": (N_("法人证书过期"), N_("换发证书并登记"), "unions:change"),
    "account": (N_("没有登记账户"), N_("登记银行账户"), "unions:account"),
    "members": (N_("会员没有采集齐"), N_("导入会员花名册"), "membership:upload_roster"),
}


def cards_for(*, actor: Actor) -> "QuerySet[HealthCard]":
    """Return the health cards an actor sees."""
    rows: QuerySet[HealthCard] = HealthCard.objects.within(actor.scope(VIEW))
    return rows.select_related("union__parent")


def card_of(*, union_id: int) -> HealthCard | None:
    """Return the card of a union the caller holds; None before it was counted."""
    rows: Any = HealthCard.objects.trusted("callers hold the union")
    found: HealthCard | None = rows.filter(union_id=union_id).first()
    return found


def lacks_of(card: HealthCard) -> list[tuple[str, str, str, str]]:
    """Return what a union lacks, the most pressing first: code, title, next step, route."""
    return [(code, *LACKS[code]) for code in LACKS if code in card.missing]


def union_kinds() -> list[tuple[str, str]]:
    """Return the kinds of unions, with their titles."""
    return list(code_tables()["kind"].items())
