"""Names of people: normal form, mask, pieces for search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhigong.kernel.person_name import bigrams, mask_name, normalise_name

texts = st.text(st.sampled_from("张三欧阳明买·・.• \u3000\u200bａAz1\ue863𠮷"), max_size=12)


@pytest.mark.parametrize("text", ["张三", "张 三", "张　三", " 张\u200b三\n", "张\t三"])
def test_blanks_inside_a_short_chinese_name_go(text):
    assert normalise_name(text) == "张三"


@pytest.mark.parametrize("dot", "・•‧∙.·．")
def test_every_dot_between_the_parts_of_a_name_becomes_the_same(dot):
    assert normalise_name(f"买买提{dot}艾力") == "买买提·艾力"
    assert normalise_name(f"买买提 {dot} 艾力") == "买买提·艾力"


def test_a_stray_dot_at_the_end_is_dropped():
    assert normalise_name("张三.") == "张三"


def test_a_long_name_without_dot_keeps_its_blank():
    assert normalise_name("买买提  艾力") == "买买提 艾力"


def test_letters_become_half_width_and_keep_their_dot():
    assert normalise_name("Ｊ．  Ｓｍｉｔｈ") == "J. Smith"


@pytest.mark.parametrize("name", ["𠮷田", "王\ue863", "王䶮", "李〇", "﨑山"])
def test_rare_characters_are_kept(name):
    assert normalise_name(name) == name


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张小三", "张**"),
        ("欧阳明", "欧阳*"),
        ("欧阳", "欧*"),
        ("爱新觉罗启星", "爱新觉罗**"),
        ("买买提·艾力", "买**·**"),
        ("J. Smith", "J. *****"),
        ("王\ue863", "王*"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_a_masked_name_keeps_the_family_name_alone(name, masked):
    assert mask_name(name) == masked


def test_bigrams_are_the_neighbours_of_a_name_each_once():
    assert bigrams("张三丰") == ["张三", "三丰"]
    assert bigrams("买买买买") == ["买买"]
    assert bigrams("张") == ["张"]
    assert bigrams(" ") == []
    assert bigrams("买提·艾力") == ["买提", "提艾", "艾力"]
    assert bigrams("Ａb") == ["ab"]


@given(texts)
def test_a_normal_name_is_not_changed_again(text):
    assert normalise_name(normalise_name(text)) == normalise_name(text)


@given(texts, st.data())
def test_every_part_of_a_name_shares_its_bigrams(text, data):
    name = normalise_name(text)
    start = data.draw(st.integers(0, len(name)))
    part = name[start:]

    if len(bigrams(part)) > 1:
        assert set(bigrams(part)) <= set(bigrams(name))


def test_the_mark_of_a_text_cell_is_no_part_of_a_name():
    for text in ("'崔华博", "’崔华博", " ＇崔 华博"):
        assert normalise_name(text) == "崔华博"

    assert normalise_name("O'Neill") == "O'Neill"
