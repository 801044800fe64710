"""Letters that came by mail or post and are no case yet (来信)."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.fields import BlindIndexField, EncryptedField
from zhigong.base.models import ScopedModel
from zhigong.engines.cases.contract import Channel, LetterState
from zhigong.engines.cases.models.case import NOTE_LENGTH, Case


class IncomingLetter(ScopedModel):
    """One letter to a union; who wrote it and what it says are encrypted under its own key."""

    scope_path = "union"

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="+", verbose_name=_("收信工会")
    )
    channel = models.CharField(_("来信方式"), max_length=12, choices=Channel)
    key_blind = BlindIndexField()
    data_key = models.BinaryField(editable=False)
    sender_cipher = EncryptedField()
    sender_name_cipher = EncryptedField()
    subject_cipher = EncryptedField()
    text_cipher = EncryptedField()
    sent_at = models.DateTimeField(_("发信时间"), null=True)
    received_at = models.DateTimeField(_("收到时间"))
    state = models.CharField(
        _("状态"), max_length=12, choices=LetterState, default=LetterState.WAITING
    )
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="letters")
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    handled_at = models.DateTimeField(_("登记时间"), null=True)
    reason = models.CharField(_("不予登记原因"), max_length=NOTE_LENGTH, blank=True, default="")

    class Meta(ScopedModel.Meta):
        """A mail is taken in once; what is registered has a case, what is set aside a reason."""

        verbose_name = _("来信")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["union", "key_blind"], name="mail_is_taken_in_once"),
            models.CheckConstraint(
                condition=Q(state=LetterState.WAITING, case__isnull=True, reason="")
                | Q(state=LetterState.REGISTERED, case__isnull=False)
                | (Q(state=LetterState.SET_ASIDE, case__isnull=True) & ~Q(reason="")),
                name="letter_ends_with_case_or_reason",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["union", "received_at"],
                name="letter_waiting",
                condition=Q(state=LetterState.WAITING),
            )
        ]


class LetterFile(ScopedModel):
    """A file that came with a letter, or what was refused of it and why."""

    scope_path = "letter__union"

    letter = models.ForeignKey(IncomingLetter, models.CASCADE, related_name="files")
    document = models.OneToOneField(
        "documents.Document", models.PROTECT, null=True, related_name="+"
    )
    name = models.CharField(_("文件名"), max_length=120)
    refused = models.CharField(_("未收下的原因"), max_length=NOTE_LENGTH, blank=True, default="")

    class Meta(ScopedModel.Meta):
        """A file is kept, or it is said why not."""

        verbose_name = _("来信附件")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(document__isnull=False, refused="")
                | (Q(document__isnull=True) & ~Q(refused="")),
                name="letter_file_is_kept_or_refused",
            )
        ]
