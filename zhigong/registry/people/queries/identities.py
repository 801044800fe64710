"""Who is recorded under identity numbers; for apps that hold blind indexes and show nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, F, When
from django.db.models.functions import Coalesce

from zhigong.registry.people.models import Membership, Person


@dataclass(frozen=True, slots=True)
class Holder:
    """The person behind an identity number, and her open membership, if she has one."""

    person_id: int
    name: str
    phone_blind: UUID | None
    deceased: bool
    membership_id: int | None
    union_id: int | None
    state: str


def holders_of_numbers(blinds: Collection[UUID]) -> dict[UUID, Holder]:
    """Return who is recorded, by the blind index of her identity number; two statements.

    Callers show of it only what the reader may know: to the public, nothing.
    """
    people = list(
        Person.objects.trusted("blind indexes the caller holds")
        .filter(id_blind__in=list(blinds))
        .annotate(
            leads_to=Coalesce("merged_into_id", "pk"),
            leads_name=Coalesce("merged_into__name", "name"),
            leads_phone=Case(
                When(merged_into__isnull=False, then=F("merged_into__phone_blind")),
                default=F("phone_blind"),
            ),
            leads_death=Coalesce("merged_into__deceased_on", "deceased_on"),
        )
        .values_list("leads_to", "id_blind", "leads_name", "leads_phone", "leads_death")
    )
    rows = Membership.objects.trusted("of the people above").filter(
        person_id__in=[pk for pk, *_ in people], ends_before__isnull=True
    )
    held = {
        person_id: (pk, union_id, state)
        for pk, person_id, union_id, state in rows.values_list(
            "pk", "person_id", "union_id", "state"
        )
    }
    nothing = (None, None, "")
    return {
        blind: Holder(pk, name, phone, died is not None, *held.get(pk, nothing))
        for pk, blind, name, phone, died in people
    }
