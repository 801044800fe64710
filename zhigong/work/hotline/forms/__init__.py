"""Clean what is typed about calls. Forms never save."""

from zhigong.work.hotline.forms.articles import ArticleForm, PracticeForm, Review
from zhigong.work.hotline.forms.outside import AnswersForm, MappingForm, UploadForm
from zhigong.work.hotline.forms.seat import SeatForm
from zhigong.work.hotline.forms.ticket import (
    Accused,
    Answer,
    Back,
    CallBack,
    Check,
    ContactTry,
    Decided,
    Difficult,
    Dispatch,
    Extend,
    Keep,
    Merge,
    Nothing,
    Permit,
)

__all__ = [
    "Accused",
    "Answer",
    "AnswersForm",
    "ArticleForm",
    "Back",
    "CallBack",
    "Check",
    "ContactTry",
    "Decided",
    "Difficult",
    "Dispatch",
    "Extend",
    "Keep",
    "MappingForm",
    "Merge",
    "Nothing",
    "Permit",
    "PracticeForm",
    "Review",
    "SeatForm",
    "UploadForm",
]
