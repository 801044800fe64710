"""What the API says of imports."""

from datetime import datetime
from uuid import UUID

from ninja import Schema


class ImportStatus(Schema):
    """Where an import stands; ``totals`` counts rows by action and by finding."""

    id: UUID
    kind: str
    union: str
    mode: str
    state: str
    file_name: str
    row_count: int
    committed_rows: int
    can_commit: bool
    totals: dict[str, dict[str, int]]
    created_at: datetime


class ImportedRow(Schema):
    """A row of the sheet, what happens with it and what was found."""

    row: int
    action: str
    findings: list[str]


class RowPage(Schema):
    """Part of the rows of an import; ``next`` is the last sheet row of this part."""

    items: list[ImportedRow]
    next: int | None = None
