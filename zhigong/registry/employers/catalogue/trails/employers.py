"""用人单位 in the audit: its operations in words, and employers by name where they may be seen."""

from collections.abc import Collection, Mapping

from django.urls import reverse

from zhigong.base.actor import Actor
from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Named, Trail
from zhigong.registry.employers.models import Employer


def names(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return the employers the actor may open."""
    scope = actor.scope("employers.view")
    if scope.is_empty:
        return {}
    rows = Employer.objects.within(scope).filter(pk__in=ids)
    return {
        pk: Named(name, reverse("employers:detail", args=[code]))
        for pk, name, code in rows.values_list("pk", "name", "code")
    }


EMPLOYERS = Trail(
    code="employers",
    title=N_("用人单位"),
    order=20,
    verbs={
        "employers.merge_register": N_("导入企业名录"),
        "employers.open": N_("登记用人单位"),
        "employers.change": N_("修改用人单位信息"),
        "employers.record_head_count": N_("登记职工人数"),
        "employers.close": N_("登记单位注销或停业"),
        "employers.add_worksite": N_("登记工作地点"),
        "employers.remove_worksite": N_("移除工作地点"),
        "employers.affiliate": N_("登记覆盖工会"),
        "employers.change_cover": N_("变更覆盖工会"),
        "employers.leave_union": N_("结束工会覆盖"),
        "employers.affiliate_many": N_("批量登记覆盖工会"),
        "employers.follow_merger": N_("随工会合并转接覆盖单位"),
        "employers.follow_dissolution": N_("随工会撤销结束覆盖"),
        "employers.exempt": N_("登记暂不具备建会条件"),
        "employers.end_exemption": N_("恢复建会条件"),
        "employers.end_exemption_with_cover": N_("建会后结束暂不具备建会条件"),
    },
    things={
        "employers.employer": N_("用人单位"),
        "employers.affiliation": N_("覆盖关系"),
        "employers.headcount": N_("职工人数"),
        "employers.worksite": N_("工作地点"),
        "employers.exemption": N_("暂不具备建会条件"),
    },
    codes={
        "group": N_("人群"),
        "status": N_("经营状态"),
        "reason": N_("原因"),
        "left": N_("原覆盖工会"),
        "covered_by": N_("覆盖工会"),
        "market": N_("市场监管登记"),
    },
    place_codes=frozenset({"left", "covered_by"}),
    names={"employers.employer": names},
)
