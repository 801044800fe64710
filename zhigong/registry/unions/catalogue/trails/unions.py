"""工会组织 in the audit: its operations in words, its unions by name, and the tree."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse

from zhigong.base.actor import Actor
from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Named, Places, Trail
from zhigong.registry.unions.models import Union
from zhigong.registry.unions.queries import unions_for

ABILITY = "audit.view"
MOST_CHOICES = 200


def names(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return the names of unions, with their pages where the actor may open them."""
    scope = actor.scope("unions.view")
    rows = Union.objects.trusted("names are public").filter(pk__in=ids)
    return {
        pk: Named(name, reverse("unions:detail", args=[code]) if scope.covers(path) else "")
        for pk, name, code, path in rows.values_list("pk", "name", "code", "ancestors")
    }


def inside(actor: Actor) -> Any:
    """Return the unions the actor audits; ``None`` when she audits the whole tree."""
    scope = actor.scope(ABILITY)
    tops = Union.objects.trusted("only whether they are inside").filter(parent=None)
    if scope.everything or not tops.exclude(pk__in=scope.node_ids).exists():
        return None
    return unions_for(actor=actor, ability=ABILITY).values("pk")


def below(words: str) -> Any:
    """Return the unions whose code or whole name the words are, with those below them."""
    rows = Union.objects.trusted("narrows rows already within the scope")
    tops = rows.filter(Q(code=words) | Q(name=words)).values_list("pk", flat=True)
    return rows.filter(ancestors__overlap=list(tops)).values("pk")


def choices(actor: Actor) -> Sequence[tuple[str, str]]:
    """Return the tops of what the actor audits and the unions directly below them."""
    scope = actor.scope(ABILITY)
    tops = Q(parent=None) if scope.everything else Q(pk__in=scope.node_ids)
    under = Q(parent__parent=None) if scope.everything else Q(parent__in=scope.node_ids)
    rows = unions_for(actor=actor, ability=ABILITY).filter(tops | under)
    return list(rows.order_by("level", "code").values_list("code", "name")[:MOST_CHOICES])


UNIONS = Trail(
    code="unions",
    title=N_("工会组织"),
    order=10,
    verbs={
        "unions.open": N_("新建工会"),
        "unions.open_many": N_("批量新建工会"),
        "unions.change": N_("修改工会信息"),
        "unions.move": N_("调整隶属关系"),
        "unions.merge": N_("合并工会"),
        "unions.split": N_("拆分工会"),
        "unions.dissolve": N_("撤销工会"),
        "unions.declare": N_("填报申报数"),
        "unions.declare_many": N_("批量填报申报数"),
        "unions.set_committee": N_("登记专门委员会"),
        "unions.set_term": N_("登记换届"),
        "unions.end_term": N_("提前结束届期"),
        "unions.mark_overdue_elections": N_("标记届满未换届"),
        "unions.add_business_line": N_("登记业务指导关系"),
        "unions.end_business_line": N_("结束业务指导关系"),
        "unions.remember_alias": N_("登记工会别名"),
        "unions.set_account": N_("登记银行账户"),
        "unions.clear_account": N_("清除银行账户"),
    },
    things={
        "unions.union": N_("工会"),
        "unions.declared": N_("申报数"),
        "unions.businessline": N_("业务指导关系"),
    },
    codes={
        "committee": N_("委员会"),
        "women": N_("女职工委员会"),
        "audit": N_("经费审查委员会"),
        "form": N_("形式"),
        "single": N_("委员"),
        "term": N_("届次"),
        "starts_on": N_("起始日期"),
        "years": N_("任期年数"),
        "as_of": N_("数据日期"),
        "parent": N_("上级工会"),
        "was": N_("原上级工会"),
        "into": N_("并入工会"),
        "parts": N_("分出的工会"),
        "within": N_("适用范围"),
        "business_parent": N_("业务上级"),
        "industrial": N_("产业工会"),
        "bank": N_("开户银行"),
        "account": N_("银行账号"),
        "name": N_("名称"),
        "address": N_("地址"),
        "legal_person": N_("法定代表人"),
        "credit_code": N_("统一社会信用代码"),
        "sector": N_("行业"),
        "category": N_("类别"),
        "region": N_("行政区划"),
        "established_on": N_("成立日期"),
    },
    place_codes=frozenset({"parent", "was", "into", "parts", "within", "business_parent"}),
    names={"unions.union": names},
    places=Places(names=names, inside=inside, below=below, choices=choices),
)
