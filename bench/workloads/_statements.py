"""The SQL statements and the CPU of pages for an open session, in a process of its own."""

import json
import sys
from statistics import median
from time import process_time

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

TIMES = 20


def main() -> None:
    """Get the pages named on the command line behind their session; print the dearest counts."""
    session, *paths = sys.argv[1:]
    client = Client(HTTP_HOST="127.0.0.1")
    client.cookies["sessionid"] = session
    statements = max(_statements(client, path) for path in paths)
    cpu = max(median(_cpu(client, path) for _ in range(TIMES)) for path in paths)
    print(json.dumps({"statements": statements, "cpu": cpu}))


def _statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path} answered {response.status_code}")
    sent = [query["sql"] for query in captured.captured_queries]
    return sum(not sql.startswith(("SAVEPOINT", "RELEASE")) for sql in sent)


def _cpu(client: Client, path: str) -> float:
    """Return the milliseconds our process computes for a page; the database's are not in them."""
    began = process_time()
    client.get(path)
    return (process_time() - began) * 1000


if __name__ == "__main__":
    main()
