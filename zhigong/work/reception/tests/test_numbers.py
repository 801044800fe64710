"""A number is taken once, called to one window, and its wait is counted."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.test import override_settings
from django.urls import reverse

from tests.cast import NOON, build, undone
from zhigong.base.actor import ANONYMOUS
from zhigong.base.clock import ZONE, use_clock
from zhigong.base.workflow import MoveNotAllowed
from zhigong.engines.cases import queries as cases
from zhigong.work.reception import operations
from zhigong.work.reception.models import Call, Ticket
from zhigong.work.reception.operations import calling, halls, taking
from zhigong.work.reception.queries import halls as hall_queries
from zhigong.work.reception.queries import numbers

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    with (
        django_db_blocker.unblock(),
        undone(),
        use_clock(NOON),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
    ):
        yield build()


@pytest.fixture(autouse=True)
def alone():
    with undone(), use_clock(NOON):
        yield


def take(world, *, at=NOON, **more):
    given = {"hall": world.things["hall"], "group": world.things["group"], "channel": "kiosk"}
    return operations.take_number(actor=ANONYMOUS, at=at, **given | more)


def known(world, at=NOON, window="window"):
    return {"actor": world.actor("officer"), "at": at, "window": world.things[window]}


def book(world, slot_at, who="member"):
    return operations.book_number(
        actor=world.actor(who),
        at=NOON,
        hall=world.things["hall"],
        group=world.things["group"],
        slot_at=slot_at,
    )


def second_window(world):
    return operations.set_window(
        actor=world.actor("officer"),
        hall=world.things["hall"],
        number=2,
        title="法律援助",
        groups=[world.things["group"]],
    )


def test_numbers_count_up_and_a_form_sent_twice_gives_one(world):
    key = uuid4()

    first, again, other = take(world, key=key), take(world, key=key), take(world)

    assert (first.number, again.pk, other.number) == ("A002", first.pk, "A003")


def test_a_hall_that_is_shut_gives_no_number_to_a_machine_but_to_an_officer(world):
    night = datetime(2026, 11, 21, 23, 59, 30, tzinfo=ZONE)

    with pytest.raises(taking.HallShut):
        take(world, at=night)

    assert take(world, at=night, channel="desk").number == "A002"


def test_nobody_comes_first_for_a_reason_the_hall_does_not_know(world):
    assert take(world, priority="aged").priority == "aged"
    with pytest.raises(taking.NotServedHere):
        take(world, priority="soldier")


def test_a_window_serves_one_at_a_time_and_the_wait_is_counted(world):
    later = NOON + timedelta(minutes=12)
    called = operations.call_next(**known(world, later))

    assert (called.number, called.waited_minutes) == ("A001", 12)
    with pytest.raises(calling.WindowBusy, match="A001还在办理"):
        operations.call_next(**known(world, later))
    operations.finish_number(**known(world, later + timedelta(minutes=5)))
    with pytest.raises(calling.NobodyWaits):
        operations.call_next(**known(world, later))
    found = numbers.figures_of(numbers.tickets_for(actor=world.actor("officer")))
    assert (found["taken"], found["served"], found["unserved"]) == (1, 1, 0)
    assert (found["middle"], found["ninth_tenth"], found["minutes"]) == (12, 12, 5)
    assert [(line.title, line.served) for line in found["hours"]] == [("12:00–13:00", 1)]


def test_priority_is_called_first_and_who_did_not_come_after_three_others(world):
    tickets = [take(world) for _ in range(4)]
    aged = take(world, priority="aged")

    order = []
    for _ in range(6):
        called = operations.call_next(**known(world))
        order.append(called.number)
        if order == [aged.number, "A001"]:
            operations.pass_over(**known(world))
        else:
            operations.finish_number(**known(world))

    first, second, third, _fourth = (one.number for one in tickets)
    assert order == [aged.number, "A001", first, second, third, "A001"]


def test_called_three_times_in_vain_a_number_is_given_up(world):
    for _ in range(3):
        operations.call_next(**known(world))
        ticket = operations.pass_over(**known(world))

    assert (ticket.state, ticket.calls_in_vain) == ("left", 3)
    assert ticket.ended_at == NOON
    found = numbers.figures_of(numbers.tickets_for(actor=world.actor("officer")))
    assert (found["served"], found["unserved"]) == (0, 1)


def test_who_is_sent_on_is_next_at_the_other_window_whatever_it_serves(world):
    other = second_window(world)
    take(world, priority="aged")
    sent = operations.call_next(**known(world))

    operations.send_on(**known(world), to=other)

    assert next(one.pk for one in numbers.queue_of(other, at=NOON)) == sent.pk
    assert sent.number not in [
        one.number for one in numbers.queue_of(world.things["window"], at=NOON)
    ]
    called = operations.call_next(actor=world.actor("officer"), at=NOON, window=other)
    assert called.pk == sent.pk


def test_a_number_is_not_sent_to_its_own_window_nor_to_a_shut_one(world):
    other = second_window(world)
    operations.switch_window(actor=world.actor("officer"), window=other, is_open=False)
    operations.call_next(**known(world))

    for to in (world.things["window"], other):
        with pytest.raises(calling.SameWindow):
            operations.send_on(**known(world), to=to)


def test_a_shut_window_calls_nobody(world):
    operations.switch_window(
        actor=world.actor("officer"), window=world.things["window"], is_open=False
    )

    with pytest.raises(calling.WindowShut):
        operations.call_next(**known(world))

    assert Call.objects.count() == 0


def test_how_many_come_before_is_counted_as_they_will_be_called(world):
    mine = take(world)

    assert numbers.outlook_of(mine, at=NOON).ahead == 1
    take(world, priority="pregnant")
    assert numbers.outlook_of(mine, at=NOON).ahead == 2
    operations.call_next(**known(world))
    assert numbers.outlook_of(mine, at=NOON).ahead == 1


def test_a_booked_time_is_taken_once_a_place(world):
    slot = NOON + timedelta(days=1)
    made = [book(world, slot, who) for who in ("member", "officer")]

    assert [one.number for one in made] == ["Y001", "Y002"]
    with pytest.raises(taking.SlotFull):
        book(world, slot, "leader")
    with pytest.raises(taking.BookedAlready, match="Y001"):
        book(world, slot + timedelta(minutes=30))


def test_a_time_that_is_too_near_or_no_slot_cannot_be_booked(world):
    for slot in (NOON + timedelta(hours=1), NOON + timedelta(days=1, minutes=7)):
        with pytest.raises(taking.SlotFull):
            book(world, slot)


def test_who_booked_says_that_she_is_there_and_comes_first_from_her_time_on(world):
    slot = NOON + timedelta(hours=3)
    booking = book(world, slot)

    with pytest.raises(taking.NotYetTime) as early:
        operations.check_in(actor=ANONYMOUS, at=slot - timedelta(minutes=31), ticket=booking)
    assert "14:30" in early.value.message
    at = slot - timedelta(minutes=10)
    found = operations.booking_with(
        hall=world.things["hall"], passcode=booking.passcode, on=NOON.date()
    )
    operations.check_in(actor=ANONYMOUS, at=at, ticket=found)

    window = world.things["window"]
    assert [t.number for t in numbers.queue_of(window, at=at)] == ["A001", "Y001"]
    assert [t.number for t in numbers.queue_of(window, at=slot)] == ["Y001", "A001"]
    with pytest.raises(MoveNotAllowed):
        operations.check_in(actor=ANONYMOUS, at=slot, ticket=found)


def test_a_code_nobody_has_opens_nothing(world):
    with pytest.raises(taking.PasscodeUnknown):
        operations.booking_with(hall=world.things["hall"], passcode="", on=NOON.date())


def test_a_given_up_booking_frees_its_place(world):
    slot = NOON + timedelta(days=1)
    made = [book(world, slot, who) for who in ("member", "officer")]

    operations.cancel_number(actor=world.actor("member"), at=NOON, ticket=made[0])

    assert book(world, slot, "leader").number == "Y003"


def test_a_day_closes_itself_and_may_be_closed_twice(world):
    take(world)
    operations.call_next(**known(world))
    tomorrow = NOON + timedelta(days=1)

    closed = [operations.close_days(today=tomorrow.date(), at=tomorrow) for _ in range(2)]

    states = dict(Ticket.objects.values_list("number", "state"))
    assert (closed, states) == ([2, 0], {"A001": "done", "A002": "expired"})
    found = numbers.figures_of(numbers.tickets_for(actor=world.actor("officer")))
    assert (found["unserved"], found["minutes"]) == (1, None)


def test_a_case_registered_at_the_window_is_found_from_the_number(world):
    ticket = operations.call_next(**known(world))
    key = operations.begin_case(**known(world), programme="appeal")
    browser = world.client("officer")
    back = reverse("reception:window", args=[world.things["window"].pk])
    address = reverse("cases:register_form")
    asked = {"programme": "appeal", "person": world.things["person"].pk, "key": key, "back": back}
    page = browser.get(address, asked)

    assert str(key) in page.content.decode()
    sent = browser.post(
        f"{address}?{page.request['QUERY_STRING']}",
        {
            "key": key,
            "channel": "window",
            "details": "车间通风不好，希望加装排风设备。",
            "phone": "13800001234",
        },
    )

    assert sent.status_code == 302
    (found,) = numbers.cases_of([ticket], actor=world.actor("officer"))
    assert found["case"] == cases.case_sent_with(actor=world.actor("officer"), key=key)
    assert f'href="{back}"' in browser.get(sent.headers["Location"]).content.decode()
    assert found["case"].number in browser.get(back).content.decode()


def test_no_foreign_address_is_offered_as_the_way_back(world):
    receipt = reverse("cases:receipt", args=[world.things["case"].number])

    page = world.client("officer").get(receipt, {"back": "https://example.com/"})

    assert "返回窗口" not in page.content.decode()
    assert 'href="https://example.com' not in page.content.decode()


def test_spans_of_a_weekday_do_not_overlap(world):
    with pytest.raises(halls.SpanOverlaps):
        operations.add_hours(
            actor=world.actor("officer"),
            hall=world.things["hall"],
            weekdays=[2],
            opens_at=time(18),
            closes_at=time(21),
        )


def test_a_day_set_twice_has_the_last_hours(world):
    hall = world.things["hall"]
    given = {"actor": world.actor("officer"), "hall": hall, "day": NOON.date()}
    operations.set_day(**given, opens_at=time(8), closes_at=time(9))
    operations.set_day(**given, opens_at=None, closes_at=None, note="停电")

    opening = hall_queries.opening_of([hall], since=NOON.date())

    assert opening.spans(hall, NOON.date()) == ()


def test_another_street_sees_neither_numbers_nor_figures(world):
    outsider = world.client("outsider")

    assert list(numbers.tickets_for(actor=world.actor("outsider"))) == []
    assert "A001" not in outsider.get(reverse("reception:tickets")).content.decode()
    assert outsider.get(reverse("reception:figures")).status_code == 200


def test_every_figure_leads_to_as_many_rows(world):
    take(world)
    operations.call_next(**known(world))
    operations.finish_number(**known(world, NOON + timedelta(minutes=4)))
    browser = world.client("officer")
    tickets = reverse("reception:tickets")

    for state, count in (("done", 1), ("taken", 2), ("unserved", 0)):
        page = browser.get(tickets, {"state": state, "since": "2026-11-01"}).content.decode()
        assert page.count('<td class="first-cell') == count, state
    hour = browser.get(tickets, {"state": "done", "hour": "12"}).content.decode()
    assert "A001" in hour
    assert "A001" not in browser.get(tickets, {"state": "done", "hour": "4"}).content.decode()


def test_figures_of_days_in_the_wrong_order_say_so(world):
    page = world.client("officer").get(
        reverse("reception:figures"), {"since": "2026-11-20", "until": "2026-11-01"}
    )

    assert page.status_code == 422
    assert "结束日期不能早于开始日期" in page.content.decode()


def test_the_board_shows_numbers_and_no_names(world):
    operations.call_next(**known(world))

    page = world.client("anonymous").get(reverse("reception:board", args=[world.things["hall"].pk]))

    text = page.content.decode()
    assert "A001" in text
    assert "1号窗口" in text
    assert "王小花" not in text
