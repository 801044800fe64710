"""Tables of cases. Answers are sealed with a key of the case's own; what waits where is one row."""

from zhigong.engines.cases.models.aftercare import CallBack, CaseRating
from zhigong.engines.cases.models.case import (
    Case,
    CaseEntry,
    CasePaper,
    CaseStep,
    Draft,
    Objection,
)
from zhigong.engines.cases.models.composed import ComposedProgramme, ProgrammeRevision
from zhigong.engines.cases.models.handover import Handover
from zhigong.engines.cases.models.incoming import IncomingLetter, LetterFile
from zhigong.engines.cases.models.papers import LoosePaper
from zhigong.engines.cases.models.programme import ProgrammeVersion
from zhigong.engines.cases.models.rating import RatingAnswer
from zhigong.engines.cases.models.trust import Agency, BrokenGlass, Relative

__all__ = [
    "Agency",
    "BrokenGlass",
    "CallBack",
    "Case",
    "CaseEntry",
    "CasePaper",
    "CaseRating",
    "CaseStep",
    "ComposedProgramme",
    "Draft",
    "Handover",
    "IncomingLetter",
    "LetterFile",
    "LoosePaper",
    "Objection",
    "ProgrammeRevision",
    "ProgrammeVersion",
    "RatingAnswer",
    "Relative",
]
