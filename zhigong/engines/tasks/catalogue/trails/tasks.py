"""Tasks in the audit: their operations in words, tasks by title where they may be seen."""

from collections.abc import Collection, Mapping

from django.urls import reverse

from zhigong.base.actor import Actor
from zhigong.engines.tasks.queries import hand_outs_for, tasks_for
from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Named, Trail


def tasks(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return the tasks the actor may open."""
    rows = tasks_for(actor=actor).filter(pk__in=ids).order_by()
    return {
        pk: Named(title, reverse("tasks:task", args=[pk]))
        for pk, title in rows.values_list("pk", "hand_out__title")
    }


def hand_outs(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return what was handed out by unions the actor sees."""
    rows = hand_outs_for(actor=actor).filter(pk__in=ids).order_by()
    return {
        pk: Named(title, reverse("tasks:hand_out", args=[pk]))
        for pk, title in rows.values_list("pk", "title")
    }


TASKS = Trail(
    code="tasks",
    title=N_("任务"),
    order=60,
    verbs={
        "tasks.hand_out": N_("交办任务"),
        "tasks.read_task": N_("签收任务"),
        "tasks.assign_task": N_("指定承办人"),
        "tasks.answer_rows": N_("填写名单办理结果"),
        "tasks.reply_task": N_("反馈任务结果"),
        "tasks.accept_task": N_("审核通过"),
        "tasks.return_task": N_("退回再办"),
        "tasks.withdraw_task": N_("撤回任务"),
        "tasks.urge_tasks": N_("催办任务"),
        "tasks.supervise_task": N_("督办任务"),
        "tasks.extend_task": N_("调整办理期限"),
        "tasks.close_rows": N_("按数据销号"),
        "tasks.save_duty": N_("设置定期任务"),
        "tasks.end_duty": N_("停止定期任务"),
        "tasks.remind": N_("提醒任务期限"),
    },
    things={
        "tasks.handout": N_("交办"),
        "tasks.task": N_("任务"),
        "tasks.taskrow": N_("任务名单"),
        "tasks.duty": N_("定期任务"),
    },
    codes={
        "rows": N_("行数"),
        "tasks": N_("任务数"),
        "state": N_("状态"),
        "source": N_("名单来源"),
        "count": N_("完成数"),
        "urged": N_("催办数"),
        "due_on": N_("办理期限"),
        "until": N_("督办期限"),
        "user": N_("承办人"),
        "rhythm": N_("频次"),
    },
    names={"tasks.task": tasks, "tasks.handout": hand_outs},
)
