"""Official papers as Word and PDF: letters (公文) and forms to sign and seal."""

from zhigong.base.papers.forms import (
    FormGroup,
    FormRow,
    OfficialForm,
    form_file,
)
from zhigong.base.papers.letters import OfficialLetter, letter_file
from zhigong.base.papers.look import TYPES, Kind, NoChineseFont

__all__ = [
    "TYPES",
    "FormGroup",
    "FormRow",
    "Kind",
    "NoChineseFont",
    "OfficialForm",
    "OfficialLetter",
    "form_file",
    "letter_file",
]
