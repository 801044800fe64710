"""Files that were handed in with a form and belong to no case yet."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhigong.base.models import ScopedModel


class LoosePaper(ScopedModel):
    """A file handed in for a form that may never be sent; swept when nothing came of it."""

    scope_path = "document__owner_union"
    person_path = "document__person_id"

    document = models.OneToOneField(
        "documents.Document", models.CASCADE, primary_key=True, related_name="+"
    )
    stored_at = models.DateTimeField(_("上传时间"))

    class Meta(ScopedModel.Meta):
        """Read by age."""

        verbose_name = _("未提交的材料")
        indexes: ClassVar[list[Any]] = [models.Index(fields=["stored_at"], name="loose_by_age")]
