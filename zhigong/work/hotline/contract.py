"""The code tables of the hotline: kinds of calls, states of tickets, how tries and checks end."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhigong.engines.exchange.contract import Field

LED_BY = "hotline"
OPEN_PROGRAMME = "hotline_ticket"
SECRET_PROGRAMME = "hotline_secret"  # noqa: S105  a code, no password


class Kind(models.TextChoices):
    """What a call is about; 举报 and 欠薪 count among the 投诉 of the five national kinds."""

    CONSULT = "consult", _("咨询")
    HELP = "help", _("帮扶求助")
    COMPLAINT = "complaint", _("投诉")
    REPORT = "report", _("举报")
    ARREARS = "arrears", _("欠薪")
    LEGAL = "legal", _("法律援助")
    SUGGESTION = "suggestion", _("意见建议")


class Difficulty(models.TextChoices):
    """By which the limit is set."""

    CONSULT = "consult", _("咨询")
    PLAIN = "plain", _("一般")
    DIFFICULT = "difficult", _("难点")
    COMPLEX = "complex", _("特别复杂")


class TicketState(models.TextChoices):
    """Where a ticket is on its chain."""

    DISPATCH = "dispatch", _("待派单")
    SIGN = "sign", _("待签收")
    CONTACT = "contact", _("待联系")
    HANDLE = "handle", _("办理中")
    CALL_BACK = "call_back", _("待回访")
    CHECK = "check", _("待质检")
    CLOSED = "closed", _("已办结")
    MERGED = "merged", _("已并单")
    WITHDRAWN = "withdrawn", _("已撤回")


# States in which somebody has to do something; each is the code of a step of the programme.
WAITING_STATES = (
    TicketState.DISPATCH,
    TicketState.SIGN,
    TicketState.CONTACT,
    TicketState.HANDLE,
    TicketState.CALL_BACK,
    TicketState.CHECK,
)


class Consent(models.TextChoices):
    """Whether the caller agreed that those below the county learn who she is."""

    NOT_ASKED = "", _("未询问")
    GIVEN = "given", _("同意")
    REFUSED = "refused", _("不同意")


class ContactOutcome(models.TextChoices):
    """How a try to reach the caller ended."""

    REACHED = "reached", _("已联系上")
    NO_ANSWER = "no_answer", _("无人接听")
    WRONG_NUMBER = "wrong_number", _("号码有误")


class Satisfaction(models.TextChoices):
    """What the caller says at the call-back: the five levels of 好差评."""

    VERY_GOOD = "5", _("非常满意")
    GOOD = "4", _("满意")
    FAIR = "3", _("基本满意")
    BAD = "2", _("不满意")
    VERY_BAD = "1", _("非常不满意")


class ExtensionState(models.TextChoices):
    """Where a request for more days stands."""

    ASKED = "asked", _("待审批")
    GRANTED = "granted", _("同意")
    REFUSED = "refused", _("不同意")


class LegState(models.TextChoices):
    """What became of one dispatch."""

    SENT = "sent", _("待签收")
    SIGNED = "signed", _("已签收")
    TURNED_BACK = "turned_back", _("已退单")
    PASSED_ON = "passed_on", _("已转派")


class ArticleState(models.TextChoices):
    """Whether an answer of the knowledge base is in use."""

    LIVE = "live", _("使用中")
    RETIRED = "retired", _("已停用")


# Lines a ticket writes into the history of its case.
ENTRIES = {
    "ticket_taken": _("接听登记"),
    "ticket_answered": _("即时答复"),
    "ticket_dispatched": _("已派出"),
    "ticket_signed": _("已签收"),
    "ticket_turned_back": _("退单"),
    "ticket_tried": _("登记联系"),
    "ticket_fed_back": _("已反馈"),
    "ticket_raised": _("提级办理"),
    "ticket_called_back": _("已回访"),
    "ticket_redo": _("退回重办"),
    "ticket_checked": _("已质检"),
    "ticket_extension": _("申请延期"),
    "ticket_extended": _("延期审批"),
    "ticket_merged": _("并单"),
    "ticket_joined": _("并入重复来电"),
    "ticket_accused": _("区县决定"),
    "ticket_graded": _("调整难易程度"),
    "ticket_urged": _("来电催办"),
}

# What a table of outside tickets may say.
OUTSIDE_FIELDS = (
    Field(
        "external_number",
        "外部工单号",
        synonyms=("外部工单号", "工单编号", "工单号", "诉求编号", "受理编号", "流水号"),
        exact=("编号", "单号"),
        is_required=True,
        is_key=True,
        weight=5,
        example="SZ2026112000018",
        width=22,
        is_text=True,
    ),
    Field(
        "kind",
        "诉求类型",
        synonyms=("诉求类型", "工单类型", "诉求类别", "事项类别", "诉求分类"),
        exact=("类型", "类别"),
        choices=tuple(str(one.label) for one in Kind),
        example="欠薪",
        width=12,
    ),
    Field(
        "subject",
        "标题",
        synonyms=("诉求标题", "工单标题", "标题", "主题"),
        example="反映单位未按时发放工资",
        width=30,
    ),
    Field(
        "text",
        "诉求内容",
        synonyms=("诉求内容", "工单内容", "反映内容", "事项内容", "内容描述", "诉求描述"),
        exact=("内容",),
        is_required=True,
        weight=4,
        example="反映某公司拖欠两个月工资，希望协调。",
        width=50,
    ),
    Field(
        "name",
        "来电人",
        synonyms=("来电人", "诉求人", "反映人", "姓名", "联系人", "来电人姓名"),
        example="",
        width=12,
    ),
    Field(
        "phone",
        "联系电话",
        synonyms=("联系电话", "来电号码", "电话", "手机号码", "联系方式", "手机"),
        example="",
        width=16,
        is_text=True,
    ),
    Field(
        "accused",
        "被反映单位",
        synonyms=("被反映单位", "被诉单位", "涉及单位", "单位名称", "用人单位", "被投诉单位"),
        example="示例制造有限公司",
        width=28,
    ),
    Field(
        "due_on",
        "要求办结日期",
        synonyms=("要求办结日期", "办理期限", "办结期限", "截止日期", "到期时间", "要求反馈时间"),
        example="",
        width=16,
    ),
)

# What a table of answers for the knowledge base may say.
ARTICLE_FIELDS = (
    Field(
        "title",
        "问题",
        synonyms=("问题", "常见问题", "标题", "题目"),
        is_required=True,
        is_key=True,
        weight=5,
        example="加班费怎么算？",
        width=34,
    ),
    Field(
        "body",
        "答复",
        synonyms=("答复", "标准答复", "答案", "回答", "解答", "答复口径"),
        is_required=True,
        weight=5,
        example="平时加班不低于工资的150%……",
        width=60,
    ),
    Field(
        "kind",
        "类型",
        synonyms=("类型", "类别", "分类"),
        choices=tuple(str(one.label) for one in Kind),
        example="咨询",
        width=12,
    ),
    Field(
        "words", "关键词", synonyms=("关键词", "关键字", "同义词"), example="加班 工资", width=24
    ),
    Field(
        "law",
        "依据",
        synonyms=("依据", "法律依据", "政策依据", "出处", "来源"),
        example="劳动法第44条",
        width=26,
    ),
    Field(
        "review_on",
        "复核日期",
        synonyms=("复核日期", "复审日期", "有效期至", "有效期"),
        example="2027-06-30",
        width=14,
    ),
)
