import pytest

from zhigong.engines.cases.contract import AnswerKind, Decision, OnlyIf, Question, Section
from zhigong.engines.cases.forms import DecisionForm, ProgrammeForm
from zhigong.engines.cases.tests.factories import make_programme

CAUSE = Question(
    "cause", "原因", AnswerKind.CHOICE, choices=(("fire", "火灾"), ("illness", "患病"))
)
HOSPITAL = Question("hospital", "就诊医院", only_if=OnlyIf("cause", ("illness",)))
COST = Question("cost", "自付费用", AnswerKind.MONEY, most=500_000, unit="元")
FAMILY = Question(
    "family",
    "家庭成员",
    AnswerKind.TABLE,
    required=False,
    columns=(Question("name", "姓名"), Question("age", "年龄", AnswerKind.NUMBER, most=120)),
)
HEALTH = Question("health", "病情", AnswerKind.LONG_TEXT, consent="审核因病困难")
PROGRAMME = make_programme(
    sections=(Section("情况", (CAUSE, HOSPITAL, COST)), Section("家庭", (FAMILY, HEALTH)))
)
TYPED = {"cause": "illness", "hospital": "区人民医院", "cost": "3200.5"}


def form(typed, **options):
    return ProgrammeForm(typed, programme=PROGRAMME, **{"page": 0, **options})


def test_answers_are_stored_as_json_carries_them():
    given = form(TYPED)

    assert given.is_valid()
    assert given.answers() == {"cause": "illness", "hospital": "区人民医院", "cost": "3200.5"}


def test_a_conditional_question_is_required_only_where_it_is_asked():
    lacking = form({**TYPED, "hospital": ""})
    elsewhere = form({**TYPED, "cause": "fire", "hospital": "误填"})

    assert lacking.errors == {"hospital": ["请填写这一项。"]}
    assert elsewhere.is_valid()
    assert elsewhere.answers() == {"cause": "fire", "cost": "3200.5"}


@pytest.mark.parametrize("cost", ["-1", "500001", "1.234", "三千"])
def test_an_amount_outside_its_bounds_is_refused_beside_the_field(cost):
    assert list(form({**TYPED, "cost": cost}).errors) == ["cost"]


def test_rows_are_kept_and_empty_ones_dropped():
    typed = {"family-0-name": "李四", "family-0-age": "12", "family-2-name": "", "health": "良好"}

    given = form({**typed, "consent_0": "on"}, page=1)

    assert given.is_valid(), given.errors
    assert given.answers()["family"] == [{"name": "李四", "age": 12}]


def test_an_empty_cell_is_no_answer_and_stays_empty_when_shown_again():
    columns = (Question("name", "姓名"), Question("pay", "收入", AnswerKind.MONEY, required=False))
    rows = Question("family", "家庭成员", AnswerKind.TABLE, columns=columns)
    programme = make_programme(sections=(Section("家庭", (rows,)),))

    given = ProgrammeForm({"family-0-name": "李四", "family-0-pay": ""}, programme=programme)
    assert given.is_valid(), given.errors
    again = ProgrammeForm(programme=programme, initial=given.answers())

    assert given.answers() == {"family": [{"name": "李四"}]}
    assert "None" not in str(again["family"])


def test_a_wrong_cell_is_named_by_row_and_column():
    typed = {"family-0-name": "李四", "family-0-age": "200", "health": "良好", "consent_0": "on"}

    (error,) = form(typed, page=1).errors["family"]

    assert error.startswith("第1行“年龄”：")


def test_sensitive_data_want_a_consent_of_their_own():
    without = form({"health": "良好"}, page=1)
    given = form({"health": "良好", "consent_0": "on"}, page=1)

    assert list(without.errors) == ["consent_0"]
    assert given.is_valid()
    assert given.answers()["consent_0"] == "审核因病困难"


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (AnswerKind.PHONE, "138 1234 5678", "13812345678"),
        (AnswerKind.ID_NUMBER, "11010519491231002x", "11010519491231002X"),
        (AnswerKind.DATE, "2026-11-20", "2026-11-20"),
        (AnswerKind.YES_NO, "yes", "yes"),
        (AnswerKind.NUMBER, "3", 3),
    ],
)
def test_each_kind_of_answer_is_cleaned(kind, typed, kept):
    programme = make_programme(sections=(Section("一", (Question("a", "题", kind),)),))
    given = ProgrammeForm({"a": typed}, programme=programme)

    assert given.is_valid(), given.errors
    assert given.answers() == {"a": kept}


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (AnswerKind.PHONE, "0574-8625"),
        (AnswerKind.ID_NUMBER, "110105194912310021"),
        (AnswerKind.DATE, "2026-02-30"),
        (AnswerKind.NUMBER, "3.5"),
    ],
)
def test_what_is_no_such_answer_is_refused(kind, typed):
    programme = make_programme(sections=(Section("一", (Question("a", "题", kind),)),))

    assert list(ProgrammeForm({"a": typed}, programme=programme).errors) == ["a"]


@pytest.mark.parametrize(("decision", "fine"), [("pass", True), ("return", False)])
def test_only_a_pass_needs_no_words(decision, fine):
    given = DecisionForm({"decision": decision}, choices=[(d.value, d.value) for d in Decision])

    assert given.is_valid() is fine
