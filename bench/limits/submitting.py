"""Limit of sending a case: a bare Django view that runs the same statements. No product code.

The statements of one request of the product, with their values, are run again as they were, with a
number and keys of each case's own: what is left out is everything but SQL, HTTP and Django.
``BENCH_STATEMENTS`` names the file; ``python -m bench.limits.submitting SECONDS`` prints the rate
of the statements alone, without Django, over as many connections as the server has threads.
"""

import json
import os
import sys
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

THREADS = 8
# The recording begins the keys of its tables here, so that they can be told from other numbers.
FIRST_ID = 700_000_000
SAVEPOINTS = ("SAVEPOINT", "RELEASE")
_RECORD = json.loads(Path(os.environ["BENCH_STATEMENTS"]).read_text())


def replayed(execute: Any) -> None:
    """Run the statements once more; ``execute(sql)`` returns the numbers a statement returned."""
    names = {_RECORD["number"]: f"B-{uuid.uuid4().hex[:28]}"}
    for known in map(uuid.UUID, _RECORD["keys"]):
        key = uuid.uuid4()
        names |= {str(known): str(key), known.hex: key.hex}
    for one in _RECORD["statements"]:
        sql = one["sql"]
        for old, new in names.items():
            sql = sql.replace(old, new)
        for old, new in zip(one["ids"], execute(sql, len(one["ids"])), strict=True):
            names[str(old)] = str(new)


def _last_rows(cursor: Any) -> list[Any]:
    """Return the rows of the last statement: a text of history's context stands before others."""
    while cursor.nextset():
        pass
    return cursor.fetchall() if cursor.description else []


def _numbers(rows: list[Any], wanted: int) -> Iterator[int]:
    """Return the last keys of a result, as many as were recorded."""
    flat = [v for row in rows for cell in row for v in (cell if isinstance(cell, list) else [cell])]
    return iter(
        [v for v in flat if isinstance(v, int) and v >= FIRST_ID][-wanted:] if wanted else []
    )


def _database() -> dict[str, Any]:
    url = urlsplit(os.environ["DATABASE_URL"])
    query = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.get("host") or url.hostname or "",
        "PORT": str(query.get("port") or url.port or ""),
        "CONN_MAX_AGE": None,
    }


def _application() -> Any:
    settings.configure(
        ALLOWED_HOSTS=["*"], DATABASES={"default": _database()}, ROOT_URLCONF=__name__,
        SECRET_KEY=uuid.uuid4().hex, USE_TZ=True, MIDDLEWARE=[], DEBUG=False,
    )  # fmt: skip
    return get_wsgi_application()


def submit(request: HttpRequest) -> JsonResponse:
    """Read the body, run the statements in one transaction, answer with JSON."""
    given = json.loads(request.body)

    def execute(sql: str, wanted: int) -> Iterator[int]:
        if sql.startswith(SAVEPOINTS):  # atomic() of this view is around them already
            return iter(())
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return _numbers(_last_rows(cursor), wanted)

    with transaction.atomic():
        replayed(execute)
    return JsonResponse({"programme": given["programme"]}, status=201)


def _ready(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


if __name__ != "__main__":
    application = _application()
    urlpatterns = [path("readyz", _ready), path("api/v1/cases", csrf_exempt(submit))]


def _alone(until: float, done: list[int]) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], prepare_threshold=None) as line:

        def execute(sql: str, wanted: int) -> Iterator[int]:
            if sql.startswith(SAVEPOINTS):
                return iter(())
            return _numbers(_last_rows(line.execute(sql.encode())), wanted)

        while perf_counter() < until:
            replayed(execute)
            line.commit()
            done.append(1)


def main() -> None:
    """Print how often a second the statements run without Django."""
    seconds, done = float(sys.argv[1]), list[int]()
    began = perf_counter()
    threads = [
        threading.Thread(target=_alone, args=(began + seconds, done)) for _ in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"rate": len(done) / (perf_counter() - began)}))


if __name__ == "__main__":
    main()
