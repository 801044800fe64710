"""What the API says of employers."""

from datetime import date

from ninja import Schema


class EmployerLine(Schema):
    """An employer in a list. ``union`` covers it, ``area_union`` answers for it: both codes."""

    code: str
    name: str
    credit_code: str
    credit_state: str
    status: str
    sector: str
    ownership: str
    workers: int | None
    union: str | None
    area_union: str
    verification: str


class EmployerDetail(EmployerLine):
    """An employer with the date and source of its head-count."""

    women_workers: int | None
    headcount_on: date | None
    headcount_source: str
    address: str
    region: str
    closed_on: date | None
