"""Identity numbers: GB 11643 and the documents used in its place."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhigong.kernel.resident_id import (
    BadId,
    IdBirthDate,
    IdCharacters,
    IdCheckDigit,
    IdKind,
    IdLength,
    IdMissing,
    ResidentId,
    age_on,
    check_digit,
    classify,
    is_rounded_by_spreadsheet,
    mask_id,
)

TODAY = date(2026, 11, 21)


def parse(text, **options):
    return ResidentId.parse(text, today=TODAY, **options)


def test_the_example_of_the_standard_for_a_woman_of_1949_is_valid():
    number = parse("11010519491231002X")

    assert (number.birth_on, number.sex, number.region) == (date(1949, 12, 31), "2", "110105")
    assert number.kind is IdKind.RESIDENT_ID
    assert number.is_over_age


def test_the_example_of_the_standard_for_a_man_of_1880_is_valid_with_an_age_warning():
    number = parse("440524188001010014")

    assert (number.birth_on, number.sex) == (date(1880, 1, 1), "1")
    assert number.is_over_age


def test_a_man_born_in_march_1990_is_valid_without_warning():
    number = parse("330203199003071232")

    assert (number.birth_on, number.sex, number.is_over_age) == (date(1990, 3, 7), "1", False)


def test_a_wrong_last_digit_is_a_check_digit_error():
    with pytest.raises(IdCheckDigit) as caught:
        parse("330203199003071233")

    assert caught.value.code == "id_check_digit"


def test_a_right_check_digit_does_not_excuse_29_february_2001():
    assert check_digit("21020020010229003") == "4"
    with pytest.raises(IdBirthDate):
        parse("210200200102290034")


def test_fifteen_digits_are_completed_with_the_century_and_the_check_digit():
    number = parse("110105491231002")

    assert number.number == "11010519491231002X"
    assert number.was_15
    assert number == parse("11010519491231002X")


def test_a_taiwan_residence_permit_starts_with_83():
    assert parse("830000199001010012").kind is IdKind.HMT_RESIDENCE


def test_the_foreigners_card_of_2023_starts_with_9_and_tells_the_birth():
    first17 = "91184019890101001"

    number = parse(first17 + check_digit(first17))

    assert number.kind is IdKind.FOREIGN_PERMANENT
    assert number.birth_on == date(1989, 1, 1)
    assert number.has_known_province


@pytest.mark.parametrize(
    "text",
    [
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002x",
        "110105-19491231-002X",
        "\u3000'11010519491231002×\n",
        "11010519491231002Х",  # the Cyrillic letter
    ],
)
def test_the_ways_people_write_a_number_are_normalised(text):
    assert parse(text).number == "11010519491231002X"


@pytest.mark.parametrize("text", ["", "  ", "\u3000", "-", "'"])
def test_nothing_but_blanks_is_a_missing_number(text):
    with pytest.raises(IdMissing):
        parse(text)


@pytest.mark.parametrize("text", ["3302031990030712", "3302031990030712322", "12", "19900307"])
def test_digits_of_another_length_are_a_length_error(text):
    with pytest.raises(IdLength):
        parse(text)


@pytest.mark.parametrize(
    "text", ["33020319900307123A", "3302031990O3071232", "身份证", "X" * 18, "无"]
)
def test_letters_inside_are_a_character_error(text):
    with pytest.raises(IdCharacters):
        parse(text)


@pytest.mark.parametrize("text", ["3.30203E+17", "330203199003071000", "330203199003071000.0"])
def test_a_number_that_a_spreadsheet_rounded_is_recognised(text):
    assert is_rounded_by_spreadsheet(text)


@pytest.mark.parametrize("text", ["330203199003071232", "", "E12345678", "330203199003071"])
def test_a_whole_number_is_not_taken_for_a_rounded_one(text):
    assert not is_rounded_by_spreadsheet(text)


def test_somebody_born_tomorrow_is_refused_and_today_is_not():
    def born(day):
        first17 = f"330203{day:%Y%m%d}123"
        return first17 + check_digit(first17)

    assert parse(born(TODAY)).birth_on == TODAY
    with pytest.raises(IdBirthDate):
        parse(born(TODAY + timedelta(days=1)))


def test_a_province_that_does_not_exist_is_only_a_warning():
    first17 = "99020319900307123".replace("99", "29", 1)

    assert not parse(first17 + check_digit(first17)).has_known_province


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("H12345678", IdKind.HMT_PERMIT),
        ("m1234567800", IdKind.HMT_PERMIT),
        ("12345678", IdKind.TAIWAN_PERMIT),
        ("E12345678", IdKind.PASSPORT),
        ("EA1234567", IdKind.PASSPORT),
        ("USA110078101506", IdKind.FOREIGN_PERMANENT),
        ("810000199001010018", IdKind.HMT_RESIDENCE),
        ("110105491231002", IdKind.RESIDENT_ID),
        ("张三", None),
        ("", None),
    ],
)
def test_a_document_is_classified_by_its_form(text, kind):
    assert classify(text) is kind


def test_a_passport_is_accepted_without_birth_and_sex():
    number = parse("e 1234 5678")

    assert (number.number, number.kind) == ("E12345678", IdKind.PASSPORT)
    assert (number.birth_on, number.sex, number.region) == (None, None, "")


def test_eight_bare_digits_are_a_permit_only_when_the_roster_says_so():
    assert parse("01234567", kind=IdKind.TAIWAN_PERMIT).kind is IdKind.TAIWAN_PERMIT
    with pytest.raises(IdLength):
        parse("01234567")


def test_an_identity_number_in_a_row_marked_passport_is_still_checked():
    with pytest.raises(IdCheckDigit):
        parse("330203199003071233", kind=IdKind.PASSPORT)


@pytest.mark.parametrize(
    ("text", "error"), [("12", IdLength), ("A" * 20, IdLength), ("12_#4567", IdCharacters)]
)
def test_a_permit_number_of_impossible_form_is_refused(text, error):
    with pytest.raises(error):
        parse(text, kind=IdKind.PASSPORT)


def test_an_error_never_carries_the_number_in_clear():
    with pytest.raises(IdCheckDigit) as caught:
        parse("330203199003071233")

    assert "19900307" not in str(caught.value)


def test_six_and_four_characters_stay_of_a_masked_number():
    assert mask_id("330211199003071234") == "330211********1234"
    assert mask_id("E12345678") == "E1*****78"
    assert mask_id("123") == "***"


def test_a_year_of_life_is_complete_on_the_birthday():
    assert age_on(date(2010, 11, 21), TODAY) == 16
    assert age_on(date(2010, 11, 22), TODAY) == 15


def test_who_was_born_on_29_february_grows_a_year_on_1_march():
    assert age_on(date(2008, 2, 29), date(2024, 2, 28)) == 15
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


@st.composite
def numbers(draw):
    day = draw(st.dates(date(1930, 1, 1), TODAY))
    region = draw(st.sampled_from(["110105", "330211", "440524", "650102"]))
    first17 = f"{region}{day:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return first17 + check_digit(first17)


@given(numbers())
def test_every_well_made_number_is_accepted_and_tells_its_parts(number):
    parsed = parse(number)

    assert parsed.number == number
    assert f"{parsed.birth_on:%Y%m%d}" == number[6:14]
    assert parsed.sex == ("1" if number[16] in "13579" else "2")


@given(numbers(), st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_mistyped_digit_never_passes(number, place, digit):
    mistyped = number[:place] + digit + number[place + 1 :]
    if mistyped == number:
        return

    with pytest.raises((IdCheckDigit, IdBirthDate)):
        parse(mistyped)


@given(numbers(), st.integers(0, 15))
def test_two_swapped_neighbours_never_pass(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped == number:
        return

    with pytest.raises((IdCheckDigit, IdBirthDate)):
        parse(swapped)


@given(st.text(max_size=25))
def test_any_text_is_either_read_or_refused_with_a_reason(text):
    try:
        number = parse(text)
    except BadId as error:
        number = None
        code = error.code

    assert number.number.isascii() if number else code.startswith("id_")
