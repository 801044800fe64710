"""Menus in templates."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

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
