"""The box on the wall: opened by two people, each thing found registered without its writer."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import IntegrityError, transaction

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.work.service_centre.models import BoxItem, BoxOpening

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union


class OpenedToday(UserError):
    """The box has a record of today."""

    code: ClassVar[str] = "opened_today"
    text: ClassVar[str] = N_("这个信箱今天已有开箱记录，请打开原记录。")
    status: ClassVar[int] = 409


class SamePerson(UserError):
    """Who opened a box cannot be her own witness."""

    code: ClassVar[str] = "same_person"
    text: ClassVar[str] = N_("开箱须由两人在场，请另一位工作人员用自己的账号登录后确认。")


class DayOver(UserError):
    """The witness was not there on the day."""

    code: ClassVar[str] = "day_over"
    text: ClassVar[str] = N_("开箱当天才能确认，这次记录将保持“未经第二人确认”。")


class ConfirmedAlready(UserError):
    """Somebody confirmed it before."""

    code: ClassVar[str] = "confirmed_already"
    text: ClassVar[str] = N_("这次开箱已由{name}确认。")
    status: ClassVar[int] = 409


class NotAllRegistered(UserError):
    """Letters were counted that nobody registered."""

    code: ClassVar[str] = "not_all_registered"
    text: ClassVar[str] = N_("信箱里有{letters}封信，只登记了{items}件，请逐封登记后再确认。")


class AllRegistered(UserError):
    """There are as many items as letters."""

    code: ClassVar[str] = "all_registered"
    text: ClassVar[str] = N_("信箱里的{n}封信都已登记。")


@operation("service_centre.open_box")
def open_box(
    *,
    actor: Actor,
    at: datetime,
    union: "Union",
    place: str,
    letters: int,
) -> BoxOpening:
    """Record the opening of a box.

    :raises OpenedToday: it has a record of this day.
    """
    assert actor.user_id is not None
    try:
        with transaction.atomic():
            opening = BoxOpening.objects.create(
                union=union,
                place=place,
                opened_on=at.date(),
                letters=letters,
                opened_by=actor.user_id,
                opened_by_name=actor.name,
            )
    except IntegrityError as error:
        if "one_opening_of_a_box_per_day" not in str(error):
            raise
        raise OpenedToday(field="place") from None
    act().on(opening, node_id=union.pk, letters=letters)
    return opening


@operation("service_centre.add_item")
def add_item(*, actor: Actor, opening: BoxOpening, matter: str, summary: str) -> BoxItem:
    """Register one letter found, as long as the record is not confirmed.

    :raises ConfirmedAlready: it is.
    :raises AllRegistered: there are as many items as letters were counted.
    """
    current = _locked(opening)
    if current.confirmed_by is not None:
        raise ConfirmedAlready(name=current.confirmed_by_name)
    number = _items_of(current) + 1
    if number > current.letters:
        raise AllRegistered(n=current.letters)
    item = BoxItem.objects.create(opening=current, number=number, matter=matter, summary=summary)
    act().on(current, node_id=current.union_id, number=number)
    return item


@operation("service_centre.confirm_opening")
def confirm_opening(*, actor: Actor, at: datetime, opening: BoxOpening) -> None:
    """Confirm, as the second person, that a box was opened as recorded.

    :raises SamePerson: the first person asks.
    :raises DayOver: it is another day.
    :raises ConfirmedAlready: a second person was there.
    :raises NotAllRegistered: letters were counted that are not registered.
    """
    current = _locked(opening)
    if current.confirmed_by is not None:
        raise ConfirmedAlready(name=current.confirmed_by_name)
    if actor.user_id is None or actor.user_id == current.opened_by:
        raise SamePerson
    if at.date() != current.opened_on:
        raise DayOver
    if (items := _items_of(current)) != current.letters:
        raise NotAllRegistered(letters=current.letters, items=items)
    current.confirmed_by, current.confirmed_by_name = actor.user_id, actor.name
    current.confirmed_at = at
    current.save(update_fields=["confirmed_by", "confirmed_by_name", "confirmed_at"])
    act().on(current, node_id=current.union_id)


@operation("service_centre.settle_item")
def settle_item(*, actor: Actor, opening: BoxOpening, number: int, result: str) -> None:
    """Say what became of a thing found in a box.

    :raises BoxItem.DoesNotExist: the opening has no such number.
    """
    rows = BoxItem.objects.trusted("the caller holds the opening").select_for_update()
    item = rows.get(opening=opening, number=number)
    item.result = result
    item.save(update_fields=["result"])
    act().on(opening, node_id=opening.union_id, number=number)


def _locked(opening: BoxOpening) -> BoxOpening:
    rows = BoxOpening.objects.trusted("the caller holds the opening").select_for_update()
    found: BoxOpening = rows.get(pk=opening.pk)
    return found


def _items_of(opening: BoxOpening) -> int:
    return BoxItem.objects.trusted("the caller holds the opening").filter(opening=opening).count()
