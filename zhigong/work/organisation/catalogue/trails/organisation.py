"""组织建设 in the audit: its operations in words, buildings by name where they may be seen."""

from collections.abc import Collection, Mapping

from django.urls import reverse

from zhigong.base.actor import Actor
from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Named, Trail
from zhigong.work.organisation.queries import buildings_for, grids_for, plans_for


def buildings(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return the buildings the actor may open."""
    rows = buildings_for(actor=actor).filter(pk__in=ids).order_by()
    return {
        pk: Named(name, reverse("organisation:building", args=[number]))
        for pk, name, number in rows.values_list("pk", "name", "case__number")
    }


def plans(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return the plans the actor may open."""
    rows = plans_for(actor=actor).filter(pk__in=ids).order_by()
    return {
        pk: Named(title, reverse("organisation:plan", args=[pk]))
        for pk, title in rows.values_list("pk", "title")
    }


def grids(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return the grids the actor may open."""
    rows = grids_for(actor=actor).filter(pk__in=ids).order_by()
    return {
        pk: Named(name, reverse("organisation:grid", args=[pk]))
        for pk, name in rows.values_list("pk", "name")
    }


ORGANISATION = Trail(
    code="organisation",
    title=N_("组织建设"),
    order=25,
    verbs={
        "organisation.open_founding": N_("发起建会"),
        "organisation.open_election": N_("发起选举"),
        "organisation.complete_step": N_("完成建会或选举环节"),
        "organisation.refuse_step": N_("退回建会或选举环节"),
        "organisation.repeat_election": N_("重新选举"),
        "organisation.stop_building": N_("终止建会或选举"),
        "organisation.add_candidate": N_("增加候选人"),
        "organisation.remove_candidate": N_("撤下候选人"),
        "organisation.ask_exemption": N_("申请暂不具备建会条件"),
        "organisation.decide_exemption": N_("审批暂不具备建会条件"),
        "organisation.restore_employer": N_("恢复建会条件"),
        "organisation.set_target": N_("设置建会目标"),
        "organisation.settle_practice": N_("设置审批规则"),
        "organisation.delay_election": N_("批准延期换届"),
        "organisation.remind_terms": N_("发送换届提醒"),
        "organisation.place_officer": N_("登记干部任职方式"),
        "organisation.count_health": N_("统计工会健康卡"),
        "organisation.receive_plan": N_("上传批量调整方案"),
        "organisation.schedule_plan": N_("确认批量调整方案"),
        "organisation.cancel_plan": N_("取消批量调整方案"),
        "organisation.apply_plan": N_("执行批量调整方案"),
        "organisation.fail_plan": N_("批量调整方案没有执行"),
        "organisation.save_grid": N_("保存网格"),
        "organisation.fill_grid": N_("加入网格"),
        "organisation.empty_grid": N_("移出网格"),
    },
    things={
        "organisation.building": N_("建会或选举"),
        "organisation.exemptionrequest": N_("暂不具备建会条件申请"),
        "organisation.foundingtarget": N_("建会目标"),
        "organisation.practice": N_("审批规则"),
        "organisation.termdelay": N_("延期换届"),
        "organisation.placement": N_("任职方式"),
        "organisation.healthcard": N_("工会健康卡"),
        "organisation.plan": N_("批量调整方案"),
        "organisation.grid": N_("网格"),
    },
    codes={
        "stage": N_("环节"),
        "reason": N_("原因"),
        "state": N_("状态"),
        "year": N_("年度"),
        "unions": N_("工会数"),
        "firms": N_("单位数"),
        "members": N_("会员数"),
        "founding": N_("组建审批"),
        "election": N_("选举审批"),
        "until": N_("延期至"),
        "rows": N_("行数"),
        "faults": N_("有问题的行"),
        "count": N_("数量"),
        "kind": N_("任职方式"),
    },
    names={
        "organisation.building": buildings,
        "organisation.plan": plans,
        "organisation.grid": grids,
    },
)
