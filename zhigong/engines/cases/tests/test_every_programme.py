"""Every programme of the catalogue keeps the contract, and goes its whole way to an end."""

import json
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from zhigong.base.abilities import ability
from zhigong.base.actor import use_actor
from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import (
    PROGRAMMES,
    AnswerKind,
    CaseState,
    Decision,
    StepKind,
    definition_of,
    programme_of,
)
from zhigong.engines.cases.forms import ProgrammeForm
from zhigong.engines.cases.operations import close_due_publicity, decide_step, open_case
from zhigong.engines.cases.rules.samples import typed_for
from zhigong.engines.cases.tests.factories import ABILITIES, NOON, make_handler
from zhigong.registry.documents.queries import kind_of
from zhigong.registry.people.tests.factories import ABILITIES as PEOPLE_ABILITIES
from zhigong.ui.icons import names as icon_names

EVERY = PROGRAMMES.entries()
# Cases a work app leads are opened and moved by its operations; its own tests go their whole way.
FREE = [programme for programme in EVERY if not programme.led_by]


@pytest.fixture(params=EVERY, ids=[programme.code for programme in EVERY])
def programme(request):
    return request.param


def test_there_are_the_fourteen_the_centre_begins_with():
    assert len(EVERY) >= 14


def test_its_texts_are_there(programme):
    texts = (programme.title, programme.purpose, programme.category, programme.where)

    assert all(texts)
    assert programme.result
    assert programme.words
    assert programme.icon in icon_names()


def test_its_names_are_told_apart(programme):
    questions = [question.code for question in programme.questions]
    papers = [paper.code for paper in programme.papers]
    steps = [step.code for step in programme.route]

    for codes in (questions, papers, steps):
        assert len(codes) == len(set(codes))
    assert steps


def test_its_conditions_name_answers_that_can_be_given(programme):
    known = {question.code: question for question in programme.questions}
    for item in (*programme.questions, *programme.papers):
        if item.only_if is None:
            continue
        asked = known[item.only_if.question]
        choices = {"yes", "no"} if asked.kind is AnswerKind.YES_NO else dict(asked.choices).keys()
        assert set(item.only_if.answers) <= set(choices)


def test_its_steps_and_papers_name_what_exists(programme):
    for step in programme.route:
        assert ability(step.ability).code == step.ability
        assert (step.kind is StepKind.COUNTERSIGN) == bool(step.parts)
    for paper in programme.papers:
        assert kind_of(paper.kind).code == paper.kind


def test_its_version_can_be_stored(programme):
    stored = programme_of(json.loads(json.dumps(definition_of(programme), ensure_ascii=False)))

    assert definition_of(stored) == definition_of(programme)


def test_a_confidential_one_is_not_laid_before_the_own_union(programme):
    if programme.is_confidential:
        assert programme.home.value != "own"
        assert all(step.level.value not in ("own", "street") for step in programme.route)


@pytest.fixture(params=FREE, ids=[programme.code for programme in FREE])
def free(request):
    return request.param


@pytest.fixture
def handlers(tree, people, free):
    """Give each union two who work there: who reviews does not decide."""
    everything = ABILITIES | PEOPLE_ABILITIES
    return {
        union.pk: [make_handler(union, abilities=everything) for _ in range(2)]
        for union in vars(tree).values()
    }


def test_it_goes_its_whole_way(free, tree, people, handlers, monkeypatch):
    form = ProgrammeForm(typed_for(free), programme=free)
    assert form.is_valid(), form.errors
    monkeypatch.setattr("zhigong.engines.cases.operations.opening.missing_papers", lambda *args: [])
    # What contests an earlier case wants that case; what an app wants done
    # before the end is done in its own tests.
    offered = replace(free, on_open=None if free.barred else free.on_open, on_done=None)
    monkeypatch.setitem(PROGRAMMES._by_code, free.code, offered)
    with use_actor(people.member):
        case = open_case(
            actor=people.member,
            at=NOON,
            programme=offered,
            union=tree.pump,
            answers=form.answers(),
            person=people.person,
        )

    for number in range(len(free.route) + 1):
        case.refresh_from_db()
        if case.state == CaseState.DONE:
            break
        if case.state == CaseState.PUBLICISED:
            assert close_due_publicity(today=date(2027, 6, 1), at=NOON) == 1
            continue
        step = queries.steps_of(case).get(state="waiting")
        actor = handlers[step.unit_id][number % 2]
        at = NOON + timedelta(days=number)
        with use_actor(actor):
            decide_step(actor=actor, at=at, step=step, decision=Decision.PASS, reason="属实")

    assert case.state == CaseState.DONE
    assert case.number.startswith("GH-330211-20261120-")


@pytest.mark.django_db
def test_the_list_of_programmes_is_printed_with_routes():
    out = StringIO()
    call_command("programmes", "--json", stdout=out)

    printed = {one["code"]: one for one in json.loads(out.getvalue())}

    assert list(printed) == [programme.code for programme in EVERY]
    assert printed["hardship_grant"]["route"][0] == {
        "step": "review",
        "level": "own",
        "ability": "cases.handle",
        "days": 3,
        "unit": "working",
    }


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2026-02-13", "2", "2026-02-24"),
        ("2026-09-30", "1", "2026-10-08"),
        ("2025-01-24", "3", "2025-02-05"),
        ("2026-11-21", "0", "2026-11-21"),
    ],
)
def test_working_days_are_printed(start, days, last):
    out = StringIO()

    call_command("working_days", "--from", start, "--days", days, "--json", stdout=out)

    assert json.loads(out.getvalue()) == {"date": last}
