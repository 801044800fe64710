"""Tables of the union tree. Every invariant is a constraint or a trigger with a sentence name.

``Union.ancestors`` and what follows from it are kept by triggers (migration 0002); ``Position``
is the same tree by date. Periods are half-open: ``ends_before`` is the first day outside.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.fields import EncryptedField
from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel
from zhigong.registry.unions.contract import Category, Sector, Verification

NAME_LENGTH = 200
CODE_LENGTH = 32
REGION_LENGTH = 12


class UnionKind(models.TextChoices):
    """What a node of the tree is."""

    FEDERATION = "federation", _("总工会")
    INDUSTRIAL = "industrial", _("产业工会")
    SYSTEM = "system", _("系统工会")
    STREET = "street", _("乡镇街道工会")
    VILLAGE = "village", _("村社区工会")
    ZONE = "zone", _("开发区工会")
    AREA_FEDERATION = "area_federation", _("区域性工会联合会")
    TRADE_FEDERATION = "trade_federation", _("行业性工会联合会")
    JOINT = "joint", _("联合基层工会")
    GRASSROOTS = "grassroots", _("单独基层工会")
    BRANCH = "branch", _("分会")
    GROUP = "group", _("工会小组")
    GROUP_COMPANY = "group_company", _("集团工会")
    OFFICE = "office", _("机关工会工作委员会")


class UnionStatus(models.TextChoices):
    """Where a union is in its life."""

    PREPARING = "preparing", _("筹建")
    NORMAL = "normal", _("正常")
    OVERDUE_ELECTION = "overdue_election", _("待换届")
    DISSOLVED = "dissolved", _("撤销")
    MERGED = "merged", _("合并")


ENDED = (UnionStatus.DISSOLVED, UnionStatus.MERGED)


class DuesCollection(models.TextChoices):
    """How the union's contributions are collected (经费收缴方式)."""

    UNKNOWN = "", _("未填")
    OWN = "own", _("自收")
    TAX = "tax", _("税务代收")
    BUDGET = "budget", _("财政划拨")


@track_rows(exclude=("ancestors", "level", "county_id", "name_key", "data_key"))
class Union(ScopedModel):
    """A node of the union tree, from federation to group."""

    scope_path = ""

    id = models.AutoField(primary_key=True)
    code = models.CharField(_("工会编号"), max_length=CODE_LENGTH)
    name = models.CharField(_("工会名称"), max_length=NAME_LENGTH)
    name_key = models.CharField(max_length=NAME_LENGTH)
    kind = models.CharField(_("组织类型"), max_length=20, choices=UnionKind)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级工会"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    # Kept by triggers; itself last. ``county_id`` is the nearest federation upwards, itself
    # included, or the root where there is none.
    ancestors: "ArrayField[list[int], list[int]]" = ArrayField(
        models.IntegerField(), default=list, editable=False
    )
    level = models.SmallIntegerField(default=0, editable=False)
    county_id = models.IntegerField(default=0, editable=False)
    region = models.CharField(_("行政区划代码"), max_length=REGION_LENGTH, blank=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    legal_person = models.BooleanField(_("工会法人资格"), default=False)
    certificate_number = models.CharField(_("法人资格证书编号"), max_length=64, blank=True)
    certificate_from = models.DateField(_("证书生效日期"), null=True, blank=True)
    certificate_until = models.DateField(_("证书有效期至"), null=True, blank=True)
    approval_number = models.CharField(_("批复文号"), max_length=100, blank=True)
    bank = models.CharField(_("开户银行"), max_length=100, blank=True)
    account_cipher = EncryptedField()
    data_key = models.BinaryField(null=True, blank=True, editable=False)
    dues_collection = models.CharField(
        _("经费收缴方式"), max_length=10, choices=DuesCollection, blank=True
    )
    established_on = models.DateField(_("建会日期"), null=True, blank=True)
    dissolved_on = models.DateField(_("撤销日期"), null=True, blank=True)
    status = models.CharField(
        _("状态"), max_length=20, choices=UnionStatus, default=UnionStatus.NORMAL
    )
    verification = models.CharField(
        _("核实情况"), max_length=10, choices=Verification, default=Verification.VERIFIED
    )
    category = models.CharField(_("单位类别"), max_length=3, choices=Category, blank=True)
    sector = models.CharField(_("国民经济行业"), max_length=1, choices=Sector, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    phone = models.CharField(_("办公电话"), max_length=40, blank=True)
    succeeded_by = models.ForeignKey(
        "self",
        verbose_name=_("并入的工会"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
    )
    # A split leaves the old union as it was; only the new one knows where it came from.
    taken_from = models.ForeignKey(
        "self",
        verbose_name=_("分出自"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
        editable=False,
    )

    class Meta(ScopedModel.Meta):
        verbose_name = _("工会组织")
        constraints = [
            models.UniqueConstraint(fields=["code"], name="union_code_is_unique"),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code="") & Q(dissolved_on__isnull=True),
                name="credit_code_belongs_to_one_union",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED, dissolved_on__isnull=False)
                | (~Q(status__in=ENDED) & Q(dissolved_on__isnull=True)),
                name="union_dissolved_iff_ended",
            ),
            models.CheckConstraint(
                condition=Q(status=UnionStatus.MERGED, succeeded_by__isnull=False)
                | (~Q(status=UnionStatus.MERGED) & Q(succeeded_by__isnull=True)),
                name="union_merged_iff_succeeded",
            ),
            models.CheckConstraint(
                condition=Q(taken_from__isnull=True) | ~Q(taken_from=F("id")),
                name="union_is_taken_from_another",
            ),
            models.CheckConstraint(
                condition=Q(established_on__isnull=True)
                | Q(dissolved_on__isnull=True)
                | Q(dissolved_on__gte=F("established_on")),
                name="union_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(certificate_from__isnull=True)
                | Q(certificate_until__isnull=True)
                | Q(certificate_until__gt=F("certificate_from")),
                name="union_certificate_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(account_cipher__isnull=True) | Q(data_key__isnull=False),
                name="union_account_has_its_key",
            ),
        ]
        indexes = [
            GinIndex(fields=["ancestors"], name="union_ancestors_gin"),
            models.Index(fields=["name_key"], name="union_name_key"),
            models.Index(fields=["level", "code"], name="union_level_code"),
            models.Index(fields=["county_id"], name="union_county"),
            # Figures above a county are sums of counties: few of fifty thousand unions.
            models.Index(fields=["id"], name="union_federations", condition=Q(kind="federation")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_ended(self) -> bool:
        """Whether the union was dissolved or merged away."""
        return self.dissolved_on is not None


def _period_is_not_empty(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")), name=name
    )


class Position(ScopedModel):
    """Where a union stood in the tree during a period; ``ancestors`` ends with itself."""

    scope_path = "union"

    union = models.ForeignKey(Union, on_delete=models.CASCADE, related_name="positions")
    parent = models.ForeignKey(Union, null=True, on_delete=models.PROTECT, related_name="+")
    ancestors: "ArrayField[list[int], list[int]]" = ArrayField(models.IntegerField())
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = _("隶属关系")
        constraints = [
            _period_is_not_empty("position_is_not_empty"),
            models.UniqueConstraint(
                fields=["union"],
                condition=Q(ends_before__isnull=True),
                name="one_open_position_per_union",
            ),
        ]
        indexes = [
            GinIndex(fields=["ancestors"], name="position_ancestors_gin"),
            models.Index(fields=["union", "starts_on"], name="position_union_start"),
        ]


class BusinessLine(ScopedModel):
    """A further parent by trade or business (业务指导), beside the one leading parent."""

    scope_path = "union"

    class Kind(models.TextChoices):
        """By what the further parent guides."""

        INDUSTRY = "industry", _("产业工会")
        TRADE = "trade", _("行业工会")
        SYSTEM = "system", _("系统工会")
        GROUP = "group", _("集团工会")

    union = models.ForeignKey(Union, on_delete=models.CASCADE, related_name="business_lines")
    parent = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="business_members")
    kind = models.CharField(_("业务关系"), max_length=10, choices=Kind)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = _("业务指导关系")
        constraints = [
            _period_is_not_empty("business_line_is_not_empty"),
            models.CheckConstraint(
                condition=~Q(union=F("parent")), name="business_parent_is_another_union"
            ),
            models.UniqueConstraint(
                fields=["union", "parent", "kind"],
                condition=Q(ends_before__isnull=True),
                name="one_open_business_line",
            ),
        ]


class Committee(ScopedModel):
    """A women's or audit committee, or the single person in its place in small unions."""

    scope_path = "union"

    class Kind(models.TextChoices):
        """What it is for."""

        WOMEN = "women", _("女职工委员会")
        AUDIT = "audit", _("经费审查委员会")

    class Form(models.TextChoices):
        """A committee, or one person."""

        COMMITTEE = "committee", _("委员会")
        SINGLE = "single", _("委员一人")

    union = models.ForeignKey(Union, on_delete=models.CASCADE, related_name="committees")
    kind = models.CharField(max_length=10, choices=Kind)
    form = models.CharField(max_length=10, choices=Form)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = _("专门委员会")
        constraints = [
            _period_is_not_empty("committee_is_not_empty"),
            models.UniqueConstraint(
                fields=["union", "kind"],
                condition=Q(ends_before__isnull=True),
                name="one_open_committee_of_a_kind",
            ),
        ]


class Term(ScopedModel):
    """A term of office of a union's committee (届期)."""

    scope_path = "union"

    union = models.ForeignKey(Union, on_delete=models.CASCADE, related_name="terms")
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_before = models.DateField()

    class Meta(ScopedModel.Meta):
        verbose_name = _("届期")
        constraints = [
            _period_is_not_empty("term_is_not_empty"),
            models.UniqueConstraint(fields=["union", "number"], name="one_term_of_a_number"),
        ]


class Declared(ScopedModel):
    """Numbers a union declared (申报数) of itself, without the unions below it.

    Never mixed with recorded numbers; a later row of the same day corrects an earlier one.
    """

    scope_path = "union"

    union = models.ForeignKey(Union, on_delete=models.CASCADE, related_name="declarations")
    as_of = models.DateField()
    workers = models.PositiveIntegerField()
    women_workers = models.PositiveIntegerField(default=0)
    members = models.PositiveIntegerField()
    women_members = models.PositiveIntegerField(default=0)
    migrant_members = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=100)
    recorded_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        verbose_name = _("申报数")
        constraints = [
            models.CheckConstraint(
                condition=Q(women_workers__lte=F("workers"))
                & Q(women_members__lte=F("members"))
                & Q(migrant_members__lte=F("members")),
                name="declared_parts_are_within_the_whole",
            ),
        ]
        indexes = [
            models.Index(
                F("union"), F("as_of").desc(), F("recorded_at").desc(), name="declared_latest"
            ),
        ]


class Alias(ScopedModel):
    """A name under which a union appears in files, remembered for the files of one subtree."""

    scope_path = "within"

    union = models.ForeignKey(Union, on_delete=models.CASCADE, related_name="aliases")
    name_key = models.CharField(max_length=NAME_LENGTH)
    within = models.ForeignKey(Union, on_delete=models.CASCADE, related_name="+")

    class Meta(ScopedModel.Meta):
        verbose_name = _("工会别名")
        constraints = [
            models.UniqueConstraint(
                fields=["name_key", "within"], name="alias_means_one_union_within_a_union"
            ),
        ]
