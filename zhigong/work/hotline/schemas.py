"""What the API takes and says of outside tickets."""

from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

Word = Annotated[str, Field(max_length=100)]


class NewOutsideTicket(Schema):
    """A ticket of an outside hotline; ``union`` is the code of the union that takes it.

    Without a kind it is guessed from the text; complaints, reports and unpaid wages are secret.
    """

    system: Word
    union: Word
    external_number: Annotated[str, Field(min_length=1, max_length=60)]
    text: Annotated[str, Field(min_length=4, max_length=2_000)]
    kind: Literal[
        "", "consult", "help", "complaint", "report", "arrears", "legal", "suggestion"
    ] = ""
    subject: Annotated[str, Field(max_length=60)] = ""
    name: Annotated[str, Field(max_length=40)] = ""
    phone: Annotated[str, Field(max_length=20)] = ""
    accused: Word = ""
    due_on: date | None = None


class OutsideTicket(Schema):
    """How an outside ticket stands; ``number`` is ours, ``satisfaction`` 1 to 5."""

    system: str
    external_number: str
    number: str
    state: str
    unit: str
    answer: str
    answered_on: date | None
    due_on: date
    is_on_time: bool | None
    satisfaction: int | None
