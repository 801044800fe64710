"""The table of documents; the bytes lie in the media folder outside the web root."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhigong.base.models import ScopedModel


class Document(ScopedModel):
    """A file somebody handed in. Its content never changes; it can only be erased."""

    scope_path = "owner_union"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("种类", max_length=40)
    title = models.CharField("名称", max_length=200)
    sniffed_type = models.CharField("类型", max_length=12)
    size = models.BigIntegerField("字节数")
    sha256 = models.CharField(max_length=64)
    owner_union = models.ForeignKey("unions.Union", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    path = models.CharField(max_length=120)  # below the media folder; empty when erased
    stored_at = models.DateTimeField("上传时间")
    erased_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        """Constraints and the list of a union's documents."""

        verbose_name = "材料"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(size__gt=0), name="document_is_not_empty"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) ^ Q(path=""),
                name="document_has_a_file_until_erased",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["owner_union", "-stored_at"], name="document_by_union"),
            models.Index(fields=["person"], name="document_by_person"),
        ]
