"""The states and code tables of a member's record, and what other apps may plug into people.

Codes are those of the national standards where one exists, so that exports need no translation.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhigong.kernel.legal import LegalSource
from zhigong.kernel.resident_id import IdKind
from zhigong.kernel.text import N_

CODES_SOURCE = LegalSource(
    "GB/T 2261 个人基本信息分类与代码", "", "2003-12-01", "general knowledge"
)
ETHNICITY_SOURCE = LegalSource(
    "GB/T 3304 中国各民族名称的罗马字母拼写法和代码", "", "1991", "general knowledge"
)

ID_KINDS = {
    IdKind.RESIDENT_ID.value: N_("居民身份证"),
    IdKind.HMT_RESIDENCE.value: N_("港澳台居民居住证"),
    IdKind.FOREIGN_PERMANENT.value: N_("外国人永久居留身份证"),
    IdKind.HMT_PERMIT.value: N_("港澳居民来往内地通行证"),
    IdKind.TAIWAN_PERMIT.value: N_("台湾居民来往大陆通行证"),
    IdKind.PASSPORT.value: N_("护照"),
}

SEXES = {"0": N_("未知"), "1": N_("男"), "2": N_("女"), "9": N_("未说明")}

ETHNICITIES = {
    "01": "汉族", "02": "蒙古族", "03": "回族", "04": "藏族", "05": "维吾尔族", "06": "苗族",
    "07": "彝族", "08": "壮族", "09": "布依族", "10": "朝鲜族", "11": "满族", "12": "侗族",
    "13": "瑶族", "14": "白族", "15": "土家族", "16": "哈尼族", "17": "哈萨克族", "18": "傣族",
    "19": "黎族", "20": "傈僳族", "21": "佤族", "22": "畲族", "23": "高山族", "24": "拉祜族",
    "25": "水族", "26": "东乡族", "27": "纳西族", "28": "景颇族", "29": "柯尔克孜族", "30": "土族",
    "31": "达斡尔族", "32": "仫佬族", "33": "羌族", "34": "布朗族", "35": "撒拉族", "36": "毛南族",
    "37": "仡佬族", "38": "锡伯族", "39": "阿昌族", "40": "普米族", "41": "塔吉克族", "42": "怒族",
    "43": "乌孜别克族", "44": "俄罗斯族", "45": "鄂温克族", "46": "德昂族", "47": "保安族",
    "48": "裕固族", "49": "京族", "50": "塔塔尔族", "51": "独龙族", "52": "鄂伦春族",
    "53": "赫哲族", "54": "门巴族", "55": "珞巴族", "56": "基诺族", "97": "其他",
    "98": "外国血统",
}  # fmt: skip

POLITICAL_STATUSES = {
    "01": N_("中共党员"),
    "02": N_("中共预备党员"),
    "03": N_("共青团员"),
    "04": N_("民革党员"),
    "05": N_("民盟盟员"),
    "06": N_("民建会员"),
    "07": N_("民进会员"),
    "08": N_("农工党党员"),
    "09": N_("致公党党员"),
    "10": N_("九三学社社员"),
    "11": N_("台盟盟员"),
    "12": N_("无党派人士"),
    "13": N_("群众"),
}

EDUCATIONS = {
    "10": N_("研究生"),
    "11": N_("博士研究生"),
    "14": N_("硕士研究生"),
    "20": N_("大学本科"),
    "30": N_("大学专科"),
    "40": N_("中等职业教育"),
    "41": N_("中等专科"),
    "44": N_("职业高中"),
    "47": N_("技工学校"),
    "60": N_("普通高中"),
    "70": N_("初中"),
    "80": N_("小学"),
    "90": N_("其他"),
}

HOUSEHOLD_KINDS = {
    "local_urban": N_("本地城镇"),
    "local_rural": N_("本地农村"),
    "other_urban": N_("外地城镇"),
    "other_rural": N_("外地农村"),
}

SKILL_LEVELS = {
    "1": N_("一级/高级技师"),
    "2": N_("二级/技师"),
    "3": N_("三级/高级工"),
    "4": N_("四级/中级工"),
    "5": N_("五级/初级工"),
    "6": N_("学徒工"),
    "7": N_("特级技师"),
    "8": N_("首席技师"),
}

EMPLOYMENT_FORMS = {
    "contract": N_("合同制"),
    "dispatched": N_("劳务派遣"),
    "part_time": N_("非全日制"),
    "institution": N_("事业编制"),
    "civil_servant": N_("公务员"),
    "rehired": N_("退休返聘"),
    "flexible": N_("灵活就业"),
}

# The eight groups of 2018 and those added with the work in new forms of employment.
NEW_FORM_GROUPS = {
    "truck_driver": N_("货车司机"),
    "courier": N_("快递员"),
    "security_guard": N_("保安员"),
    "domestic_worker": N_("家政服务员"),
    "food_rider": N_("网约送餐员"),
    "carer": N_("护工护理员"),
    "shop_clerk": N_("商场信息员"),
    "estate_agent": N_("房产中介员"),
    "ride_hailing_driver": N_("网约车司机"),
    "streamer": N_("网络主播"),
    "other_new_form": N_("其他新就业形态劳动者"),
}

JOIN_WAYS = {
    "applied": N_("申请入会"),
    "collective": N_("集体登记"),
    "transferred": N_("转入"),
    "online": N_("网上入会"),
}

# How sure the platform is that the record is this person's own.
CONFIDENCES = {
    "": N_("未核验"),
    "self": N_("本人确认"),
    "document": N_("核对证件"),
    "official": N_("权威数据核验"),
}

END_REASONS = {
    "left": N_("本人申请退会"),
    "refused": N_("入会申请未通过"),
    "inactive": N_("连续六个月不缴会费、不参加组织生活"),
    "crime": N_("因犯罪被判处刑罚"),
    "died": N_("去世"),
    "transferred": N_("转到其他工会"),
    "left_employer": N_("离职后退会"),
    "merged": N_("与另一份记录是同一人，合并"),
}

RETENTION_REASONS = {
    "retired": N_("退休"),
    "laid_off": N_("下岗、失业"),
    "employer_closed": N_("用人单位终止"),
    "other": N_("其他"),
}


class MembershipState(models.TextChoices):
    """Where a membership stands (会籍状态)."""

    PENDING = "pending", _("待审")
    ACTIVE = "active", _("在籍")
    TRANSFERRING = "transferring", _("转接中")
    RETAINED = "retained", _("保留会籍")
    LEFT = "left", _("退会")
    LEFT_AUTOMATICALLY = "left_automatically", _("自动退会")
    EXPELLED = "expelled", _("开除")
    DECEASED = "deceased", _("去世")
    TRANSFERRED = "transferred", _("转出")


class TransferState(models.TextChoices):
    """Where a transfer of a membership (会籍接转) stands."""

    OFFERED = "offered", _("待接收")
    ACCEPTED = "accepted", _("已接收，待原工会确认")
    OBJECTED = "objected", _("原工会有异议")
    COMPLETED = "completed", _("已转出")
    WITHDRAWN = "withdrawn", _("已撤回")
    DECIDED = "decided", _("异议成立，不予转出")


OPEN_STATES = (
    MembershipState.PENDING,
    MembershipState.ACTIVE,
    MembershipState.TRANSFERRING,
    MembershipState.RETAINED,
)
CLOSED_STATES = tuple(state for state in MembershipState if state not in OPEN_STATES)
OPEN_TRANSFER_STATES = (TransferState.OFFERED, TransferState.ACCEPTED, TransferState.OBJECTED)

UserNames = Callable[[Iterable[int]], Mapping[int, str]]


def _numbered(user_ids: Iterable[int]) -> Mapping[int, str]:
    """Name users by their number until the app that knows them says otherwise."""
    return {user_id: str(_("用户%(id)s") % {"id": user_id}) for user_id in user_ids}


_user_names: UserNames = _numbered


def use_user_names(lookup: UserNames) -> None:
    """Let a higher app say what the users with the given ids are called."""
    global _user_names  # noqa: PLW0603  one process, one answer, set at start-up
    _user_names = lookup


def names_of_users(user_ids: Iterable[int]) -> Mapping[int, str]:
    """Return the names of users by id."""
    return _user_names(user_ids)


Offices = Callable[[Collection[tuple[int, date]]], Mapping[tuple[int, date], str]]


def _no_offices(asked: Collection[tuple[int, date]]) -> Mapping[tuple[int, date], str]:
    """Know nobody's office until the app that knows them says otherwise."""
    return {}


_offices: Offices = _no_offices


def use_offices(lookup: Offices) -> None:
    """Let a higher app say by which office, union and role, users could open identities on days."""
    global _offices  # noqa: PLW0603  one process, one answer, set at start-up
    _offices = lookup


def offices_of_users(asked: Collection[tuple[int, date]]) -> Mapping[tuple[int, date], str]:
    """Return the offices of users on days; those without one are left out."""
    return _offices(asked)


AdministratorCheck = Callable[[frozenset[int]], frozenset[int]]


def _all_have(union_ids: frozenset[int]) -> frozenset[int]:
    """Count every union as administered until the app that knows administrators says otherwise."""
    return union_ids


_administrator_check: AdministratorCheck = _all_have


def use_administrator_check(check: AdministratorCheck) -> None:
    """Let a higher app say which of the given unions have an administrator today.

    A union without one never blocks a transfer of its members.
    """
    global _administrator_check  # noqa: PLW0603  one process, one answer, set at start-up
    _administrator_check = check


MemberCount = Callable[[Collection[int]], int | None]


def _not_kept(union_ids: Collection[int]) -> int | None:
    """Keep no counts until the app of figures says otherwise; a list then counts its own rows."""
    return None


_member_count: MemberCount = _not_kept


def use_member_count(count: MemberCount) -> None:
    """Let a higher app say how many open memberships whole subtrees hold today.

    Members, applicants and retained ones; None where it is not known without counting rows.
    """
    global _member_count  # noqa: PLW0603  one process, one answer, set at start-up
    _member_count = count


def open_memberships_below(union_ids: Collection[int]) -> int | None:
    """Return how many open memberships the subtrees together hold; None when that is not kept.

    :param union_ids: unions of which none stands below another.
    """
    return _member_count(union_ids)


def unions_with_administrator(union_ids: frozenset[int]) -> frozenset[int]:
    """Return those of the unions that have an administrator."""
    return _administrator_check(union_ids)
