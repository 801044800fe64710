from dataclasses import replace

import pytest

from zhigong.engines.cases.contract import AnswerKind, OnlyIf, Paper, Question, Section
from zhigong.engines.cases.forms import ProgrammeForm, as_typed
from zhigong.engines.cases.rules.applying import (
    changes_between,
    is_found_by,
    narrowed,
    wanted_papers,
)
from zhigong.engines.cases.tests.factories import make_programme

NAME = Question("name", "姓名", prefill="name")
CAUSE = Question(
    "cause", "原因", AnswerKind.CHOICE, choices=(("fire", "火灾"), ("illness", "患病"))
)
HOSPITAL = Question("hospital", "就诊医院", only_if=OnlyIf("cause", ("illness",)))
HEALTH = Question("health", "病情", only_if=OnlyIf("cause", ("illness",)), consent="审核病情")
HABITS = Question("habits", "习惯", required=False, consent="心理评估")
FAMILY = Question(
    "family", "家庭成员", AnswerKind.TABLE, required=False, columns=(Question("name", "姓名"),)
)
INVOICE = Paper("invoice", "医疗票据", only_if=OnlyIf("cause", ("illness",)))
PROGRAMME = make_programme(
    title="临时困难补助",
    words=("大病", "火灾"),
    category="困难帮扶",
    sections=(
        Section("申请人", (NAME,)),
        Section("情况", (CAUSE, HEALTH)),
        Section("就诊", (HOSPITAL,)),
        Section("家庭", (FAMILY, HABITS)),
    ),
    papers=(INVOICE,),
)


def titles(programme):
    return [section.title for section in programme.sections]


def test_what_is_known_and_what_another_page_rules_out_is_no_page():
    assert titles(narrowed(PROGRAMME, {"name"}, {"cause": "fire"})) == ["情况", "家庭"]
    assert titles(narrowed(PROGRAMME, (), {"cause": "illness"})) == titles(PROGRAMME)


def test_a_condition_on_the_same_page_stays_as_its_answer_may_change_there():
    left = narrowed(PROGRAMME, {"name"}, {"cause": "fire"})

    assert [q.code for q in left.sections[0].questions] == ["cause", "health"]


def test_a_paper_is_wanted_only_with_the_answer_it_depends_on():
    assert wanted_papers(PROGRAMME, {"cause": "fire"}) == []
    assert wanted_papers(PROGRAMME, {"cause": "illness"}) == [INVOICE]


def test_a_new_version_is_told_by_what_is_new_and_what_is_gone():
    new = replace(
        PROGRAMME,
        sections=(Section("情况", (CAUSE, Question("cost", "费用"))),),
        papers=(),
        route=PROGRAMME.route[:1],
    )

    assert changes_between(PROGRAMME, new) == [
        ("question_added", "费用"),
        ("question_gone", "姓名"),
        ("question_gone", "病情"),
        ("question_gone", "就诊医院"),
        ("question_gone", "家庭成员"),
        ("question_gone", "习惯"),
        ("paper_gone", "医疗票据"),
        ("route", ""),
    ]
    assert changes_between(PROGRAMME, PROGRAMME) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("大病", True),
        ("困难 补助", True),
        ("lskn", True),
        ("KNBZ", True),
        ("dabing", True),
        ("lsbz", True),
        ("zbk", False),
        ("困难 培训", False),
        ("xyz", False),
        ("", True),
    ],
)
def test_a_programme_is_found_by_everyday_words_and_by_initials(words, found):
    assert is_found_by(PROGRAMME, words) is found


def test_a_consent_is_wanted_only_for_what_is_answered():
    without = ProgrammeForm({"cause": "fire"}, programme=PROGRAMME, page=1)
    answered = ProgrammeForm({"cause": "illness", "health": "重"}, programme=PROGRAMME, page=1)
    optional = ProgrammeForm({"habits": ""}, programme=PROGRAMME, page=3)

    assert without.is_valid(), without.errors
    assert list(answered.errors) == ["consent_0"]
    assert optional.is_valid(), optional.errors


def test_consents_of_two_pages_do_not_stand_for_each_other():
    first = ProgrammeForm(
        {"cause": "illness", "health": "重", "consent_0": "on"}, programme=PROGRAMME, page=1
    )
    second = ProgrammeForm({"habits": "少眠", "consent_1": "on"}, programme=PROGRAMME, page=3)

    assert (first.is_valid(), second.is_valid()) == (True, True)
    assert first.answers()["consent_0"] == "审核病情"
    assert second.answers()["consent_1"] == "心理评估"


def test_stored_answers_are_cleaned_once_more_as_if_they_were_sent():
    answers = {"name": "李四", "cause": "fire", "family": [{"name": "李小"}, {"name": "李大"}]}

    whole = ProgrammeForm(as_typed(PROGRAMME, answers), programme=PROGRAMME)

    assert whole.is_valid(), whole.errors
    assert whole.answers() == answers
