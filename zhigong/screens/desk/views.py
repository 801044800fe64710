"""The pages of the desk itself: what waits today, and one search over the registers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhigong.base.actor import Actor
from zhigong.base.navigation import menu_for
from zhigong.base.pages import page, render_page

REGISTERS = (
    ("people.view", "people:list", "users", "职工名册", "按姓名、手机号或证件号查找职工"),
    ("unions.view", "unions:list", "sitemap", "工会组织", "按名称、编号或统一社会信用代码查找工会"),
    (
        "employers.view",
        "employers:list",
        "building",
        "用人单位",
        "按名称或统一社会信用代码查找单位",
    ),
)
OWN = "个人"


@page()
def home(request: HttpRequest) -> HttpResponse:
    """Show the counters and panels of the day, and the way to every work."""
    groups = [g for g in menu_for(request, "desk", "home") if g.title not in ("", OWN)]
    return render_page(request, "desk/home.html", menu_code="home", groups=groups)


@page()
def search(request: HttpRequest) -> HttpResponse:
    """Take a search to the register it is meant for; with several, let the reader choose."""
    words = request.GET.get("q", "").strip()
    registers = _registers(request.actor, words)  # type: ignore[attr-defined]
    if words and len(registers) == 1:
        return redirect(registers[0]["url"])
    return render_page(request, "desk/search.html", words=words, registers=registers)


@page()
def inbox(request: HttpRequest) -> HttpResponse:
    """Lead to the messages; say so when this installation has none."""
    try:
        return redirect("messaging:inbox")
    except NoReverseMatch:
        return render_page(request, "desk/inbox.html")


def _registers(actor: Actor, words: str) -> list[dict[str, str]]:
    found = []
    for ability, url_name, icon, title, hint in REGISTERS:
        try:
            address = reverse(url_name)
        except NoReverseMatch:
            continue
        if actor.may(ability):
            url = f"{address}?{urlencode({'q': words})}" if words else address
            found.append({"url": url, "icon": icon, "title": _(title), "hint": _(hint)})
    return found
