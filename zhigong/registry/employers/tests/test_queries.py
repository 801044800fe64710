from datetime import date

import pytest

from zhigong.base.actor import SYSTEM
from zhigong.base.requests import guarded
from zhigong.registry.employers import operations, queries
from zhigong.registry.employers.models import Employer
from zhigong.registry.employers.tests.factories import make_employer
from zhigong.registry.unions.tests.factories import make_union, staff_of

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 30)


def test_an_employer_is_seen_from_its_area_and_from_its_union(district):
    employer = make_employer(district["second"], union=district["firm"])

    with guarded():
        for union in ("root", "second", "firm", "first"):
            actor = staff_of(district[union])
            assert queries.get_employer_for(actor=actor, code=employer.code) == employer
        for actor in (staff_of(district["other"]), staff_of()):
            with pytest.raises(Employer.DoesNotExist):
                queries.get_employer_for(actor=actor, code=employer.code)


def test_lists_part_by_cover_and_size(district):
    covered = make_employer(district["first"], union=district["firm"], workers=100)
    bare = make_employer(district["first"], workers=25)
    small = make_employer(district["first"], workers=24)
    unknown = make_employer(district["first"])
    rows = queries.employers_for(actor=SYSTEM)

    assert set(queries.with_union(rows)) == {covered}
    assert set(queries.without_union(rows)) == {bare, small, unknown}
    assert set(queries.at_least(rows, 25)) == {covered, bare}


def test_cover_of_a_past_day_is_that_days_cover(district):
    employer = make_employer(district["first"], union=district["firm"], since=date(2022, 1, 1))
    operations.leave_union(actor=SYSTEM, employer=employer, on=date(2024, 1, 1))

    def covered(on):
        return queries.active_on(on, why="test").get().covered_then

    assert [covered(date(year, 6, 1)) for year in (2021, 2022, 2023, 2024)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_covered_employers_code_finds_its_union(district, django_assert_max_num_queries):
    employer = make_employer(district["first"], union=district["firm"])
    keys = [(employer.credit_code, "随便写的工会"), ("", "明州机械有限公司工会")]

    with django_assert_max_num_queries(3):
        found = queries.resolve_unions(keys=keys, below=district["root"])

    assert found[keys[0]].union_id == district["firm"].pk
    assert found[keys[1]].union_id == district["other"].pk


def test_employers_are_found_by_code_through_the_register_and_by_name_below(
    district, django_assert_num_queries
):
    one = make_employer(district["first"], name="北欧餐饮有限公司", union=district["firm"])
    far = make_employer(district["second"], name="北欧物流有限公司")
    twins = [make_employer(district["first"], name="百隆建筑有限公司") for _ in range(2)]
    keys = [
        (one.credit_code.lower(), "写错的名字"),
        ("", "北欧餐饮有限责任公司"),
        ("", far.name),
        (far.credit_code, ""),
        ("", "百隆建筑有限公司"),
        ("91330211MA00000000", "北欧餐饮有限公司"),
        ("", ""),
    ]

    with django_assert_num_queries(1):
        found = queries.find_employers(keys=keys, below=district["first"])

    assert [found[key].outcome for key in keys] == [
        "found",
        "found",
        "outside",
        "outside",
        "ambiguous",
        "unknown",
        "unknown",
    ]
    assert found[keys[0]] == queries.EmployerMatch("found", one.pk, district["firm"].pk)
    assert set(found[keys[4]].candidates) == {twin.pk for twin in twins}


def test_unions_and_the_employers_they_cover_are_counted_apart_each_once(district):
    federation = make_union(district["first"], name="小微企业联合会", kind="area_federation")
    joint = make_union(federation, name="东街联合工会", kind="joint")
    for number in range(3):
        make_employer(district["first"], union=joint, name=f"小店{number}")
    make_employer(federation, union=district["firm"], name="大厂")

    above = queries.cover_counts(union_id=federation.pk)
    whole = queries.cover_counts(union_id=district["root"].pk)

    assert (above.unions, above.covered) == (1, 3)
    assert (whole.unions, whole.covered) == (3, 4)
    listed = queries.covered_below(union_id=federation.pk)
    assert [one.covered_by for one in listed] == [joint] * 3
