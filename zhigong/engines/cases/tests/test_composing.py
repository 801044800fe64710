"""Composing a programme: kept, undone, checked, published for its place, closed."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from zhigong.base.actor import use_actor
from zhigong.base.workflow import MoveNotAllowed, ReasonMissing
from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import (
    PROGRAMMES,
    CaseState,
    Decision,
    Paper,
    Question,
    Rule,
    RuleLine,
    definition_of,
    programme_of,
)
from zhigong.engines.cases.forms import ProgrammeForm
from zhigong.engines.cases.models import CallBack, Case, ComposedProgramme, ProgrammeVersion
from zhigong.engines.cases.operations import (
    NotForYou,
    close_due_publicity,
    composing,
    decide_step,
    open_case,
)
from zhigong.engines.cases.queries import composing as reads
from zhigong.engines.cases.queries.eligibility import known_facts
from zhigong.engines.cases.queries.programmes import NotOfferedHere, UnknownProgramme
from zhigong.engines.cases.rules import composing as rules
from zhigong.engines.cases.rules.comparing import differences
from zhigong.engines.cases.rules.faults import faults_of
from zhigong.engines.cases.rules.samples import typed_for
from zhigong.engines.cases.tests.composed import (
    any_declaration,
    compose,
    filled,
    make_officer,
)
from zhigong.engines.cases.tests.factories import ABILITIES, NOON, TODAY, make_handler, make_union

LATER = NOON + timedelta(days=1)


@pytest.fixture
def officer(tree, people):
    return make_officer(tree.county)


def test_a_blank_one_has_what_most_programmes_have_and_says_what_is_missing(officer, tree):
    made = compose(officer, tree.county, publish=False, sections=())

    codes = [one.fault.code for one in reads.to_mend(made)]

    assert made.code == "c-330211-1"
    assert codes == ["no_questions"]
    assert [step.level.value for step in reads.draft_of(made).route] == ["own", "county"]


@pytest.mark.parametrize("code", [one.code for one in PROGRAMMES.entries() if not one.led_by])
def test_every_built_in_programme_can_be_started_from_and_has_no_fault(code, officer, tree):
    source = PROGRAMMES.get(code)
    assert faults_of(source, known=known_facts(), kinds=("paper", "identity_scan")) == []

    with use_actor(officer):
        made = composing.compose_programme(
            actor=officer, at=NOON, union=tree.county, title="照抄", source=source
        )

    copy = reads.draft_of(made)
    assert copy.questions == source.questions
    assert (copy.code, copy.version, copy.effect) == (made.code, 1, None)
    assert "-" not in code


def test_codes_of_items_are_never_given_twice(officer, tree):
    made = compose(officer, tree.county, publish=False)

    def add(programme, code):
        return rules.with_paper(programme, Paper(code, ""))

    with use_actor(officer):
        common = {"actor": officer, "at": NOON, "composed": made, "letter": "p", "add": add}
        first = composing.add_item(**common)
        composing.change_programme(
            actor=officer, at=NOON, composed=made, change=lambda p: rules.without_paper(p, first)
        )
        second = composing.add_item(**common)

    assert first != second


def test_each_change_is_kept_and_can_be_gone_back_on(officer, tree):
    made = compose(officer, tree.county, publish=False)
    with use_actor(officer):
        made = composing.change_programme(
            actor=officer,
            at=LATER,
            composed=made,
            change=lambda p: rules.without_question(p, "size"),
        )
        told = [one.changes for one in reads.revisions(made)]
        made = composing.restore_revision(actor=officer, at=LATER, composed=made, number=2)

    assert told[0] == ["删除问题“工作服尺码”"]
    assert [q.code for q in reads.draft_of(made).questions] == ["reason", "size"]
    assert made.revision == 4


def test_what_changes_nothing_is_no_revision(officer, tree):
    made = compose(officer, tree.county, publish=False)

    with use_actor(officer):
        again = composing.change_programme(
            actor=officer, at=LATER, composed=made, change=lambda p: p
        )

    assert again.revision == made.revision


def test_two_officers_who_change_different_parts_lose_nothing(officer, tree):
    made = compose(officer, tree.county, publish=False)
    stale = ComposedProgramme._base_manager.get(pk=made.pk)
    with use_actor(officer):
        common = {"actor": officer, "at": LATER}
        composing.change_programme(
            composed=made, change=lambda p: replace(p, purpose="新的用途"), **common
        )
        composing.change_programme(
            composed=stale, change=lambda p: replace(p, result="新的结果"), **common
        )

    made.refresh_from_db()
    draft = reads.draft_of(made)
    assert (draft.purpose, draft.result) == ("新的用途", "新的结果")


def test_with_a_fault_it_is_not_published(officer, tree):
    made = compose(officer, tree.county, publish=False, words=())

    with use_actor(officer), pytest.raises(composing.NotReady, match="1处"):
        composing.publish_programme(actor=officer, at=NOON, composed=made)

    assert ProgrammeVersion.objects.filter(code=made.code).count() == 0


def test_it_holds_in_its_place_only(officer, tree, people):
    made = compose(officer, tree.east)
    elsewhere = make_handler(tree.west)

    def codes(found):
        return {one.code for one in found}

    assert made.code in codes(queries.list_programmes(union=tree.pump))
    assert made.code not in codes(queries.list_programmes(union=tree.mill))
    assert made.code not in codes(queries.list_programmes())
    assert queries.get_programme(made.code, union=tree.pump).title == "高温慰问"
    with pytest.raises(UnknownProgramme):
        queries.get_programme(made.code, union=tree.mill)
    for actor, sees in ((people.county, True), (people.firm, True), (elsewhere, False)):
        found = codes(queries.programmes_within(actor=actor, ability="cases.view"))
        assert (made.code in found) is sees
        if not sees:
            with pytest.raises(UnknownProgramme):
                queries.programme_within(made.code, actor=actor, ability="cases.view")
    with pytest.raises(NotOfferedHere):
        open_case(
            actor=people.member,
            at=NOON,
            programme=queries.get_programme(made.code, union=tree.pump),
            union=tree.mill,
            answers={},
            person=people.person,
        )
    assert Case._base_manager.count() == 0


def test_who_works_elsewhere_neither_composes_nor_publishes_there(officer, tree):
    made = compose(officer, tree.county, publish=False)
    other = make_officer(tree.west)
    reader = make_handler(tree.county, abilities=ABILITIES | {"programmes.compose"})

    with use_actor(other):
        with pytest.raises(ComposedProgramme.DoesNotExist):
            reads.get_composed_for(actor=other, code=made.code)
        with pytest.raises(composing.NotYours):
            composing.compose_programme(actor=other, at=NOON, union=tree.county, title="慰问")
        with pytest.raises(composing.NotYours):
            composing.change_programme(
                actor=other, at=NOON, composed=made, change=lambda p: replace(p, title="改")
            )
    with use_actor(reader), pytest.raises(composing.NotYours):
        composing.publish_programme(actor=reader, at=NOON, composed=made)

    made.refresh_from_db()
    assert (made.title, made.state, made.version_id) == ("高温慰问", "draft", None)


def test_by_setting_another_one_publishes(officer, tree, settings):
    settings.ZHIGONG = settings.ZHIGONG.model_copy(update={"programmes_four_eyes": True})
    made = compose(officer, tree.county, publish=False)

    with use_actor(officer), pytest.raises(composing.FourEyes):
        composing.publish_programme(actor=officer, at=NOON, composed=made)
    second = make_officer(tree.county)
    with use_actor(second):
        made = composing.publish_programme(actor=second, at=NOON, composed=made)

    assert made.version.published_by_id == second.user_id


def apply(people, tree, code):
    programme = queries.get_programme(code, union=tree.pump)
    with use_actor(people.member):
        return open_case(
            actor=people.member,
            at=NOON,
            programme=programme,
            union=tree.pump,
            answers={"reason": "炉前", "size": "m"},
            person=people.person,
        )


def test_an_open_case_keeps_its_version_and_a_new_one_goes_by_the_next(officer, tree, people):
    made = compose(officer, tree.county)
    first = apply(people, tree, made.code)
    with use_actor(officer):
        composing.change_programme(
            actor=officer,
            at=LATER,
            composed=made,
            change=lambda p: rules.with_question(p, Question("q9", "班次"), place=0),
        )
        assert len(queries.get_programme(made.code, union=tree.pump).questions) == 2
        made = composing.publish_programme(actor=officer, at=LATER, composed=made)
    second = apply(people, tree, made.code)

    assert [len(queries.programme_of_case(one).questions) for one in (first, second)] == [2, 3]
    assert [one.number for one in reads.published_versions(made)] == [2, 1]
    assert reads.published_versions(made)[0].changes == ["新增问题“班次”"]
    assert reads.unpublished(made) == []


def test_what_is_in_force_is_not_published_again(officer, tree):
    made = compose(officer, tree.county)

    with use_actor(officer), pytest.raises(composing.NothingNew, match="第1版"):
        composing.publish_programme(actor=officer, at=LATER, composed=made)

    assert ProgrammeVersion.objects.filter(code=made.code).count() == 1


def test_closed_it_takes_no_new_cases_and_open_ones_go_on(officer, tree, people, waiting):
    made = compose(officer, tree.county)
    case = apply(people, tree, made.code)
    programme = queries.get_programme(made.code, union=tree.pump)
    with use_actor(officer):
        with pytest.raises(ReasonMissing):
            composing.close_programme(actor=officer, at=LATER, composed=made, reason=" ")
        made = composing.close_programme(actor=officer, at=LATER, composed=made, reason="夏天过了")

    with pytest.raises(UnknownProgramme):
        apply(people, tree, made.code)
    with use_actor(people.member), pytest.raises(NotOfferedHere):
        open_case(
            actor=people.member,
            at=LATER,
            programme=programme,
            union=tree.pump,
            answers={"reason": "炉前", "size": "m"},
            person=people.person,
        )
    for actor in (people.firm, people.county):
        with use_actor(actor):
            decide_step(
                actor=actor, at=LATER, step=waiting(case), decision=Decision.PASS, reason="属实"
            )
    case.refresh_from_db()
    assert case.state == CaseState.DONE
    assert made.code in {
        one.code
        for one in queries.programmes_within(
            actor=people.county, ability="cases.view", also_closed=True
        )
    }
    with use_actor(officer):
        again = composing.publish_programme(actor=officer, at=LATER, composed=made)
        assert (again.state, again.version_id, again.closed_why) == ("open", made.version_id, "")
        with pytest.raises(composing.PublishedBefore):
            composing.discard_programme(actor=officer, composed=again)


def test_what_was_never_published_is_deleted_and_cannot_be_closed(officer, tree):
    made = compose(officer, tree.county, publish=False)

    with use_actor(officer):
        with pytest.raises(MoveNotAllowed):
            composing.close_programme(actor=officer, at=NOON, composed=made, reason="不办了")
        composing.discard_programme(actor=officer, composed=made)

    assert not ComposedProgramme._base_manager.exists()


def test_eligibility_is_read_back_and_stored_with_the_version(officer, tree):
    rule = Rule((RuleLine("age", ">=", "45"), RuleLine("migrant", "==", "yes")), "any")
    made = compose(officer, tree.county, rule=rule)

    programme = queries.get_programme(made.code, union=tree.pump)

    assert reads.rule_in_words(programme) == ["年龄不少于45周岁", "农民工"]
    assert programme.eligibility is not None
    assert programme.rule == rule


def test_a_strict_one_refuses_who_plainly_does_not_fulfil_its_conditions(officer, tree, people):
    rule = Rule((RuleLine("age", ">=", "45"),))
    made = compose(officer, tree.county, rule=rule, is_strict=True, calls_back=100)
    people.person.birth_on = TODAY.replace(year=TODAY.year - 30)
    people.person.save(update_fields=["birth_on"])

    with pytest.raises(NotForYou, match="年龄不少于45周岁"):
        apply(people, tree, made.code)
    assert not Case._base_manager.exists()
    people.person.birth_on = TODAY.replace(year=TODAY.year - 45)
    people.person.save(update_fields=["birth_on"])

    assert apply(people, tree, made.code).programme_code == made.code
    assert queries.get_programme(made.code, union=tree.pump).calls_back == 100


def test_of_all_cases_of_a_composed_programme_the_applicant_is_called_back(
    officer, tree, people, waiting
):
    case = apply(people, tree, compose(officer, tree.county, calls_back=100).code)

    for actor in (people.firm, people.county):
        with use_actor(actor):
            decide_step(
                actor=actor, at=NOON, step=waiting(case), decision=Decision.PASS, reason="属实"
            )

    asked = CallBack._base_manager.get(case=case)
    assert (asked.why, asked.unit_id) == ("share", tree.county.pk)


def test_strict_without_a_condition_is_a_fault_and_so_is_more_than_everybody(officer, tree):
    made = compose(officer, tree.county, publish=False, is_strict=True, calls_back=101)

    told = [one.text for one in reads.to_mend(made)]

    assert "回访的比例应在0至100之间" in told[0]
    assert "还没有添加申请条件" in told[1]
    with use_actor(officer), pytest.raises(composing.NotReady, match="2处"):
        composing.publish_programme(actor=officer, at=NOON, composed=made)


def test_the_route_is_tried_out_for_a_worker(officer, tree, staffed):
    made = compose(officer, tree.county, publish=False)
    staffed.discard(tree.pump.pk)

    stops = reads.tried_out(reads.draft_of(made), tree.pump, on=TODAY)

    assert [(one.unions, str(one.day)) for one in stops] == [
        (tree.east.name, "2026-11-25"),
        (tree.county.name, "2026-12-02"),
    ]


def test_nobody_else_s_tree_is_asked_for_a_union_outside(officer, tree):
    made = compose(officer, tree.county)
    other = make_union(kind="federation", parent=tree.province, region="330212000000")

    assert made.code not in {one.code for one in queries.list_programmes(union=other)}


SOUND = [
    seed
    for seed in range(400)
    if not faults_of(any_declaration(seed), known={"age": (known_facts()["age"][0], {})})
][:25]


def test_some_are_sound_and_some_are_not():
    assert 20 <= len(SOUND) < 400


@pytest.mark.parametrize("seed", range(40))
def test_any_declaration_survives_storing(seed):
    made = any_declaration(seed)

    assert programme_of(json.loads(json.dumps(definition_of(made)))) == made


@pytest.mark.parametrize("seed", SOUND)
def test_any_sound_declaration_is_published_applied_for_and_goes_its_way(
    seed, officer, tree, people, monkeypatch
):
    drawn = any_declaration(seed)
    people.person.birth_on = TODAY.replace(year=1960)  # old enough for any condition drawn
    people.person.save(update_fields=["birth_on"])
    made = compose(officer, tree.county, **_parts(drawn))
    programme = queries.get_programme(made.code, union=tree.pump)
    form = ProgrammeForm(typed_for(programme, union=tree.pump.code), programme=programme)
    assert form.is_valid(), form.errors
    monkeypatch.setattr("zhigong.engines.cases.operations.opening.missing_papers", lambda *args: [])
    with use_actor(people.member):
        case = open_case(
            actor=people.member,
            at=NOON,
            programme=programme,
            union=tree.pump,
            answers=form.answers(),
            person=people.person,
        )

    for number in range(20):
        case.refresh_from_db()
        if case.state == CaseState.DONE:
            break
        at = NOON + timedelta(days=30 * (number + 1))
        if case.state == CaseState.PUBLICISED:
            assert close_due_publicity(today=at.date(), at=at) == 1
            continue
        for step in list(queries.steps_of(case).filter(state="waiting")):
            actor = make_handler(step.unit)
            with use_actor(actor):
                decide_step(actor=actor, at=at, step=step, decision=Decision.PASS, reason="属实")

    assert case.state == CaseState.DONE
    assert queries.programme_of_case(case) == programme


def _parts(drawn):
    names = ("sections", "papers", "route", "once_per", "home", "season", "quota", "rule")
    more = ("is_confidential", "calls_back", "is_strict")
    return {name: getattr(drawn, name) for name in (*names, *more)}


def test_a_declaration_with_everything_is_compared_part_by_part(officer, tree):
    made = compose(officer, tree.county, publish=False)
    draft = reads.draft_of(made)

    changed = filled(draft, sections=draft.sections[:0], purpose="另一种")

    assert reads.worded(differences(draft, changed)) == [
        "修改用途",
        "页面调整为：未命名",
        "删除问题“岗位”",
        "删除问题“工作服尺码”",
    ]
