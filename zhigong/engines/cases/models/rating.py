"""What applicants say about how they were treated, beside their stars."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhigong.base.models import ScopedModel
from zhigong.engines.cases.models.case import CODE_LENGTH, Case


class RatingAnswer(ScopedModel):
    """One answer to a question of the rating (``RATING_QUESTIONS``)."""

    scope_path = "case__union"
    person_path = "case__person_id"

    case = models.ForeignKey(Case, models.PROTECT, related_name="rating_answers")
    question = models.CharField(max_length=CODE_LENGTH)
    is_good = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        """A question is answered once in a rating."""

        verbose_name = _("服务态度评价")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["case", "question", "answered_at"], name="one_answer_per_rating_question"
            )
        ]
