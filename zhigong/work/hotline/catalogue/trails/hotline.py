"""12351 热线 in the audit: its operations in words, tickets by number where they may be seen."""

from collections.abc import Collection, Mapping

from django.urls import reverse

from zhigong.base.actor import Actor
from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Named, Trail
from zhigong.work.hotline.queries import articles_for, tickets_for


def names(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return the tickets the actor may open; of others not even the number is said."""
    rows = tickets_for(actor=actor).filter(pk__in=ids).order_by()
    return {
        pk: Named(number, reverse("hotline:ticket", args=[number]))
        for pk, number in rows.values_list("pk", "case__number")
    }


def articles(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return the answers of the knowledge base the actor may use."""
    rows = articles_for(actor=actor).filter(pk__in=ids).order_by()
    return {
        pk: Named(title, reverse("hotline:article", args=[pk]))
        for pk, title in rows.values_list("pk", "title")
    }


HOTLINE = Trail(
    code="hotline",
    title=N_("12351 热线"),
    order=75,
    verbs={
        "hotline.take_call": N_("接听登记"),
        "hotline.urge_ticket": N_("登记来电催办"),
        "hotline.merge_ticket": N_("并单"),
        "hotline.open_caller": N_("查看来电人"),
        "hotline.dispatch_ticket": N_("派单"),
        "hotline.keep_ticket": N_("本级办理"),
        "hotline.sign_ticket": N_("签收"),
        "hotline.turn_back_ticket": N_("退单"),
        "hotline.raise_ticket": N_("提级办理"),
        "hotline.decide_accused": N_("决定可派被反映单位工会"),
        "hotline.name_accused": N_("登记涉及单位工会"),
        "hotline.grade_ticket": N_("调整难易程度"),
        "hotline.record_try": N_("登记联系情况"),
        "hotline.feed_back": N_("反馈办理结果"),
        "hotline.ask_extension": N_("申请延期"),
        "hotline.decide_extension": N_("审批延期"),
        "hotline.call_back": N_("回访"),
        "hotline.check_ticket": N_("质检"),
        "hotline.save_article": N_("保存知识条目"),
        "hotline.review_article": N_("复核知识条目"),
        "hotline.retire_article": N_("停用知识条目"),
        "hotline.vote_article": N_("评价知识条目"),
        "hotline.receive_table": N_("上传外部工单或知识条目"),
        "hotline.map_table": N_("调整列的对应关系"),
        "hotline.take_over_table": N_("导入外部工单或知识条目"),
        "hotline.export_answers": N_("导出外部工单答复"),
        "hotline.settle_practice": N_("设置热线办理规则"),
    },
    things={
        "hotline.ticket": N_("热线工单"),
        "hotline.article": N_("知识条目"),
        "hotline.practicerow": N_("热线办理规则"),
        "hotline.outsidefile": N_("外部工单文件"),
    },
    codes={"rows": N_("行数"), "state": N_("状态"), "number": N_("办件编号"), "verb": N_("事项")},
    names={"hotline.ticket": names, "hotline.article": articles},
)
