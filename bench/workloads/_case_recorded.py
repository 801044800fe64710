"""Send one case through the API and write down the statements of the whole request, in order.

``python -m bench.workloads._case_recorded KEY BODY FILE``: the file gets a list of ``{sql, ids}``;
``ids`` are the numbers a statement returned that later statements name.
"""

import json
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

# Numbers no other literal of a statement has, so that they can be told from it.
FIRST = {
    "cases_case": 700_000_001,
    "cases_casestep": 710_000_001,
    "audit_entry": 720_000_001,
    "base_answeredrequest": 730_000_001,
}


class Recorder:
    """Keeps every statement with its values written in, and the ids it returned."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.statements: list[dict[str, Any]] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        """Run a statement and keep it."""
        found = execute(sql, params, *rest)
        cursor = rest[-1]["cursor"].cursor
        text = connection.ops.last_executed_query(cursor, sql, params)
        self.statements.append({"sql": text, "ids": _ids(cursor)})
        return found


def _ids(cursor: Any) -> list[int]:
    if cursor.description is None:
        return []
    rows = cursor.fetchall()
    if rows:
        cursor.scroll(0, mode="absolute")
    flat = [
        value
        for row in rows
        for cell in row
        for value in (cell if isinstance(cell, list) else [cell])
    ]
    return [value for value in flat if isinstance(value, int) and value >= min(FIRST.values())]


def main() -> None:
    """Record the second of two requests: the first fills what a process reads once."""
    key, body, path = sys.argv[1:]
    with connection.cursor() as cursor:
        for table, first in FIRST.items():
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
                f" greatest({first}, (SELECT max(id) FROM {table})))"
            )
    client = Client(HTTP_HOST="127.0.0.1", HTTP_AUTHORIZATION=f"Bearer {key}")
    recorder, sent = Recorder(), uuid.uuid4()
    for turn in range(2):
        recorder.statements.clear()
        sent = uuid.uuid4()
        with connection.execute_wrapper(recorder):
            answer = client.post(
                "/api/v1/cases", json.loads(body), content_type="application/json",
                headers={"Idempotency-Key": str(sent)},
            )  # fmt: skip
        if answer.status_code != 201:
            raise SystemExit(f"request {turn} answered {answer.status_code}: {answer.content!r}")
    number = answer.json()["number"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT submission_key FROM cases_case WHERE number = %s", [number])
        keys = [str(sent), str(cursor.fetchone()[0])]
    found = {"number": number, "keys": keys, "statements": recorder.statements}
    Path(path).write_text(json.dumps(found))
    print(json.dumps({"statements": len(recorder.statements)}))


if __name__ == "__main__":
    main()
