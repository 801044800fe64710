"""A box on a wall is to be opened, or was not opened for a whole month."""

from django.urls import reverse

from zhigong.base import clock
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import administrators_of
from zhigong.registry.messaging.contract import Notice
from zhigong.work.service_centre.events import BoxOpeningDue


def _recipients(event: BoxOpeningDue) -> list[int]:
    return administrators_of(union_ids=[event.union_id], on=clock.today())


BOX_OPENING_DUE = Notice(
    code="box_opening_due",
    title=N_("监督信箱该开箱了"),
    text=N_("监督信箱（{place}）{how}，请两人到场开箱并登记。"),
    event=BoxOpeningDue,
    recipients=_recipients,
    values=lambda event: {
        "place": event.place,
        "how": "上个月没有开箱" if event.is_late else "本月还没有开箱",
    },
    subject=lambda event: f"{event.opening_id}:{event.month}",
    union_id=lambda event: event.union_id,
    url=lambda event: reverse("service_centre:openings"),
)
