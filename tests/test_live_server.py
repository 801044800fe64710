"""A live server leaves no session of the database behind: the tests' database is dropped after it."""

import http.client
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

PATIENCE_SECONDS = 10


def sessions_besides_ours() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_a_visitor_who_stays_connected_holds_no_session_of_the_database(live_server: Any) -> None:
    before = sessions_besides_ours()
    visitor = http.client.HTTPConnection(urlsplit(live_server.url).netloc)
    visitor.request("GET", "/", headers={"Cookie": f"sessionid={32 * chr(97)}"})
    assert visitor.getresponse().read()

    deadline = time.monotonic() + PATIENCE_SECONDS
    while (left := sessions_besides_ours()) > before and time.monotonic() < deadline:
        time.sleep(0.05)
    visitor.close()

    assert left == before
