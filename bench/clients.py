"""Several clients that send at once, each over a connection of its own."""

import http.client
import json
import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from bench.installation import BenchFailed


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of it: requests a second, and the milliseconds of each."""

    rate: float
    milliseconds: list[float]


def send_all(
    bodies: Sequence[dict[str, Any]], *, port: int, path: str, key: str, clients: int
) -> Sent:
    """Post every body once; every answer must be 201.

    :raises BenchFailed: one was not.
    """
    found: list[float] = []
    failed: list[str] = []

    def work(own: Sequence[dict[str, Any]]) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for body in own:
            headers = {
                "Authorization": f"Bearer {key}",
                "Content-Type": "application/json",
                "Idempotency-Key": str(uuid.uuid4()),
            }
            began = perf_counter()
            line.request("POST", path, json.dumps(body), headers)
            answer = line.getresponse()
            text = answer.read()
            found.append((perf_counter() - began) * 1000)
            if answer.status != 201:
                failed.append(f"{answer.status}: {text[:500]!r}")
        line.close()

    threads = [threading.Thread(target=work, args=(bodies[n::clients],)) for n in range(clients)]
    began = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = perf_counter() - began
    if failed or len(found) != len(bodies):
        raise BenchFailed(f"{path}: {len(failed)} failed, first: {failed[:1]}")
    return Sent(len(found) / seconds, found)
