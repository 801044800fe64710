"""Ten thousand joiners approved at once; five hundred a minute who join on their phones."""

import base64
import http.client
import struct
import threading
import zlib
from time import perf_counter, sleep
from typing import Any
from urllib.parse import urlencode

from bench.figures import Figure, at_most, p95
from bench.installation import (
    PORT,
    BenchFailed,
    copy_of,
    product_of,
    run_python,
    served,
)

WAITING, PHONES, WARM = 10_000, 520, 20
A_MINUTE = 500
CLIENTS = 8


def measure() -> list[Figure]:
    """Approve those who wait, then let phones join at an even pace."""
    product = copy_of(product_of("district"))
    filled: Any = run_python(product, "bench.workloads._joins_filled", str(WAITING), str(PHONES))
    if filled["admitted"] != WAITING:
        raise BenchFailed(f"{filled['admitted']} of {WAITING} were admitted")
    found = [at_most("approved_10k_joins", filled["seconds"], 20, unit="s")]
    with served(product):
        phones = list(zip(filled["sessions"], filled["numbers"], strict=True))
        _joined(filled["address"], phones[:WARM])
        joined = _joined(filled["address"], phones[WARM:])
    return [*found, at_most("join_on_the_phone_p95", p95(joined), 300, unit="ms")]


def _joined(address: str, phones: list[tuple[str, str]]) -> list[float]:
    """Let every phone open the page and send the form; return milliseconds of both together."""
    found: list[float] = []
    failed: list[str] = []
    pace = 60 / A_MINUTE
    began = perf_counter()

    def work(first: int) -> None:
        for place in range(first, len(phones), CLIENTS):
            sleep(max(0.0, began + place * pace - perf_counter()))
            session, number = phones[place]
            started = perf_counter()
            wrong = _join(address, session, number)
            found.append((perf_counter() - started) * 1000)
            failed.extend([wrong] if wrong else [])

    threads = [threading.Thread(target=work, args=(first,)) for first in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise BenchFailed(f"joining: {len(failed)} failed, first: {failed[0][:1500]}")
    return found


def _join(address: str, session: str, number: str) -> str:
    """Open the page of a code and send the form; return what was wrong, or nothing."""
    line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    line.request("GET", address, headers={"Cookie": f"sessionid={session}"})
    answer = line.getresponse()
    page = answer.read().decode()
    csrf = (answer.headers.get("Set-Cookie") or "").partition("csrftoken=")[2].partition(";")[0]
    if answer.status != 200 or not csrf:
        return f"{answer.status} {page}"
    fields = {
        "csrfmiddlewaretoken": csrf, "name": "骑手", "id_number": number, "agreed": "on",
        "new_form_group": "courier", "drawn": DRAWN,
    }  # fmt: skip
    line.request(
        "POST",
        address,
        urlencode(fields),
        {
            "Cookie": f"sessionid={session}; csrftoken={csrf}",
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )
    answer = line.getresponse()
    body = answer.read().decode()
    line.close()
    return "" if answer.status == 302 else f"{answer.status} {body}"


def _picture() -> bytes:
    """Return a drawn line as PNG, of the size a finger draws on a phone."""
    wide, high = 320, 160
    rows = [bytearray(b"\xff" * wide) for _ in range(high)]
    for x in range(20, 300):
        rows[80 + (x * x // 97) % 40 - 20][x] = 0
    raw = b"".join(b"\x00" + bytes(row) for row in rows)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(raw)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


DRAWN = "data:image/png;base64," + base64.b64encode(_picture()).decode()
