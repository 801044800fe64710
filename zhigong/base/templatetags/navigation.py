"""Menus in templates."""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from zhigong.base import navigation
from zhigong.base.actor import Actor

register = template.Library()


@register.simple_tag(takes_context=True)
def menu(context: template.Context, screen: navigation.Screen) -> list[navigation.Group]:
    """Return the groups of a screen's menu for the reader of the page."""
    request: Any = context.get("request")
    if request is None:
        return []
    return navigation.menu_for(request, screen, str(context.get("menu_code", "")))


@register.simple_tag
def drawn_menu(template_name: str, groups: list[navigation.Group]) -> SafeString:
    """Draw a menu by a template that sees its ``groups`` and nothing else.

    The same menu is drawn once: it stands on every page, and is half of what a page costs.
    """
    given = tuple((group.title, tuple(group.items)) for group in groups)
    if settings.DEBUG:
        return _draw.__wrapped__(template_name, given, get_language())
    return _draw(template_name, given, get_language())


@lru_cache(maxsize=500)
def _draw(
    template_name: str,
    given: tuple[tuple[str, tuple[navigation.ShownItem, ...]], ...],
    language: str | None,
) -> SafeString:
    groups = [navigation.Group(title, list(items)) for title, items in given]
    return mark_safe(render_to_string(template_name, {"groups": groups}))  # noqa: S308


@register.filter
def may(actor: Actor, ability: str) -> bool:
    """Whether the reader holds an ability anywhere: a link that would be refused is not offered."""
    return actor.may(ability)


@register.simple_tag(takes_context=True)
def waiting(context: template.Context, screen: navigation.Screen, code: str) -> int:
    """Return what waits behind an entry for the reader of the page."""
    request: Any = context.get("request")
    return 0 if request is None else navigation.waiting_for(request, screen, code)


@register.simple_tag(takes_context=True)
def panels(context: template.Context, screen: navigation.Screen, place: str) -> list[SafeString]:
    """Return the rendered panels of a place of a screen's home."""
    request: Any = context.get("request")
    rendered = navigation.panels_for(request, screen, place)
    return [mark_safe(html) for html in rendered]  # noqa: S308
