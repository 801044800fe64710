"""职工服务中心 in the audit: what staff did with the supervision box; of its writers nothing."""

from collections.abc import Collection, Mapping

from django.urls import reverse

from zhigong.base.actor import Actor
from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Named, Trail
from zhigong.work.service_centre.queries import openings_for, stations_for


def names(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return the openings the actor may see."""
    rows = openings_for(actor=actor).filter(pk__in=ids)
    return {
        pk: Named(f"{place} {on:%Y-%m-%d}", reverse("service_centre:opening", args=[pk]))
        for pk, place, on in rows.values_list("pk", "place", "opened_on")
    }


def station_names(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return the stations the actor may see."""
    rows = stations_for(actor=actor).filter(pk__in=ids)
    return {
        pk: Named(name, reverse("service_centre:station", args=[pk]))
        for pk, name in rows.values_list("pk", "name")
    }


SERVICE_CENTRE = Trail(
    code="service_centre",
    title=N_("职工服务中心"),
    order=70,
    verbs={
        "service_centre.read_letter": N_("阅读匿名来信"),
        "service_centre.answer_letter": N_("答复匿名来信"),
        "service_centre.close_letter": N_("办结匿名来信"),
        "service_centre.open_box": N_("登记开箱记录"),
        "service_centre.add_item": N_("登记信箱来信事项"),
        "service_centre.confirm_opening": N_("确认开箱记录"),
        "service_centre.settle_item": N_("登记信箱来信办理结果"),
        "service_centre.open_station": N_("登记诉求站"),
        "service_centre.change_station": N_("修改诉求站"),
        "service_centre.close_station": N_("撤销诉求站"),
        "service_centre.choose_station": N_("选定诉求站"),
        "service_centre.remind_openings": N_("提醒开箱"),
        "service_centre.open_group_file": N_("群体诉求建档"),
        "service_centre.file_case": N_("办件归入档案"),
        "service_centre.take_measure": N_("登记化解措施"),
        "service_centre.record_visit": N_("登记走访"),
        "service_centre.record_gift": N_("登记慰问金额"),
        "service_centre.make_voucher": N_("生成慰问签收表"),
        "service_centre.sign_voucher": N_("签收表归档"),
        "service_centre.ask_extension": N_("申请信访延期"),
        "service_centre.decide_extension": N_("批复信访延期"),
        "service_centre.object_to_transfer": N_("对转送提出异议"),
    },
    things={
        "service_centre.letter": N_("匿名来信"),
        "service_centre.boxopening": N_("开箱记录"),
        "service_centre.station": N_("诉求站"),
        "service_centre.gift": N_("慰问"),
        "service_centre.groupfile": N_("群体诉求档案"),
        "service_centre.visit": N_("走访记录"),
        "service_centre.voucher": N_("慰问签收表"),
        "service_centre.petitionextension": N_("信访延期"),
    },
    codes={
        "letters": N_("信件数"),
        "number": N_("序号"),
        "first": N_("首次选定"),
        "rows": N_("件数"),
        "state": N_("状态"),
    },
    names={"service_centre.boxopening": names, "service_centre.station": station_names},
)
