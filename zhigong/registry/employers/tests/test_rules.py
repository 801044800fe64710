from datetime import date

import pytest

from zhigong.registry.employers import rules
from zhigong.registry.employers.rules import Said

DAY = date(2026, 9, 30)


def test_social_insurance_is_believed_about_workers_and_the_market_register_about_names():
    said = [Said("market", DAY, "甲", 1), Said("social_insurance", date(2026, 6, 30), "乙", 2)]

    assert rules.believed(field="workers", said=said).value == "乙"
    assert rules.believed(field="name", said=said).value == "甲"


def test_what_a_union_checked_itself_goes_before_any_register():
    said = [Said("social_insurance", DAY, "40", 1), Said("checked", date(2026, 1, 1), "38", 2)]

    assert rules.believed(field="workers", said=said).value == "38"


def test_a_better_source_is_not_believed_once_it_is_more_than_a_year_older():
    old = Said("social_insurance", date(2025, 9, 30), "40", 1)
    new = Said("market", DAY, "60", 2)

    assert rules.believed(field="workers", said=[old, new]) is old
    older = Said("social_insurance", date(2025, 9, 29), "40", 1)
    assert rules.believed(field="workers", said=[older, new]) is new


def test_the_last_recorded_of_one_source_and_day_holds():
    said = [Said("market", DAY, "甲", 2), Said("market", DAY, "乙", 1)]

    assert rules.believed(field="name", said=said).value == "甲"


@pytest.mark.parametrize(
    ("workers", "size"), [(None, 0), (24, 0), (25, 25), (99, 25), (100, 100), (5000, 100)]
)
def test_size_lines_are_twenty_five_and_a_hundred(workers, size):
    assert rules.size_class(workers) == size


def test_old_sector_numbers_are_the_letters_of_the_standard():
    assert (rules.OLD_SECTORS["01"], rules.OLD_SECTORS["03"], rules.OLD_SECTORS["20"]) == (
        "A", "C", "T",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("category", "ownership", "non_public"),
    [
        ("170", "private", True),
        ("110", "state", False),
        ("300", "foreign", True),
        ("900", "", False),
    ],
)
def test_ownership_follows_from_the_category(category, ownership, non_public):
    assert rules.ownership_of(category) == ownership
    assert rules.is_non_public(ownership) is non_public


def test_empty_values_say_nothing():
    assert rules.plain_fields({"name": "甲", "sector": "", "workers": None, "other": 1}) == {
        "name": "甲"
    }
    assert rules.plain_fields({"workers": 0}) == {"workers": 0}
