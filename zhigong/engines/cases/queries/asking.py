"""Finding a case for who has its number and its telephone, and nothing else."""

import hmac
import re
from typing import TYPE_CHECKING

from zhigong.base.crypto import blind_index
from zhigong.engines.cases.models import Case
from zhigong.engines.cases.queries.desk import contact_of
from zhigong.kernel.phone import normalise_phone

if TYPE_CHECKING:
    from zhigong.registry.accounts.models import User

_WHOLE = re.compile(r"(\d{6})(\d{8})(\d{6})")
_SHORT = re.compile(r"(\d{8})(\d{6})")


def normal_number(text: str, *, region: str = "") -> str:
    """Return a case number however it was typed: with or without GH, hyphens or the place."""
    plain = re.sub(r"\D", "", text)
    if found := _WHOLE.fullmatch(plain):
        return "GH-" + "-".join(found.groups())
    if region and (found := _SHORT.fullmatch(plain)):
        return "-".join(("GH", region, *found.groups()))
    return ""


def find_case(*, number: str) -> Case | None:
    """Return the case with a number; whom it belongs to is asked by ``belongs_to``."""
    rows = Case.objects.trusted("opened only to who proves its telephone")
    return rows.select_related("union", "person", "opened_by").filter(number=number).first()


def belongs_to(case: Case, *, phone: str) -> bool:
    """Whether a case was handed in with a telephone: left with it, of its person, or its sender's.

    The account of an officer who registered it is no applicant's.
    """
    contact = normalise_phone(contact_of(case))
    if contact and hmac.compare_digest(contact.encode(), phone.encode()):
        return True
    blind = blind_index("phone", phone)
    if case.person is not None and case.person.phone_blind == blind:
        return True
    sender: User | None = case.opened_by
    return sender is not None and sender.kind == "member" and sender.phone_blind == blind


def get_case_by_door(*, case_id: int) -> Case:
    """Return a case whose number and telephone were proved in this session.

    :raises Case.DoesNotExist: it is gone.
    """
    rows = Case.objects.trusted("its number and telephone were proved")
    found: Case = rows.select_related("union", "person").get(pk=case_id)
    return found
