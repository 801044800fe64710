"""The supervision box: nothing stored says who wrote, or which of two letters came first."""

import logging
import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from tests.cast import NOON, World, build, rows_of_all_tables, undone
from zhigong.base.anonymous import SilentOnAnonymous, is_anonymous
from zhigong.base.clock import use_clock
from zhigong.registry.audit.models import Entry
from zhigong.work.service_centre import operations, queries
from zhigong.work.service_centre.models import Letter, LetterText
from zhigong.work.service_centre.operations import box

pytestmark = pytest.mark.django_db

YESTERDAY, TOMORROW = NOON - timedelta(days=1), NOON + timedelta(days=1)
TEXT = "食堂饭菜分量越来越少，请工会看一看。"
OWN = {"service_centre_letter", "service_centre_lettertext"}


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
def alone(world, monkeypatch):
    """Undo what each test writes; begin with an empty box and nothing counted."""
    monkeypatch.setattr(box, "letters_written", box.Allowance())
    monkeypatch.setattr(box, "codes_tried", box.Allowance())
    with undone(), use_clock(NOON):
        Letter.objects.all().delete()
        yield


def offered_on(client: Client) -> str:
    page = client.get(reverse("service_centre:box")).content.decode()
    return re.search(r'name="offered" value="([^"]+)"', page)[1]


def send(client: Client, **changes) -> str:
    """Write a letter as a browser does and return its code."""
    fields = {"union": "", "matter": "conduct", "text": TEXT, "offered": offered_on(client)}
    answer = client.post(reverse("service_centre:box"), fields | changes)
    assert answer.status_code == 200
    return re.search(r"box-code figures\">([^<]+)<", answer.content.decode())[1]


def put(world: World, where: str = "county", text: str = TEXT) -> str:
    return operations.write_letter(
        union=world.unions[where],
        matter="conduct",
        text=text,
        offered=operations.offered_code(),
        at=YESTERDAY,
    )


def dump() -> str:
    """Return every row of every table as text, as a dump of the whole database would."""
    with connection.cursor() as cursor:
        found = []
        for table in sorted(connection.introspection.table_names()):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [f"{table} {row}" for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_a_member_who_is_logged_in_leaves_no_trace_of_herself(world: World) -> None:
    client = world.client("member")
    session = apps.get_model("sessions", "Session").objects.get(pk=world.sessions["member"])
    data_before, rows_before, dump_before = session.session_data, rows_of_all_tables(), dump()

    with use_clock(NOON + timedelta(hours=3)):
        code = send(client)
        letter_address = reverse("service_centre:letter")
        client.post(letter_address, {"code": code})
        client.post(letter_address, {"code": code, "text": "还有一件事。", "action": "send"})

    rows = rows_of_all_tables()
    assert {table for table in rows if rows[table] != rows_before[table]} == OWN
    session.refresh_from_db()
    assert session.session_data == data_before
    new = set(dump().splitlines()) - set(dump_before.splitlines())
    assert {line.split()[0] for line in new} == OWN
    assert len(new) == 3


def test_no_column_can_hold_a_person_a_user_a_time_or_a_number_in_sequence() -> None:
    kinds = {
        model: {field.name: field.get_internal_type() for field in model._meta.local_fields}
        for model in (Letter, LetterText)
    }

    assert kinds[Letter] == {
        "id": "UUIDField",
        "union": "ForeignKey",
        "day": "DateField",
        "matter": "CharField",
        "state": "CharField",
        "code_blind": "UUIDField",
        "data_key": "BinaryField",
    }
    assert kinds[LetterText] == {
        "id": "UUIDField",
        "letter": "ForeignKey",
        "turn": "PositiveSmallIntegerField",
        "is_from_union": "BooleanField",
        "day": "DateField",
        "text": "BinaryField",
    }
    tables = connection.introspection.table_names()
    assert not [t for t in tables if t.startswith(("service_centre_letter",)) and "event" in t]


def test_neither_the_text_nor_the_code_stands_in_the_database(world: World) -> None:
    code = put(world)

    stored = dump()

    assert TEXT not in stored
    assert TEXT.encode().hex() not in stored
    assert code not in stored
    assert code.replace("-", "") not in stored


def places_of(table: str) -> list[UUID]:
    """Return the ids in the order in which PostgreSQL keeps the rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY ctid")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize("table", sorted(OWN))
def test_letters_of_a_day_cannot_be_put_in_order_by_anything_stored(
    world: World, table: str
) -> None:
    written = []
    for _n in range(10):
        put(world)
        new = set(places_of(table)) - set(written)
        written.append(new.pop())

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT xmin::text FROM {table}")
        transactions = cursor.fetchall()

    assert len(transactions) == 1
    assert places_of(table) != written  # by chance once in 3.6 million runs
    assert sorted(places_of(table)) != written


def test_a_further_text_does_not_part_a_letter_from_the_others_of_its_day(world: World) -> None:
    codes = [put(world) for _n in range(3)]

    with use_clock(NOON + timedelta(days=1)):
        for code in codes:
            box.write_again(code=code, text="再补充一点。", at=NOON + timedelta(days=1))

    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM service_centre_letter")
        assert len(cursor.fetchall()) == 1


def test_the_exchange_goes_both_ways(world: World) -> None:
    writer, desk = Client(), world.client("county_officer")
    code = send(writer)
    letter = queries.get_letter_by_code(code)
    page = reverse("service_centre:read", args=[letter.pk])

    hidden = desk.get(page)
    with use_clock(TOMORROW):
        shown = desk.get(page).content.decode()
        sent = desk.post(page, {"text": "已经去看过了。", "seen": "1", "action": "answer"})
    back = writer.post(reverse("service_centre:letter"), {"code": code.lower().replace("-", " ")})
    fields = {"code": code, "text": "谢谢，还是少。", "action": "send"}
    with use_clock(TOMORROW):
        again = writer.post(reverse("service_centre:letter"), fields)

    assert hidden.status_code == 404
    assert TEXT in shown
    assert sent.status_code == 302
    assert "已经去看过了。" in back.content.decode()
    assert "谢谢，还是少。" in again.content.decode()
    with use_clock(TOMORROW):
        assert "谢谢，还是少。" not in desk.get(page).content.decode()
    with use_clock(TOMORROW + timedelta(days=1)):
        waiting = desk.get(reverse("service_centre:letters"), {"turn": "new"}).content.decode()
        assert str(letter.pk) in waiting
        assert "谢谢，还是少。" in desk.get(page).content.decode()
        desk.post(page, {"text": "已换承包人。", "seen": "3", "action": "close"})
        closed = desk.get(reverse("service_centre:letters"), {"turn": "new"}).content.decode()
        assert str(letter.pk) not in closed
    assert queries.get_letter_by_code(code).state == "closed"


def test_every_act_of_staff_is_in_the_audit_reading_too(world: World) -> None:
    letter = queries.get_letter_by_code(put(world))
    desk = world.client("county_officer")
    page = reverse("service_centre:read", args=[letter.pk])

    desk.get(page)
    desk.post(page, {"text": "已核实。", "seen": "1", "action": "close"})

    found = Entry.objects.filter(object_id=str(letter.pk)).order_by("pk")
    assert [entry.verb for entry in found] == [
        "service_centre.read_letter",
        "service_centre.close_letter",
    ]


def test_a_letter_to_the_county_is_nothing_to_the_firm_and_the_other_way_round(
    world: World,
) -> None:
    above = queries.get_letter_by_code(put(world, "county"))
    below = queries.get_letter_by_code(put(world, "firm"))

    def status(who: str, letter: Letter) -> int:
        page = reverse("service_centre:read", args=[letter.pk])
        return world.client(who).get(page).status_code

    assert status("officer", above) == 404
    assert status("officer", below) == 200
    assert status("county_officer", below) == 200
    assert status("outsider", below) == 404
    assert status("viewer", below) == 403
    listed = world.client("officer").get(reverse("service_centre:letters")).content.decode()
    assert str(below.pk) in listed
    assert str(above.pk) not in listed


def test_without_a_union_the_top_is_written_to_and_several_are_offered(world: World) -> None:
    client = Client()

    letter = queries.get_letter_by_code(send(client))
    several = client.post(
        reverse("service_centre:box"),
        {"union": "街道总工会", "matter": "other", "text": TEXT, "offered": offered_on(client)},
    )

    assert letter.union_id == world.unions["county"].pk
    assert several.status_code == 422
    shown = several.content.decode()
    for name in ("street", "other_street"):
        assert f'name="union" value="{world.unions[name].code}"' in shown
    chosen = send(client, union=world.unions["other_street"].code)
    assert queries.get_letter_by_code(chosen).union_id == world.unions["other_street"].pk


def test_a_double_click_sends_one_letter(world: World) -> None:
    client = Client()
    offered = offered_on(client)

    assert send(client, offered=offered) == send(client, offered=offered)
    assert Letter.objects.count() == 1


def test_a_code_made_elsewhere_is_not_taken(world: World) -> None:
    fields = {"union": "", "matter": "other", "text": TEXT, "offered": "AAAA-AAAA:forged"}

    answer = Client().post(reverse("service_centre:box"), fields)

    assert answer.status_code == 422
    assert "页面已失效" in answer.content.decode()
    assert TEXT in answer.content.decode()
    assert "forged" not in answer.content.decode()
    assert Letter.objects.count() == 0


def test_codes_are_long_and_without_letters_that_are_mistaken() -> None:
    codes = {box.new_code() for _n in range(300)}

    assert len(codes) == 300
    for code in codes:
        assert re.fullmatch(r"(?:[2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}", code)


def test_wrong_codes_are_refused_and_soon_not_even_looked_at(world: World) -> None:
    client = Client()
    address = reverse("service_centre:letter")

    first = client.post(address, {"code": "2222-2222-2222-2222"})
    statuses = {client.post(address, {"code": f"WRONG{n}"}).status_code for n in range(29)}
    last = client.post(address, {"code": "2222-2222-2222-2222"})

    assert first.status_code == 422
    assert "没有查到" in first.content.decode()
    assert statuses == {422}
    assert last.status_code == 429


def test_too_many_letters_in_a_minute_wait(world: World) -> None:
    for _n in range(box.PER_MINUTE):
        put(world)

    with pytest.raises(box.TooMany):
        put(world)

    assert Letter.objects.count() == box.PER_MINUTE
    later = NOON + timedelta(seconds=61)
    code = operations.write_letter(
        union=world.unions["county"],
        matter="other",
        text=TEXT,
        offered=operations.offered_code(),
        at=later,
    )
    assert queries.get_letter_by_code(code)


def test_who_answers_without_having_read_the_newest_text_is_told(world: World) -> None:
    code = put(world)
    letter = queries.get_letter_by_code(code)
    box.write_again(code=code, text="补充：是二号食堂。", at=YESTERDAY)

    page = reverse("service_centre:read", args=[letter.pk])
    answer = world.client("county_officer").post(
        page, {"text": "哪个食堂？", "seen": "1", "action": "answer"}
    )

    assert answer.status_code == 409
    assert "哪个食堂？" in answer.content.decode()
    assert "是二号食堂" in answer.content.decode()
    assert len(queries.texts_of(letter)) == 2


@pytest.mark.parametrize("name", ["box", "letter"])
def test_pages_of_writers_are_anonymous_never_kept_and_set_no_session(
    world: World, name: str
) -> None:
    address = reverse(f"service_centre:{name}")

    answer = world.client("member").get(address)

    assert is_anonymous(address)
    assert "no-store" in answer.headers["Cache-Control"]
    assert "sessionid" not in answer.cookies
    assert not answer.wsgi_request.actor.is_known
    assert answer.wsgi_request.META["REMOTE_ADDR"] == ""


def test_logs_do_not_say_that_somebody_was_at_the_box(world: World) -> None:
    def record(path: str, level: int) -> logging.LogRecord:
        found = logging.LogRecord("django.request", level, "", 0, "Not Found", (), None)
        found.request = SimpleNamespace(path_info=path)
        return found

    silent = SilentOnAnonymous()

    assert not silent.filter(record(reverse("service_centre:letter"), logging.WARNING))
    assert silent.filter(record(reverse("service_centre:letter"), logging.ERROR))
    assert silent.filter(record("/services/", logging.WARNING))


def test_small_numbers_are_never_told_nor_to_be_had_by_subtraction() -> None:
    assert queries.guarded({"甲": 9, "乙": 6}) == {"total": 15, "unions": [("乙", 6), ("甲", 9)]}
    assert queries.guarded({"甲": 9, "乙": 4}) == {
        "total": None,
        "unions": [("乙", None), ("甲", 9)],
    }
    assert queries.guarded({"甲": 9, "乙": 4, "丙": 3})["total"] == 16
    assert queries.guarded({"甲": 9, "乙": 1, "丙": 3})["total"] is None
    assert queries.guarded({"甲": 4})["total"] is None


def test_months_count_only_what_the_reader_may_open(world: World) -> None:
    for _n in range(5):
        put(world, "firm")
    put(world, "other_firm")

    found = queries.months_of(actor=world.actor("officer"))

    assert [row["unions"] for row in found] == [[(world.unions["firm"].name, 5)]]
    page = world.client("county_officer").get(reverse("service_centre:months"))
    assert "少于5" in page.content.decode()
    assert "不显示" in page.content.decode()
