"""办件 in the audit: its operations in words, and cases by number where they may be seen."""

from collections.abc import Collection, Mapping

from django.urls import reverse

from zhigong.base.actor import Actor
from zhigong.engines.cases.models import Case, ComposedProgramme
from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Named, Trail


def names(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return the cases the actor may open; of others not even the number is said."""
    rows = Case.objects.visible(
        actor.scope("cases.view"), confidential=actor.scope("cases.confidential")
    )
    return {
        pk: Named(number, reverse("cases:detail", args=[number]))
        for pk, number in rows.filter(pk__in=ids).values_list("pk", "number")
    }


def programme_names(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return the composed programmes the actor may open."""
    rows = ComposedProgramme.objects.within(actor.scope("programmes.compose"))
    return {
        pk: Named(title or code, reverse("cases:compose_overview", args=[code]))
        for pk, code, title in rows.filter(pk__in=ids).values_list("pk", "code", "title")
    }


CASES = Trail(
    code="cases",
    title=N_("事项与办件"),
    order=60,
    verbs={
        "cases.open_case": N_("提交办件"),
        "cases.add_paper": N_("补充材料"),
        "cases.decide_step": N_("办理环节"),
        "cases.resubmit_case": N_("补正后重新提交"),
        "cases.withdraw_case": N_("撤回办件"),
        "cases.urge_case": N_("催办"),
        "cases.transfer_step": N_("转办"),
        "cases.refuse_transfer": N_("退回转办"),
        "cases.dispatch_down": N_("下派"),
        "cases.escalate": N_("提级办理"),
        "cases.extend_step": N_("延长办理期限"),
        "cases.supervise_step": N_("督办"),
        "cases.object_to_case": N_("提出公示异议"),
        "cases.settle_objection": N_("答复公示异议"),
        "cases.pass_publicity": N_("公示期满"),
        "cases.rate_case": N_("评价办件"),
        "cases.reopen_case": N_("重新办理"),
        "cases.declare_relative": N_("申报亲属"),
        "cases.end_relative": N_("撤销亲属申报"),
        "cases.break_glass": N_("紧急查看保密办件"),
        "cases.remind": N_("提醒办理期限"),
        "cases.record_call": N_("回访"),
        "cases.open_answer": N_("查看办件中的明文"),
        "cases.compose_programme": N_("开始编制事项"),
        "cases.change_programme": N_("修改事项"),
        "cases.restore_programme": N_("恢复事项的旧内容"),
        "cases.publish_programme": N_("发布事项"),
        "cases.close_programme": N_("停办事项"),
        "cases.discard_programme": N_("删除未发布的事项"),
        "cases.save_draft": N_("保存草稿"),
        "cases.discard_draft": N_("删除草稿"),
        "cases.take_letter": N_("收到电子来信"),
        "cases.record_letter": N_("登记纸质来信"),
        "cases.register_letter": N_("来信登记为办件"),
        "cases.set_letter_aside": N_("来信不予登记"),
        "cases.hand_over": N_("转到手机继续"),
        "cases.take_over": N_("在手机上继续"),
        "cases.sweep_draft": N_("清理过期草稿"),
    },
    things={
        "cases.case": N_("办件"),
        "cases.composedprogramme": N_("自编事项"),
        "cases.incomingletter": N_("来信"),
        "cases.draft": N_("草稿"),
        "cases.callback": N_("回访"),
        "cases.relative": N_("亲属申报"),
    },
    codes={
        "number": N_("办件编号"),
        "verb": N_("事项"),
        "code": N_("事项编码"),
        "version": N_("版本"),
        "channel": N_("渠道"),
    },
    names={"cases.case": names, "cases.composedprogramme": programme_names},
)
