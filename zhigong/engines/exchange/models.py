"""Import batches and their rows.

What people typed stays in the source file and, for showing, in encrypted chunks; plain columns hold
row numbers, codes and ids only.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhigong.base.models import ScopedModel


class BatchState(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", _("已上传")
    MAPPED = "mapped", _("已核对列")
    CHECKED = "checked", _("已预检")
    COMMITTING = "committing", _("导入中")
    COMMITTED = "committed", _("已导入")
    FAILED = "failed", _("未完成")
    ROLLED_BACK = "rolled_back", _("已撤回")


class Mode(models.TextChoices):
    """What a file is taken for."""

    INCREMENTAL = "incremental", _("增量导入")
    RECONCILE = "reconcile", _("全量核对")


class Action(models.TextChoices):
    """What happens with a row."""

    NEW = "new", _("新增")
    UPDATE = "update", _("更新")
    TRANSFER = "transfer", _("会籍接转")
    UNCHANGED = "unchanged", _("无变化")
    DUPLICATE = "duplicate", _("重复")
    REFUSE = "refuse", _("不能导入")


class ImportBatch(ScopedModel):
    """One file handed in, from upload to commit.

    ``mapping`` is field -> column (from 0); ``choices`` holds what was decided once for each name
    the file uses; ``totals`` counts rows by action and by finding.
    """

    scope_path = "union"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.INCREMENTAL)
    state = models.CharField(max_length=12, choices=BatchState, default=BatchState.UPLOADED)
    file_name = models.CharField(max_length=200)
    document = models.CharField(max_length=120, blank=True, default="")
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    sheet = models.CharField(max_length=100, blank=True, default="")
    header_row = models.IntegerField(default=0)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    totals = models.JSONField(default=dict)
    business_date = models.DateField()
    row_count = models.IntegerField(default=0)
    committed_rows = models.IntegerField(default=0)
    data_key = models.BinaryField(null=True, editable=False)
    result = models.CharField(max_length=120, blank=True, default="")
    job_id = models.UUIDField(null=True)
    created_by = models.BigIntegerField(null=True)
    created_by_name = models.CharField(max_length=60, blank=True, default="")
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    committed_at = models.DateTimeField(null=True)
    rolled_back_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = _("导入批次")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(committed_rows__gte=0)
                & models.Q(committed_rows__lte=models.F("row_count")),
                name="batch_commits_no_more_than_its_rows",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="committed") | models.Q(committed_at__isnull=False),
                name="committed_batch_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["union", "-created_at"], name="batch_by_union")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_over(self) -> bool:
        """Whether nothing more can be changed by the wizard."""
        return self.state in (BatchState.COMMITTED, BatchState.ROLLED_BACK)

    @property
    def can_commit(self) -> bool:
        """Whether rows may be written now, or written on after an interruption."""
        return self.state in (BatchState.CHECKED, BatchState.COMMITTING, BatchState.FAILED) and (
            self.checked_at is not None
        )


class ImportRow(models.Model):
    """What was found of one row and what happens with it; its values stay in the source."""

    # The rows are written by the batch's own operations, a hundred thousand at once; a foreign key
    # would look the one batch up for each of them and take three times as long as the rows. They
    # are found by the unique key, which begins with the batch.
    batch = models.ForeignKey(
        ImportBatch,
        on_delete=models.CASCADE,
        related_name="rows",
        db_constraint=False,
        db_index=False,
    )
    row = models.IntegerField()
    action = models.CharField(max_length=10, choices=Action)
    findings: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=40), default=list
    )
    group = models.IntegerField(null=True)  # place of the row's name in ``choices``

    class Meta:
        verbose_name = _("导入行")
        constraints = [
            models.UniqueConstraint(fields=["batch", "row"], name="one_import_row_per_sheet_row")
        ]


class ImportChunk(models.Model):
    """The values of some hundred rows as one ciphertext, for showing them in the wizard."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="chunks")
    first_row = models.IntegerField()
    last_row = models.IntegerField()
    cipher = models.BinaryField()

    class Meta:
        verbose_name = _("导入内容")
        constraints = [
            models.UniqueConstraint(fields=["batch", "first_row"], name="one_chunk_per_first_row")
        ]


class ExternalNumber(models.Model):
    """The number a superior system gave to something of ours; plain ids, no foreign keys."""

    system = models.CharField(max_length=40)  # code of the format
    subject = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    number = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("上级系统编号")
        constraints = [
            models.UniqueConstraint(
                fields=["system", "subject", "object_id"],
                name="one_number_per_system_and_object",
            )
        ]
