"""Count the SQL statements of one page for a session that is open, in a process of its own."""

import json
import sys

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402


def main() -> None:
    """Get the page named on the command line with the session named after it; print the count."""
    path, session = sys.argv[1:3]
    client = Client(HTTP_HOST="127.0.0.1")
    client.cookies["sessionid"] = session
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(path)
    own = [
        q for q in captured.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))
    ]
    print(json.dumps({"status": response.status_code, "statements": len(own)}))


if __name__ == "__main__":
    main()
