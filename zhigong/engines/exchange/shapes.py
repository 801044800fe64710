"""What a cell looks like: enough to tell columns apart whose titles say nothing."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise
from unicodedata import normalize

from zhigong.engines.exchange.contract import Shape
from zhigong.engines.exchange.workbook import Cell, plain_text
from zhigong.kernel.dates import DatePrecision, parse_date
from zhigong.kernel.person_name import COMPOUND_SURNAMES

FAMILY_NAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安"
    "齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳"
    "欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵"
    "苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼"
)
SERIAL_SAMPLE = 3

_ID = re.compile(r"^\d{17}[\dXx×]$|^\d{15}$")
_PHONE = re.compile(r"^(\+?86)?1[3-9]\d{9}$")
_LANDLINE = re.compile(r"^0\d{2,3}\d{7,8}$")
_CREDIT = re.compile(r"^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-Z]{10}$")
_HAN_NAME = re.compile(r"^[\u3007\u3400-\u9fff\ue000-\uf8ff]{2,4}$")
_DOTTED_NAME = re.compile(r"^[\u3400-\u9fff]+(?:[·•‧・.][\u3400-\u9fff]+)+$")
_EMPLOYER = re.compile(
    r"(公司|厂|集团|中心|医院|学校|中学|小学|幼儿园|大学|学院|银行|局|委员会|事务所|商行|经营部|合作社|酒店|超市|店|社|院|所|站|部)"
    r"([\((].*[\))])?$"
)
_IGNORED = re.compile(r"[\s\-'’‘`_]+")
_SEXES = frozenset(("男", "女", "男性", "女性", "1", "2", "M", "F"))
_YES_NO = frozenset(("是", "否", "√", "×", "Y", "N", "有", "无"))
_POLITICAL = ("党员", "团员", "群众", "民盟", "民革", "民建", "无党派")
_EDUCATION = (
    "本科",
    "大专",
    "专科",
    "中专",
    "高中",
    "初中",
    "小学",
    "硕士",
    "博士",
    "研究生",
    "大学",
    "中技",
    "职高",
)


def compact(cell: Cell) -> str:
    """Return a cell's text in half width without blanks, hyphens and apostrophes."""
    return _IGNORED.sub("", normalize("NFKC", plain_text(cell)))


def is_id(cell: Cell) -> bool:
    """Return whether the cell looks like an identity number of 15 or 18 places."""
    return _ID.match(compact(cell)) is not None


def is_person(cell: Cell) -> bool:
    """Return whether the cell looks like the name of a person."""
    if not isinstance(cell, str):
        return False
    text = _IGNORED.sub("", cell)
    if _DOTTED_NAME.match(text):
        return True
    known = text[:1] in FAMILY_NAMES or text[:2] in COMPOUND_SURNAMES
    return known and _HAN_NAME.match(text) is not None


def _is_date(cell: Cell) -> bool:
    if isinstance(cell, date):
        return True
    if not isinstance(cell, str) or len(cell) < 6:
        return False
    return parse_date(cell).precision in (DatePrecision.DAY, DatePrecision.MONTH)


def _is_employer(cell: Cell) -> bool:
    text = compact(cell)
    return len(text) >= 4 and _EMPLOYER.search(text) is not None and "工会" not in text


def _is_phone(cell: Cell) -> bool:
    text = compact(cell)
    return _PHONE.match(text) is not None or _LANDLINE.match(text) is not None


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) or compact(cell).replace(".", "", 1).isdigit()


_LOOKS: dict[Shape, Callable[[Cell], bool]] = {
    Shape.ID: is_id,
    Shape.PHONE: _is_phone,
    Shape.PERSON: is_person,
    Shape.SEX: lambda cell: compact(cell).upper() in _SEXES,
    Shape.DATE: _is_date,
    Shape.CREDIT_CODE: lambda cell: (
        _CREDIT.match(compact(cell).upper()) is not None and not is_id(cell)
    ),
    Shape.EMPLOYER: _is_employer,
    Shape.UNION: lambda cell: "工会" in plain_text(cell) and len(plain_text(cell)) >= 4,
    Shape.ETHNICITY: lambda cell: compact(cell).endswith("族") and len(compact(cell)) <= 6,
    Shape.POLITICAL: lambda cell: len(compact(cell)) <= 8 and _holds(cell, _POLITICAL),
    Shape.EDUCATION: lambda cell: len(compact(cell)) <= 8 and _holds(cell, _EDUCATION),
    Shape.YES_NO: lambda cell: compact(cell).upper() in _YES_NO,
    Shape.NUMBER: _is_number,
    Shape.SERIAL: _is_number,
}


def _holds(cell: Cell, words: tuple[str, ...]) -> bool:
    text = compact(cell)
    return any(word in text for word in words)


def share(shape: Shape, cells: Iterable[Cell]) -> float:
    """Return which part of the filled cells has the shape, 0 to 1; 0 when none is filled."""
    filled = [cell for cell in cells if cell not in ("", None)]
    if not filled:
        return 0.0
    if shape is Shape.SERIAL:
        return _share_of_steps(filled)
    looks = _LOOKS[shape]
    return sum(1 for cell in filled if looks(cell)) / len(filled)


def _share_of_steps(cells: Sequence[Cell]) -> float:
    """Return which part of neighbours counts up by one."""
    numbers = [int(text) for text in map(compact, cells) if text.isdigit() and len(text) < 8]
    if len(numbers) < max(SERIAL_SAMPLE, len(cells) // 2):
        return 0.0
    steps = sum(1 for one, next_ in pairwise(numbers) if next_ == one + 1)
    return steps / (len(numbers) - 1)
