"""What the sign-in of machines takes and says."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field


class NewToken(Schema):
    """Who asks (a staff account with its second factor), for what, where and how long."""

    login: Annotated[str, Field(max_length=64)]
    password: Annotated[str, Field(max_length=200)]
    code: Annotated[str, Field(max_length=40)] = ""
    name: Annotated[str, Field(min_length=1, max_length=80)]
    union: Annotated[str, Field(max_length=40)]
    abilities: Annotated[list[str], Field(min_length=1, max_length=50)]
    days: Annotated[int, Field(ge=1, le=366)] = 90


class Token(Schema):
    """A key, said this once only."""

    token: str
    name: str
    union: str
    abilities: list[str]
    expires_at: datetime


class Power(Schema):
    """Abilities at a union and below it."""

    union: str
    abilities: list[str]


class Caller(Schema):
    """Who calls, and what for."""

    name: str
    kind: str
    powers: list[Power]
