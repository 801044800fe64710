"""A real browser before a live server with the small demo; skipped only where there is no browser."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import Browser, Page, expect, sync_playwright
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.worker import Worker

from tests.journeys.snapshot import Snapshot
from zhigong.engines.cases.queries import programmes
from zhigong.registry.accounts.operations import demo_accounts
from zhigong.registry.accounts.rules import TOTP_STEP_SECONDS, totp_at

DAY = date(2026, 11, 21)
# Longest wait for what should be there at once: a busy machine is slow, not wrong.
PATIENCE_MS = 20_000
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --lang=zh-CN"
).split()


def chromium() -> str:
    """Return the machine's browser; CI must have one."""
    found = next(filter(None, map(shutil.which, NAMES)), MAC if os.path.exists(MAC) else "")
    if not found and os.environ.get("CI") == "true":
        pytest.fail("CI has no Chromium: .ci/run installs it")
    if not found:
        pytest.skip("no Chromium on this machine")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps a loop running in this thread, which Django would take for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def snapshot(
    tmp_path_factory: Any, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Snapshot]:
    """Keep the demo once loaded for all journeys of this process."""
    kept = Snapshot(tmp_path_factory.mktemp("demo"))
    yield kept
    with django_db_blocker.unblock():
        kept.drop()


@pytest.fixture
def demo(
    settings: Any, tmp_path: Any, transactional_db: None, live_server: Any, snapshot: Snapshot
) -> Iterator[str]:
    """Have the small demo in the test database, as loaded; return the server's address."""
    forget_versions()
    environment = settings.ZHIGONG.model_copy(update={"business_date": DAY, "state_dir": tmp_path})
    settings.ZHIGONG, settings.MEDIA_ROOT = environment, tmp_path / "media"
    if snapshot.is_taken:
        snapshot.restore(tmp_path)
    else:
        call_command("load_demo", "--scale", "small", "--as-of", DAY.isoformat(), stderr=StringIO())
        snapshot.take(tmp_path)
    yield str(live_server.url)
    forget_versions()


def forget_versions() -> None:
    """Forget what is kept by the key of a version: the copied demo has the keys of others."""
    programmes.stored_programme.cache_clear()
    programmes._version_number.cache_clear()


@pytest.fixture
def visit(browser: Browser, demo: str) -> Iterator[Callable[..., Page]]:
    """Open a page at a width; every error of a page's script fails the test."""
    opened, errors = [], []

    def start(*, width: int, height: int) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", base_url=demo
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        opened.append(context)
        return page

    yield start
    for context in opened:
        context.close()
    assert errors == []


@pytest.fixture
def log_in(demo: str) -> Callable[[Page, str], None]:
    """Log a demo account in as a person does."""

    def enter(page: Page, login: str) -> None:
        account = next(one for one in demo_accounts() if one["login"] == login)
        if account["role"] == "member":
            page.goto("/accounts/login/?who=password")
            page.fill("[name=phone]", login)
            page.fill("[name=password]", account["password"])
            page.click("main button[type=submit]")
            return
        page.goto("/accounts/login/?who=staff")
        page.fill("[name=login]", login)
        page.fill("[name=password]", account["password"])
        page.click("main button[type=submit]")
        step = int(time.time()) // TOTP_STEP_SECONDS
        page.fill("[name=code]", totp_at(secret=account["totp_secret"], step=step))
        page.click("main button[type=submit]")

    return enter


def closing_after(call: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """Do a job and close the session of the thread it ran in, which nobody else can."""
    try:
        return call()
    finally:
        connections.close_all()


@pytest.fixture
def do_jobs() -> Callable[[], None]:
    """Do what is queued, as the worker would."""

    def work() -> None:
        try:
            connector = app.connector.get_worker_connector()
            with app.replace_connector(connector) as worker:
                worker.run_worker(
                    wait=False, install_signal_handlers=False, task_middleware=[closing_after]
                )
        finally:
            connections.close_all()

    def run() -> None:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join(120)
        assert not thread.is_alive()

    return run
