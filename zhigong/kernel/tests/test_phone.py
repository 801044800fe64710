"""Telephone numbers as rosters hold them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhigong.kernel.phone import Phone, PhoneKind, mask_phone


@pytest.mark.parametrize(
    "text",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "+86-138-1234-5678",
        "008613812345678",
        "8613812345678",
        "１３８１２３４５６７８",
        "13812345678.0",
        "\u202d13812345678\u202c",
    ],
)
def test_the_ways_people_write_a_mobile_number_are_normalised(text):
    assert Phone.parse(text) == Phone("13812345678", PhoneKind.MOBILE)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0574-88881234", "057488881234"),
        ("(0574)8888123", "05748888123"),
        ("+86 574 88881234", "057488881234"),
        ("010-12345678", "01012345678"),
        ("88881234", "88881234"),
        ("400-881-2351", "4008812351"),
    ],
)
def test_a_landline_receives_no_messages(text, number):
    phone = Phone.parse(text)

    assert phone == Phone(number, PhoneKind.LANDLINE)
    assert not phone.is_mobile


@pytest.mark.parametrize(
    "text",
    ["", "无", "12812345678", "1381234567", "138123456789", "12351", "0", "00138", "1381234567a"],
)
def test_what_is_no_number_is_invalid_and_no_error(text):
    assert Phone.parse(text).kind is PhoneKind.INVALID


def test_the_middle_of_a_number_is_masked():
    assert Phone.parse("13812345678").masked == "138****5678"
    assert mask_phone("057488881234") == "057*****1234"
    assert mask_phone("88881234") == "****1234"
    assert mask_phone("12351") == "*****"


@given(st.text(max_size=20))
def test_any_text_is_read_and_normal_numbers_stay_as_they_are(text):
    phone = Phone.parse(text)

    if phone.kind is not PhoneKind.INVALID:
        assert Phone.parse(phone.number) == phone
        assert len(phone.masked) == len(phone.number)
