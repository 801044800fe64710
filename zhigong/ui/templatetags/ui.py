"""The components as template tags. Each is shown with its use on the style page, ``/ui/``."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

import segno
from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhigong.ui import cells, menus, shapes

register = template.Library()

SHAPES = {"good": "●", "warn": "▲", "bad": "■", "info": "◆", "gold": "★"}
FACT_IN_HALF = 28  # characters of a value that half the width of a card holds in two lines
ALERT_ICONS = {
    "info": "info-circle",
    "good": "circle-check",
    "warn": "alert-triangle",
    "bad": "alert-octagon",
}


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw an icon of ``icons.txt``; ``size`` is empty, ``lg`` or ``xl``.

    Without a ``label`` it is decoration and hidden from screen readers.
    """
    return _drawn(name, size, str(label))


@cache
def _sprite() -> str:
    return static("icons.svg")


@lru_cache(maxsize=1_000)
def _drawn(name: str, size: str, label: str) -> SafeString:
    """Return the markup of an icon: a page has dozens of few."""
    css = f"icon icon-{size}" if size else "icon"
    use = format_html('<use href="{}#{}"></use>', _sprite(), name)
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}" viewBox="0 0 24 24">{}</svg>',
            css,
            label,
            use,
        )
    return format_html('<svg class="{}" aria-hidden="true" viewBox="0 0 24 24">{}</svg>', css, use)


@register.inclusion_tag("ui/components/button.html")
def button(
    text: str, href: str = "", kind: str = "", icon: str = "", **more: Any
) -> dict[str, Any]:
    """Render a link that looks like a button (with ``href``), else a submit button.

    :param kind: empty, ``primary``, ``danger`` or ``quiet``; ``size="sm"`` makes it small.
    :param more: ``name``, ``value``, ``type``, ``id``, ``disabled``, ``wide``, ``download``.
    """
    return {"text": text, "href": href, "kind": kind, "icon": icon, "type": "submit", **more}


@register.simple_block_tag
def card(content: SafeString, title: str = "", icon: str = "", **more: Any) -> str:
    """Render a surface with an optional head; ``href`` and ``more`` put a link at its right.

    ``flush`` takes the inner margin away, for tables; ``id`` names it.
    """
    context = {"content": content, "title": title, "icon": icon, **more}
    return render_to_string("ui/components/card.html", context)


@register.simple_tag
def figure(title: str, value: Any, **more: Any) -> SafeString:
    """Render a figure with everything needed to trust it.

    :param value: the number or rate as shown, e.g. ``share|percent``; ``unit`` follows it small.
    :param more: ``numerator``, ``denominator``, ``parts`` (a sentence instead of the two),
        ``change`` (signed number), ``change_text`` (as shown), ``as_of`` (date), ``definition``
        (口径), ``legal`` (its source), ``href`` (the rows), ``gap_href`` and ``gap_label`` (the
        missing rows), ``series`` (numbers of a spark line), ``note``.
    """
    given = {"title": title, "value": value, **more, "series": tuple(more.get("series") or ())}
    frozen = tuple((name, _told_apart(one)) for name, one in given.items())
    return _figure(frozen, get_language())


def _told_apart(value: Any) -> tuple[bool, Any]:
    """Return a value as a key: a text that is markup equals the same text that is none."""
    plain = str(value) if isinstance(value, Promise) else value
    return hasattr(plain, "__html__"), plain


@lru_cache(maxsize=2_000)
def _figure(given: tuple[tuple[str, tuple[bool, Any]], ...], language: str) -> SafeString:
    """Return the markup of a figure, which follows from what is given alone."""
    shown = {name: value for name, (_is_markup, value) in given}
    change = shown.get("change")
    shown["direction"] = "none" if not change else ("up" if change > 0 else "down")
    shown["spark"] = shapes.spark(shown["series"])
    return mark_safe(render_to_string("ui/components/figure.html", shown))  # noqa: S308


@register.simple_tag
def badge(text: Any, tone: str = "") -> SafeString:
    """Render a word with a colour and a shape; tones ``good warn bad info gold`` or none."""
    # Not format_html: a page has fifty of them, and its wrappers cost more than the words.
    shape = SHAPES.get(tone, "")
    mark = f'<span class="shape" aria-hidden="true">{shape}</span>' if shape else ""
    css, words = cells.safe(tone or "plain"), cells.safe(text)
    return mark_safe(f'<span class="badge badge-{css}">{mark}{words}</span>')  # noqa: S308


@register.simple_tag
def table_rows(shown: Any) -> SafeString:
    """Write the rows of a list (``ListView``)."""
    return cells.table_rows(
        shown.rows, has_pick=bool(shown.bulk), has_drawer=shown.spec.drawer, badge=badge
    )


@register.simple_tag(takes_context=True)
def side_menu(context: template.Context, groups: Iterable[Any]) -> SafeString:
    """Write the menu of the desk; the groups the reader opened stay open."""
    request: Any = context.get("request")
    opened = "" if request is None else request.COOKIES.get("zhigong_groups", "")
    return menus.side_menu(groups, opened=opened, icon=icon)


@register.simple_tag
def options(choices: Iterable[tuple[str, str]], value: str) -> SafeString:
    """Write the choices of a field, the chosen one marked."""
    return cells.options(choices, value)


@register.inclusion_tag("ui/components/tabs.html")
def tabs(items: Iterable[Sequence[Any]], current: str, label: str = "") -> dict[str, Any]:
    """Render tabs; an item is ``(code, title, url)`` or ``(code, title, url, count)``."""
    shown = [
        {"code": i[0], "title": i[1], "url": i[2], "count": i[3] if len(i) > 3 else None}
        for i in items
    ]
    return {"items": shown, "current": current, "label": label or _("分类")}


@register.inclusion_tag("ui/components/rail.html")
def rail(*steps: str, current: int = 1) -> dict[str, Any]:
    """Render the steps of a task, ``{% rail "上传" "核对" "完成" current=2 %}``.

    :param current: the step in hand, from 1; beyond the last, all are done.
    """
    states = [
        {
            "number": n,
            "title": t,
            "state": "done" if n < current else "now" if n == current else "next",
        }
        for n, t in enumerate(steps, start=1)
    ]
    return {"steps": states}


@register.inclusion_tag("ui/components/progress.html")
def progress(done: int, total: int, title: str = "", **more: Any) -> dict[str, Any]:
    """Render a progress bar; ``state`` is running, done or failed; ``poll`` its fragment's URL."""
    return {"done": done, "total": total or 1, "counted": bool(total), "title": title, **more}


@register.simple_block_tag
def alert(content: SafeString, tone: str = "info", title: str = "") -> str:
    """Render a message within the page: what happened and what to do."""
    context = {"content": content, "tone": tone, "title": title, "icon": ALERT_ICONS[tone]}
    return render_to_string("ui/components/alert.html", context)


@register.simple_block_tag
def empty_state(content: SafeString, title: str, what: str = "", icon: str = "inbox") -> str:
    """Render an empty state: what is not there, what to do first; the block holds the buttons."""
    context = {"content": SafeString(content.strip()), "title": title, "what": what, "icon": icon}
    return render_to_string("ui/components/empty.html", context)


@register.simple_tag
def field(bound: BoundField, help: str = "", short: bool = False) -> str:
    """Render one form field: label, required mark, help, widget, errors beside it."""
    context = {
        "field": bound,
        "help": help or bound.help_text,
        "short": short,
        "is_check": isinstance(bound.field.widget, CheckboxInput),
    }
    return render_to_string("ui/form/field.html", context)


@register.simple_tag
def form_fields(form: BaseForm) -> str:
    """Render all fields of a form in its order, errors of the whole form first.

    A long form may have ``sections``: pairs of a heading and its bound fields.
    """
    return render_to_string("ui/form/form.html", {"form": form})


@register.inclusion_tag("ui/components/facts.html")
def facts(pairs: Iterable[Sequence[Any]], columns: int = 1) -> dict[str, Any]:
    """Render a description list of ``(label, value)`` or ``(label, value, url)``; empty: a dash.

    In two columns a long value takes both.
    """
    rows = [
        {
            "label": p[0],
            "value": _shown(p[1]),
            "url": p[2] if len(p) > 2 else "",
            "is_wide": columns > 1 and len(str(p[1])) > FACT_IN_HALF,
        }
        for p in pairs
    ]
    return {"rows": rows, "columns": columns}


def _shown(value: Any) -> Any:
    """Return a value of a description list: times and days as in every table."""
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else value


@register.inclusion_tag("ui/components/timeline.html")
def timeline(items: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Render events in order; an item has ``title`` and may have ``at, who, text, state, url``.

    ``state`` is done (preset), now, next or bad.
    """
    return {"items": items}


@register.inclusion_tag("ui/components/masked.html", takes_context=True)
def masked(
    context: template.Context, value: str, reveal_url: str = "", label: str = ""
) -> dict[str, Any]:
    """Render a masked value; with ``reveal_url``, POST of a ``reason`` there opens it.

    The answer of ``reveal_url`` to htmx is the clear value alone, to others a page.
    """
    return {
        "value": value,
        "reveal_url": reveal_url,
        "label": label or _("查看明文"),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("ui/components/ranking.html")
def ranking(rows: Iterable[dict[str, Any]], target: float | None = None) -> dict[str, Any]:
    """Render bars in a row; a row has ``name``, ``share`` (0..1), ``text`` and may have ``url``.

    :param target: share at which the line of the goal stands; bars below it are told apart.
    """
    shown = [
        {
            **row,
            "width": shapes.bar_width(float(row["share"]), of=1),
            "late": target is not None and float(row["share"]) < target,
        }
        for row in rows
    ]
    line = None if target is None else shapes.bar_width(target, of=1)
    return {"rows": shown, "line": line, "target": target}


@register.inclusion_tag("ui/components/funnel.html")
def funnel(steps: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Render the way from many to few; a step has ``name, count``, maybe ``url, lost_url``."""
    first = float(steps[0]["count"]) if steps else 0.0
    shown = []
    for index, step in enumerate(steps):
        before = steps[index - 1]["count"] if index else step["count"]
        width = shapes.bar_width(float(step["count"]), of=first)
        shown.append({**step, "width": width, "lost": before - step["count"]})
    return {"steps": shown}


@register.inclusion_tag("ui/components/spark.html")
def spark(values: Sequence[float], label: str = "") -> dict[str, Any]:
    """Render a spark line; ``label`` says in words what it shows."""
    return {"spark": shapes.spark(values), "label": label}


@register.inclusion_tag("ui/components/definition.html")
def definition(text: str, title: str = "", legal: str = "") -> dict[str, Any]:
    """Render a question mark that opens an explanation (口径)."""
    return {"text": text, "title": title or _("口径"), "legal": legal}


@register.simple_block_tag
def confirm(content: SafeString, label: str, title: str, **more: Any) -> str:
    """Render a button that asks before it sends; the block says what will happen.

    :param more: ``yes`` (label of the sending button), ``kind`` (preset ``danger``), ``icon``,
        ``name`` and ``value`` of the sending button.
    """
    context = {"content": content, "label": label, "title": title, "kind": "danger", **more}
    return render_to_string("ui/components/confirm.html", context)


@register.inclusion_tag("ui/components/copy.html")
def copy(text: str, label: str = "") -> dict[str, Any]:
    """Render a button that copies ``text``."""
    return {"text": text, "label": label or _("复制")}


@register.simple_tag
def qr(text: str, label: str = "", css: str = "qr") -> SafeString:
    """Draw a QR code as SVG; ``label`` says what scanning it does."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, border=2, svgclass=css, lineclass="qr-line")
    return format_html('<span role="img" aria-label="{}">{}</span>', label, mark_safe(drawn))  # noqa: S308


@register.simple_tag
def watermark(name: str, at: datetime | None = None) -> SafeString:
    """Tile a name and a time across the page, faintly."""
    words = f"{name} {moment(at)}" if at else name
    return mark_safe(render_to_string("ui/components/watermark.html", {"words": words}))  # noqa: S308


@register.filter
def thousands(value: Any) -> str:
    """Write a number with separators: 143,141; nothing becomes a dash."""
    if value is None or value == "":
        return "—"
    return f"{value:,}"


@register.filter
def percent(share: Any, places: int = 2) -> str:
    """Write a share of 0..1 as a percentage: 60.77%; nothing becomes a dash.

    Cut, not rounded up, at 100%: only a whole is called a whole.
    """
    if share is None or share == "":
        return "—"
    number = Decimal(str(share)) * 100
    shown = round(number, places)
    if shown >= 100 > number:
        shown = Decimal(100) - Decimal(1).scaleb(-places)
    return f"{shown:.{places}f}%"


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a date as 2026-11-21."""
    if value is None or value == "":
        return "—"
    if isinstance(value, datetime) and is_aware(value):
        value = localtime(value)
    return f"{value:%Y-%m-%d}"


@register.filter
def moment(value: datetime | None) -> str:
    """Write a time as 2026-11-21 10:30, business zone."""
    if value is None or value == "":
        return "—"
    return f"{localtime(value) if is_aware(value) else value:%Y-%m-%d %H:%M}"


@register.filter
def chinese_day(value: date | None) -> str:
    """Write a date as 2026年11月21日, for documents and greetings."""
    return f"{value.year}年{value.month}月{value.day}日" if value else "—"
