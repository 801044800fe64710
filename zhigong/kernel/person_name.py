"""Names of people: one normal form, a mask for lists, and the pieces a search looks for.

Rare characters, those of private use included, are kept as they are: a name belongs to its bearer.
"""

COMPOUND_SURNAMES = frozenset((
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人",
    "夏侯", "诸葛", "尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶",
    "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于",
    "司空", "闾丘", "子车", "亓官", "司寇", "巫马", "公西", "颛孙", "壤驷", "公良",
    "漆雕", "乐正", "宰父", "谷梁", "拓跋", "夹谷", "轩辕", "令狐", "段干", "百里",
    "呼延", "东郭", "南门", "羊舌", "微生", "公户", "公玉", "公仪", "梁丘", "公仲",
    "公上", "公门", "公山", "公坚", "左丘", "公伯", "西门", "公祖", "第五", "公乘",
    "贯丘", "公皙", "南荣", "东里", "东宫", "仲长", "子书", "子桑", "即墨", "达奚",
    "褚师", "纳兰", "归海", "完颜", "耶律", "叶赫", "爱新觉罗",
))  # fmt: skip
MIDDLE_DOT = "·"
LONGEST_SPACED_NAME = 4  # Han characters; longer names may use the blank as a separator

_HAN_RANGES = (
    (0x3007, 0x3007),  # 〇
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xE000, 0xF8FF),  # private use: rare characters of older systems
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)
_FULL_WIDTH = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
_DOTS = dict.fromkeys(map(ord, "・•‧∙．.⋅●▪᛫‧･。•"), MIDDLE_DOT)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u202c\u202d"))


def is_han(character: str) -> bool:
    """Return whether the character is a Chinese one, rare and private-use ones included."""
    code = ord(character)
    return any(first <= code <= last for first, last in _HAN_RANGES)


def _is_letter(character: str) -> bool:
    return character.isalnum() or is_han(character)


def _is_chinese_name(name: str) -> bool:
    letters = [character for character in name if not character.isspace()]
    return bool(letters) and all(
        is_han(character) or ord(character) in _DOTS or character == MIDDLE_DOT
        for character in letters
    )


_TEXT_MARKS = "'`\u2018\u2019\u00b4\uff07"


def normalise_name(text: str) -> str:
    """Return the name in its normal form.

    Blanks inside a Chinese name of up to four characters go (``张　三``), every kind of dot between
    the parts of a name becomes ``·``, full-width letters become half width, blanks inside other
    names shrink to one.
    """
    # A spreadsheet's mark of text cells is no part of the name.
    name = text.translate(_INVISIBLE).strip().lstrip(_TEXT_MARKS)
    if _is_chinese_name(name):
        name = name.translate(_DOTS)
        parts = [_chinese_part(part) for part in name.split(MIDDLE_DOT)]
        return MIDDLE_DOT.join(part for part in parts if part)
    return " ".join(name.translate(_FULL_WIDTH).split())


def _chinese_part(part: str) -> str:
    pieces = part.split()
    is_short = sum(map(len, pieces)) <= LONGEST_SPACED_NAME
    return ("" if is_short else " ").join(pieces)


def family_name_length(name: str) -> int:
    """Return how many first characters of a Chinese name are its family name."""
    for length in (4, 2):
        if len(name) > length and name[:length] in COMPOUND_SURNAMES:
            return length
    return 1


def mask_name(name: str) -> str:
    """Return the name with all but the family name hidden: ``张*``, ``欧阳*``, ``买**·**``.

    Of names with parts or in letters the first character stays; of one character nothing does.
    """
    if len(name) <= 1:
        return "*" * len(name)
    kept = family_name_length(name)
    hidden = ["*" if _is_letter(character) else character for character in name[kept:]]
    return name[:kept] + "".join(hidden)


def bigrams(name: str) -> list[str]:
    """Return the pairs of neighbouring characters, each once, in order, for a search by part.

    Dots and blanks are skipped, letters are lowered; a single character is returned as it is.
    """
    letters = "".join(filter(_is_letter, normalise_name(name))).casefold()
    if len(letters) <= 1:
        return [letters] if letters else []
    return list(dict.fromkeys(letters[place : place + 2] for place in range(len(letters) - 1)))
