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
    },
    things={
        "service_centre.letter": N_("匿名来信"),
        "service_centre.boxopening": N_("开箱记录"),
        "service_centre.station": N_("诉求站"),
    },
    codes={"letters": N_("信件数"), "number": N_("序号"), "first": N_("首次选定")},
    names={"service_centre.boxopening": names, "service_centre.station": station_names},
)
