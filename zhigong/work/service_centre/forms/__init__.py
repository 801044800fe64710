"""Forms of the service centre. They clean; they never save."""

from zhigong.work.service_centre.forms.box import (
    CODE_LENGTH,
    AgainForm,
    CodeForm,
    ItemForm,
    LetterForm,
    OpeningForm,
    ReplyForm,
    ResultForm,
)
from zhigong.work.service_centre.forms.stations import ClosingForm, StationForm

__all__ = [
    "CODE_LENGTH",
    "AgainForm",
    "ClosingForm",
    "CodeForm",
    "ItemForm",
    "LetterForm",
    "OpeningForm",
    "ReplyForm",
    "ResultForm",
    "StationForm",
]
