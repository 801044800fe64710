"""Who may not handle a case: its applicant, those close to her, and who judged it before. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from zhigong.engines.cases.rules.declaration import Step, StepKind
from zhigong.kernel.legal import LegalSource

# 公务回避: whoever has an interest of her own, or a relative with one, does not decide.
AVOIDANCE_SOURCE = LegalSource("中华人民共和国公务员法", "76", "2018-12-29", "general knowledge")


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person as far as she is told from others.

    :attr id_key: blind index of her identity number; ``None`` where it is not known.
    """

    name: str
    id_key: UUID | None = None


def has_conflict(
    *,
    handler_person_id: int | None,
    handler_user_id: int | None,
    concerned: Collection[int],
    agent_user_id: int | None = None,
    reviewers: Collection[int],
    first_judges: Collection[int] = (),
    relation: str = "",
    step: Step,
) -> str:
    """Return why somebody may not handle a step.

    ``own``, ``relative`` or ``namesake``, ``reviewed``, ``judged``; or nothing.
    Who decides must not have reviewed below (审办分离), who judged a case at first does not judge
    it again when it is reopened, and nobody handles a case of her own or of a relative.

    :param concerned: ids of the people the case is of: its applicant, and who applied for her.
    :param reviewers: users who passed another step of this round.
    :param first_judges: users who did any step before the case was reopened.
    :param relation: what ``relation_to`` said of them.
    :legal: 公务员法 art. 76 (``AVOIDANCE_SOURCE``).
    """
    is_own = handler_person_id is not None and handler_person_id in concerned
    if is_own or (handler_user_id is not None and handler_user_id == agent_user_id):
        return "own"
    if relation:
        return relation
    if step.kind not in (StepKind.DECIDE, StepKind.COUNTERSIGN) or handler_user_id is None:
        return ""
    if handler_user_id in first_judges:
        return "judged"
    return "reviewed" if handler_user_id in reviewers else ""


def relation_to(relatives: Collection[Somebody], concerned: Collection[Somebody]) -> str:
    """Return whether one of those concerned is a declared relative.

    ``relative``, or ``namesake`` where the name alone says so and a number is missing on one side;
    two different numbers are two different people.
    """
    found = ""
    for one in concerned:
        for known in relatives:
            if known.id_key is not None and one.id_key is not None:
                if known.id_key == one.id_key:
                    return "relative"
            elif known.name == one.name:
                found = "namesake"
    return found
