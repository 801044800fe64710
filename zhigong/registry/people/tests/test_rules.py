from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhigong.kernel.person_name import bigrams, normalise_name
from zhigong.kernel.working_calendar import WorkingCalendar
from zhigong.registry.people.contract import CLOSED_STATES, OPEN_STATES, MembershipState
from zhigong.registry.people.rules import (
    lowest_common_superior,
    name_keys,
    objection_until,
    split_syllables,
    transfer_day,
)
from zhigong.registry.people.workflow import MEMBERSHIP

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@pytest.mark.parametrize(
    ("name", "py", "initials"),
    [
        ("王小明", "wang xiao ming", "wxm"),
        ("曾国藩", "zeng guo fan", "zgf"),
        ("单雄信", "shan xiong xin", "sxx"),
        ("尉迟恭", "yuchi gong", "yg"),
        ("吕布", "lv bu", "lb"),
        ("阿布都·热依木", "a bu dou re yi mu", "abdrym"),
        ("John Smith", "john smith", "js"),
    ],
)
def test_a_name_is_sorted_by_how_it_is_read(name, py, initials):
    keys = name_keys(name)

    assert (keys.py, keys.initials) == (py, initials)


@pytest.mark.parametrize(
    ("typed", "syllables"),
    [
        ("wangxiaoming", ("wang", "xiao", "ming")),
        ("lvbu", ("lv", "bu")),
        ("fangan", ("fang", "an")),
        ("xyz", ()),
        ("", ()),
    ],
)
def test_pinyin_typed_in_one_word_is_taken_apart(typed, syllables):
    assert split_syllables(typed) == syllables


@given(st.text(HAN, min_size=1, max_size=6))
def test_the_quick_pairs_are_those_of_the_kernel(name):
    assert list(name_keys(name).bigrams) == bigrams(name)


@given(st.text(max_size=12))
def test_every_name_has_keys(text):
    name = normalise_name(text)

    assert list(name_keys(name).bigrams) == bigrams(name)


def test_the_objection_lasts_ten_working_days_and_skips_the_spring_festival():
    calendar = WorkingCalendar()

    assert objection_until(
        accepted_on=date(2026, 11, 20), place="330211", calendar=calendar
    ) == date(2026, 12, 4)
    assert objection_until(
        accepted_on=date(2026, 2, 12), place="", calendar=calendar
    ) == calendar.add_working_days(date(2026, 2, 12), 10)


def test_a_union_that_cannot_answer_lets_go_on_the_day_of_acceptance():
    days = {"accepted_on": date(2026, 11, 20), "objection_until": date(2026, 12, 4)}

    assert transfer_day(**days, blocks=False) == date(2026, 11, 20)
    assert transfer_day(**days, blocks=True) == date(2026, 12, 5)


@pytest.mark.parametrize(
    ("first", "second", "common"),
    [([1, 2, 5], [1, 2, 6], 2), ([1, 2], [1, 2, 6], 2), ([1], [2], None), ([], [1], None)],
)
def test_the_lowest_union_above_both_settles_a_dispute(first, second, common):
    assert lowest_common_superior(first, second) == common


def test_every_move_from_an_open_state_leads_to_a_known_one_and_closed_states_do_not_move():
    assert set(OPEN_STATES) | set(CLOSED_STATES) == set(MembershipState)
    for move in MEMBERSHIP.moves.values():
        assert not set(move.sources) & set(CLOSED_STATES)
