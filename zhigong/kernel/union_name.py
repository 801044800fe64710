"""Keys under which names of unions and employers are the same although written differently.

A key is for comparing only; it is never shown.
"""

from unicodedata import normalize

# Longest first. Federations (总工会, 工会联合会), work committees (工会工作委员会) and committees
# of a union (女职工委员会) are other bodies and keep their names.
GRASSROOTS_SUFFIXES = (
    "联合基层工会委员会",
    "基层联合工会委员会",
    "基层工会委员会",
    "联合工会委员会",
    "工会联合委员会",
    "工会筹备委员会",
    "联合基层工会",
    "基层联合工会",
    "工会筹备小组",
    "工会委员会",
    "工会筹备组",
    "基层工会",
    "联合工会",
    "工会",
)
FEDERATION_SUFFIXES = ("总工会", "工会联合会", "联合总工会")
COMMITTEE = "委员会"
INDUSTRIAL_UNION_PREFIXES = (
    "中国教育工会", "中国教科文卫体工会", "中国金融工会", "中国农林水利气象工会",
    "中国财贸轻纺烟草工会", "中国能源化学地质工会", "中国机械冶金建材工会", "中国国防邮电工会",
    "中国海员建设工会", "中国铁路工会", "中国民航工会",
)  # fmt: skip
_PLACE_ENDS = ("省", "市", "区", "县", "州", "旗", "盟", "全国")

_SAME_WORDS = (
    ("有限责任公司", "有限公司"),
    ("工会工委", "工会工作委员会"),
    ("总工会委员会", "总工会"),
    ("工会联合会委员会", "工会联合会"),
)


def _plain(text: str) -> str:
    """Return letters, digits and Han characters alone, half width, lower case."""
    compact = "".join(filter(str.isalnum, normalize("NFKC", text))).casefold()
    for word, same in _SAME_WORDS:
        compact = compact.replace(word, same)
    return compact


def employer_name_key(text: str) -> str:
    """Return the key of an employer's name: 有限责任公司 and 有限公司, （） and () are the same."""
    return _plain(text)


def _without_industrial_frame(name: str) -> str:
    """Return ``宁波大学`` for ``中国教育工会宁波大学委员会``; regional committees stay whole."""
    for prefix in INDUSTRIAL_UNION_PREFIXES:
        inner = name.removeprefix(prefix).removesuffix(COMMITTEE)
        if len(name) == len(prefix) + len(inner) + len(COMMITTEE):
            return name if not inner or inner.endswith(_PLACE_ENDS) else inner
    return name


def union_name_key(text: str) -> str:
    """Return the key of a union's name.

    ``某公司``, ``某公司工会`` and ``某公司工会委员会`` share one key, for a roster names its
    union in any of these ways; a federation (总工会, 工会联合会) never shares the key of its place.
    """
    name = _without_industrial_frame(_plain(text))
    if name.endswith(FEDERATION_SUFFIXES):
        return name
    for suffix in GRASSROOTS_SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix):
            return name.removesuffix(suffix)
    # Inside a longer name, such as that of a branch, both forms of the union's name are the same.
    return name.replace("工会委员会", "工会")
