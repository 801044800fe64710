"""The pages of the audit, with the tree and the people that the audit itself knows nothing of.

Who sees which entries, in which words, and what a verification says.
"""

import ast
import re
from datetime import datetime
from io import BytesIO
from pathlib import Path
from time import sleep

import openpyxl
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.urls import reverse

from zhigong.base.actor import Actor
from zhigong.base.clock import ZONE, use_clock
from zhigong.base.jobs import run_job
from zhigong.base.models import Job
from zhigong.base.operations import Act
from zhigong.kernel.resident_id import check_digit
from zhigong.registry.accounts import operations as accounts
from zhigong.registry.accounts.queries import actor_of, get_role
from zhigong.registry.audit import jobs
from zhigong.registry.audit.contract import TRAILS
from zhigong.registry.audit.models import Entry
from zhigong.registry.audit.operations import record_reading, seal, verify_all, write_entries
from zhigong.registry.audit.queries import fault_in_words, get_entry_for, seals
from zhigong.registry.audit.rules import without_identities
from zhigong.registry.people import operations as people
from zhigong.registry.unions.tests.factories import make_union, staff_of
from zhigong.registry.unions.tests.pages import client_for

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 21, 12, tzinfo=ZONE)
LIST = reverse("audit:list")
ID_NUMBER = "330211199003070029"


@pytest.fixture(autouse=True)
def at_noon(settings, tmp_path):
    settings.ZHIGONG = settings.ZHIGONG.model_copy(update={"state_dir": tmp_path})
    with use_clock(NOON):
        yield


@pytest.fixture
def tree():
    root = make_union(name="镇海区总工会", region="330211000000")
    first = make_union(root, name="招宝山街道总工会", kind="street")
    second = make_union(root, name="蛟川街道总工会", kind="street")
    with connection.cursor() as cursor:  # what building the tree left is not what is tested
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("TRUNCATE audit_entry, audit_block")
        cursor.execute("SET session_replication_role = DEFAULT")
    return {"root": root, "first": first, "second": second}


def user_of(login, name, role, union):
    user = accounts.create_user(
        login=login,
        name=name,
        at=NOON,
        password="Zhen-Hai-2026",
        must_change_password=False,
        actor=Actor(kind="system"),
    )
    accounts.grant_role(
        user=user,
        role=get_role(code=role),
        union=union,
        starts_on=NOON.date(),
        actor=Actor(kind="system"),
    )
    return user


@pytest.fixture
def roles(tree):
    accounts.sync_roles(actor=Actor(kind="system"))


@pytest.fixture
def chen(roles, tree):
    return user_of("chen", "陈文", "union_admin", tree["first"])


@pytest.fixture
def auditor(roles, tree, settings):
    user = user_of("shen", "沈计", "auditor", tree["root"])
    return client_for(actor_of(user=user, on=NOON.date()), settings)


@pytest.fixture
def street_auditor(roles, tree, settings):
    user = user_of("jiao", "焦计", "auditor", tree["second"])
    return client_for(actor_of(user=user, on=NOON.date()), settings)


def write(verb, target, union, *, user=None, reason="", kind="staff", care=None, **codes):
    actor = Actor(user_id=user and user.pk, name="", kind=kind, steward_for=care)
    record = Act(verb=verb, actor=actor, reason=reason)
    record.on(target, node_id=union and union.pk, **codes)
    write_entries([record])
    return Entry.objects.latest("pk")


def text_of(client, **query):
    answer = client.get(LIST, query)
    assert answer.status_code == 200
    return answer.content.decode()


def rows_of(client, **query):
    """Return the table alone, without the panel of the seals and the choices of the filters."""
    answer = client.get(LIST, query, headers={"HX-Request": "true"})
    return answer.content.decode()


def test_an_entry_says_in_words_who_did_what_on_what_and_why(auditor, chen, tree):
    write("unions.move", tree["first"], tree["first"], user=chen, reason="区划调整")

    rows = rows_of(auditor, verb="unions.move")

    for words in (
        "陈文",
        "调整隶属关系",
        "工会：招宝山街道总工会",
        "区划调整",
        "待封存",
    ):
        assert words in rows
    assert "unions.move<" not in rows


def test_the_list_takes_few_statements_whatever_it_names(
    auditor, chen, tree, django_assert_max_num_queries
):
    for number in range(60):
        write("unions.change", tree["first"], tree["second"], user=chen, term=number)
        write("accounts.log_in", chen, None, user=chen)

    with django_assert_max_num_queries(8):
        assert auditor.get(LIST, headers={"HX-Request": "true"}).status_code == 200


def test_pages_follow_each_other_without_a_gap(auditor, chen, tree):
    for number in range(45):
        write("unions.set_term", tree["first"], tree["first"], user=chen, term=number)
    seen, address = [], f"{LIST}?size=20&verb=unions.set_term"

    while address:
        listed = auditor.get(address).context["list"]
        seen += [row["id"] for row in listed.rows]
        address = listed.next_url

    assert (
        seen
        == sorted(Entry.objects.filter(verb="unions.set_term").values_list("pk", flat=True))[::-1]
    )


def test_an_auditor_of_a_street_sees_her_street_alone(street_auditor, chen, tree):
    hidden = write("unions.change", tree["first"], tree["first"], user=chen, reason="甲街道")
    of_none = write("accounts.log_in", chen, None, user=chen, reason="无工会")
    shown = write("unions.change", tree["second"], tree["second"], user=chen, reason="乙街道")

    rows = rows_of(street_auditor)

    assert "乙街道" in rows
    assert "甲街道" not in rows
    assert "无工会" not in rows
    statuses = [
        street_auditor.get(reverse("audit:detail", args=[entry.pk])).status_code
        for entry in (hidden, of_none, shown)
    ]
    assert statuses == [404, 404, 200]


def test_an_officer_without_the_ability_is_refused(chen, settings):
    client = client_for(actor_of(user=chen, on=NOON.date()), settings)

    assert client.get(LIST).status_code == 403
    assert client.post(reverse("audit:verify")).status_code == 403


def test_filters_narrow_and_the_empty_list_says_so(auditor, chen, tree):
    first, second = tree["first"], tree["second"]
    write("unions.change", first, first, user=chen, reason="甲")
    write("unions.move", second, second, kind="system", reason="乙")
    write("unions.change", second, second, user=chen, care=second.pk, reason="丙")
    write("accounts.record_failure", chen, None, user=chen, reason="丁")
    reading = Actor(user_id=chen.pk, kind="staff")
    record_reading(actor=reading, target=first, fields=("account",), reason="戊", union_id=first.pk)

    def found(**query):
        rows = rows_of(auditor, **query)
        return [word for word in "甲乙丙丁戊" if f">{word}<" in rows]

    assert found() == list("甲乙丙丁戊")
    assert found(under=second.code) == ["乙", "丙"]
    assert found(unit=first.code) == ["甲", "戊"]
    assert found(kind="steward") == ["丙"]
    assert found(kind="system") == ["乙"]
    assert found(only="opened") == ["戊"]
    assert found(only="failed") == ["丁"]
    assert found(only="clear") == []
    assert found(area="unions") == ["甲", "乙", "丙"]
    assert found(who="陈") == ["甲", "丙", "丁", "戊"]
    assert found(thing="unions.union", number=str(second.pk)) == ["乙", "丙"]
    assert found(since="2026-11-21", until="2026-11-21") == list("甲乙丙丁戊")
    assert found(until="2026-11-20") == []
    assert found(q="陈文", kind="steward") == ["丙"]
    assert found(q="蛟川街道总工会") == ["乙", "丙"]
    assert found(q="戊") == ["戊"]
    assert "没有符合条件" in text_of(auditor, only="clear")


def test_who_works_for_another_union_is_told_apart(auditor, chen, tree):
    entry = write(
        "unions.change", tree["second"], tree["second"], user=chen, care=tree["second"].pk
    )

    assert "由陈文代录" in rows_of(auditor)
    page = auditor.get(reverse("audit:detail", args=[entry.pk])).content.decode()
    assert "代蛟川街道总工会办理" in page


def test_a_person_is_not_named_to_an_auditor_and_no_number_is_in_clear(auditor, chen, tree):
    person = people.register_person(
        actor=Actor(kind="system"),
        at=NOON,
        particulars=people.Particulars(name="王小花", id_number=_complete("33021119900307002")),
    )
    reason = f"核对{ID_NUMBER}，电话13812345678"
    entry = write(
        "audit.open_masked", person, tree["first"], user=chen, reason=reason, fields=["id_number"]
    )

    shown = (
        rows_of(auditor) + auditor.get(reverse("audit:detail", args=[entry.pk])).content.decode()
    )

    assert "王小花" not in shown
    assert ID_NUMBER not in shown
    assert "13812345678" not in shown
    assert f"职工 {person.pk}" in shown
    assert "证件号" in shown


def _complete(first17):
    return first17 + check_digit(first17)


def test_details_name_unions_and_fields_in_words(auditor, chen, tree):
    entry = write(
        "unions.move",
        tree["first"],
        tree["first"],
        user=chen,
        parent=tree["second"].pk,
        was=tree["root"].pk,
        on="2026-11-21",
    )

    page = auditor.get(reverse("audit:detail", args=[entry.pk])).content.decode()

    for words in ("原上级工会", "镇海区总工会", "上级工会", "蛟川街道总工会", "生效日期"):
        assert words in page


def test_the_list_is_saved_as_a_workbook_and_that_is_recorded(auditor, chen, tree):
    write("unions.move", tree["first"], tree["first"], user=chen, reason="区划调整")

    answer = auditor.get(LIST, {"export": "xlsx", "verb": "unions.move"})

    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert {"陈文", "调整隶属关系", "区划调整"} <= set(cells)
    saved = Entry.objects.get(verb="audit.export_list")
    assert (saved.row_count, saved.union_id) == (1, tree["root"].pk)
    assert "名单：操作审计" in rows_of(auditor, only="saved")


def test_a_verification_runs_as_a_job_says_what_it_found_and_is_recorded(auditor, chen, tree):
    write("unions.change", tree["first"], tree["first"], user=chen)

    answer = auditor.post(reverse("audit:verify"))
    job = Job.objects.get(title="校验审计记录")
    assert answer.url == reverse("audit:verification", args=[job.pk])
    assert "正在准备" in auditor.get(answer.url).content.decode()
    run_job(job.pk, jobs.verify_audit)
    page = auditor.get(answer.url).content.decode()

    assert "审计记录完好" in page
    recorded = Entry.objects.get(verb="audit.verify")
    assert recorded.detail["ok"] is True
    assert "完好" in text_of(auditor)


def test_a_changed_entry_is_found_and_named_in_words(auditor, chen, tree):
    entry = write("unions.change", tree["first"], tree["first"], user=chen)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE audit_entry SET reason = '改' WHERE id = %s", [entry.pk])
        cursor.execute("SET session_replication_role = DEFAULT")

    found = verify_all(actor=Actor(kind="system"), step=lambda: None)

    assert not found.ok
    assert f"第{entry.pk}条记录被改动或插入" in text_of(auditor)
    assert seals().last is None  # what is broken is not sealed on


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("entry:7 altered", "第7条记录被改动或插入"),
        ("block:2 missing or reordered", "第2号封存缺失或次序不对"),
        ("block:2 deleted entries (1 of 3)", "第2号封存所含记录被删除"),
        ("block:3 cut off: the tail up to block 4 is gone", "第3号封存起的尾部被截去"),
        ("head altered", "数据库以外保存的封存尾号被改动"),
        ("head missing: the file that keeps the newest block is gone", "封存尾号不见了"),
    ],
)
def test_every_fault_has_words(bad, words):
    assert words in fault_in_words(bad)


def test_numbers_of_people_are_hidden_and_others_kept():
    said = without_identities(f"核对{ID_NUMBER}，第2026号，批次20261121")

    assert said == "核对330***********0029，第2026号，批次20261121"


def test_another_ones_verification_does_not_exist(auditor, roles, tree, settings):
    address = auditor.post(reverse("audit:verify")).url
    other = user_of("jiao", "焦计", "auditor", tree["root"])

    client = client_for(actor_of(user=other, on=NOON.date()), settings)

    assert client.get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_sealed_entry_says_in_which_seal_it_lies(auditor, chen, tree):
    entry = write("unions.change", tree["first"], tree["first"], user=chen)
    for _try in range(600):  # a transaction of another test may hold the horizon for a while
        seal()
        if seals().unsealed == 0:
            break
        sleep(0.2)

    page = auditor.get(reverse("audit:detail", args=[entry.pk])).content.decode()

    last = seals().last
    assert last is not None
    assert "已封存" in page
    assert re.search(r"第 \d+ 号，2026-11-21 12:00", page)
    assert get_entry_for(actor=Actor(kind="system"), entry_id=entry.pk).shown.is_sealed


def test_every_operation_of_the_house_has_words():
    verbs = {
        decorator.args[0].value
        for path in Path(django_settings.BASE_DIR, "zhigong").rglob("*.py")
        if "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "operation"
    }
    worded = {verb for trail in TRAILS.entries() for verb in trail.verbs}

    assert len(verbs) > 80
    assert verbs - worded == set()


def test_trails_keep_to_their_own_app():
    for trail in TRAILS.entries():
        assert {verb.split(".")[0] for verb in trail.verbs} == {trail.code}


def test_who_looked_at_a_person_is_one_click_from_her_page(chen, tree, settings):
    person = people.register_person(
        actor=Actor(kind="system"),
        at=NOON,
        particulars=people.Particulars(name="王小花", id_number=_complete("33021119900307002")),
    )
    people.open_membership(
        actor=Actor(kind="system"),
        at=NOON,
        person=person,
        union=tree["first"],
        starts_on=NOON.date(),
    )
    page = reverse("people:detail", args=[person.pk])
    client = client_for(staff_of(tree["root"]), settings)
    record_reading(
        actor=Actor(user_id=chen.pk),
        target=person,
        fields=("phone",),
        reason="联系本人",
        union_id=tree["first"].pk,
    )

    link = f"{LIST}?thing=people.person&amp;number={person.pk}&amp;only=opened"
    assert link in client.get(page).content.decode()
    rows = client.get(link.replace("&amp;", "&"), headers={"HX-Request": "true"}).content.decode()
    assert "陈文" in rows
    assert "职工：王小花" in rows  # this reader may open her page
    other = client_for(actor_of(user=chen, on=NOON.date()), settings)
    assert link not in other.get(page).content.decode()
