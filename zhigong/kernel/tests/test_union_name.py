"""Names of unions and employers that mean the same."""

import pytest

from zhigong.kernel.union_name import employer_name_key, union_name_key

EMPLOYER = "蛟川博威化工有限公司"


@pytest.mark.parametrize(
    "name",
    [
        EMPLOYER,
        f"{EMPLOYER}工会",
        f"{EMPLOYER}工会委员会",
        f"{EMPLOYER}基层工会委员会",
        f"{EMPLOYER}联合工会",
        f"{EMPLOYER}联合工会委员会",
        f"{EMPLOYER}工会筹备组",
        "蛟川博威化工有限责任公司工会",
        " 蛟川博威化工 有限公司\u3000工会 ",
        "（蛟川）博威化工有限公司工会委员会",
        "(蛟川)博威化工有限公司工会委员会",
    ],
)
def test_an_employer_and_its_union_share_one_key(name):
    assert union_name_key(name) == union_name_key(EMPLOYER)


def test_a_federation_never_shares_the_key_of_its_place_or_of_another_body():
    names = ["蛟川街道", "蛟川街道总工会", "蛟川街道工会联合会", "蛟川街道工会工作委员会"]

    assert len({union_name_key(name) for name in names}) == len(names)


def test_a_branch_is_not_its_union_but_both_ways_to_write_it_are_the_same():
    assert union_name_key(f"{EMPLOYER}工会一分会") != union_name_key(EMPLOYER)
    assert union_name_key(f"{EMPLOYER}工会委员会一分会") == union_name_key(f"{EMPLOYER}工会一分会")


def test_a_womens_committee_is_not_the_union():
    assert union_name_key(f"{EMPLOYER}工会女职工委员会") != union_name_key(EMPLOYER)


def test_a_union_named_after_its_industry_is_the_union_of_the_employer_inside():
    assert union_name_key("中国教育工会宁波大学委员会") == union_name_key("宁波大学工会")


def test_a_regional_committee_of_an_industrial_union_keeps_its_name():
    assert union_name_key("中国教育工会宁波市委员会") != union_name_key("宁波市工会")


@pytest.mark.parametrize("name", ["工会", "工会委员会", "总工会"])
def test_a_name_that_is_nothing_but_the_word_union_keeps_a_key(name):
    assert union_name_key(name)


def test_a_villagers_committee_is_not_cut():
    assert union_name_key("蛟川街道某某村村民委员会") == "蛟川街道某某村村民委员会"


def test_employers_are_the_same_in_both_forms_of_limited_company_and_any_brackets():
    assert employer_name_key("宁波（镇海）化工有限责任公司") == employer_name_key(
        "宁波(镇海)化工有限公司 "
    )
    assert employer_name_key("ＡＢＣ Co.") == employer_name_key("abc co")


def test_a_stock_company_is_not_a_limited_company():
    assert employer_name_key("宁波化工股份有限公司") != employer_name_key("宁波化工有限公司")
