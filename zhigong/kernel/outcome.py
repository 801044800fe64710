"""A decision with its reasons: yes, no, or cannot be decided yet."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn, Self

from zhigong.kernel.legal import LegalSource


class Answer(StrEnum):
    """The three answers of a rule."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule answered so.

    :param code: stable, for programs; ``text`` is Chinese, for people.
    :param fact_names: the facts looked at; for an undecided answer those that are missing.
    :param answer: what this one condition answered, where it is part of a larger rule.
    """

    code: str
    text: str
    source: LegalSource | None = None
    fact_names: tuple[str, ...] = ()
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer of a rule.

    :param reasons: the conditions that decided; never empty for a rule that refuses.
    :param leaves: every condition of the rule in its order, each with its own answer.
    :param changes: what would have to become otherwise for the answer to change.
    """

    answer: Answer
    reasons: tuple[Reason, ...] = ()
    leaves: tuple[Reason, ...] = ()
    changes: tuple[Reason, ...] = ()

    @classmethod
    def yes(cls, *reasons: Reason) -> Self:
        """Return an outcome that allows."""
        return cls(Answer.YES, reasons)

    @classmethod
    def no(cls, *reasons: Reason) -> Self:
        """Return an outcome that refuses."""
        return cls(Answer.NO, reasons)

    @classmethod
    def undecided(cls, *reasons: Reason) -> Self:
        """Return an outcome that waits for a missing fact or parameter."""
        return cls(Answer.UNDECIDED, reasons)

    @property
    def is_yes(self) -> bool:
        """True when the answer is yes."""
        return self.answer is Answer.YES

    @property
    def is_no(self) -> bool:
        """True when the answer is no."""
        return self.answer is Answer.NO

    @property
    def is_undecided(self) -> bool:
        """True when a fact or parameter is missing."""
        return self.answer is Answer.UNDECIDED

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the facts without which nothing can be decided, in order, each once."""
        if not self.is_undecided:
            return ()
        names = (name for reason in self.reasons for name in reason.fact_names)
        return tuple(dict.fromkeys(names))

    def __bool__(self) -> NoReturn:
        """Refuse: three answers do not fit into two; ask ``is_yes``, ``is_no``, ``is_undecided``.

        :raises TypeError: always.
        """
        raise TypeError("an Outcome has three answers; ask is_yes, is_no or is_undecided")
