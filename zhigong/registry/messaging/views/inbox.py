"""The inbox, the same on desk and phone."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhigong.base import clock
from zhigong.base.pages import actor_of, page, render_page
from zhigong.registry.messaging import operations, queries

PAGE_SIZE = 30


def _inbox(request: HttpRequest, layout: str) -> HttpResponse:
    rows = queries.messages_of(user_id=actor_of(request).user_id or 0)
    is_unread = request.GET.get("unread") == "1"
    if is_unread:
        rows = rows.filter(read_at__isnull=True)
    shown = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render_page(
        request,
        "messaging/inbox.html",
        layout=layout,
        rows=shown,
        is_unread=is_unread,
        menu_code="inbox",
    )


@page()
def desk(request: HttpRequest) -> HttpResponse:
    """Show the inbox of staff."""
    return _inbox(request, "ui/layouts/desk.html")


@page()
def portal(request: HttpRequest) -> HttpResponse:
    """Show the inbox of a member."""
    return _inbox(request, "ui/layouts/portal.html")


def _back(request: HttpRequest) -> HttpResponse:
    is_member = actor_of(request).kind == "member"
    return redirect("messaging:mine" if is_member else "messaging:inbox")


@require_POST
@page()
def read(request: HttpRequest, message_id: int) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    actor = actor_of(request)
    message = queries.get_message_for(actor=actor, message_id=message_id)
    operations.mark_read(actor=actor, at=clock.now(), message_id=message.pk)
    if message.url and url_has_allowed_host_and_scheme(message.url, allowed_hosts=None):
        return redirect(message.url)
    return _back(request)


@require_POST
@page()
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    count = operations.mark_read(actor=actor_of(request), at=clock.now())
    messages.success(request, _("已将 %(count)d 条消息标为已读。") % {"count": count})
    return _back(request)
