"""Tables of union building. Every invariant is a constraint with a sentence name."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.fields import EncryptedField
from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel
from zhigong.work.organisation.contract import (
    ENDS,
    Approver,
    Assembly,
    BuildingKind,
    CommitteeForm,
    Engagement,
    PlanAction,
    PlanState,
    RequestState,
    Stage,
)

NOTE_LENGTH = 1_000
NAME_LENGTH = 200
_USER = settings.AUTH_USER_MODEL
_UNION, _EMPLOYER, _DOCUMENT = "unions.Union", "employers.Employer", "documents.Document"


@track_rows()
class Building(ScopedModel):
    """A union being set up, or an election of one there is, beside its case.

    :attr parent: the union above the one to be; ``approver`` who approves, as the place had it
        when the case was opened.
    :attr union: the union the election is of; of a founding it is there from the reply on.
    """

    scope_path = "case__union"

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="+")
    kind = models.CharField(_("类别"), max_length=12, choices=BuildingKind)
    stage = models.CharField(_("当前环节"), max_length=20, choices=Stage)
    name = models.CharField(_("工会名称"), max_length=NAME_LENGTH)
    union_kind = models.CharField(_("组织类型"), max_length=20)
    parent = models.ForeignKey(
        _UNION, models.PROTECT, related_name="+", verbose_name=_("上级工会"), null=True
    )
    approver = models.ForeignKey(
        _UNION, models.PROTECT, related_name="+", verbose_name=_("批准工会")
    )
    union = models.ForeignKey(_UNION, models.PROTECT, null=True, related_name="+")
    workers = models.PositiveIntegerField(_("职工数"), null=True)
    members = models.PositiveIntegerField(_("会员数"), null=True)
    women_members = models.PositiveIntegerField(_("女会员数"), null=True)
    groups = models.PositiveSmallIntegerField(_("工会小组数"), null=True)
    assembly = models.CharField(_("选举方式"), max_length=10, choices=Assembly, blank=True)
    voters = models.PositiveIntegerField(_("应到会人数"), null=True)
    seats = models.PositiveSmallIntegerField(_("工会委员会名额"), null=True)
    audit_seats = models.PositiveSmallIntegerField(_("经审委员会名额"), null=True)
    women_seats = models.PositiveSmallIntegerField(_("女职工委员会名额"), null=True)
    audit_form = models.CharField(max_length=10, choices=CommitteeForm, blank=True)
    women_form = models.CharField(max_length=10, choices=CommitteeForm, blank=True)
    term_number = models.PositiveSmallIntegerField(_("届次"), default=1)
    term_years = models.PositiveSmallIntegerField(_("每届年限"), default=5)
    elected_on = models.DateField(_("选举日期"), null=True)
    founded_on = models.DateField(_("批复成立日期"), null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = _("组建与选举")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["union"],
                condition=Q(union__isnull=False) & ~Q(stage__in=ENDS),
                name="union_has_one_election_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(kind=BuildingKind.FOUNDING) | Q(union__isnull=False),
                name="election_is_of_a_union",
            ),
            models.CheckConstraint(
                condition=Q(women_members__isnull=True)
                | Q(members__isnull=True)
                | Q(women_members__lte=F("members")),
                name="building_women_are_within_members",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["stage", "kind"], name="building_by_stage")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.stage not in ENDS


class BuildingFirm(ScopedModel):
    """An employer a union is being set up for; a joint union is set up for several."""

    scope_path = "building__case__union"

    building = models.ForeignKey(Building, models.PROTECT, related_name="firms")
    employer = models.ForeignKey(_EMPLOYER, models.PROTECT, related_name="+")
    is_open = models.BooleanField(default=True)

    class Meta(ScopedModel.Meta):
        verbose_name = _("建会单位")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["employer"],
                condition=Q(is_open=True),
                name="employer_is_in_one_building_at_a_time",
            )
        ]


@track_rows()
class BuildingStep(ScopedModel):
    """A step that was done: when, by whom, what was written down, the sealed scan."""

    scope_path = "building__case__union"

    building = models.ForeignKey(Building, models.PROTECT, related_name="steps")
    stage = models.CharField(_("环节"), max_length=20, choices=Stage)
    done_on = models.DateField(_("日期"))
    number = models.CharField(_("文号"), max_length=60, blank=True)
    words = models.CharField(_("说明"), max_length=NOTE_LENGTH, blank=True)
    facts = models.JSONField(default=dict)
    scan = models.ForeignKey(_DOCUMENT, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")

    class Meta(ScopedModel.Meta):
        verbose_name = _("办理环节")


@track_rows(exclude=("id_cipher", "data_key"))
class Candidate(ScopedModel):
    """Somebody on a ballot, for a post; what the ballots gave her."""

    scope_path = "building__case__union"

    building = models.ForeignKey(Building, models.PROTECT, related_name="candidates")
    name = models.CharField(_("姓名"), max_length=60)
    id_cipher = EncryptedField()
    data_key = models.BinaryField(editable=False)
    sex = models.CharField(_("性别"), max_length=1, blank=True)
    body = models.CharField(_("选举机构"), max_length=8)  # union, audit, women
    post = models.CharField(_("拟任职务"), max_length=20)
    engagement = models.CharField(
        _("任职方式"), max_length=12, choices=Engagement, default=Engagement.PART_TIME
    )
    front_line = models.BooleanField(_("一线职工"), default=False)
    model_worker = models.BooleanField(_("劳动模范"), default=False)
    votes = models.PositiveIntegerField(_("得票数"), null=True)
    is_elected = models.BooleanField(_("当选"), null=True)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta(ScopedModel.Meta):
        verbose_name = _("候选人")


@track_rows()
class Placement(ScopedModel):
    """How an officer serves: full-time, part-time, seconded, professional."""

    scope_path = "officer__union"

    officer = models.OneToOneField("people.Officer", models.CASCADE, related_name="+")
    kind = models.CharField(_("任职方式"), max_length=12, choices=Engagement)

    class Meta(ScopedModel.Meta):
        verbose_name = _("任职方式")


@track_rows()
class Practice(ScopedModel):
    """Who approves what in a place, from a day on (审批规则)."""

    scope_path = "union"

    union = models.ForeignKey(_UNION, models.PROTECT, related_name="+")
    starts_on = models.DateField(_("起用日期"))
    founding = models.CharField(
        _("组建工会由谁批准"), max_length=8, choices=Approver, default=Approver.PARENT
    )
    election = models.CharField(
        _("换届、补选由谁批准"), max_length=8, choices=Approver, default=Approver.PARENT
    )
    reply_days = models.PositiveSmallIntegerField(_("批复时限（工作日）"), default=15)

    class Meta(ScopedModel.Meta):
        verbose_name = _("审批规则")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["union", "starts_on"], name="one_approval_rule_per_union_and_day"
            ),
            models.CheckConstraint(
                condition=Q(reply_days__range=(1, 60)), name="reply_days_are_a_limit"
            ),
        ]


@track_rows()
class ExemptionRequest(ScopedModel):
    """A request to leave an employer out of the due set, with its evidence and its answer."""

    scope_path = "employer__area_union"

    employer = models.ForeignKey(_EMPLOYER, models.PROTECT, related_name="+")
    reason = models.CharField(_("原因"), max_length=16)
    evidence = models.CharField(_("核实情况"), max_length=NOTE_LENGTH)
    document = models.ForeignKey(_DOCUMENT, models.PROTECT, null=True, related_name="+")
    recheck_on = models.DateField(_("复查日期"))
    state = models.CharField(
        _("状态"), max_length=10, choices=RequestState, default=RequestState.ASKED
    )
    asked_at = models.DateTimeField(_("申请时间"))
    asked_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    decided_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    decided_words = models.CharField(_("审批意见"), max_length=NOTE_LENGTH, blank=True)

    class Meta(ScopedModel.Meta):
        verbose_name = _("暂不具备建会条件申请")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["employer"],
                condition=Q(state=RequestState.ASKED),
                name="one_exemption_request_waits",
            )
        ]


@track_rows()
class FoundingTarget(ScopedModel):
    """How many unions, covered firms and members a union is to gain in a year."""

    scope_path = "union"

    union = models.ForeignKey(_UNION, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    unions = models.PositiveIntegerField(_("新建工会目标"))
    firms = models.PositiveIntegerField(_("新覆盖单位目标"))
    members = models.PositiveIntegerField(_("新发展会员目标"))

    class Meta(ScopedModel.Meta):
        verbose_name = _("建会目标")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["union", "year"], name="one_founding_target_per_union_and_year"
            )
        ]


@track_rows()
class TermDelay(ScopedModel):
    """The election after a term is put off, by whose consent and until when (延期换届)."""

    scope_path = "union"

    union = models.ForeignKey(_UNION, models.PROTECT, related_name="+")
    term = models.OneToOneField("unions.Term", models.PROTECT, related_name="+")
    until = models.DateField(_("延期至"))
    reason = models.CharField(_("原因"), max_length=NOTE_LENGTH)
    number = models.CharField(_("批准文号"), max_length=60, blank=True)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")

    class Meta(ScopedModel.Meta):
        verbose_name = _("延期换届")


class TermReminder(ScopedModel):
    """A reminder of the end of a term that was sent; each is sent once."""

    scope_path = "union"

    union = models.ForeignKey(_UNION, models.CASCADE, related_name="+")
    term = models.ForeignKey("unions.Term", models.CASCADE, related_name="+")
    months = models.PositiveSmallIntegerField()
    sent_on = models.DateField()

    class Meta(ScopedModel.Meta):
        verbose_name = _("届满提醒")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["term", "months"], name="term_is_told_once_per_line")
        ]


class HealthCard(ScopedModel):
    """What a union has and lacks, as counted last; ``missing`` holds codes of what is not there."""

    scope_path = "union"

    union = models.OneToOneField(_UNION, models.CASCADE, related_name="+")
    missing: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=16), default=list
    )
    lacks = models.PositiveSmallIntegerField(default=0)
    workers = models.PositiveIntegerField(_("应采集"), default=0)
    recorded = models.PositiveIntegerField(_("在库实名"), default=0)
    verified = models.PositiveIntegerField(_("已认证"), default=0)
    term_ends = models.DateField(_("届满日"), null=True)
    last_case_on = models.DateField(_("最近办件"), null=True)
    counted_at = models.DateTimeField(_("统计时间"))

    class Meta(ScopedModel.Meta):
        verbose_name = _("工会健康卡")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["-lacks", "id"], name="health_by_lacks")
        ]


@track_rows()
class Plan(ScopedModel):
    """Moves, mergers and renames of many unions that take effect on one day (调整方案)."""

    scope_path = "union"

    union = models.ForeignKey(_UNION, models.PROTECT, related_name="+")
    title = models.CharField(_("方案名称"), max_length=100)
    file_name = models.CharField(_("文件"), max_length=200)
    effective_on = models.DateField(_("生效日期"))
    state = models.CharField(_("状态"), max_length=10, choices=PlanState, default=PlanState.CHECKED)
    rows = models.PositiveIntegerField(_("行数"), default=0)
    faults = models.PositiveIntegerField(_("有问题的行"), default=0)
    effect = models.JSONField(default=list)
    created_at = models.DateTimeField(_("上传时间"))
    created_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(_("执行时间"), null=True)
    failure = models.CharField(max_length=NOTE_LENGTH, blank=True)

    class Meta(ScopedModel.Meta):
        verbose_name = _("调整方案")

    def __str__(self) -> str:
        return self.title


class PlanRow(ScopedModel):
    """One row of a plan as it stands in the sheet, with what is wrong with it."""

    scope_path = "plan__union"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=10, choices=PlanAction, blank=True)
    action_text = models.CharField(max_length=40, blank=True)
    union_code = models.CharField(max_length=32, blank=True)
    union_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    target_code = models.CharField(max_length=32, blank=True)
    new_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    findings: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=20), default=list
    )

    class Meta(ScopedModel.Meta):
        verbose_name = _("方案行")


@track_rows()
class Grid(ScopedModel):
    """A small area with a keeper who answers for the unions and firms in it (工会网格)."""

    scope_path = "union"

    union = models.ForeignKey(_UNION, models.PROTECT, related_name="+")
    name = models.CharField(_("网格名称"), max_length=60)
    keeper = models.CharField(_("网格员"), max_length=60)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    bounds = models.CharField(_("范围"), max_length=NOTE_LENGTH, blank=True)

    class Meta(ScopedModel.Meta):
        verbose_name = _("网格")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["union", "name"], name="one_grid_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class GridUnion(ScopedModel):
    """A union lies in a grid; in one at a time."""

    scope_path = "grid__union"

    grid = models.ForeignKey(Grid, models.CASCADE, related_name="unions")
    union = models.OneToOneField(_UNION, models.CASCADE, related_name="+")

    class Meta(ScopedModel.Meta):
        verbose_name = _("网格内工会")


class GridFirm(ScopedModel):
    """An employer lies in a grid; in one at a time."""

    scope_path = "grid__union"

    grid = models.ForeignKey(Grid, models.CASCADE, related_name="firms")
    employer = models.OneToOneField(_EMPLOYER, models.CASCADE, related_name="+")

    class Meta(ScopedModel.Meta):
        verbose_name = _("网格内单位")
