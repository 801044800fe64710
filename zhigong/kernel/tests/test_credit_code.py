"""Unified social credit codes (GB 32100)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhigong.kernel.credit_code import (
    ALPHABET,
    CreditCode,
    CreditCodeCharacters,
    CreditCodeLength,
    CreditCodeState,
    check_character,
    complete,
)


@pytest.mark.parametrize("text", ["91350100M000100Y43", "9144030071526726XG", "91330100799655058B"])
def test_codes_of_real_companies_are_valid(text):
    assert CreditCode.parse(text).is_valid


def test_an_early_code_that_fails_the_check_is_kept_for_verification():
    code = CreditCode.parse("91350100M0001TGQXM")

    assert code.state is CreditCodeState.CHECK_FAILED
    assert code.state == "credit_code_check"
    assert check_character("91350100M0001TGQX") == "1"


def test_the_code_of_a_grassroots_union_tells_registrar_and_region():
    code = CreditCode.parse("81330211MC12345669")

    assert code.is_valid
    assert code.is_union
    assert code.is_grassroots_union
    assert (code.registrar, code.region, code.organisation_code) == ("8", "330211", "MC1234566")
    assert code.is_organisation_check_right


def test_a_union_code_with_a_wrong_last_character_fails_the_check():
    assert not CreditCode.parse("81330211MC1234566A").is_valid


@pytest.mark.parametrize("letter", "IOSVZ")
def test_the_five_letters_that_look_like_digits_are_refused(letter):
    with pytest.raises(CreditCodeCharacters) as caught:
        CreditCode.parse(f"91330100{letter}99655058B")

    assert caught.value.code == "credit_code_characters"


@pytest.mark.parametrize("text", ["", "330203000012345", "913301007996550", "某某有限公司"])
def test_another_length_is_refused(text):
    with pytest.raises(CreditCodeLength) as caught:
        CreditCode.parse(text)

    assert caught.value.code == "credit_code_length"


def test_full_width_small_letters_and_blanks_are_normalised():
    assert CreditCode.parse(" ９１440300-71526726xg\u3000").number == "9144030071526726XG"


def test_completing_needs_seventeen_characters_of_the_alphabet():
    assert complete("81330211MC1234566") == "81330211MC12345669"
    with pytest.raises(CreditCodeLength):
        complete("81330211")
    with pytest.raises(CreditCodeCharacters):
        complete("I1330211MC1234566")


bodies = st.text(ALPHABET, min_size=17, max_size=17)


@given(bodies)
def test_a_completed_code_is_valid(body):
    assert CreditCode.parse(complete(body)).is_valid


@given(bodies, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_mistyped_character_never_passes(body, place, character):
    code = complete(body)
    mistyped = code[:place] + character + code[place + 1 :]

    assert CreditCode.parse(mistyped).is_valid == (mistyped == code)
