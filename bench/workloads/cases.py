"""Two hundred thousand cases: the inbox, cases sent by many at once, many decided in one go."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter, sleep
from typing import Any

from bench.clients import Sent, send_all
from bench.figures import Figure, at_most, p95, speed
from bench.installation import (
    PORT,
    ROOT,
    BenchFailed,
    Visitor,
    copy_of,
    logged_in,
    product_of,
    run_python,
    scratch,
    served,
)
from bench.workloads._pages import page, query
from launch.processes import gunicorn_command, is_ready
from launch.product import Product

CASES, WAITING, BATCH = 200_000, 5_000, 500
CLIENTS, SENT, WARM = 16, 400, 48
INBOX, DECIDE, SUBMIT = "/desk/cases/inbox/", "/desk/cases/inbox/decide/", "/api/v1/cases"
BARE_PORT = PORT + 1
ALONE_SECONDS = 5


def measure() -> list[Figure]:
    """Fill a copy of the district, then work in it as the county's officer does."""
    product = copy_of(product_of("district"))
    filled: Any = run_python(product, "bench.workloads._cases_filled", str(CASES), str(WAITING))
    bodies = [
        {
            "programme": filled["programme"],
            "union": code,
            "person_id": person,
            "answers": filled["answers"],
        }
        for person, code in filled["members"]
    ]
    with served(product):
        visitor = logged_in(product, "county")
        found = page("inbox", product, visitor, _inboxes(), bound=40)
        sent = _sent(bodies, port=PORT, key=filled["key"])
        found.append(_batch(visitor, filled["steps"][:BATCH]))
    return found + _submitting(product, bodies, filled["key"], sent)


def _inboxes() -> list[str]:
    """Return the pages of the inbox somebody opens: all, late, one programme, a name, a number."""
    more = [
        query(q="丽华"),
        query(q="000123"),
        query(programme="hardship_grant"),
        query(sort="-due_on"),
    ]
    return [INBOX, INBOX + "late/", INBOX + "soon/", *(INBOX + one for one in more)]


def _batch(visitor: Visitor, steps: list[int]) -> Figure:
    """Decide steps with one opinion, through the page; each is audited by itself."""
    fields = [("ids", str(one)) for one in steps]
    fields += [("decision", "pass"), ("confirmed", "1"), ("reason", "同意")]
    began = perf_counter()
    _, body = visitor.post(DECIDE, fields, of=INBOX)
    seconds = perf_counter() - began
    done = re.search("已办理 ([0-9]+) 件", body.decode())
    if done is None or int(done[1]) != len(steps):
        raise BenchFailed(f"the batch decided {done and done[1]} of {len(steps)}")
    return at_most("batch_of_500", seconds, 3, unit="s")


def _sent(bodies: list[Any], *, port: int, key: str) -> Sent:
    send_all(bodies[:WARM], port=port, path=SUBMIT, key=key, clients=CLIENTS)
    wanted = bodies[WARM : WARM + SENT]
    return send_all(wanted, port=port, path=SUBMIT, key=key, clients=CLIENTS)


def _submitting(product: Product, bodies: list[Any], key: str, sent: Sent) -> list[Figure]:
    """Compare with a bare view of the same statements on the same server, and with SQL alone."""
    path = scratch("submission.json")
    recorded = run_python(
        product, "bench.workloads._case_recorded", key, json.dumps(bodies[-1]), str(path)
    )
    variables = product.variables() | {"BENCH_STATEMENTS": str(path)}
    with _bare(product, variables):
        bare = _sent(bodies, port=BARE_PORT, key=key)
    alone = subprocess.run(
        [str(product.place.python), "-m", "bench.limits.submitting", str(ALONE_SECONDS)],
        cwd=ROOT, env=variables, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [
        speed("cases_sent", sent.rate, bare.rate, unit="cases/s", at_least=0.5),
        at_most("cases_sent_p95", p95(sent.milliseconds), 300, unit="ms"),
        Figure("cases_sent_statements", recorded["statements"], "SQL"),
        Figure("cases_sent_sql_alone", json.loads(alone.stdout)["rate"], "cases/s"),
    ]


@contextmanager
def _bare(product: Product, variables: dict[str, str]) -> Iterator[None]:
    """Serve the limit as the product is served."""
    *options, _product = gunicorn_command(product.place, port=BARE_PORT)
    command = [*options, "bench.limits.submitting:application"]
    with scratch("bare-server.log").open("wb") as sink:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | variables, stdout=sink, stderr=sink
        )
    try:
        for _ in range(300):
            if is_ready(BARE_PORT):
                break
            sleep(0.1)
        else:
            raise BenchFailed(scratch("bare-server.log").read_text()[-2000:])
        yield
    finally:
        process.terminate()
        process.wait(20)
