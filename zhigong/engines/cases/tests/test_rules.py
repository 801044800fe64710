from datetime import date

import pytest

from zhigong.engines.cases.contract import (
    AnswerKind,
    Level,
    OnlyIf,
    Paper,
    Place,
    Question,
    Section,
    Step,
    StepKind,
    definition_of,
    programme_of,
)
from zhigong.engines.cases.rules import (
    NoRoute,
    days_left,
    due_on,
    has_conflict,
    missing_papers,
    next_stop,
    number_of,
    promised_on,
    stops_of,
    union_at,
)
from zhigong.engines.cases.rules.masking import masked, masked_answers
from zhigong.engines.cases.tests.factories import PAPER, make_programme
from zhigong.kernel.working_calendar import WorkingCalendar

CALENDAR = WorkingCalendar()
PROVINCE, CITY, COUNTY = (Place(n, "federation") for n in (1, 2, 3))
STREET, FIRM = Place(4, "street"), Place(5, "grassroots")
LINE = [PROVINCE, CITY, COUNTY, STREET, FIRM]


@pytest.mark.parametrize(
    ("level", "union_id"),
    [
        (Level.OWN, 5),
        (Level.STREET, 4),
        (Level.COUNTY, 3),
        (Level.CITY, 2),
        (Level.PROVINCE, 1),
    ],
)
def test_each_level_of_a_whole_line_is_its_own_union(level, union_id):
    assert union_at(level, LINE) == union_id


def test_a_level_the_line_lacks_is_done_above_it():
    county_only = [PROVINCE, COUNTY, FIRM]

    assert union_at(Level.STREET, county_only) == 3
    assert union_at(Level.CITY, county_only) == 1


def test_a_union_where_nobody_works_leaves_its_work_to_the_one_above():
    empty_firm = [*LINE[:-1], Place(5, "grassroots", is_staffed=False)]

    assert union_at(Level.OWN, empty_firm) == 4


def test_where_nobody_works_at_all_the_case_still_lies_at_its_union():
    deserted = [Place(one.union_id, one.kind, is_staffed=False) for one in LINE]

    assert union_at(Level.OWN, deserted) == 5


def test_a_line_without_unions_is_refused():
    with pytest.raises(NoRoute):
        union_at(Level.OWN, [])


def test_a_review_by_the_union_that_has_just_reviewed_falls_away():
    route = (
        Step("own", "基层审核", Level.OWN),
        Step("street", "街道审核", Level.STREET),
        Step("county", "区县审批", Level.COUNTY, StepKind.DECIDE),
    )
    empty_firm = [*LINE[:-1], Place(5, "grassroots", is_staffed=False)]

    stops = stops_of(route, empty_firm)

    assert [(s.step.code, s.union_id, s.is_merged) for s in stops] == [
        ("own", 4, False),
        ("street", 4, True),
        ("county", 3, False),
    ]
    assert next_stop(route, empty_firm, after="own").step.code == "county"


def test_a_decision_is_never_merged_with_the_review_before_it():
    route = (Step("a", "审核", Level.COUNTY), Step("b", "审批", Level.COUNTY, StepKind.DECIDE))

    assert [stop.is_merged for stop in stops_of(route, LINE)] == [False, False]


def test_the_way_has_a_beginning_and_an_end():
    route = make_programme().route

    assert next_stop(route, LINE, after="").step.code == "review"
    assert next_stop(route, LINE, after="decide") is None


@pytest.mark.parametrize(
    ("began", "days", "unit", "due"),
    [
        # 2026-02-13 is a Friday before the Spring Festival: 14 Saturday is worked, 15-23 is rest.
        (date(2026, 2, 13), 1, "working", date(2026, 2, 14)),
        (date(2026, 2, 13), 2, "working", date(2026, 2, 24)),
        (date(2026, 9, 30), 1, "working", date(2026, 10, 8)),
        (date(2026, 11, 20), 5, "working", date(2026, 11, 27)),
        (date(2026, 11, 20), 0, "working", date(2026, 11, 20)),
        (date(2026, 3, 10), 60, "calendar", date(2026, 5, 9)),
        (date(2026, 11, 20), 1, "calendar", date(2026, 11, 23)),
    ],
)
def test_a_limit_ends_by_the_published_calendar(began, days, unit, due):
    step = Step("a", "审核", Level.OWN, days=days, unit=unit)

    assert due_on(step, began_on=began, calendar=CALENDAR) == due


def test_days_left_are_working_days_and_negative_when_late():
    assert days_left(date(2026, 11, 27), today=date(2026, 11, 20), calendar=CALENDAR) == 5
    assert days_left(date(2026, 11, 20), today=date(2026, 11, 23), calendar=CALENDAR) == -1


def test_the_promise_is_the_sum_of_all_limits():
    promised = promised_on(make_programme(), LINE, began_on=date(2026, 11, 20), calendar=CALENDAR)

    assert promised == date(2026, 12, 2)


@pytest.mark.parametrize(
    ("person", "user", "kind", "why"),
    [
        (7, 1, StepKind.REVIEW, "own"),
        (8, 1, StepKind.REVIEW, ""),
        (8, 2, StepKind.DECIDE, "reviewed"),
        (8, 2, StepKind.REVIEW, ""),
        (None, 3, StepKind.DECIDE, ""),
    ],
)
def test_nobody_handles_her_own_case_or_decides_what_she_reviewed(person, user, kind, why):
    found = has_conflict(
        handler_person_id=person,
        handler_user_id=user,
        concerned={7},
        reviewers={2},
        step=Step("a", "环节", Level.OWN, kind),
    )

    assert found == why


def test_a_paper_is_wanted_only_where_its_condition_holds():
    ill = Paper("bill", "医疗票据", only_if=OnlyIf("cause", ("illness",)))
    programme = make_programme(papers=(PAPER, ill))

    assert missing_papers(programme, {"cause": "fire"}, set()) == [PAPER]
    assert missing_papers(programme, {"cause": "illness"}, {"proof"}) == [ill]


def test_a_number_can_be_read_out():
    assert number_of("330211001000", date(2026, 11, 21), 123) == "GH-330211-20261121-000123"
    assert number_of("", date(2026, 11, 21), 1) == "GH-000000-20261121-000001"


def test_a_declaration_comes_back_from_json_as_it_was():
    programme = make_programme(
        papers=(PAPER,), limits=(("plain", "一般", 5),), words=("补助", "困难")
    )

    assert programme_of(definition_of(programme)) == programme


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (AnswerKind.PHONE, "13812345678", "138****5678"),
        (AnswerKind.ID_NUMBER, "11010519491231002X", "110105********002X"),
        (AnswerKind.BANK_CARD, "6222020000001234567", "***************4567"),
        (AnswerKind.TEXT, "区人民医院", "区人民医院"),
        (AnswerKind.PHONE, "", ""),
    ],
)
def test_numbers_of_people_are_shown_masked(kind, value, shown):
    assert masked(kind, value) == shown


def test_numbers_in_tables_are_masked_as_well():
    table = Question(
        "family", "家人", AnswerKind.TABLE, columns=(Question("p", "电话", AnswerKind.PHONE),)
    )
    programme = make_programme(sections=(Section("一", (table,)),))

    found = masked_answers(programme, {"family": [{"p": "13812345678"}]})

    assert found == {"family": [{"p": "138****5678"}]}
