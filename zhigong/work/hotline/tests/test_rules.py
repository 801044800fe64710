"""What is masked, guessed, counted and checked, without a database."""

from datetime import datetime, timedelta

import pytest

from zhigong.base import clock
from zhigong.work.hotline import rules

NOON = datetime(2026, 11, 20, 12, tzinfo=clock.ZONE)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("电话13905740613", "电话〔电话〕"),
        ("电话 139 0574 0613 找我", "电话 〔电话〕 找我"),
        ("139-0574-0613", "〔电话〕"),
        ("１３９０５７４０６１３", "〔电话〕"),
        ("+86 13812345678", "〔电话〕"),
        ("座机0574-86251234", "座机〔电话〕"),
        ("身份证330211199003070026。", "身份证〔证件号〕。"),
        ("严守密说", "来电人说"),
        ("欠薪20000元，12个人，合同20261120", "欠薪20000元，12个人，合同20261120"),
    ],
)
def test_numbers_of_people_and_the_caller_are_masked_in_text(said, kept):
    assert rules.masked_text(said, names=["严守密"], numbers=["13905740613"]) == kept


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("单位拖欠工资，我要举报", "arrears"),
        ("举报安全出口被堵", "report"),
        ("投诉班长辱骂职工", "complaint"),
        ("想申请法律援助", "legal"),
        ("家里困难想申请补助", "help"),
        ("建议增设驿站", "suggestion"),
        ("产假有多少天", "consult"),
    ],
)
def test_the_kind_is_guessed_from_what_is_said_the_secret_ones_first(text, kind):
    assert rules.guess_kind(text) == kind


def test_three_tries_within_an_hour_are_one():
    close = [NOON, NOON + timedelta(minutes=20)]

    assert not rules.may_give_up(close, at=NOON + timedelta(minutes=40))
    assert rules.may_give_up([NOON, NOON + timedelta(hours=3)], at=NOON + timedelta(hours=6))


def test_what_went_wrong_is_checked_whatever_the_sample():
    common = {"number": "GH-330211-20261121-000001", "percent": 0}

    assert not rules.is_checked(**common, is_secret=False, was_redone=False, is_late=False)
    assert rules.is_checked(**common, is_secret=True, was_redone=False, is_late=False)
    assert rules.is_checked(**common, is_secret=False, was_redone=True, is_late=False)
    assert rules.is_checked(**common, is_secret=False, was_redone=False, is_late=True)


def test_a_sample_is_about_as_large_as_it_is_set():
    picked = sum(
        rules.is_checked(
            number=f"GH-330211-20261121-{n:06d}",
            percent=20,
            is_secret=False,
            was_redone=False,
            is_late=False,
        )
        for n in range(1, 1001)
    )

    assert picked == 200


@pytest.mark.parametrize(("count", "told"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_small_numbers_of_secret_tickets_are_not_told(count, told):
    assert rules.guarded(count, is_guarded=True) == told
