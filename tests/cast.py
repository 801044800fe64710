"""The people every test of access meets, in a small county of two streets.

Everything a route may ask for by its address lies in the first street, at 宏远电子 or below it, so that
whoever works in the other street must find none of it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tests import cast_hotline as hotline
from tests import cast_membership as joining
from tests import cast_organisation as organisation
from tests import cast_papers as papers
from tests import cast_reception as hall
from tests import cast_service_centre as service_centre
from tests import cast_tasks as tasks
from zhigong.base import clock
from zhigong.base.actor import ANONYMOUS, SYSTEM, Actor, use_actor
from zhigong.base.models import Job
from zhigong.engines.cases import operations as cases
from zhigong.engines.cases.operations.incoming import record_letter
from zhigong.engines.cases.queries import get_programme
from zhigong.kernel.credit_code import complete as complete_credit_code
from zhigong.kernel.resident_id import check_digit
from zhigong.registry.accounts import operations as accounts
from zhigong.registry.accounts import queries as account_queries
from zhigong.registry.accounts.models import MachineToken, User
from zhigong.registry.employers.models import Employer
from zhigong.registry.employers.operations import add_worksite, affiliate, open_employer
from zhigong.registry.people import operations as people
from zhigong.registry.people.models import Membership, Person
from zhigong.registry.unions import operations as unions
from zhigong.registry.unions.models import Union
from zhigong.screens.kiosk.operations import register_kiosk

NOON = datetime(2026, 11, 21, 12, tzinfo=clock.ZONE)
LONG_AGO = date(2025, 1, 1)
PASSWORD = "Zhen-Hai-2026"

# name in the tests -> (name on the screen, role, where)
STAFF = {
    "outsider": ("蛟川街道管理员", "union_admin", "other_street"),
    "officer": ("宏远电子工会管理员", "union_admin", "firm"),
    "street_officer": ("招宝山街道管理员", "union_admin", "street"),
    "county_officer": ("区总管理员", "county_admin", "county"),
    "viewer": ("招宝山街道查看员", "union_viewer", "street"),
    "leader": ("区总领导", "leader", "county"),
    "security": ("安全管理员", "security_officer", "county"),
    "auditor": ("审计员", "auditor", "county"),
}
CAST = (*STAFF, "member", "anonymous")


@dataclass
class World:
    """The two streets, what lies in them, and who works there."""

    unions: dict[str, Union] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    rows: dict[str, tuple[int, int]] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, who: str) -> Actor:
        """Return one of the cast as an actor."""
        if who == "anonymous":
            return ANONYMOUS
        if who not in self._actors:
            user = self.users[who]
            self._actors[who] = account_queries.actor_of(user=user, on=NOON.date())
        return self._actors[who]

    def client(self, who: str) -> Client:
        """Return a browser one of the cast is logged in with."""
        client = Client(raise_request_exception=False)
        if who in self.sessions:
            client.cookies["sessionid"] = self.sessions[who]
        return client

    def give_tokens(self) -> None:
        """Give everybody a machine's key with the abilities she has, at the same union."""
        for who in self.users:
            actor = self.actor(who)
            MachineToken.objects.create(
                name=who,
                prefix=who[:12],
                secret_blind=account_queries.token_blind(f"zg_{who}"),
                abilities=sorted({code for power in actor.powers for code in power.abilities}),
                union_id=actor.home_id or self.unions["firm"].pk,
                issued_at=NOON,
                expires_at=timezone.now() + timedelta(days=1),
                last_used_at=timezone.now() + timedelta(hours=1),
            )


def build() -> World:
    """Build the county, most of it through the operations a real one goes through.

    A file is written: set ``MEDIA_ROOT`` to a folder of the test.
    """
    with clock.use_clock(NOON), use_actor(SYSTEM):
        accounts.sync_roles(actor=SYSTEM)
        world = World()
        _unions(world)
        _employers(world)
        _people(world)
        _users(world)
        papers.lend_rights(world)
        _work(world)
        papers.add(world)
        _cases(world)
        papers.compose(world)
        hall.add(world)
        service_centre.add(world)
        hotline.add(world)
        joining.add(world)
        tasks.add(world)
        organisation.add(world)
        world.give_tokens()
        return world


def _union(name: str, kind: str, parent: Union | None = None) -> Union:
    return unions.open_union(
        actor=SYSTEM, name=name, kind=kind, parent=parent, established_on=LONG_AGO
    )


def _unions(world: World) -> None:
    county = _union("镇海区总工会", "federation")
    street = _union("招宝山街道总工会", "street", county)
    other = _union("蛟川街道总工会", "street", county)
    world.unions = {
        "county": county,
        "street": street,
        "other_street": other,
        "firm": _union("宏远电子有限公司工会", "grassroots", street),
        "sibling": _union("招宝服饰有限公司工会", "grassroots", street),
        "other_firm": _union("蛟川轴承有限公司工会", "grassroots", other),
    }


def _employer(name: str, number: int, area: Union, union: Union) -> Employer:
    employer = open_employer(
        actor=SYSTEM,
        name=name,
        area_union=area,
        source="market",
        as_of=LONG_AGO,
        credit_code=complete_credit_code(f"91330211MA{number:07d}"),
    )
    affiliate(actor=SYSTEM, employer=employer, union=union, on=LONG_AGO)
    employer.refresh_from_db()
    return employer


def _employers(world: World) -> None:
    places = world.unions
    world.things["employer"] = _employer("宏远电子有限公司", 1, places["street"], places["firm"])
    world.things["other_employer"] = _employer(
        "蛟川轴承有限公司", 2, places["other_street"], places["other_firm"]
    )


def _person(name: str, first17: str, union: Union, *, pending: bool = False) -> Person:
    number = first17 + check_digit(first17)
    particulars = people.Particulars(name=name, id_number=number)
    person = people.register_person(actor=SYSTEM, at=NOON, particulars=particulars)
    people.open_membership(
        actor=SYSTEM, at=NOON, person=person, union=union, starts_on=LONG_AGO, pending=pending
    )
    return person


def _people(world: World) -> None:
    places, things = world.unions, world.things
    things["person"] = _person("王小花", "33021119900307002", places["firm"])
    things["moving"] = _person("李建国", "33021119850815001", places["sibling"])
    things["applicant"] = _person("赵敏", "33021119921120002", places["firm"], pending=True)
    things["stranger"] = _person("陈志强", "33021119791201003", places["other_firm"])
    things["membership"] = Membership.objects.get(person=things["person"])
    things["application"] = Membership.objects.get(person=things["applicant"])
    things["transfer"] = people.offer_transfer(
        actor=SYSTEM, at=NOON, person=things["moving"], to_union=places["firm"]
    )
    things["office"] = people.appoint_officer(
        actor=SYSTEM,
        person=things["person"],
        union=places["firm"],
        post="chair",
        starts_on=LONG_AGO,
    )


def _users(world: World) -> None:
    for who, (name, role, where) in STAFF.items():
        user = _user(who, name)
        accounts.grant_role(
            user=user,
            role=account_queries.get_role(code=role),
            union=world.unions[where],
            starts_on=LONG_AGO,
            actor=SYSTEM,
        )
        world.users[who] = user
    world.users["member"] = _user(
        "member", "王小花", kind="member", person_id=world.things["person"].pk
    )
    world.users["clerk"] = _user("clerk", "代管干部")
    for who, user in world.users.items():
        client = Client()
        client.force_login(user)
        session = client.session
        session["seen_at"] = timezone.now().timestamp() + 3600
        session.save()
        world.sessions[who] = str(session.session_key)


def _user(login: str, name: str, **fields: Any) -> User:
    return accounts.create_user(
        login=login,
        name=name,
        at=NOON,
        password=PASSWORD,
        must_change_password=False,
        actor=SYSTEM,
        **fields,
    )


def _work(world: World) -> None:
    world.things["line"] = unions.add_business_line(
        actor=SYSTEM,
        union=world.unions["firm"],
        parent=world.unions["county"],
        kind="industrial",
        on=NOON.date(),
    )
    officer = world.users["officer"]
    world.things["job"] = Job.objects.create(
        task="zhigong.work.membership.jobs.check_batch",
        title="导入会员花名册",
        owner_id=officer.pk,
        created_at=NOON,
    )
    batch = apps.get_model("exchange", "ImportBatch")
    world.things["batch"] = batch.objects.create(
        id=uuid4(),
        kind="roster",
        union=world.unions["firm"],
        file_name="花名册.xlsx",
        business_date=NOON.date(),
        created_by=officer.pk,
        created_at=NOON,
    )
    world.things["worksite"] = add_worksite(
        actor=SYSTEM, employer=world.things["employer"], name="一号车间"
    )
    entries = apps.get_model("audit", "Entry")
    world.things["entry"] = entries.objects.filter(union_id=world.unions["firm"].pk).earliest("pk")


def _cases(world: World) -> None:
    """A case of the member that waits at her firm, and a draft of hers."""
    member = world.actor("member")
    programme = get_programme("appeal")
    common = {"actor": member, "at": NOON, "programme": programme}
    answers = {"details": "车间通风不好，希望加装排风设备。", "phone": "13800001234"}
    case = cases.open_case(
        **common, union=world.unions["firm"], answers=answers, person=world.things["person"]
    )
    world.things["case"] = case
    world.things["step"] = case.steps.get()
    objection = apps.get_model("cases", "Objection")
    world.things["objection"] = objection.objects.create(case=case, text="不同意", made_at=NOON)
    world.things["mail"] = record_letter(
        actor=SYSTEM, at=NOON, union=world.unions["firm"], sender_name="", subject="来信", text=""
    )
    world.things["kiosk"], _code = register_kiosk(
        actor=world.actor("officer"), at=NOON, union=world.unions["firm"], name="大厅1号机"
    )
    world.things["call_back"] = apps.get_model("cases", "CallBack").objects.create(
        case=case,
        round=0,
        unit=world.unions["firm"],
        why="share",
        asked_at=NOON,
        due_on=NOON.date() + timedelta(days=7),
    )
    paper = apps.get_model("documents", "Document").objects.create(
        id=uuid4(),
        kind="paper",
        title="现场照片.png",
        sniffed_type="png",
        size=1,
        sha256="0" * 64,
        path="00/resolution.pdf",
        owner_union=world.unions["firm"],
        uploaded_by=world.users["member"],
        stored_at=NOON,
    )
    world.things["case_paper"] = cases.add_paper(
        actor=member, at=NOON, case=case, code="proof", document=paper
    )
    world.things["relative"] = cases.declare_relative(
        actor=world.actor("officer"), at=NOON, name="王大海", relation="父亲"
    )
    world.things["draft"] = cases.save_draft(
        **common, answers=answers, page=0, person=world.things["person"]
    )


@dataclass(frozen=True)
class Example:
    """What stands for an argument of a route.

    :param place: whose scope opens it; None when it is no secret.
    :param owner: the one of the cast it belongs to, where nobody else may see it.
    """

    value: Any
    place: Union | None = None
    owner: str = ""


def _thing(name: str, place: str = "firm", attribute: str = "pk") -> Callable[[World], Example]:
    def find(world: World) -> Example:
        return Example(getattr(world.things[name], attribute), world.unions[place])

    return find


def _own(name: str, owner: str) -> Callable[[World], Example]:
    return lambda world: Example(world.things[name].pk, owner=owner)


def _free(value: Any) -> Callable[[World], Example]:
    return lambda world: Example(value)


def _union_code(world: World) -> Example:
    return Example(world.unions["firm"].code, world.unions["firm"])


# argument, or "route argument" where one name means several things
EXAMPLES: dict[str, Callable[[World], Example]] = {
    "person_id": _thing("person"),
    "station_id": _thing("station"),
    "ledger_code": _free("livelihood"),
    "letter_code": _free("accepted"),
    "letter_format": _free("docx"),
    "sheet_format": _free("docx"),
    "petition_number": _thing("petition", "county", "number"),
    "service_centre step_id": _thing("petition_step", "county"),
    "gift_number": _thing("farewell", "firm", "number"),
    "voucher_id": _thing("voucher"),
    "file_id": _thing("group_file"),
    "visit_id": _thing("visit"),
    "public_station_id": lambda world: Example(world.things["station"].pk),
    "membership_id": _thing("membership"),
    "transfer_id": _thing("transfer"),
    "officer_id": _thing("office"),
    "line_id": _thing("line"),
    "employer_code": _thing("employer", "firm", "code"),
    "union_code": _union_code,
    "unions code": _union_code,
    "people code": _union_code,
    "indicators code": _union_code,
    "membership code": _union_code,
    "employers code": _thing("employer", "firm", "code"),
    "accounts:administrator code": _union_code,
    "accounts:role code": _free("union_viewer"),
    "grant_id": _thing("grant"),
    "user_id": lambda world: Example(world.users["officer"].pk, world.unions["firm"]),
    "stewardship_id": _thing("stewardship"),
    "token_id": _thing("token"),
    "delegation_id": _own("delegation", "officer"),
    "job_id": _own("job", "officer"),
    "batch_id": _thing("batch"),
    "document_id": _thing("document"),
    "facet": _free("collected"),
    "indicators:parts facet": _free("join_rate"),
    "indicator": _free("collected"),
    "kind": _free("roster"),
    "on": _free("2026-10-31"),
    "worksite_id": _thing("worksite"),
    "delivery_id": _thing("delivery"),
    "entry_id": _thing("entry"),
    "message_id": _own("message", "officer"),
    "people:answer move": _free("accept"),
    "people:move move": _free("retain"),
    "field": _free("phone"),
    "number": _thing("case", "firm", "number"),
    "step_id": _thing("step"),
    "draft_id": _own("draft", "member"),
    "objection_id": _thing("objection"),
    "api:read_document document_id": _thing("case_paper", "firm", "document_id"),
    "cases:viewer document_id": _thing("case_paper", "firm", "document_id"),
    "relative_id": _own("relative", "officer"),
    "call_back_id": _thing("call_back"),
    "cases:call_back_box box": _free("mine"),
    "letter_id": _thing("letter"),
    "cases letter_id": _thing("mail"),
    "kiosk_id": _thing("kiosk"),
    "handover_token": _free("0" * 32),
    "opening_id": _thing("opening"),
    "hall_id": _thing("hall"),
    "group_id": _thing("group"),
    "window_id": _thing("window"),
    "window_number": _free(1),
    "ticket_id": _thing("ticket"),
    "open_hall_id": lambda world: Example(world.things["hall"].pk),
    "adviser_id": _thing("adviser"),
    "duty_id": _thing("duty"),
    "team_id": _thing("team"),
    "reception_id": _thing("reception"),
    "open_reception_id": lambda world: Example(world.things["reception"].pk),
    "own_appointment_id": _own("appointment", "member"),
    "token": lambda world: Example(world.things["ticket"].token),
    "membership token": lambda world: Example(world.things["join_point"].token),
    "pair_id": _thing("duplicate"),
    "point_id": _thing("join_point"),
    "application_id": _thing("application"),
    "membership:join_paper join_paper": _free("application"),
    "paper_format": _free("docx"),
    "own_join_number": lambda world: Example(world.things["application"].number, owner="joiner"),
    "hotline number": lambda world: Example(world.things["call"].case.number, world.unions["firm"]),
    "extension_id": _thing("extension"),
    "external_number": lambda world: Example("SZ2026112000018", world.unions["firm"]),
    "system": _free("government_hotline"),
    "hotline file_id": _thing("outside", "county"),
    "hotline:table_template table": _free("tickets"),
    "hotline:upload table": _free("articles"),
    "article_id": lambda world: Example(world.things["article"].pk),
    "stage": _free("late"),
    "deed": _free("urge"),
    "caller_field": _free("phone"),
    "task_id": _thing("task"),
    "hand_out_id": _thing("hand_out"),
    "task_box": _free("late"),
    "task_deed": _free("urge"),
    "tasks duty_id": _thing("duty_of_tasks"),
    "box": _free("late"),
    "organisation number": lambda world: Example(
        world.things["building"].case.number, world.unions["street"]
    ),
    "building_box": _free("open"),
    "building_deed": _free("step"),
    "building_paper": _free("petition"),
    "candidate_id": _thing("candidate", "street"),
    "firm_state": _free("due"),
    "exemption_id": _thing("exemption", "street"),
    "term_box": _free("all"),
    "plan_id": _thing("plan", "county"),
    "plan_move": _free("cancel"),
    "grid_id": _thing("grid", "street"),
    "grid_kind": _free("union"),
    "grid_thing_id": _free(1),
    "cases:relay move": _free("escalate"),
    "programme": _free("appeal"),
    "composed_code": _thing("composed", "firm", "code"),
    "part_code": _free("form"),
    "item_code": _free("q1"),
    "cases:compose_sample item_code": _free("p1"),
    "fact_code": _free("age"),
    "question": _free("phone"),
    "programme_code": _free("appeal"),
    "page_number": _free(1),
    "own_number": lambda world: Example(world.things["case"].number, owner="member"),
    "publicised_number": _free("GH-330211-20261121-000001"),
}


class NoExample(LookupError):
    """A route asks for something the table of examples does not know."""


def example_for(world: World, *, route: str, argument: str) -> Example:
    """Return what stands for an argument of a route.

    :raises NoExample: nothing does; the message says where to add it.
    """
    space = route.split(":", maxsplit=1)[0]
    for key in (f"{route} {argument}", f"{space} {argument}", argument):
        if key in EXAMPLES:
            return EXAMPLES[key](world)
    raise NoExample(f"{route} asks for '{argument}': add an example of it to EXAMPLES in cast.py")


@contextmanager
def undone() -> Iterator[None]:
    """Undo whatever the block writes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _tables() -> list[str]:
    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed]
    names = {m._meta.db_table for m in models} - {"django_session"}
    return sorted(names & set(connection.introspection.table_names()))


def rows_of_all_tables() -> dict[str, tuple[int, int]]:
    """Return for every table the number of its rows and the last transaction that wrote one."""
    one = "SELECT '{0}', count(*), coalesce(max(xmin::text::bigint), 0) FROM {0}"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(table) for table in _tables()))
        return {name: (count, last) for name, count, last in cursor.fetchall()}
