import json
import logging
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from zhigong.base.actor import SYSTEM
from zhigong.base.events import publish
from zhigong.registry.accounts import operations as accounts
from zhigong.registry.accounts.tests.conftest import NOON
from zhigong.registry.accounts.tests.factories import actor_of, make_staff
from zhigong.registry.audit.models import Entry
from zhigong.registry.messaging import operations, queries, rules
from zhigong.registry.messaging.contract import (
    GATEWAYS,
    NOTICES,
    Gateway,
    Rejected,
    Uncertain,
    Unreachable,
)
from zhigong.registry.messaging.models import Delivery, Message
from zhigong.registry.people.events import TransferMoved

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
PHONE = "13812345678"
NOTICE = "administrator_named"


class Probe(Gateway):
    """A gateway that does what the test says and remembers what it was given."""

    def __init__(self, outcome=None, remembers_keys=False):
        super().__init__("probe", ("sms",), remembers_keys)
        object.__setattr__(self, "outcome", outcome)
        object.__setattr__(self, "parcels", [])

    def send(self, parcel, options):
        self.parcels.append(parcel)
        assert not connection.in_atomic_block or settings.ZHIGONG.env == "test"
        if self.outcome:
            raise self.outcome
        return "no-7"


@pytest.fixture
def carried_by(monkeypatch):
    def use(outcome=None, remembers_keys=False):
        probe = Probe(outcome, remembers_keys)
        monkeypatch.setattr(queries, "gateway_of", lambda channel: (probe, {}))
        return probe

    return use


@pytest.fixture
def hana(tree):
    return make_staff("hana", "韩管理", phone=PHONE)


def tell(*users, subject="1", notice=NOTICE):
    return operations.notify(
        notice=notice,
        user_ids=[user.pk for user in users],
        subject=subject,
        values={"union": "宏远电子有限公司工会"},
        at=NOON,
        url="/desk/",
        actor=SYSTEM,
    )


def jobs():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'delivery_id' FROM procrastinate_jobs WHERE task_name = %s",
            [operations.JOB],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def only():
    return Delivery.objects.get()


def send(at=None):
    return operations.deliver(delivery_id=only().pk, at=at or timezone.now())


def test_what_is_told_lies_in_the_inbox_and_is_queued_for_the_phone(hana):
    assert tell(hana) == 1

    message = Message.objects.get()
    assert message.text == "您已被授权为宏远电子有限公司工会的管理员，请登录工作台核对会员名册。"
    assert (message.user, message.read_at) == (hana, None)
    delivery = only()
    assert (delivery.channel, delivery.state) == ("sms", "queued")
    assert jobs() == [delivery.pk]
    assert Entry.objects.get(verb="messaging.notify").row_count == 1


def test_the_same_thing_is_told_once(hana, boris):
    tell(hana)

    assert tell(hana) == 0
    assert tell(hana, boris) == 1
    assert tell(hana, subject="2") == 1

    assert Message.objects.filter(user=hana).count() == 2
    assert Delivery.objects.filter(user=hana).count() == len(jobs()) == 2


def test_the_database_refuses_a_second_delivery_of_the_same(hana):
    tell(hana)
    twin = only()
    twin.pk, twin.key = None, "00000000-0000-0000-0000-000000000001"

    with pytest.raises(IntegrityError, match="nothing_is_sent_twice"), transaction.atomic():
        twin.save(force_insert=True)


def test_nobody_without_a_phone_gets_a_delivery_and_closed_accounts_get_nothing(hana, boris):
    accounts.set_active(user=hana, is_active=False, reason="离职", actor=SYSTEM)

    assert tell(hana, boris) == 1

    assert list(Message.objects.values_list("user", flat=True)) == [boris.pk]
    assert not Delivery.objects.exists()


def test_neither_phone_nor_text_is_readable_in_the_table(hana):
    tell(hana)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(d)::text FROM messaging_delivery d")
        (text,) = cursor.fetchone()
    assert PHONE not in text
    assert "宏远".encode().hex() not in text
    assert "宏远" not in text


def test_a_delivery_is_carried_once_with_text_address_and_key(hana, carried_by):
    probe = carried_by()
    tell(hana)

    assert send() == "sent"
    assert send() == ""

    [parcel] = probe.parcels
    assert (parcel.address, parcel.key, parcel.url) == (PHONE, only().key, "/desk/")
    assert "宏远电子" in parcel.text
    row = only()
    assert (row.gateway, row.gateway_number, row.tries) == ("probe", "no-7", 1)
    assert bytes(row.sealed) == b""


def test_a_gateway_that_is_busy_is_tried_again_with_the_same_key_until_given_up(hana, carried_by):
    probe = carried_by(Unreachable("HTTP 503"))
    tell(hana)
    at = timezone.now()

    assert send(at) == "queued"
    assert send(at) == ""
    states = []
    for _try in range(4):
        at = only().next_try_at
        states.append(send(at))

    assert states == ["queued", "queued", "queued", "failed"]
    assert len({parcel.key for parcel in probe.parcels}) == 1
    assert only().error == "HTTP 503"


def test_what_is_refused_for_good_is_not_tried_again(hana, carried_by):
    probe = carried_by(Rejected("HTTP 400"))
    tell(hana)

    assert send() == "failed"
    operations.sweep(at=timezone.now() + timedelta(hours=2))

    assert len(probe.parcels) == 1
    assert only().state == "failed"


@pytest.mark.parametrize(("remembers", "state"), [(True, "queued"), (False, "uncertain")])
def test_an_unknown_end_is_repeated_only_where_keys_are_remembered(
    hana, carried_by, remembers, state
):
    carried_by(Uncertain("timeout"), remembers)
    tell(hana)

    assert send() == state


@pytest.mark.parametrize(("remembers", "state"), [(True, "queued"), (False, "uncertain")])
def test_a_sender_that_died_leaves_a_delivery_that_is_not_doubled(
    hana, carried_by, remembers, state
):
    carried_by(remembers_keys=remembers)
    tell(hana)
    at = timezone.now()
    assert operations._claim(delivery_id=only().pk, at=at) is not None

    assert operations.sweep(at=at + timedelta(minutes=1)) == 0
    assert only().state == "sending"
    operations.sweep(at=at + rules.LEASE)

    assert (only().state, only().leased_until) == (state, None)


def test_a_sender_that_wakes_up_late_changes_nothing(hana, carried_by):
    carried_by(remembers_keys=True)
    tell(hana)
    at = timezone.now()
    late = operations._claim(delivery_id=only().pk, at=at)
    operations.sweep(at=at + rules.LEASE)
    assert send(at + rules.LEASE) == "sent"

    assert operations._finish(late, "failed", at, error="too late") == ""

    assert only().state == "sent"


def test_a_defect_in_a_gateway_leaves_the_delivery_to_the_sweeper(hana, carried_by):
    carried_by(ZeroDivisionError())
    tell(hana)

    with pytest.raises(ZeroDivisionError):
        send()

    assert only().state == "sending"


def test_an_uncertain_delivery_is_sent_again_only_when_an_officer_says_so(
    tree, hana, chen, boris, carried_by
):
    carried_by(Uncertain("timeout"))
    operations.notify(
        notice=NOTICE,
        user_ids=[hana.pk],
        subject="1",
        values={"union": "x"},
        union_id=tree["firm"].pk,
        at=NOON,
        actor=SYSTEM,
    )
    send()
    with pytest.raises(Delivery.DoesNotExist):
        queries.get_delivery_for(actor=actor_of(boris), delivery_id=only().pk)
    mine = queries.get_delivery_for(actor=actor_of(chen), delivery_id=only().pk)

    operations.retry_delivery(delivery=mine, at=timezone.now(), actor=actor_of(chen))
    carried_by()
    assert send() == "sent"

    with pytest.raises(operations.NothingToRetry):
        operations.retry_delivery(delivery=mine, at=timezone.now(), actor=actor_of(chen))


def test_a_login_code_goes_to_the_phone_alone_and_expires(hana, carried_by):
    probe = carried_by()
    at = timezone.now()
    code = accounts.issue_code(phone=PHONE, purpose="login", address="::1", at=at)

    assert not Message.objects.exists()
    assert send(at) == "sent"
    assert probe.parcels[0].text.startswith(f"验证码{code}，")
    assert probe.parcels[0].secret is True

    later = at + timedelta(minutes=2)
    accounts.issue_code(phone=PHONE, purpose="login", address="::1", at=later)
    second = Delivery.objects.order_by("-pk").first()
    operations.deliver(delivery_id=second.pk, at=later + timedelta(minutes=5))
    second.refresh_from_db()
    assert (second.state, second.error) == ("failed", "已过有效时间")
    assert len(probe.parcels) == 1


def test_a_code_whose_transaction_fails_is_never_sent(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        accounts.issue_code(phone=PHONE, purpose="login", address="::1", at=timezone.now())
        raise ZeroDivisionError

    assert not Delivery.objects.exists()
    assert jobs() == []


def test_the_console_shows_codes_with_masked_phones_and_in_production_sends_none(
    hana, caplog, monkeypatch
):
    caplog.set_level(logging.INFO, logger="zhigong.messages")
    at = timezone.now()
    code = accounts.issue_code(phone=PHONE, purpose="login", address="::1", at=at)
    assert send(at) == "sent"
    assert code in caplog.text
    assert "138****5678" in caplog.text
    assert PHONE not in caplog.text

    caplog.clear()
    monkeypatch.setattr(settings, "ZHIGONG", settings.ZHIGONG.model_copy(update={"env": "prod"}))
    Delivery.objects.all().delete()
    at += timedelta(minutes=2)
    secret = accounts.issue_code(phone=PHONE, purpose="login", address="::1", at=at)
    assert send(at) == "failed"
    assert secret not in caplog.text


def test_a_new_administrator_and_a_stand_in_are_told(tree, boris, dalia, hana):
    accounts.authorise_administrator(union=tree["firm"], user=hana, on=TODAY, actor=actor_of(boris))
    accounts.delegate(
        grant=boris.grants.get(),
        to_user=dalia,
        starts_on=TODAY,
        ends_before=TODAY + timedelta(days=3),
        actor=actor_of(boris),
    )

    told = {m.user_id: m.text for m in Message.objects.all()}
    assert told == {
        hana.pk: "您已被授权为宏远电子有限公司工会的管理员，请登录工作台核对会员名册。",
        dalia.pk: "您在招宝山街道总工会的请假代办已开始。",
    }


def test_both_unions_of_a_transfer_are_told_once_a_day(tree, boris):
    fay = make_staff("fay", "费蛟川", role="union_admin", union=tree["second"])
    ids = frozenset({tree["first"].pk, tree["second"].pk})

    with transaction.atomic():
        for number in range(3):
            publish(TransferMoved(number, "offered", ids, TODAY))

    assert sorted(Message.objects.values_list("user", flat=True)) == sorted([boris.pk, fay.pk])


def test_an_objection_is_told_to_the_nearest_office_that_decides(tree, boris, chen):
    keeper = make_staff("gao", "高蛟川", role="union_admin", union=tree["second"])
    path = (tree["root"].pk,)
    ids = frozenset({tree["first"].pk, tree["second"].pk})

    with transaction.atomic():
        publish(TransferMoved(1, "objected", ids, TODAY, path))

    told = dict(Message.objects.values_list("user", "url"))
    assert sorted(told) == sorted([boris.pk, keeper.pk, chen.pk])
    assert set(told.values()) == {"/desk/people/transfers/"}


def test_a_settled_transfer_leads_to_the_list_that_shows_it(tree, boris):
    ids = frozenset({tree["first"].pk})

    with transaction.atomic():
        publish(TransferMoved(1, "completed", ids, TODAY))

    assert Message.objects.get().url == "/desk/people/transfers/?state=completed"


def test_one_reads_ones_own_messages_only(hana, boris):
    tell(hana, boris)
    mine = Message.objects.get(user=hana)

    with pytest.raises(Message.DoesNotExist):
        queries.get_message_for(actor=actor_of(boris), message_id=mine.pk)
    assert operations.mark_read(actor=actor_of(boris), at=NOON, message_id=mine.pk) == 0
    assert queries.count_unread(actor_of(hana)) == 1
    assert operations.mark_read(actor=actor_of(hana), at=NOON) == 1
    assert queries.count_unread(actor_of(hana)) == 0


def test_an_address_belongs_to_who_proved_it_last(hana, boris):
    operations.bind_address(user=hana, channel="wechat", address="openid-1", actor=SYSTEM)
    operations.bind_address(user=boris, channel="wechat", address="openid-1", actor=SYSTEM)

    assert queries.address_of(user=hana, channel="wechat") == ""
    assert queries.address_of(user=boris, channel="wechat") == "openid-1"


@pytest.mark.parametrize("notice", NOTICES.entries(), ids=lambda notice: notice.code)
def test_every_notice_is_complete(notice):
    assert notice.title
    assert notice.in_inbox or notice.channels
    assert (notice.event is None) == (notice.recipients is None)
    assert len(notice.text) <= 300
    assert "!" not in notice.text


@pytest.mark.parametrize("gateway", GATEWAYS.entries(), ids=lambda gateway: gateway.code)
def test_every_gateway_carries_a_channel(gateway):
    assert gateway.channels
    assert json.dumps(gateway.code)
