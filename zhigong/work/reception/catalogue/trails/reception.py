"""窗口、值班与接待 in the audit."""

from collections.abc import Collection, Mapping

from django.urls import reverse

from zhigong.base.actor import Actor
from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Named, Trail
from zhigong.work.reception.permissions import VIEW
from zhigong.work.reception.queries.halls import halls_for
from zhigong.work.reception.queries.numbers import tickets_for


def halls(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return the halls the actor may see."""
    rows = halls_for(actor=actor, ability=VIEW).filter(pk__in=ids)
    may_open = actor.may("reception.manage")
    return {
        hall.pk: Named(hall.name, reverse("reception:hall", args=[hall.pk]) if may_open else "")
        for hall in rows
    }


def tickets(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return the numbers the actor may see."""
    rows = tickets_for(actor=actor).filter(pk__in=ids)
    return {one.pk: Named(f"{one.number} {one.day:%Y-%m-%d}") for one in rows}


RECEPTION = Trail(
    code="reception",
    title=N_("窗口接待"),
    order=72,
    verbs={
        "reception.open_hall": N_("新建大厅"),
        "reception.change_hall": N_("修改大厅"),
        "reception.add_hours": N_("增加开放时间"),
        "reception.remove_hours": N_("移除开放时间"),
        "reception.set_day": N_("设置特殊日期"),
        "reception.remove_day": N_("移除特殊日期"),
        "reception.set_group": N_("设置事项分组"),
        "reception.set_window": N_("设置窗口"),
        "reception.switch_window": N_("开放或暂停窗口"),
        "reception.take_number": N_("取号"),
        "reception.book_number": N_("预约取号"),
        "reception.check_in": N_("预约签到"),
        "reception.cancel_number": N_("取消号码"),
        "reception.call_next": N_("叫号"),
        "reception.call_again": N_("重新叫号"),
        "reception.pass_over": N_("过号"),
        "reception.send_on": N_("转窗口"),
        "reception.finish_number": N_("窗口办结"),
        "reception.begin_case": N_("为来访人登记办件"),
        "reception.close_days": N_("号码当日作废"),
        "reception.set_adviser": N_("登记值班人员"),
        "reception.plan_duty": N_("排班"),
        "reception.cancel_duty": N_("取消值班"),
        "reception.ask_swap": N_("申请换班"),
        "reception.answer_swap": N_("答复换班"),
        "reception.sign_duty": N_("值班签到签退"),
        "reception.note_visit": N_("登记值班接待"),
        "reception.set_team": N_("设置专家团队"),
        "reception.assign_case": N_("把办件交给团队"),
        "reception.end_assignment": N_("团队办完"),
        "reception.plan_reception": N_("安排接待日"),
        "reception.publish_reception": N_("公布接待日"),
        "reception.book_reception": N_("预约接待"),
        "reception.cancel_appointment": N_("取消接待预约"),
        "reception.receive": N_("登记接待"),
        "reception.note_missed": N_("登记未到"),
        "reception.begin_reception_case": N_("为接待来访登记办件"),
    },
    things={
        "reception.hall": N_("服务大厅"),
        "reception.window": N_("窗口"),
        "reception.ticket": N_("排队号"),
        "reception.adviser": N_("值班人员"),
        "reception.duty": N_("值班"),
        "reception.expertteam": N_("专家团队"),
        "reception.assignment": N_("团队办件"),
        "reception.receptionday": N_("接待日"),
        "reception.appointment": N_("接待预约"),
    },
    codes={
        "prefix": N_("前缀"),
        "number": N_("号码"),
        "window": N_("窗口号"),
        "programme": N_("事项编码"),
        "day": N_("日期"),
        "days": N_("次数"),
        "people": N_("人数"),
        "state": N_("状态"),
    },
    names={"reception.hall": halls, "reception.ticket": tickets},
)
