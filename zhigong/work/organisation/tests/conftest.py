"""A county with two streets, a firm without a union, and somebody who works at each union."""

from datetime import date, datetime
from io import BytesIO
from itertools import count
from types import SimpleNamespace

import pytest

from zhigong.base import clock
from zhigong.base.actor import SYSTEM, Actor, Power, use_actor
from zhigong.engines.cases.queries import cases, programmes
from zhigong.kernel.resident_id import check_digit
from zhigong.registry.accounts.models import User
from zhigong.registry.employers.operations import open_employer
from zhigong.registry.unions.operations import open_union
from zhigong.work.organisation import operations, permissions
from zhigong.work.organisation.models import Candidate
from zhigong.work.organisation.operations import Done

NOON = datetime(2026, 11, 20, 12, tzinfo=clock.ZONE)  # a Friday
TODAY = NOON.date()
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
EVERYTHING = frozenset(
    value for value in vars(permissions).values() if str(value).startswith("organisation.")
) | frozenset(
    "cases.view cases.register cases.handle people.enrol people.appoint people.view"
    " documents.store documents.view employers.view unions.view accounts.authorise".split()
)
_numbers = count(1)


@pytest.fixture(autouse=True)
def _noon():
    with clock.use_clock(NOON):
        yield


@pytest.fixture
def tree(db):
    county = stand_union("镇海区总工会", "federation", None, "330211000000")
    east = stand_union("招宝山街道总工会", "street", county, "330211001000")
    west = stand_union("蛟川街道总工会", "street", county, "330211002000")
    return SimpleNamespace(county=county, east=east, west=west)


def stand_union(name, kind, parent, region="330211001000"):
    """Open a union that stands in the tree since 2020."""
    return open_union(
        actor=SYSTEM, name=name, kind=kind, parent=parent, region=region,
        established_on=date(2020, 1, 1),
    )  # fmt: skip


def worker(union):
    """Return somebody who may do everything of union building at a union."""
    number = next(_numbers)
    user = User.objects.create(
        login=f"org{number}", name=f"干部{number}", kind="staff", created_at=NOON
    )
    return Actor(user_id=user.pk, name=user.name, powers=(Power(union.pk, EVERYTHING),))


@pytest.fixture
def staff(tree, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def answer(*, union_ids, on):
        return frozenset(union_ids)

    monkeypatch.setattr(programmes, "unions_with_administrator", answer)
    monkeypatch.setattr(cases, "unions_with_administrator", answer)
    return SimpleNamespace(**{name: worker(union) for name, union in vars(tree).items()})


@pytest.fixture
def firm(tree):
    def make(name="甬江轴承有限公司", area=None, **fields):
        return open_employer(
            actor=SYSTEM,
            name=name,
            area_union=area or tree.east,
            source="market",
            as_of=date(2026, 1, 1),
            **{"workers": 60, "region": "330211001000", **fields},
        )

    return make


@pytest.fixture
def found(tree, staff, firm):
    """Begin to set up a union at a firm, or at several."""

    def begin(*firms, kind="grassroots", name="甬江轴承有限公司工会委员会", key=None):
        with use_actor(staff.east):
            return operations.open_founding(
                actor=staff.east, at=NOON, union=tree.east, firms=firms or (firm(),),
                name=name, union_kind=kind, parent=tree.east, key=key,
            )  # fmt: skip

    return begin


@pytest.fixture
def step(staff):
    """Do the step a building waits in, as somebody."""

    def one(building, stage, who=None, **more):
        actor = who or staff.east
        if isinstance(actor, str):
            actor = getattr(staff, actor)
        with use_actor(actor):
            done = operations.complete_step(
                actor=actor, at=NOON, building=building, stage=stage, done=told(**more)
            )
        building.refresh_from_db()
        return done

    return one


def told(scan=True, number="镇总工〔2026〕18号", on=TODAY, **facts):
    return Done(done_on=on, number=number, scan=BytesIO(PDF) if scan else None, facts=facts)


def id_number(serial, sex="2"):
    """Return the identity number of a made-up person born in 1990."""
    first = f"33021119900101{serial:02d}{'0' if sex == '2' else '1'}"
    return first + check_digit(first)


def stand(building, actor, name, post, serial, **more):
    body = "audit" if post.startswith("audit") else "women" if post.startswith("women") else "union"
    particulars = {
        "name": name, "id_number": id_number(serial), "body": body, "post": post,
        "standing": "", "engagement": "part_time", "front_line": True, "model_worker": False,
    }  # fmt: skip
    with use_actor(actor):
        return operations.add_candidate(
            actor=actor, at=NOON, building=building, particulars={**particulars, **more}
        )


@pytest.fixture
def to_candidates(found, step):
    """Bring a founding to the step in which candidates are put up: 40 members, 12 of them women."""

    def go(*firms, members=40, women=12, **more):
        building = found(*firms, **more)
        step(building, "contact", met="王经理", workers=60, agreed="yes")
        step(building, "petition")
        step(building, "approve")
        step(building, "prepare", head="王敏", team="李强、赵芳")
        step(building, "develop", members=members, women_members=women, groups=3)
        return building

    return go


POSTS = ("chair", "vice_chair", "member", "member")
AUDIT = ("audit_chair", "audit_member", "audit_member", "audit_member")


@pytest.fixture
def to_election(to_candidates, staff, step):
    """Bring a founding to its assembly: 3 seats of each committee, four candidates for each."""

    def go(*firms, **more):
        building = to_candidates(*firms, **more)
        for place, post in enumerate(POSTS):
            stand(building, staff.east, f"候选{place}", post, place)
        for place, post in enumerate(AUDIT):
            stand(building, staff.east, f"经审{place}", post, 10 + place)
        for place, post in enumerate(("women_chair", "women_member", "women_member")):
            stand(building, staff.east, f"女工{place}", post, 20 + place)
        step(building, "candidates", seats=3, audit_seats=3, women_seats=3)
        step(building, "candidates_reply")
        return building

    return go


def votes_for(building, **changed):
    """Return the figures of an assembly of 40 that elects all but the last of each ballot."""
    facts = {"assembly": "members", "voters": 40, "present": 36, "issued": 36, "returned": 36}
    seen = {}
    for one in Candidate._base_manager.filter(building=building).order_by("pk"):
        seen[one.body] = seen.get(one.body, 0) + 1
        facts[f"votes_{one.pk}"] = 36 - seen[one.body] if seen[one.body] < 4 else 10
    return {**facts, **changed}
