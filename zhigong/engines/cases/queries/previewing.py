"""An application for a declaration in the making, as the portal's pages want it; never stored."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhigong.engines.cases.contract import Programme
from zhigong.engines.cases.queries.applying import Application

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union


@dataclass(frozen=True)
class PreviewedApplication(Application):
    """An application of nobody: everything is asked, papers included."""

    @property
    def takes_papers(self) -> bool:
        """Whether there is a page of papers: whenever the programme has any."""
        return bool(self.declared.handed_in)


def previewed(
    programme: Programme, union: "Union", *, answers: dict[str, Any] | None = None
) -> PreviewedApplication:
    """Return an application with made-up values where the platform would know them.

    :param answers: what was answered so far, for the check.
    """
    known = {
        "name": _("张某某"),
        "phone": "138****0000",
        "union": _("示例工会"),
        "employer": _("示例单位"),
    }
    asked = [question for question in programme.questions if question.prefill in known]
    return PreviewedApplication(
        declared=programme,
        facts={question.code: known[question.prefill] for question in asked},
        shown=tuple((question.title, known[question.prefill]) for question in asked),
        union=union,
        stored=answers or {},
    )
