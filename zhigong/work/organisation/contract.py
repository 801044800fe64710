"""The words of union building: kinds of cases, their steps, states of requests and plans."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhigong.engines.exchange.contract import Field

LED_BY = "organisation"
PAGE = "organisation:building"
FOUNDING, ELECTION = "union_founding", "union_election"


class BuildingKind(models.TextChoices):
    """What a building case is about; all three go through the same steps, or some of them."""

    FOUNDING = "founding", _("组建工会")
    RENEWAL = "renewal", _("换届选举")
    BY_ELECTION = "by_election", _("补选、增补")


class Stage(models.TextChoices):
    """The steps in the order of practice, and the two ends."""

    CONTACT = "contact", _("摸底约谈")
    PETITION = "petition", _("建会（选举）请示")
    APPROVE = "approve", _("上级批复")
    PREPARE = "prepare", _("成立筹备组")
    DEVELOP = "develop", _("发展会员、编小组")
    CANDIDATES = "candidates", _("酝酿候选人并报批")
    CANDIDATES_REPLY = "candidates_reply", _("批复候选人")
    ELECT = "elect", _("会员（代表）大会选举")
    REPORT = "report", _("选举结果报批")
    CONFIRM = "confirm", _("批复选举结果")
    SEAL = "seal", _("刻制印章")
    REGISTER = "register", _("法人资格登记")
    ACCOUNT = "account", _("开立账户")
    DUES = "dues", _("建立经费关系")
    AUTHORISE = "authorise", _("授权管理员")
    DONE = "done", _("已办结")
    STOPPED = "stopped", _("已终止")


ENDS = (Stage.DONE, Stage.STOPPED)


class Approver(models.TextChoices):
    """Which union approves, as a place has it."""

    PARENT = "parent", _("上一级工会")
    COUNTY = "county", _("区县总工会")


class Assembly(models.TextChoices):
    """Who elects."""

    MEMBERS = "members", _("会员大会")
    DELEGATES = "delegates", _("会员代表大会")


class CommitteeForm(models.TextChoices):
    """A committee, or one person in its place."""

    COMMITTEE = "committee", _("委员会")
    SINGLE = "single", _("委员一人")


class Engagement(models.TextChoices):
    """How an officer serves the union (专职、兼职、挂职、社会化工会工作者)."""

    FULL_TIME = "full_time", _("专职")
    PART_TIME = "part_time", _("兼职")
    SECONDED = "seconded", _("挂职")
    PROFESSIONAL = "professional", _("社会化工会工作者")


class RequestState(models.TextChoices):
    """Where a request for an exemption is."""

    ASKED = "asked", _("待审批")
    GRANTED = "granted", _("已同意")
    REFUSED = "refused", _("不同意")
    ENDED = "ended", _("已恢复建会条件")


class PlanAction(models.TextChoices):
    """What a row of a plan does."""

    MOVE = "move", _("调整隶属")
    MERGE = "merge", _("合并")
    RENAME = "rename", _("更名")


class PlanState(models.TextChoices):
    """Where a plan is."""

    CHECKED = "checked", _("已预检")
    SCHEDULED = "scheduled", _("待生效")
    APPLIED = "applied", _("已执行")
    FAILED = "failed", _("执行失败")
    CANCELLED = "cancelled", _("已取消")


# What a line of a case's history says.
ENTRIES = {
    "building_opened": _("发起"),
    "building_step": _("完成环节"),
    "building_refused": _("上级不同意，退回修改"),
    "building_founded": _("工会成立"),
    "building_again": _("重新选举"),
    "building_stopped": _("终止"),
    "building_done": _("办结"),
}

# What the sheet of a plan says, and the words people write for an action.
PLAN_FIELDS = (
    Field(
        "action", "动作", ("动作", "调整方式", "操作"), is_required=True, is_key=True,
        choices=("调整隶属", "合并", "更名"), example="调整隶属", width=12,
    ),
    Field(
        "union_code", "工会编号", ("工会编号", "组织编号"), is_required=True, is_text=True,
        example="GH000123", width=16,
    ),
    Field("union_name", "工会名称", ("工会名称", "现名称"), example="宏远电子工会", width=30),
    Field(
        "target_code", "新上级（并入）工会编号",
        ("新上级工会编号", "并入工会编号", "新上级（并入）工会编号", "目标工会编号"),
        is_text=True, example="GH000045", width=24,
    ),
    Field("new_name", "新名称", ("新名称", "更名后名称"), width=30),
)  # fmt: skip
PLAN_ACTIONS = {
    "调整隶属": "move",
    "调整": "move",
    "划转": "move",
    "合并": "merge",
    "并入": "merge",
    "更名": "rename",
    "改名": "rename",
}
PLAN_ROWS = 5_000
