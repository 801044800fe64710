"""自助终端 in the audit: its operations in words."""

from collections.abc import Collection, Mapping

from django.urls import reverse

from zhigong.base.actor import Actor
from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Named, Trail
from zhigong.screens.kiosk.models import Kiosk


def names(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return the screens the actor keeps."""
    rows = Kiosk.objects.within(actor.scope("kiosk.manage")).filter(pk__in=ids)
    return {
        pk: Named(name, reverse("kiosks:one", args=[pk]))
        for pk, name in rows.values_list("pk", "name")
    }


KIOSK = Trail(
    code="kiosk",
    title=N_("自助终端"),
    order=75,
    verbs={
        "kiosk.register_kiosk": N_("登记自助终端"),
        "kiosk.renew_code": N_("重新生成启用码"),
        "kiosk.pair_kiosk": N_("启用自助终端"),
        "kiosk.try_demo": N_("试用演示终端"),
        "kiosk.see_kiosk": N_("终端在线"),
        "kiosk.revoke_kiosk": N_("停用自助终端"),
    },
    things={"kiosk.kiosk": N_("自助终端")},
    names={"kiosk.kiosk": names},
)
