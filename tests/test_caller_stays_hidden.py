"""Nobody below the county learns who called: every route is read by those who must not."""

import io
import re
import zipfile

import pytest
from django.apps import apps
from django.test import override_settings

from tests.architecture.loaded import PUBLIC, api_operations, routes
from tests.cast import NOON, build, example_for, undone
from zhigong.base.actor import use_actor
from zhigong.base.clock import use_clock
from zhigong.work.hotline import operations
from zhigong.work.hotline.models import Ticket

pytestmark = pytest.mark.django_db

NAME, PHONE, ID_NUMBER = "严守密", "13905740613", "330211199003070026"
FORBIDDEN = (NAME, PHONE, ID_NUMBER, "139****0613")
SAID = f"我是{NAME}，电话{PHONE}，身份证{ID_NUMBER}，宏远电子拖欠两个月工资。"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    with (
        django_db_blocker.unblock(),
        undone(),
        use_clock(NOON),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
    ):
        built = build()
        built.things["secret"] = handled_at_the_street(built)
        yield built


def handled_at_the_street(world):
    """Return a complaint about the firm that its street works; staff typed the name everywhere."""
    county, street = world.actor("county_officer"), world.actor("street_officer")
    call = operations.Call(
        kind="arrears",
        subject=f"{NAME}反映欠薪",
        text=SAID,
        name=NAME,
        phone=PHONE,
        accused="宏远电子有限公司",
        accused_union=world.unions["firm"],
    )
    words = f"来电人{NAME}，电话{PHONE}"
    with use_actor(county):
        ticket = operations.take_call(actor=county, at=NOON, seat=world.unions["county"], call=call)
        operations.dispatch_ticket(
            actor=county, at=NOON, ticket=ticket, to_union=world.unions["street"], words=words
        )
    with use_actor(street):
        operations.sign_ticket(actor=street, at=NOON, ticket=ticket)
    with use_actor(county):
        operations.record_try(actor=county, at=NOON, ticket=ticket, outcome="reached", words=words)
    ticket.refresh_from_db()
    return ticket


def addresses(world):
    """Yield every page and every list as a workbook, with the secret ticket in it, and the API."""
    number = world.things["secret"].case.number
    for address, name, view in routes():
        if name in PUBLIC:
            continue
        filled = "/" + re.sub(
            r"<(?:\w+:)?(\w+)>",
            lambda m, name=name, view=view: str(
                example_for(world, route=_name(name, view), argument=m[1]).value
            ),
            address,
        )
        yield filled, api_operations(view) is not None
        if "<slug:number>" in address or "{number}" in address:
            secret = re.sub(r"<slug:number>", number, address)
            secret = re.sub(r"<slug:(?:deed|caller_field|question)>", "text", secret)
            yield "/" + secret, api_operations(view) is not None
        yield filled + "?export=xlsx", False


def _name(name, view):
    operations_of = api_operations(view)
    return name if operations_of is None else f"api:{operations_of[0].view_func.__name__}"


def body_of(answer):
    if answer.streaming:
        return b"".join(answer.streaming_content)
    return answer.content


def text_of(answer):
    """Return what an answer says; a workbook is unpacked."""
    content = body_of(answer)
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "".join(packed.read(one).decode(errors="replace") for one in packed.namelist())
    return content.decode(errors="replace")


@pytest.mark.parametrize("who", ["officer", "street_officer"])
def test_no_route_tells_who_called(world, who):
    read, told = 0, []
    for address, is_api in addresses(world):
        client, options = world.client(who), {}
        if is_api:
            client.cookies.clear()
            options["headers"] = {"Authorization": f"Bearer zg_{who}"}
        with undone():
            answer = client.get(address, **options)
            said = text_of(answer)
        read += answer.status_code == 200
        told += [f"{address} tells {word}" for word in FORBIDDEN if word in said]

    assert read > 40
    assert told == []


@pytest.mark.parametrize("who", ["officer", "street_officer", "viewer", "outsider"])
def test_nobody_is_found_by_the_caller(world, who):
    number = world.things["secret"].case.number
    client = world.client(who)

    for address in ("/desk/cases/", "/desk/hotline/tickets/all/", "/desk/search/"):
        for words in (NAME, PHONE):
            assert number not in text_of(client.get(f"{address}?q={words}"))


def test_those_below_the_county_open_nothing(world):
    number = world.things["secret"].case.number
    for who, status in (("street_officer", 403), ("officer", 404), ("outsider", 404)):
        client = world.client(who)
        for field in ("name", "phone", "text"):
            with undone():
                answer = client.post(
                    f"/desk/hotline/ticket/{number}/open/{field}/", {"reason": "想联系她"}
                )
            assert answer.status_code == status
            assert NAME not in text_of(answer)


def test_the_county_opens_it_for_a_reason_that_is_kept(world):
    number = world.things["secret"].case.number
    client = world.client("county_officer")

    with undone():
        refused = client.post(f"/desk/hotline/ticket/{number}/open/phone/", {"reason": " "})
        opened = client.post(f"/desk/hotline/ticket/{number}/open/phone/", {"reason": "回访"})

    assert refused.status_code == 422
    assert PHONE in text_of(opened)


def test_a_planted_leak_is_found(world):
    """The scan would see it: the name stands in the case, as it must not."""
    ticket = Ticket._base_manager.get(pk=world.things["secret"].pk)
    with undone():
        type(ticket)._base_manager.filter(pk=ticket.pk).update(subject=NAME)
        page = world.client("street_officer").get("/desk/hotline/tickets/all/")

    assert NAME in text_of(page)


def test_the_history_of_the_rows_keeps_no_caller(world):
    for model in apps.get_models():
        if model._meta.app_label in ("cases", "hotline", "audit", "messaging"):
            for row in model._base_manager.values():
                assert not any(word in str(row) for word in FORBIDDEN), model._meta.label
