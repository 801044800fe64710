"""Take pictures of pages at every width and say what a careful eye would find first.

``python tests/journeys/look.py URL … [--login ROLE] [--out DIR] [--width 390 …] [--wall]``

For each page and width (390, 768 and 1440 pixels; large type at 390 and 1440) a picture is written
and a line printed: horizontal overflow, text cut off, small targets, console errors, bytes of a first
visit. Exit status 1 when a page overflows, logs an error or fails.
"""

import argparse
import base64
import hashlib
import hmac
import json
import re
import struct
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
]
HEIGHTS = {390: 844, 768: 1024, 1366: 768, 1440: 900, 1920: 1080, 1080: 1920}
VIEWS = ((390, False), (768, False), (1440, False), (390, True), (1440, True))

FAULTS = """() => {
  const shown = (e) => { const s = getComputedStyle(e); const r = e.getBoundingClientRect();
    return s.visibility !== 'hidden' && s.display !== 'none' && r.width > 0 && r.height > 0; };
  const words = (e) => (e.innerText || e.getAttribute('aria-label') || e.className || '').trim().slice(0, 24);
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const inScroller = (e) => { for (let p = e.parentElement; p; p = p.parentElement) {
    const o = getComputedStyle(p).overflowX; if (o === 'auto' || o === 'scroll' || o === 'hidden') return true; } return false; };
  const wide = over > 0 ? [...document.querySelectorAll('body *')].filter((e) => shown(e) && !inScroller(e)
    && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).slice(-4).map((e) => e.tagName + '.' + e.getAttribute('class')) : [];
  const cut = [...document.querySelectorAll('a,button,p,span,b,h1,h2,h3,dd,dt,li,label,small')].filter((e) => shown(e)
    && !e.closest('td') && !e.classList.contains('visually-hidden') && !e.closest('svg') && e.clientWidth > 2 && e.innerText
    && getComputedStyle(e).overflow === 'hidden' && (e.scrollWidth > e.clientWidth + 1)).slice(0, 5).map(words);
  const need = document.documentElement.dataset.type === 'large' ? 56 : (innerWidth < 768 ? 43 : 24);
  const small = [...document.querySelectorAll('a.btn,button,input,select,nav a,summary')].filter((e) => shown(e)
    && !e.closest('.visually-hidden') && !['checkbox', 'radio', 'hidden'].includes(e.type) && !e.classList.contains('pop-q')
    && e.getBoundingClientRect().height < need - 0.5).slice(0, 6).map((e) => words(e) + ' ' + Math.round(e.getBoundingClientRect().height));
  return {over, wide, cut, small};
}"""


@dataclass(slots=True)
class Seen:
    """What was found on one page at one width."""

    address: str
    status: int = 0
    errors: list[str] = field(default_factory=list)
    faults: dict[str, Any] = field(default_factory=dict)
    sent: int = 0

    @property
    def is_bad(self) -> bool:
        """Whether nobody should ship this."""
        return bool(self.errors or self.faults.get("over", 0) > 0 or self.status >= 500)


def totp(secret: str, at: float) -> str:
    """Return the six digits of a time-based one-time password (RFC 6238, 30 seconds, SHA-1)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    digest = hmac.new(key, struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def account_of(role: str) -> dict[str, str]:
    """Return the demo's account of a role (or with that login)."""
    done = subprocess.run(
        [str(ROOT / "run"), "manage", "demo_accounts", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    accounts: list[dict[str, str]] = json.loads(done.stdout)
    return next(a for a in accounts if role in (a["role"], a["login"]))


def log_in(page: Page, home: str, account: dict[str, str]) -> None:
    """Log in through the pages, as a person does."""
    is_member = account["role"] == "member"
    page.goto(urljoin(home, "/accounts/login/?who=" + ("password" if is_member else "staff")))
    names = page.eval_on_selector_all("main input", "all => all.map(e => e.name)")
    for name in ("login", "username", "phone"):
        if name in names:
            page.locator(f"main input[name={name}]:visible").first.fill(account["login"])
            break
    if page.locator("main input[name=password]:visible").count():
        page.locator("main input[name=password]:visible").first.fill(account["password"])
    page.locator("main button[type=submit]:visible").first.click()
    page.wait_for_load_state()
    code = page.locator("main input[name=code]:visible")
    if code.count():
        shown = re.search(r"\b\d{6}\b", page.locator("main").inner_text())
        secret = account.get("totp_secret")
        code.first.fill(totp(secret, time.time()) if secret else shown[0] if shown else "")
        page.locator("main button[type=submit]:visible").last.click()
        page.wait_for_load_state()


def look(context: BrowserContext, address: str, picture: Path) -> Seen:
    """Open a page, note what is wrong, take its picture."""
    seen = Seen(address)
    page = context.new_page()
    page.on("console", lambda m: seen.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    response = page.goto(address, wait_until="load")
    page.wait_for_timeout(150)
    seen.status = response.status if response else 0
    seen.errors = [e for e in seen.errors if seen.status < 400 or "Failed to load" not in e]
    seen.faults = page.evaluate(FAULTS)
    seen.sent = int(sum(sizes))
    page.screenshot(path=str(picture), full_page=True, timeout=90_000)
    page.close()
    return seen


def context_for(
    browser: Browser, home: str, width: int, *, large: bool, state: Any, wall: bool
) -> BrowserContext:
    """Return a window of a width; below 600 pixels a phone with a finger."""
    size = {"width": width, "height": HEIGHTS.get(width, 900)}
    touch = width < 600
    context = browser.new_context(
        viewport=size, has_touch=touch, is_mobile=touch, storage_state=state, locale="zh-CN"
    )
    wanted = {"zhigong_type": "large" if large else "", "zhigong_wall": "1" if wall else ""}
    cookies = [{"name": n, "value": v, "url": home} for n, v in wanted.items() if v]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    return context


def report(name: str, seen: Seen) -> None:
    """Print one line for a page at a width."""
    faults = seen.faults
    words = [f"{name}: {seen.status} {seen.sent / 1024:.0f} KB"]
    if faults["over"] > 0:
        words.append(f"OVERFLOW {faults['over']} px {faults['wide']}")
    words += [f"CUT {faults['cut']}"] if faults["cut"] else []
    words += [f"small {faults['small']}"] if faults["small"] else []
    words += [f"ERROR {seen.errors[:3]}"] if seen.errors else []
    sys.stdout.write(" | ".join(words) + "\n")


def main() -> int:
    """Look at every page asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="+")
    parser.add_argument("--login", default="", help="role or login of a demo account")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "pictures")
    parser.add_argument("--width", type=int, nargs="*", help="only these widths")
    parser.add_argument("--large", action="store_true", help="with --width: in large type")
    parser.add_argument("--wall", action="store_true", help="dark wall mode of the cockpit")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    views = [(w, options.large) for w in options.width] if options.width else VIEWS
    home = "{0.scheme}://{0.netloc}".format(urlsplit(options.url[0]))
    bad = False
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        state = None
        if options.login:
            first = browser.new_context(locale="zh-CN")
            log_in(first.new_page(), home, account_of(options.login))
            state = first.storage_state()
        for width, large in views:
            context = context_for(browser, home, width, large=large, state=state, wall=options.wall)
            for address in options.url:
                parts = urlsplit(address)
                stem = re.sub(r"\W+", "-", (parts.path + "-" + parts.query)).strip("-") or "home"
                name = f"{stem}-{width}{'-large' if large else ''}{'-wall' if options.wall else ''}"
                seen = look(context, address, options.out / f"{name}.png")
                report(name, seen)
                bad = bad or seen.is_bad
            context.close()
        browser.close()
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
