# ruff: noqa: E501  tables of words
"""The words of rosters and the codes they mean (GB/T 2261, 3304, 4658, 4762)."""

from collections.abc import Mapping
from unicodedata import normalize

from zhigong.kernel.resident_id import IdKind
from zhigong.registry.people.contract import (
    EDUCATIONS,
    EMPLOYMENT_FORMS,
    ETHNICITIES,
    HOUSEHOLD_KINDS,
    NEW_FORM_GROUPS,
    POLITICAL_STATUSES,
    SKILL_LEVELS,
)

MALE, FEMALE = "1", "2"

SEXES = {
    "男": MALE, "女": FEMALE, "男性": MALE, "女性": FEMALE, "1": MALE, "2": FEMALE, "m": MALE,
    "f": FEMALE, "male": MALE, "female": FEMALE, "男士": MALE, "女士": FEMALE, "1男": MALE,
    "2女": FEMALE, "先生": MALE,
}  # fmt: skip

YES = frozenset(
    ("是", "√", "✓", "✔", "对", "有", "y", "yes", "1", "true", "v", "农民工", "是农民工", "属于")
)
NO = frozenset(
    (
        "否",
        "×",
        "✗",
        "✘",
        "x",
        "不是",
        "无",
        "n",
        "no",
        "0",
        "false",
        "非农民工",
        "非",
        "-",
        "/",
        "不",
    )
)

_POLITICAL_WORDS = {
    "党员": "01", "中共党员": "01", "共产党员": "01", "中国共产党党员": "01", "正式党员": "01",
    "预备党员": "02", "中共预备党员": "02", "中国共产党预备党员": "02",
    "团员": "03", "共青团员": "03", "中国共产主义青年团团员": "03",
    "民革": "04", "民革党员": "04", "民盟": "05", "民盟盟员": "05", "民建": "06", "民建会员": "06",
    "民进": "07", "民进会员": "07", "农工党": "08", "农工党党员": "08", "农工民主党": "08",
    "致公党": "09", "致公党党员": "09", "九三": "10", "九三学社": "10", "九三学社社员": "10",
    "台盟": "11", "台盟盟员": "11", "无党派": "12", "无党派人士": "12", "无党派民主人士": "12",
    "群众": "13", "普通群众": "13", "普通公民": "13", "一般群众": "13", "无": "13", "非党员": "13",
}  # fmt: skip

_EDUCATION_WORDS = {
    "研究生": "10", "研究生及以上": "10", "研究生教育": "10", "博士": "11", "博士研究生": "11", "博士后": "11",
    "硕士": "14", "硕士研究生": "14", "在职研究生": "10", "研究生毕业": "10",
    "本科": "20", "大学": "20", "大学本科": "20", "学士": "20", "全日制本科": "20", "在职本科": "20",
    "本科及以上": "20", "大本": "20", "函授本科": "20", "大学毕业": "20",
    "大专": "30", "专科": "30", "大学专科": "30", "高职": "30", "全日制大专": "30", "专科毕业": "30",
    "高等职业教育": "30", "大学专科和专科学校": "30",
    "中专": "41", "中等专科": "41", "中等专业学校": "41", "职高": "44", "职业高中": "44", "技校": "47",
    "技工学校": "47", "中技": "47", "中职": "40", "中等职业教育": "40", "中专中技": "40",
    "高中": "60", "普通高中": "60", "高中及以下": "60", "高中中专": "60", "初中": "70", "普通初中": "70",
    "初中及以下": "70", "小学": "80", "小学及以下": "80", "文盲": "90", "半文盲": "90", "其他": "90",
}  # fmt: skip

_HOUSEHOLD_WORDS = {
    "本地城镇": "local_urban", "本地农村": "local_rural", "外地城镇": "other_urban",
    "外地农村": "other_rural", "本市城镇": "local_urban", "本市农村": "local_rural",
    "外埠城镇": "other_urban", "外埠农村": "other_rural", "本地非农": "local_urban",
    "本地农业": "local_rural", "外地非农": "other_urban", "外地农业": "other_rural",
    "本省城镇": "local_urban", "本省农村": "local_rural", "外省城镇": "other_urban",
    "外省农村": "other_rural", "城镇": "local_urban", "农村": "local_rural", "非农业": "local_urban",
    "农业": "local_rural", "非农": "local_urban", "农业户口": "local_rural",
    "非农业户口": "local_urban", "城镇户口": "local_urban", "农村户口": "local_rural",
    "居民户口": "local_urban", "居民": "local_urban",
}  # fmt: skip

_EMPLOYMENT_WORDS = {
    "合同制": "contract", "劳动合同": "contract", "合同工": "contract", "正式工": "contract",
    "正式": "contract", "全日制": "contract", "在编": "institution", "固定期限": "contract",
    "无固定期限": "contract", "签订劳动合同": "contract", "聘用制": "contract", "编外": "contract",
    "劳务派遣": "dispatched", "派遣": "dispatched", "派遣工": "dispatched", "劳务派遣工": "dispatched",
    "外包": "dispatched", "非全日制": "part_time", "临时工": "part_time", "小时工": "part_time",
    "兼职": "part_time", "事业编制": "institution", "事业编": "institution", "事业在编": "institution",
    "公务员": "civil_servant", "参公": "civil_servant", "返聘": "rehired", "退休返聘": "rehired",
    "灵活就业": "flexible", "灵活": "flexible", "平台就业": "flexible", "新就业形态": "flexible",
}  # fmt: skip

_GROUP_WORDS = {
    "货车司机": "truck_driver", "卡车司机": "truck_driver", "快递员": "courier", "快递小哥": "courier",
    "保安": "security_guard", "保安员": "security_guard", "家政": "domestic_worker",
    "家政服务员": "domestic_worker", "网约送餐员": "food_rider", "外卖员": "food_rider",
    "外卖骑手": "food_rider", "骑手": "food_rider", "外卖配送员": "food_rider", "送餐员": "food_rider",
    "护工": "carer", "护工护理员": "carer", "护理员": "carer", "商场信息员": "shop_clerk",
    "房产中介员": "estate_agent", "房产中介": "estate_agent", "网约车司机": "ride_hailing_driver",
    "网约车": "ride_hailing_driver", "网络主播": "streamer", "主播": "streamer",
    "其他": "other_new_form", "其他新就业形态劳动者": "other_new_form",
}  # fmt: skip

_SKILL_WORDS = {
    "高级技师": "1", "一级": "1", "技师": "2", "二级": "2", "高级工": "3", "三级": "3", "高级": "3",
    "中级工": "4", "四级": "4", "中级": "4", "初级工": "5", "五级": "5", "初级": "5", "学徒工": "6",
    "特级技师": "7", "首席技师": "8",
}  # fmt: skip

_ID_KIND_WORDS = (
    ("外国人永久居留", IdKind.FOREIGN_PERMANENT),
    ("永久居留", IdKind.FOREIGN_PERMANENT),
    ("居住证", IdKind.HMT_RESIDENCE),
    ("台胞", IdKind.TAIWAN_PERMIT),
    ("台湾居民来往", IdKind.TAIWAN_PERMIT),
    ("往来大陆通行", IdKind.TAIWAN_PERMIT),
    ("来往大陆通行", IdKind.TAIWAN_PERMIT),
    ("港澳", IdKind.HMT_PERMIT),
    ("回乡", IdKind.HMT_PERMIT),
    ("护照", IdKind.PASSPORT),
    ("身份证", IdKind.RESIDENT_ID),
)

_EDGES = "".join(sorted(set("。.,、:'’‘`") | {chr(34)}))
_NOTHING = frozenset(
    ("", "无", "-", "/", "\\", "—", "--", "——", "不详", "未知", "无此项", "空", "null", "none")
)


def plain(text: str) -> str:
    """Return a word in half width, lower case and without blanks."""
    return "".join(normalize("NFKC", text).split()).lower().strip(_EDGES)


def _table(titles: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    """Return words -> code: titles, codes themselves with and without leading zero, and words."""
    known: dict[str, str] = {}
    for code, title in titles.items():
        known[plain(title)] = code
        known[code] = code
        if code.isdigit():
            known.setdefault(code.lstrip("0") or code, code)
            known.setdefault(f"{code}{plain(title)}", code)
    return known | dict(words)


def _ethnicities() -> dict[str, str]:
    known = _table(ETHNICITIES, {})
    for code, title in ETHNICITIES.items():
        if title.endswith("族"):
            known.setdefault(title.removesuffix("族"), code)
    return known


ETHNICITY_WORDS = _ethnicities()
POLITICAL_WORDS = _table(POLITICAL_STATUSES, _POLITICAL_WORDS)
EDUCATION_WORDS = _table(EDUCATIONS, _EDUCATION_WORDS)
HOUSEHOLD_WORDS = _table(HOUSEHOLD_KINDS, _HOUSEHOLD_WORDS)
EMPLOYMENT_WORDS = _table(EMPLOYMENT_FORMS, _EMPLOYMENT_WORDS)
GROUP_WORDS = _table(NEW_FORM_GROUPS, _GROUP_WORDS)
SKILL_WORDS = _table(SKILL_LEVELS, _SKILL_WORDS)


def code_of(text: str, words: Mapping[str, str]) -> str | None:
    """Return the code a word means: "" when it says nothing, None when it is not known."""
    word = plain(text)
    if word in words:
        return words[word]
    return "" if word in _NOTHING else None


def yes_or_no(text: str) -> bool | None:
    """Return whether a mark says yes; an empty cell says no, None when it cannot be read."""
    word = plain(text)
    if word in YES:
        return True
    return False if word in NO or word in _NOTHING else None


def id_kind_of(text: str) -> IdKind | None:
    """Return the document a cell names; None when it names none that is known."""
    word = plain(text)
    return next((kind for mark, kind in _ID_KIND_WORDS if mark in word), None)
