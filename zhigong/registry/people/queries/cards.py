"""The code on a member's card: who she is, signed, good for a minute."""

from dataclasses import dataclass

from django.core import signing

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.kernel.person_name import mask_name
from zhigong.registry.people.models import Membership, Person
from zhigong.registry.people.queries.people import get_own_person, present_membership

CARD_CODE_SECONDS = 60
GRACE_SECONDS = 15  # for a clock that runs apart and a slow scanner
PREFIX = "ZG1."
_SALT = "people.card"


class CardCodeExpired(UserError):
    """The code is older than a minute."""

    code = "card_code_expired"
    text = "二维码已过期。请让会员刷新会员证后重新扫码。"


class CardCodeNotOurs(UserError):
    """The text is no code of this platform, or was changed."""

    code = "card_code_not_ours"
    text = "这不是有效的会员证二维码。请让会员打开“电子会员证”重新出示。"


@dataclass(frozen=True, slots=True)
class ShownCard:
    """What a desk sees of a card it checked.

    :param in_scope: whether the desk may open the member's record.
    """

    person: Person
    membership: Membership | None
    in_scope: bool


@dataclass(frozen=True, slots=True)
class OwnCard:
    """The face of a member's own card.

    :param name: with all but the family name hidden: the card is held up to others.
    :param number: the number of the card, from the id of the membership.
    """

    name: str
    number: str
    union_name: str
    membership: Membership


def own_card(*, actor: Actor) -> OwnCard | None:
    """Return the card of the member who asks; None when she was never a member."""
    person = Person.objects.own(actor.person_id).first()
    membership = present_membership(person=person) if person is not None else None
    if person is None or membership is None:
        return None
    return OwnCard(
        mask_name(person.name), f"{membership.pk:010d}", membership.union.name, membership
    )


def issue_card_code(*, actor: Actor) -> str:
    """Return a fresh code for the member's own card; it says an id only, and dies in a minute.

    :raises Person.DoesNotExist: the actor is nobody's record.
    """
    person = get_own_person(actor=actor)
    return PREFIX + signing.TimestampSigner(salt=_SALT).sign_object([person.pk])


def read_card_code(*, actor: Actor, code: str) -> ShownCard:
    """Return whose card was shown.

    Who holds ``people.view`` anywhere may check any card: what it shows is what the member shows
    herself, masked.

    :raises CardCodeExpired: it is older than a minute.
    :raises CardCodeNotOurs: it was not made here, or the member is gone.
    """
    try:
        (person_id,) = signing.TimestampSigner(salt=_SALT).unsign_object(
            code.strip().removeprefix(PREFIX), max_age=CARD_CODE_SECONDS + GRACE_SECONDS
        )
    except signing.SignatureExpired as error:
        raise CardCodeExpired(field="code") from error
    except (signing.BadSignature, ValueError) as error:
        raise CardCodeNotOurs(field="code") from error
    found = Person.objects.trusted("she shows the card herself").filter(pk=person_id).first()
    if found is None or found.erased_on is not None:
        raise CardCodeNotOurs(field="code")
    visible = Person.objects.within(actor.scope("people.view")).filter(pk=found.pk)
    return ShownCard(found, present_membership(person=found), visible.exists())
