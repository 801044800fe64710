"""An installation to measure: its database, its server, somebody logged in."""

import hmac
import http.cookiejar
import json
import os
import re
import subprocess
import time
import urllib.parse
import urllib.request
from base64 import b32decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from launch.place import Place
from launch.postgres import OWNER_ROLE
from launch.processes import gunicorn_command, is_ready
from launch.product import Product
from launch.state import DEFAULT_AS_OF, demo_of

ROOT = Path(__file__).resolve().parents[1]
PORT = 8977


class BenchFailed(RuntimeError):
    """A measurement could not be taken."""


def product_of(scale: str) -> Product:
    """Return the demo of a scale, loaded."""
    product = Product(place=Place(ROOT), current=demo_of(scale, DEFAULT_AS_OF))
    product.prepare(packages="dev")
    product.ensure_demo()
    return product


def copy_of(product: Product) -> Product:
    """Return the same demo in a database copied anew, so that no earlier run is measured as well.

    An operator's database cannot be copied: it is measured where it is.
    """
    if product.cluster is None:
        return product
    source = product.current.database
    current = replace(product.current, database=f"{source}_bench")
    product.cluster.drop_database(current.database)
    product.cluster.sql(
        f'CREATE DATABASE "{current.database}" OWNER {OWNER_ROLE} TEMPLATE "{source}"'
    )
    return Product(place=product.place, current=current)


def run_python(product: Product, *arguments: str) -> dict[str, float]:
    """Run a module of the bench in a process of its own and return the JSON it prints last."""
    done = subprocess.run(
        [str(product.place.python), "-m", *arguments],
        cwd=ROOT,
        env=product.variables(as_owner=True),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchFailed(f"{arguments[0]}: {done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


@dataclass(slots=True)
class Visitor:
    """One browser: it keeps its cookies."""

    opener: urllib.request.OpenerDirector
    jar: http.cookiejar.CookieJar
    base: str

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Return status and body of a page.

        :raises BenchFailed: it led elsewhere; two pages would be measured as one.
        """
        request = urllib.request.Request(self.base + path, headers=headers)  # noqa: S310
        with self.opener.open(request) as response:
            body = response.read()
            if response.url != self.base + path:
                raise BenchFailed(f"{path} led to {response.url}")
            return response.status, body

    def post(
        self, path: str, fields: dict[str, str] | list[tuple[str, str]], *, of: str = ""
    ) -> tuple[str, bytes]:
        """Send a form with the token of its page; return where it led and the body.

        :param of: the page the form is on, when it is not the one it is sent to.
        """
        _, page = self.get(of or path)
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if token is None:
            raise BenchFailed(f"{of or path} has no form")
        pairs = list(fields.items()) if isinstance(fields, dict) else fields
        body = urllib.parse.urlencode([("csrfmiddlewaretoken", token[1].decode()), *pairs]).encode()
        request = urllib.request.Request(  # noqa: S310
            self.base + path, data=body, headers={"Referer": self.base + path}
        )
        with self.opener.open(request) as response:
            return response.url, response.read()


def visitor(port: int = PORT) -> Visitor:
    """Return a browser without a session."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    return Visitor(opener, jar, f"http://127.0.0.1:{port}")


@contextmanager
def served(product: Product, port: int = PORT) -> Iterator[None]:
    """Run the production server on a database for a while."""
    product.ensure_static()
    log = product.place.state / "bench-server.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            gunicorn_command(product.place, port=port),
            cwd=ROOT,
            env=product.variables(),
            stdout=sink,
            stderr=sink,
        )
    try:
        deadline = time.monotonic() + 60
        while not is_ready(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise BenchFailed(log.read_text(errors="replace")[-2000:])
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


def logged_in(product: Product, login: str, port: int = PORT) -> Visitor:
    """Log an account of the demo in as a person does: password, then the authenticator."""
    accounts = json.loads(product.manage("demo_accounts", "--json", as_owner=False))
    account = next(one for one in accounts if one["login"] == login)
    found = visitor(port)
    if account["role"] == "member":
        fields = {"phone": login, "password": account["password"]}
        found.post("/accounts/login/?who=password", fields)
        return found
    where, page = found.post(
        "/accounts/login/?who=staff", {"login": login, "password": account["password"]}
    )
    if "second-factor" in where:
        where, page = found.post(
            "/accounts/second-factor/", {"code": one_time_code(account["totp_secret"])}
        )
    if "/accounts/" in where:
        raise BenchFailed(f"{login} could not log in: {page[:2000].decode(errors='replace')}")
    return found


def one_time_code(secret: str) -> str:
    """Return the authenticator's present code (RFC 6238, six digits, 30 seconds)."""
    counter = int(time.time() // 30).to_bytes(8, "big")
    mac = hmac.digest(b32decode(secret), counter, "sha1")
    place = mac[-1] & 15
    number = int.from_bytes(mac[place : place + 4], "big") & 0x7FFF_FFFF
    return f"{number % 1_000_000:06d}"


def scratch(name: str) -> Path:
    """Return a file below the bench's own folder."""
    folder = Path(os.environ.get("ZHIGONG_STATE_DIR") or ROOT / "build" / "state") / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name
