import pytest
from django.utils import timezone

from zhigong.base.actor import SYSTEM
from zhigong.registry.accounts.tests.conftest import NOON
from zhigong.registry.accounts.tests.factories import make_staff
from zhigong.registry.accounts.tests.test_pages import browser, page
from zhigong.registry.messaging import operations
from zhigong.registry.messaging.contract import Uncertain
from zhigong.registry.messaging.models import Delivery, Message
from zhigong.registry.messaging.tests.test_operations import carried_by

__all__ = ["carried_by"]
pytestmark = pytest.mark.django_db


def tell(user, union, subject="1"):
    operations.notify(
        notice="administrator_named",
        user_ids=[user.pk],
        subject=subject,
        values={"union": union.name},
        at=NOON,
        url="/accounts/reasons/",
        union_id=union.pk,
        actor=SYSTEM,
    )
    return Message.objects.order_by("-pk").first()


def test_the_inbox_lists_messages_and_reading_one_leads_on(tree, boris):
    message = tell(boris, tree["firm"])
    client = browser(boris)
    assert "您已被授权为宏远电子有限公司工会的管理员" in page(client, "/desk/messaging/")

    answer = client.post(f"/messaging/{message.pk}/read/")

    assert answer["Location"] == "/accounts/reasons/"
    assert "您已被授权" not in page(client, "/desk/messaging/?unread=1")
    page(client, "/messaging/")


def test_the_message_of_somebody_else_is_not_found(tree, boris, dalia):
    message = tell(boris, tree["firm"])

    assert browser(dalia).post(f"/messaging/{message.pk}/read/").status_code == 404
    message.refresh_from_db()
    assert message.read_at is None


def test_everything_is_marked_as_read_at_once(tree, boris):
    tell(boris, tree["firm"])
    tell(boris, tree["firm"], "2")

    browser(boris).post("/messaging/read/")

    assert not Message.objects.filter(read_at__isnull=True).exists()


def test_the_outbox_shows_the_deliveries_of_the_scope(tree, chen, boris, carried_by):
    hana = make_staff("hana", "韩管理", phone="13812345678")
    carried_by(Uncertain("timeout"))
    tell(hana, tree["firm"])
    delivery = Delivery.objects.get()
    operations.deliver(delivery_id=delivery.pk, at=timezone.now())
    client = browser(chen)
    shown = page(client, "/desk/messaging/outbox/")
    assert "韩管理" in shown
    assert "结果不明" in shown

    client.post(f"/desk/messaging/outbox/{delivery.pk}/retry/")

    delivery.refresh_from_db()
    assert delivery.state == "queued"
    other = browser(boris)
    assert other.get("/desk/messaging/outbox/").status_code == 403
    assert other.post(f"/desk/messaging/outbox/{delivery.pk}/retry/").status_code == 403


def test_deliveries_of_other_districts_are_not_listed_nor_found(tree, carried_by):
    lin = make_staff("lin", "林街区", role="county_admin", union=tree["second"])
    hana = make_staff("hana", "韩管理", phone="13812345678")
    carried_by(Uncertain("timeout"))
    tell(hana, tree["firm"])
    delivery = Delivery.objects.get()
    client = browser(lin)

    assert "韩管理" not in page(client, "/desk/messaging/outbox/")
    assert client.post(f"/desk/messaging/outbox/{delivery.pk}/retry/").status_code == 404
