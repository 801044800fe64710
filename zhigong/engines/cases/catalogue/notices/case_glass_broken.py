"""A confidential case was opened in an emergency: its team and the auditors are told."""

from django.urls import reverse

from zhigong.base import clock
from zhigong.engines.cases.events import GlassBroken
from zhigong.engines.cases.queries.glass import RECORDS, team_path_of
from zhigong.engines.cases.queries.telling import tail_of
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import holders_of
from zhigong.registry.messaging.contract import Notice

AUDIT = "audit.view"


def _recipients(event: GlassBroken) -> list[int]:
    found: set[int] = set()
    for unit_id in event.unit_ids:
        path = team_path_of(unit_id)
        for ability in ("cases.confidential", RECORDS, AUDIT):
            found.update(holders_of(ability=ability, path=path, on=clock.today()))
    return sorted(found)


CASE_GLASS_BROKEN = Notice(
    code="case_glass_broken",
    title=N_("保密办件被紧急查看"),
    text=N_("{who}紧急查看了保密办件（编号尾号{tail}），理由见紧急查看记录。"),
    event=GlassBroken,
    recipients=_recipients,
    values=lambda event: {"who": event.user_name, "tail": tail_of(event.number)},
    subject=lambda event: str(event.record_id),
    url=lambda event: reverse("cases:glass_records"),
)
