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
from zhigong.work.service_centre.forms.gifts import AmountForm, SignedForm
from zhigong.work.service_centre.forms.groups import (
    FileCaseForm,
    GroupFileForm,
    MeasureForm,
    VisitForm,
)
from zhigong.work.service_centre.forms.petitions import ExtensionForm, ObjectionForm
from zhigong.work.service_centre.forms.stations import ClosingForm, StationForm

__all__ = [
    "CODE_LENGTH",
    "AgainForm",
    "AmountForm",
    "ClosingForm",
    "CodeForm",
    "ExtensionForm",
    "FileCaseForm",
    "GroupFileForm",
    "ItemForm",
    "LetterForm",
    "MeasureForm",
    "ObjectionForm",
    "OpeningForm",
    "ReplyForm",
    "ResultForm",
    "SignedForm",
    "StationForm",
    "VisitForm",
]
