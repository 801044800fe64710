"""The people list saved with its identities in clear: for a reason, sealed in the audit.

The file lies encrypted in ``MEDIA_ROOT/exports`` under the id of the job that wrote it, for one
day.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from zhigong.base.actor import Actor
from zhigong.base.crypto import Undecipherable, digest
from zhigong.base.errors import UserError
from zhigong.base.fields import reveal
from zhigong.base.operations import act, operation
from zhigong.base.sheets import Cell, write_rows
from zhigong.kernel.text import N_
from zhigong.registry.people.contract import MembershipState
from zhigong.registry.people.models import Membership

ABILITY = "people.export_clear"
MOST_ROWS = 20_000
SHORTEST_REASON = 5
KEPT_FOR = timedelta(hours=24)
CHUNK = 2_000
HEADER = (
    N_("姓名"),
    N_("证件号码"),
    N_("手机号码"),
    N_("所属工会"),
    N_("用人单位"),
    N_("会籍状态"),
    N_("入会日期"),
    N_("实名认证"),
)
PATHS = (
    "person_id",
    "person__data_key",
    "person__id_cipher",
    "person__phone_cipher",
    "person__name",
    "union__name",
    "employer__name",
    "state",
    "joined_on",
    "person__verified_on",
)


class ReasonTooShort(UserError):
    """Identities leave in clear only for a reason somebody else understands."""

    code = "reason_too_short"
    text = N_("请写明导出原因，不少于{least}个字，例如“办理互助保障参保”。")


class TooManyInClear(UserError):
    """More rows than may leave in clear at once."""

    code = "too_many_in_clear"
    text = N_("名单超过{cap:,}行。含明文的名单请先用查询条件缩小范围，再分批导出。")


class NobodyToExport(UserError):
    """No row is left within the scope."""

    code = "nobody_to_export"
    text = N_("名单里没有可以导出的人。请回到职工名册，调整查询条件后重试。")


@operation("people.export_clear")
def export_clear(
    *, actor: Actor, at: datetime, membership_ids: Sequence[int], reason: str, target: Path
) -> int:
    """Write memberships with ID number and phone in clear to ``target``; return how many.

    Those outside the actor's scope are left out. The entry of the audit holds the number of rows
    and the digest of the ids of the people, sorted.

    :raises ReasonTooShort: below ``SHORTEST_REASON`` characters, white space folded.
    :raises TooManyInClear: above ``MOST_ROWS``.
    :raises NobodyToExport: none of them lies in the actor's scope.
    :legal: 个人信息保护法 arts. 51, 54.
    """
    said = " ".join(reason.split())
    if len(said) < SHORTEST_REASON:
        raise ReasonTooShort(field="reason", least=SHORTEST_REASON)
    if len(membership_ids) > MOST_ROWS:
        raise TooManyInClear(cap=MOST_ROWS)
    rows = Membership.objects.within(actor.scope(ABILITY)).filter(pk__in=list(membership_ids))
    people: set[int] = set()
    line = _("导出人：{name}  时间：{at:%Y-%m-%d %H:%M}  原因：{reason}  仅限工作使用").format(
        name=actor.name, at=at, reason=said
    )
    header = [_(title) for title in HEADER]
    count = write_rows(target, header, _lines(rows, people), watermark=line, sheet=_("职工名册"))
    if not count:
        raise NobodyToExport
    told = digest(",".join(map(str, sorted(people))).encode())
    act().bulk("people.person", count=count, digest=told, node_id=actor.home_id)
    return count


def _lines(rows: Any, people: set[int]) -> Iterator[list[Cell]]:
    ordered = rows.order_by("county_id", "name_py", "pk").values_list(*PATHS)
    for person_id, key, id_number, phone, name, union, employer, state, *days in ordered.iterator(
        chunk_size=CHUNK
    ):
        people.add(person_id)
        label = str(MembershipState(state).label)
        clear = [_clear(key, id_number), _clear(key, phone)]
        yield [name, *clear, union, employer, label, *days]


def _clear(key: bytes | None, cipher: bytes | None) -> str:
    """Return the clear text; "" where there is none, or its key was destroyed."""
    if key is None or cipher is None:
        return ""
    try:
        return reveal(bytes(key), bytes(cipher)) or ""
    except Undecipherable:
        return ""


def export_path(job_id: UUID) -> Path:
    """Return where the file of a job lies; the folder is open to the server alone."""
    folder = Path(settings.MEDIA_ROOT, "exports")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{job_id}.xlsx"


def sweep_exports(*, at: datetime) -> int:
    """Delete the files older than ``KEPT_FOR``, unfinished ones included; return how many."""
    before = (at - KEPT_FOR).timestamp()
    swept = 0
    for path in Path(settings.MEDIA_ROOT, "exports").glob("*"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            swept += 1
    return swept
