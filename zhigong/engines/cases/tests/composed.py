"""A declaration as an officer makes it, and declarations nobody would have thought of."""

import random
from dataclasses import replace
from datetime import date

from zhigong.base.actor import use_actor
from zhigong.engines.cases.contract import (
    AnswerKind,
    Level,
    OnlyIf,
    Paper,
    Programme,
    Question,
    Quota,
    Rule,
    RuleLine,
    Season,
    Section,
    Step,
    StepKind,
)
from zhigong.engines.cases.operations import composing
from zhigong.engines.cases.tests.factories import ABILITIES, NOON, make_handler

COMPOSING = frozenset({"programmes.compose", "programmes.publish", "cases.view"})
SIZE = Question("size", "工作服尺码", AnswerKind.CHOICE, choices=(("m", "中号"), ("l", "大号")))
TEXTS = {
    "purpose": "高温天气给一线职工发放防暑用品。",
    "category": "会员服务",
    "words": ("高温", "清凉", "防暑"),
    "where": "网上，或您所在的工会",
    "result": "防暑用品一份",
}


def filled(programme, **changes):
    """Return a declaration with everything publishing needs."""
    sections = (Section("申请内容", (Question("reason", "岗位"), SIZE)),)
    return replace(programme, **{**TEXTS, "sections": sections, **changes})


def make_officer(*unions):
    return make_handler(*unions, abilities=ABILITIES | COMPOSING)


def compose(officer, union, *, publish=True, **changes):
    """Compose a programme of a union through the operations, and publish it."""
    with use_actor(officer):
        made = composing.compose_programme(actor=officer, at=NOON, union=union, title="高温慰问")
        made = composing.change_programme(
            actor=officer, at=NOON, composed=made, change=lambda p: filled(p, **changes)
        )
        if publish:
            made = composing.publish_programme(actor=officer, at=NOON, composed=made)
    return made


def any_declaration(seed: int) -> Programme:
    """Return a declaration drawn by lot: sometimes sound, sometimes with faults."""
    dice = random.Random(seed)
    questions = tuple(_any_question(dice, n) for n in range(dice.randint(1, 6)))
    questions = tuple(_with_condition(dice, q, questions[:n]) for n, q in enumerate(questions))
    cut = dice.randint(1, len(questions))
    parts = [part for part in (questions[:cut], questions[cut:]) if part]
    sections = tuple(Section(f"第{n}页", part) for n, part in enumerate(parts, start=1))
    return Programme(
        code="c-000000-1",
        title=dice.choice(["慰问", "补贴", "" if dice.random() < 0.1 else "登记"]),
        version=1,
        sections=sections,
        papers=tuple(_any_paper(dice, n, questions) for n in range(dice.randint(0, 2))),
        route=tuple(_any_step(dice, n) for n in range(dice.randint(1, 4))),
        once_per=dice.choice(["", "open", "year"]),
        home=dice.choice([Level.OWN, Level.COUNTY]),
        season=dice.choice([None, Season(date(2026, 1, 1), date(2026, 12, 31), True)]),
        quota=dice.choice([None, Quota(total=5, per_person=2), Quota(per_union=3)]),
        rule=dice.choice([None, Rule((RuleLine("age", ">=", str(dice.randint(18, 60))),), "any")]),
        is_confidential=dice.random() < 0.1,
        calls_back=dice.choice([0, 20, 100]),
        is_strict=dice.random() < 0.2,
        **TEXTS,
    )


def _any_question(dice, n):
    kind = dice.choice(list(AnswerKind))
    options = (("a", "甲"), ("b", "乙"), ("c", "丙"))[: dice.randint(1, 3)]
    is_chosen = kind in (AnswerKind.CHOICE, AnswerKind.CHOICES)
    is_measured = kind in (AnswerKind.NUMBER, AnswerKind.MONEY)
    columns = (Question("k1", "姓名"), Question("k2", "年龄", AnswerKind.NUMBER, required=False))
    return Question(
        f"q{n}",
        f"问题{n}",
        kind,
        required=dice.random() < 0.7,
        choices=options if is_chosen else (),
        least=0 if is_measured else None,
        most=dice.choice([None, 10_000]) if is_measured else None,
        columns=columns if kind is AnswerKind.TABLE else (),
        consent=dice.choice(["", "", "发放慰问品"]),
    )


def _with_condition(dice, question, before):
    chosen = [q for q in before if q.choices]
    if not chosen or dice.random() < 0.5:
        return question
    other = dice.choice(chosen)
    return replace(question, only_if=OnlyIf(other.code, (dice.choice("abx"),)))


def _any_paper(dice, n, questions):
    asked = [q for q in questions if q.kind is AnswerKind.YES_NO]
    only_if = OnlyIf(asked[0].code, ("yes",)) if asked and dice.random() < 0.5 else None
    return Paper(f"p{n}", f"材料{n}", required=dice.random() < 0.5, only_if=only_if)


def _any_step(dice, n):
    kind = dice.choice(list(StepKind))
    parts = tuple(dice.sample(list(Level), dice.randint(1, 3)))
    return Step(
        f"s{n}",
        f"环节{n}",
        dice.choice(list(Level)),
        kind,
        dice.choice(["cases.handle", "cases.decide"]),
        days=dice.randint(0, 9),
        unit=dice.choice(["working", "calendar"]),
        parts=parts if kind is StepKind.COUNTERSIGN else (),
    )
