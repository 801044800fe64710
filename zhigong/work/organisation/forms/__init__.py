"""What is typed in union building, one form for each thing that is done."""

from zhigong.work.organisation.forms.places import (
    Exemption,
    ExemptionDecision,
    GridForm,
    GridMember,
    PlacementForm,
    PlanUpload,
    PracticeForm,
    Restore,
    TargetForm,
    TermDelayForm,
)
from zhigong.work.organisation.forms.steps import (
    STEP_FORMS,
    CandidateForm,
    StartElection,
    StartFounding,
    Words,
    candidates_form,
    votes_form,
)

__all__ = [
    "STEP_FORMS",
    "CandidateForm",
    "Exemption",
    "ExemptionDecision",
    "GridForm",
    "GridMember",
    "PlacementForm",
    "PlanUpload",
    "PracticeForm",
    "Restore",
    "StartElection",
    "StartFounding",
    "TargetForm",
    "TermDelayForm",
    "Words",
    "candidates_form",
    "votes_form",
]
