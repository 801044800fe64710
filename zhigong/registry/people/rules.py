"""Decide under which keys a name is found, until when a union may object, and who settles it.

Pure decisions: no database, no clock. Dates and calendars are passed in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from zhigong.kernel.later import later
from zhigong.kernel.legal import DatedParameter, LegalSource
from zhigong.kernel.person_name import MIDDLE_DOT, bigrams, family_name_length
from zhigong.kernel.working_calendar import WorkingCalendar

pypinyin = later("pypinyin")

MEMBERSHIP_SOURCE = LegalSource("工会会员会籍管理办法", "3", "2016-12-12")
APPROVAL_SOURCE = LegalSource("中国工会章程", "2", "2023-10-12", "general knowledge")
SILENCE_SOURCE = LegalSource("工会会员会籍管理办法", "", "2016-12-12", "general knowledge")

# Working days within which the old union may object to a transfer; silence means 转出.
OBJECTION_WORKING_DAYS: DatedParameter[int] = DatedParameter(
    "transfer_objection_working_days", [(date(2016, 12, 12), None, 10, SILENCE_SOURCE)]
)

# Family names read otherwise than the same character in other words.
_SURNAME_READINGS = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "区": "ou", "解": "xie", "查": "zha", "任": "ren",
    "盖": "ge", "朴": "piao", "翟": "zhai", "覃": "qin", "缪": "miao", "晁": "chao", "乐": "yue",
    "员": "yun", "贠": "yun", "折": "she", "黑": "he", "秘": "bi", "冼": "xian", "洗": "xian",
    "尹": "yin", "隗": "wei", "逄": "pang", "繁": "po", "种": "chong", "召": "shao", "燕": "yan",
    "葛": "ge", "宁": "ning", "那": "na", "褚": "chu", "谌": "chen", "阚": "kan", "郗": "xi",
    "尉": "wei", "令": "ling", "幺": "yao", "祭": "zhai", "能": "nai", "长": "chang", "车": "che",
    "不": "fou", "柏": "bai", "石": "shi", "薄": "bo", "瞿": "qu", "訾": "zi", "佴": "nai",
    "万俟": "moqi", "尉迟": "yuchi", "长孙": "zhangsun", "澹台": "tantai", "鲜于": "xianyu",
}  # fmt: skip
_FIRST_HAN, _LAST_HAN = "\u4e00", "\u9fff"


@dataclass(frozen=True, slots=True)
class NameKeys:
    """How a name is sorted and found.

    :param py: pinyin without tones, syllables apart; sorts in the order of a Chinese roster.
    :param initials: first letters of the syllables, such as ``wxm``.
    :param bigrams: pairs of neighbouring characters, for a search by a part of the name.
    """

    py: str
    initials: str
    bigrams: tuple[str, ...]


@lru_cache(maxsize=20_000)
def _reading(character: str) -> str:
    found = pypinyin.pinyin(character, style=pypinyin.Style.NORMAL, v_to_u=False, errors="default")
    return str(found[0][0]).lower() if found else ""


@lru_cache(maxsize=2_000)
def _surname_syllables(surname: str) -> tuple[str, ...]:
    known = _SURNAME_READINGS.get(surname)
    return (known,) if known else tuple(map(_reading, surname))


def _is_plain(name: str) -> bool:
    return all(_FIRST_HAN <= character <= _LAST_HAN for character in name)


@lru_cache(maxsize=50_000)
def name_keys(name: str) -> NameKeys:
    """Return the search keys of a name in its normal form.

    Characters without a known reading and letters stand for themselves, so every name has a place.
    """
    plain = _is_plain(name)
    length = family_name_length(name) if plain else 0
    syllables = [*_surname_syllables(name[:length]), *map(_reading, name[length:])]
    if not plain:
        words = name.replace(MIDDLE_DOT, " ").split()
        syllables = [syllable for word in words for syllable in _word_syllables(word)]
    # The quick way for the common form gives what the kernel's gives; a test holds them together.
    pairs = (
        tuple(dict.fromkeys(map("".join, pairwise(name))))
        if plain and len(name) > 1
        else tuple(bigrams(name))
    )
    return NameKeys(
        " ".join(syllables), "".join(syllable[0] for syllable in syllables if syllable), pairs
    )


def _word_syllables(word: str) -> list[str]:
    if word.isascii():
        return [word.lower()]
    return [reading for reading in map(_reading, word) if reading]


_SYLLABLE = (
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui"
    r"|un|uo|ve|a|e|i|o|u|v)"
)
_SYLLABLES = re.compile(f"(?:{_SYLLABLE})+")
_FIRST_SYLLABLE = re.compile(f"({_SYLLABLE})((?:{_SYLLABLE})*)")


def split_syllables(text: str) -> tuple[str, ...]:
    """Return the syllables of pinyin typed in one word, ``wangxiaoming``; () when it is none.

    Of several readings the one with the longer first syllables is taken, as people type them.
    """
    if not _SYLLABLES.fullmatch(text):
        return ()
    found = []
    rest = text
    while rest:
        match = _FIRST_SYLLABLE.fullmatch(rest)
        if match is None:
            return ()
        found.append(match[1])
        rest = match[2]
    return tuple(found)


def objection_until(*, accepted_on: date, place: str, calendar: WorkingCalendar) -> date:
    """Return the last day on which the old union may object.

    :param place: region code of the old union; a place may set another number of days.
    :legal: 工会会员会籍管理办法 (``SILENCE_SOURCE``), days by place.
    """
    days = OBJECTION_WORKING_DAYS.on(accepted_on, place)
    return calendar.add_working_days(accepted_on, days)


def transfer_day(*, accepted_on: date, objection_until: date, blocks: bool) -> date:
    """Return the first day in the new union when the old one stays silent.

    :param blocks: False when the old union is dissolved or nobody administers it: the membership
        then passes on the day of acceptance.
    """
    return objection_until + timedelta(days=1) if blocks else accepted_on


def lowest_common_superior(first: Sequence[int], second: Sequence[int]) -> int | None:
    """Return the lowest union above (or equal to) both, given their paths from the root.

    :returns: None when the paths have nothing in common.
    """
    found = None
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        found = one
    return found
